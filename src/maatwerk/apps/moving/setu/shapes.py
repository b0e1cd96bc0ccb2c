"""What a SETU staffing order and a SETU assignment look like: names, codes and what must be there.

Source: SETU Standards for Ordering & Selection and for Assignment, version 2.0, JSON (setu.nl; models of 1 November 2024).
Written after the published models; not verified by a machine against the schema.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "number", "whole", "flag", "day", "object", "list"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a value must be. `codes` are the only texts allowed, where there are any."""

    kind: Kind
    fields: Mapping[str, "Shape"] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    codes: tuple[str, ...] = ()
    item: "Shape | None" = None
    least: int = 0
    most: int | None = None


TEXT, NUMBER, WHOLE = Shape(kind="text"), Shape(kind="number"), Shape(kind="whole")
FLAG, DAY = Shape(kind="flag"), Shape(kind="day")


def _of(required: str = "", /, **fields: Shape) -> Shape:
    return Shape(kind="object", fields=fields, required=frozenset(required.split()))


def _codes(*codes: str) -> Shape:
    return Shape(kind="text", codes=codes)


def _many(item: Shape, *, least: int = 0, most: int | None = None) -> Shape:
    return Shape(kind="list", item=item, least=least, most=most)


def _identifier(*agencies: str) -> Shape:
    return _of("value schemeAgencyId", value=TEXT, schemeAgencyId=_codes(*agencies))


_VALUE = _of("value", value=TEXT)
_ID = _identifier("Customer", "Supplier")
_IDS = _many(_ID, most=2)
_CONTACT = _of(
    "name",
    name=_of("formattedName", formattedName=TEXT),
    communication=_of(
        phone=_many(_of("formattedNumber", formattedNumber=TEXT)),
        email=_many(_of("address", address=TEXT, useCode=_codes("Business", "Private"))),
    ),
    roleCode=TEXT,
)
_PARTY = {
    "id": _IDS,
    "legalId": _identifier("KvK", "OIN", "RSIN"),
    "taxId": _identifier("BTW"),
    "establishment": _of(
        "responsibilityCode", responsibilityCode=_VALUE, id=_IDS, legalId=_identifier("KvK")
    ),
}
_NAMED = _of("code", name=TEXT, code=TEXT)
_BOOKED = {"department": _NAMED, "costCenter": _NAMED, "project": _NAMED, "referenceNumber": TEXT}
_RATE = {
    "id": _VALUE,
    "rateType": _codes("Allowance/Expense", "TimeInterval"),
    "code": TEXT,
    "amount": _of("value currency", value=NUMBER, currency=_VALUE),
    "intervalCode": _of(
        "value",
        value=_codes(
            "Daily",
            "FlatFee",
            "FourWeekly",
            "HourlyConsolidated",
            "HourlySplit",
            "Monthly",
            "Weekly",
            "Yearly",
        ),
    ),
    "period": _of("datePeriod", datePeriod=_of("start", start=DAY, end=DAY)),
    "multiplier": NUMBER,
    "toBeBilled": FLAG,
    "toBePaid": FLAG,
}
_RATE_REQUIRED = "rateType code amount intervalCode period toBeBilled toBePaid"
_EVERY = ("Daily", "FourWeekly", "Monthly", "Quarterly", "Weekly", "Yearly")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PLACE = {
    "id": _IDS, "name": TEXT, "countryCode": _VALUE, "city": TEXT, "postalCode": TEXT, "streetName": TEXT,
    "houseNumber": TEXT, "houseNumberAddition": TEXT, "buildingAddition": TEXT,
}  # fmt: skip
_POSITION = {
    "positionId": _VALUE,
    "positionTitle": TEXT,
    "positionTask": _of(id=_VALUE, description=_VALUE),
    "positionOfferingTypes": _VALUE,
    "shiftDescription": TEXT,
    "collectiveLabourAgreement": _of(name=TEXT, id=_VALUE),
}


def _duration(*codes: str) -> Shape:
    return _of("value unitCode", value=NUMBER, unitCode=_of("value", value=_codes(*codes)))


def _working(*base: str, **more: Shape) -> Shape:
    work = _duration("Days", "Hours")
    return _of(
        "baseDuration",
        workDuration=work,
        minimumWorkDuration=work,
        maximumWorkDuration=work,
        baseDuration=_duration(*base),
        **more,
    )


STAFFING_ORDER = _of(
    "documentId customer orderType positionProfile",
    documentId=_ID,
    supplier=_of(**_PARTY),
    customer=_of("personContacts", **_PARTY, personContacts=_many(_CONTACT, least=1)),
    orderType=_codes("Order", "RFQ"),
    positionProfile=_of(
        "positionLocation positionPeriod workingPeriods",
        **_POSITION,
        positionLocation=_of(**_PLACE),
        requestedWorker=_of(workerId=_IDS, person=_of()),
        positionOpenQuantity=WHOLE,
        positionQualifications=_of(certifications=_many(_of("name", name=TEXT, descriptions=TEXT))),
        positionPeriod=_of("start", start=DAY, end=DAY),
        workingPeriods=_many(_working(*_EVERY), least=1),
        positionReason=TEXT,
    ),
    payRates=_many(_of(_RATE_REQUIRED, **_RATE)),
    requestForQuotationDetails=_of(multiVendorDistribution=FLAG),
    resourceClassificationInclusion=_of(**_BOOKED),
    staffingIds=_of(
        previousOrderId=_ID,
        requestForQuotationId=_ID,
        quoteId=_identifier("Supplier"),
        masterOrderId=_IDS,
    ),
    reasonOfChange=TEXT,
    comments=TEXT,
    customerSpecificRequirements=TEXT,
)
ASSIGNMENT = _of(
    "documentId customer payRates positionProfile assignedWorker",
    documentId=_identifier("Supplier"),
    supplier=_of(**_PARTY, personContacts=_many(_CONTACT)),
    customer=_of(**_PARTY, personContacts=_many(_CONTACT)),
    resourceClassificationInclusion=_of(**_BOOKED, purchaseOrderNumber=TEXT),
    payRates=_many(_of(_RATE_REQUIRED, **_RATE, purchaseOrderLineItem=TEXT), least=1),
    positionProfile=_of(
        "positionPeriod workingPeriods",
        **_POSITION,
        jobCategories=_of("id", id=_VALUE),
        positionLocation=_many(_of(**_PLACE, primaryLocation=FLAG)),
        positionPeriod=_of("start", start=DAY, expectedEnd=DAY, actualEnd=DAY),
        workingPeriods=_many(_working(*_EVERY, *_WEEKDAYS), least=1),
        contractWorkingPeriods=_many(
            _working(
                *_EVERY,
                *_WEEKDAYS,
                effectiveTimePeriod=_of("validFrom validTo", validFrom=TEXT, validTo=TEXT),
            )
        ),
        travelDistance=NUMBER,
        salaryScale=TEXT,
    ),
    assignedWorker=_of(
        "workerId",
        workerId=_many(_ID, least=1, most=2),
        insuranceGroup=TEXT,
        employeePhase=TEXT,
        employeeContract=FLAG,
        onCallContract=_many(_of("onCallIndicator", onCallIndicator=FLAG, validFrom=DAY, validTo=DAY)),
        vacationWorker=FLAG,
        recruitedBy=_codes("Customer", "Supplier"),
    ),
    staffingIds=_of(requestForQuotationId=_ID),
    reasonOfChange=TEXT,
    customerSpecificRequirements=TEXT,
)
#: By the word that the terminal uses.
MESSAGES = {"order": STAFFING_ORDER, "assignment": ASSIGNMENT}

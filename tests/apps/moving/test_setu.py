"""SETU staffing orders in and assignments out."""

import copy
import datetime as dt
import json
import uuid

import pytest
import yaml

from factories.loop import World, make_applicant, make_world
from maatwerk.apps.moving.models import StaffingOrder
from maatwerk.apps.moving.setu.assignments import _message, assignment_for
from maatwerk.apps.moving.setu.checking import findings, read_message
from maatwerk.apps.moving.setu.orders import WrongMessage, order_as_it_came, receive_order
from maatwerk.apps.moving.setu.shapes import ASSIGNMENT, STAFFING_ORDER
from maatwerk.apps.outcomes.public import Engagement, Hire, start_engagement
from maatwerk.apps.people.public import Contact
from maatwerk.apps.vacancies.models import Requisition
from maatwerk.apps.vacancies.requisitions import answer_requisition, open_approved
from maatwerk.kernel.refusals import Refusal
from realdata import shared

pytestmark = pytest.mark.usefixtures("english")

#: Invented; the names of fields and codes are those of the standard.
ORDER = {
    "documentId": {"value": "SO-2026-17", "schemeAgencyId": "Customer"},
    "customer": {
        "legalId": {"value": "12345678", "schemeAgencyId": "KvK"},
        "personContacts": [{"name": {"formattedName": "Planning desk"}}],
    },
    "orderType": "RFQ",
    "positionProfile": {
        "positionTitle": "Order picker",
        "positionLocation": {"city": "Tilburg", "countryCode": {"value": "NL"}},
        "positionOpenQuantity": 3,
        "positionPeriod": {"start": "2026-12-01", "end": "2027-03-01"},
        "workingPeriods": [
            {
                "workDuration": {"value": 32, "unitCode": {"value": "Hours"}},
                "baseDuration": {"value": 1, "unitCode": {"value": "Weekly"}},
            }
        ],
        "positionReason": "Peak before Christmas",
    },
    "payRates": [
        {
            "rateType": "TimeInterval",
            "code": "HT100",
            "amount": {"value": 16.5, "currency": {"value": "EUR"}},
            "intervalCode": {"value": "HourlyConsolidated"},
            "period": {"datePeriod": {"start": "2026-12-01"}},
            "toBeBilled": True,
            "toBePaid": True,
        }
    ],
    "x-portal": {"lane": "B/7"},
}


def changed(**paths: object) -> dict:
    """The order with other values; a path is written with underscores for slashes."""
    made = copy.deepcopy(ORDER)
    for path, value in paths.items():
        *way, last = path.split("__")
        place = made
        for step in way:
            place = place[int(step)] if isinstance(place, list) else place[step]
        if value is None:
            del place[last]
        else:
            place[last] = value
    return made


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (ORDER, []),
        (changed(orderType="Offer"), ["/orderType: “Offer” is not one of: Order, RFQ."]),
        (changed(customer__personContacts=[]), ["/customer/personContacts: At least 1 must stand here."]),
        (
            changed(positionProfile__positionPeriod__start="1-12-2026"),
            ["/positionProfile/positionPeriod/start: This must be a day as 2024-01-31."],
        ),
        (changed(documentId=None), ["/: “documentId” is missing."]),
        (
            changed(positionProfile__positionOpenQuantity=2.5),
            ["/positionProfile/positionOpenQuantity: This must be a whole number."],
        ),
        (changed(payRates__0__toBePaid="yes"), ["/payRates/0/toBePaid: This must be true or false."]),
        (
            changed(positionProfile__workingPeriods__0__baseDuration__unitCode__value="Hourly"),
            [
                "/positionProfile/workingPeriods/0/baseDuration/unitCode/value: “Hourly” is not one of: Daily, FourWeekly,"
                " Monthly, Quarterly, Weekly, Yearly."
            ],
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_by_its_pointer(message, said):
    assert [str(one) for one in findings(message, STAFFING_ORDER) if one.is_wrong] == said


def test_a_pointer_escapes_what_json_pointer_reserves():
    # RFC 6901, section 3: ~0 for a tilde, ~1 for a slash
    (found,) = [one for one in findings({"a/b~c": 1}, STAFFING_ORDER) if not one.is_wrong]
    assert found.pointer == "/a~1b~0c"


@pytest.mark.parametrize(
    "content", [b"", b"[1]", b"{", b'{"a": NaN}', b"[" * 100_000, b"\xff\xfe\x00", b'{"a": "' + b"x" * 2_000_000]
)  # fmt: skip
def test_what_is_no_message_is_refused_in_a_sentence(content):
    with pytest.raises(Refusal) as refused:
        read_message(content)
    assert refused.value.status == 422


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.mark.django_db
def test_an_order_becomes_a_requisition_and_is_given_back_as_it_came(world):
    with world.acting() as member:
        received = receive_order(json.dumps(ORDER).encode(), by=member)
        made = Requisition.objects.get()
        assert (made.title, made.people, made.pay_most_cents, made.pay_period, made.reason, made.state) == (
            "Order picker", 3, 1650, "hour", "temporary", "asked",
        )  # fmt: skip
        assert "Peak before Christmas" in made.why
        assert [one.pointer for one in received.kept] == ["/x-portal"]
        assert order_as_it_came("SO-2026-17") == ORDER
        with pytest.raises(Refusal, match=r"came in on .* already"):
            receive_order(json.dumps(ORDER).encode(), by=member)


@pytest.mark.django_db
def test_an_order_names_nobody_here(world):
    asked = {
        "workerId": [{"value": "44", "schemeAgencyId": "Supplier"}],
        "person": {"name": {"formattedName": "Ada"}},
    }
    with world.acting() as member:
        receive_order(json.dumps(changed(positionProfile__requestedWorker=asked)).encode(), by=member)
        assert "Ada" not in json.dumps(StaffingOrder.objects.get().message)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("message", "refused"),
    [(changed(orderType=7), WrongMessage), (changed(payRates=None), Refusal), (changed(payRates__0__amount__value=0), Refusal)],
)  # fmt: skip
def test_an_order_that_is_wrong_or_costs_nothing_leaves_nothing(world, message, refused):
    with world.acting() as member:
        with pytest.raises(refused):
            receive_order(json.dumps(message).encode(), by=member)
        assert (StaffingOrder.objects.count(), Requisition.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_work_that_began_is_confirmed_by_an_assignment(world):
    other = make_world()  # somebody else answers a need than who asked it
    with world.acting() as member:
        received = receive_order(json.dumps(ORDER).encode(), by=member)
        Requisition.objects.update(asked_by_id=other.member.user_id)
        answer_requisition(requisition_id=received.requisition_id, approve=True, answer="", by=member)
        vacancy = open_approved(requisition_id=received.requisition_id, by=member)
    person = make_applicant(world, vacancy, contact=Contact("Ada", "ada@people.example"), patience=None)
    with world.acting() as member:
        family = Requisition.objects.get().job_family_id
        engagement = start_engagement(
            Hire(
                person_id=person,
                job_family_id=family,
                opportunity_id=vacancy,
                started_on=dt.date(2026, 12, 3),
                manager_id=None,
            )
        )
        message = assignment_for(engagement_id=engagement.pk, by=member)
        assert [str(one) for one in findings(message, ASSIGNMENT)] == []
        assert message["positionProfile"]["positionPeriod"] == {
            "start": "2026-12-03",
            "expectedEnd": "2027-03-01",
        }
        assert message["assignedWorker"]["workerId"] == [{"value": str(person), "schemeAgencyId": "Supplier"}]
        assert message["staffingIds"] == {"requestForQuotationId": ORDER["documentId"]}
        assert "Ada" not in json.dumps(message)


@pytest.mark.django_db
def test_work_that_no_order_asked_for_has_no_assignment(world):
    with world.acting() as member, pytest.raises(Refusal, match="not asked for by a staffing order"):
        assignment_for(engagement_id=world.family_id, by=member)


@pytest.mark.realdata
def test_the_interface_of_the_standard_names_the_messages_that_are_read_here():
    described = yaml.safe_load(shared("standards/setu/purchase-to-pay.yml").read_text())
    named = {
        name: schema["$ref"]
        for name, schema in described["components"]["schemas"].items()
        if "$ref" in schema
    }
    for name in ("StaffingOrder", "Assignment"):
        assert named[name].endswith(f"/purchase-to-pay-v2/{name}.yml")  # version 2.0, as `shapes.py` states
    assert "/purchase-to-pay/staffing-order/order/{id}" in described["paths"]
    assert "/purchase-to-pay/assignment/{id}" in described["paths"]


def spelled_out() -> dict:
    """The parts that the interface description spells out: of the lines of a timecard, which orders and assignments share."""
    described = yaml.safe_load(shared("standards/setu/purchase-to-pay.yml").read_text())
    lines = described["components"]["schemas"]["time-interval"]["properties"]["timeInterval"]["items"]
    return {**lines["properties"], "payRate": lines["properties"]["payRates"]["items"]}


#: A part of a message, where it stands in ours, and values of which the standard takes some.
PARTS = {
    "id": (
        "documentId",
        [
            {"value": "7", "schemeAgencyId": "Customer"},
            {"value": "7"},
            {"value": 7, "schemeAgencyId": "Customer"},
            {"value": "7", "schemeAgencyId": "KvK"},
            "7",
        ],
    ),
    "department": (
        "resourceClassificationInclusion/department",
        [{"code": "B7"}, {"code": "B7", "name": "Packing"}, {"name": "Packing"}, {"code": 7}],
    ),
    "costCenter": ("resourceClassificationInclusion/costCenter", [{"code": "4000"}, {}, {"code": None}]),
    "project": ("resourceClassificationInclusion/project", [{"code": "P"}, []]),
    "referenceNumber": ("resourceClassificationInclusion/referenceNumber", ["PO-9", 9]),
    "amount": (
        "payRates/0/amount",
        [
            {"value": 16.5, "currency": {"value": "EUR"}},
            {"value": "16.5", "currency": {"value": "EUR"}},
            {"value": 16, "currency": "EUR"},
            {"value": 16},
        ],
    ),
    "toBePaid": ("payRates/0/toBePaid", [True, "yes", 1]),
    "multiplier": ("payRates/0/multiplier", [1.25, "1.25"]),
}


@pytest.mark.realdata
@pytest.mark.parametrize("name", PARTS)
def test_we_take_and_refuse_of_an_order_what_the_standard_spells_out(name):
    validators = pytest.importorskip("jsonschema_rs")
    schemas = spelled_out()
    theirs = validators.validator_for(schemas.get(name) or schemas["payRate"]["properties"][name])
    where, values = PARTS[name]
    for value in values:
        message = changed(resourceClassificationInclusion={}, **{where.replace("/", "__"): value})
        wrong = [one for one in findings(message, STAFFING_ORDER) if one.is_wrong]
        assert (wrong == []) is theirs.is_valid(value), (value, [str(one) for one in wrong])


@pytest.mark.realdata
def test_an_assignment_of_ours_is_as_the_standard_spells_its_parts_out():
    validators = pytest.importorskip("jsonschema_rs")
    schemas = spelled_out()
    booked = {
        "department": {"code": "B7", "name": "Packing"},
        "costCenter": {"code": "4000"},
        "referenceNumber": "PO-9",
    }
    placed = Engagement(pk=uuid.uuid4(), person_id=uuid.uuid4(), started_on=dt.date(2026, 12, 7))
    message = _message(placed, changed(resourceClassificationInclusion=booked))
    assert [str(one) for one in findings(message, ASSIGNMENT)] == []
    (rate,) = message["payRates"]
    parts = [("id", message["documentId"]), ("id", message["assignedWorker"]["workerId"][0]), ("amount", rate["amount"]),
             ("intervalCode", rate["intervalCode"]), *message["resourceClassificationInclusion"].items()]  # fmt: skip
    for name, value in parts:
        schema = schemas.get(name) or schemas["payRate"]["properties"][name]
        assert validators.validator_for(schema).is_valid(value), (name, value)
    days = message["positionProfile"]["positionPeriod"]
    day = validators.validator_for({"type": "string", "format": "date"}, validate_formats=True)
    assert all(map(day.is_valid, days.values()))

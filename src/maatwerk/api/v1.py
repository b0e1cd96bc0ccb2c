"""The API for programmes of an organisation's own: packages, orders, released results."""

import datetime as dt
import uuid

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from maatwerk.api.auth import Basic, Bearer, acting_for, caller
from maatwerk.api.border import Address, Sent, dropped
from maatwerk.apps.assessments.public import (
    ToldOrder,
    Wanted,
    cancel_for,
    instrument_lines,
    offers,
    order_for,
    released_results_report,
    told_order,
)

router = Router(tags=["Maatwerk"], auth=[Bearer(), Basic()])
KIND = "api"


class TestOut(Schema):
    """A test and its state."""

    id: uuid.UUID
    key: str
    version: str
    language: str
    name: str
    state: str
    is_simulated: bool
    feeds_advice: bool


class PackageOut(Schema):
    """A package that can be ordered."""

    key: str
    name: str


class OrderIn(Sent):
    """Whom to invite to which package."""

    package: str = Field(max_length=80)
    reference: str = Field(
        min_length=1, max_length=160, description="Your own; asked twice it is the same order."
    )
    person: str = Field(min_length=1, max_length=120, description="Your own number of the person.")
    name: str = Field(max_length=400)
    email: Address
    language: str = Field(default="", max_length=5)


class OrderOut(Schema):
    """How far an order is."""

    id: uuid.UUID
    package: str
    reference: str
    state: str
    invited_at: dt.datetime
    due_at: dt.datetime
    completed_at: dt.datetime | None
    results_released: bool


class ResultOut(Schema):
    """One released result: places in the norm group out of 100, and the estimate with its standard error."""

    scale: str
    label: str
    low: int
    high: int
    estimate: float
    standard_error: float | None
    valid_until: dt.date | None


class ResultsOut(Schema):
    """What the person released; empty until then."""

    order: uuid.UUID
    released: bool
    results: list[ResultOut]


@router.get("/tests", response=list[TestOut])
@acting_for(KIND, scope="tests:read")
def tests(request: HttpRequest) -> list[TestOut]:
    """Return the organisation's tests."""
    return [
        TestOut(
            id=line.id, key=line.key, version=line.version, language=line.language, name=line.name,
            state=line.state, is_simulated=line.is_simulated, feeds_advice=line.is_approved,
        )
        for line in instrument_lines()
    ]  # fmt: skip


@router.get("/packages", response=list[PackageOut])
@acting_for(KIND, scope="tests:read")
def packages(request: HttpRequest) -> list[PackageOut]:
    """Return the packages that can be ordered."""
    return [PackageOut(key=each.key, name=each.name) for each in offers()]


@router.post("/orders", response={201: OrderOut})
@acting_for(KIND, scope="orders:write")
def place(request: HttpRequest, body: OrderIn) -> Status[OrderOut]:
    """Invite somebody by mail; the link is theirs alone."""
    border = dropped([body])
    order = order_for(
        Wanted(
            package_key=body.package,
            external_id=body.person,
            name=body.name,
            email=body.email,
            reference=body.reference,
            language=body.language,
            dropped=border.names,
            dropped_unknown=border.others,
        ),
        connection=caller(request),
    )
    return Status(201, _out(told_order(order)))


@router.get("/orders/{order_id}", response=OrderOut)
@acting_for(KIND, scope="orders:read")
def order(request: HttpRequest, order_id: uuid.UUID) -> OrderOut:
    """Return how far an order is."""
    return _out(told_order(order_id))


@router.post("/orders/{order_id}/cancel", response=OrderOut)
@acting_for(KIND, scope="orders:write")
def cancel(request: HttpRequest, order_id: uuid.UUID) -> OrderOut:
    """Stop an order that was placed through this API."""
    cancel_for(order_id, connection=caller(request))
    return _out(told_order(order_id))


@router.get("/orders/{order_id}/results", response=ResultsOut)
@acting_for(KIND, scope="results:read")
def results(request: HttpRequest, order_id: uuid.UUID) -> ResultsOut:
    """Return what the person released."""
    row = told_order(order_id)
    made = [
        ResultOut(
            scale=each.scale, label=each.label, low=each.low, high=each.high, estimate=each.estimate,
            standard_error=each.standard_error, valid_until=each.valid_until,
        )
        for each in row.results
    ]  # fmt: skip
    return ResultsOut(order=row.id, released=row.results_released, results=made)


@router.get(
    "/orders/{order_id}/results.xml",
    openapi_extra={"responses": {"200": {"content": {"application/xml": {}}}}},
)
@acting_for(KIND, scope="results:read")
def results_xml(request: HttpRequest, order_id: uuid.UUID) -> HttpResponse:
    """Return what the person released as a QTI results report."""
    return HttpResponse(released_results_report(order_id), content_type="application/xml")


def _out(row: ToldOrder) -> OrderOut:
    return OrderOut(
        id=row.id, package=row.package_key, reference=row.reference, state=row.state, invited_at=row.invited_at,
        due_at=row.due_at, completed_at=row.completed_at, results_released=row.results_released,
    )  # fmt: skip

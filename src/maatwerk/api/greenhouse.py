"""The assessment-partner API of Greenhouse: list_tests, send_test, test_status, response_error; we PATCH the address given."""

import uuid
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from maatwerk.api.auth import Basic, acting_for, caller
from maatwerk.api.border import Address, Sent, dropped
from maatwerk.apps.assessments.public import (
    Wanted,
    note_partner_error,
    offers,
    order_for,
    result_page,
    summary,
    told_order,
)

router = Router(tags=["Greenhouse"], auth=Basic())
KIND = "greenhouse"


class GreenhouseTest(Schema):
    """A test in Greenhouse's words."""

    partner_test_id: str
    partner_test_name: str


class GreenhouseCandidate(Sent):
    """Whom to invite. CV and phone are not here, so they end here."""

    first_name: str = Field(max_length=200)
    last_name: str = Field(max_length=200)
    email: Address
    greenhouse_profile_url: str = ""


class SendTest(Sent):
    """Greenhouse asks somebody to take a test."""

    partner_test_id: str
    candidate: GreenhouseCandidate
    url: str = Field(min_length=1, description="Where we PATCH when something changed.")


class OrderMade(Schema):
    """Which order it became."""

    partner_interview_id: str


class TestStatus(Schema):
    """How far an order is; results only once their person released them."""

    partner_status: str
    partner_profile_url: str
    partner_score: float | None
    metadata: dict[str, str]


class ResponseError(Sent):
    """What Greenhouse could not read."""

    api_call: str = ""
    partner_interview_id: str = ""
    errors: list[Any] = Field(default_factory=list)


@router.get("/list_tests", response=list[GreenhouseTest])
@acting_for(KIND)
def list_tests(request: HttpRequest) -> list[GreenhouseTest]:
    """Return the packages that can be ordered."""
    return [GreenhouseTest(partner_test_id=each.key, partner_test_name=each.name) for each in offers()]


@router.post("/send_test", response=OrderMade)
@acting_for(KIND)
def send_test(request: HttpRequest, body: SendTest) -> OrderMade:
    """Invite somebody; the same address again is the same order."""
    border = dropped([body, body.candidate])
    order = order_for(
        Wanted(
            package_key=body.partner_test_id,
            external_id=_profile(body.candidate.greenhouse_profile_url) or body.url,
            name=f"{body.candidate.first_name} {body.candidate.last_name}",
            email=body.candidate.email,
            reference=_short(body.url),
            callback=body.url,
            dropped=border.names,
            dropped_unknown=border.others,
        ),
        connection=caller(request),
    )
    return OrderMade(partner_interview_id=str(order))


@router.get("/test_status", response=TestStatus)
@acting_for(KIND)
def test_status(request: HttpRequest, partner_interview_id: uuid.UUID) -> TestStatus:
    """Return how far an order is."""
    row = told_order(partner_interview_id, partner=KIND)
    only = row.results[0] if len(row.results) == 1 else None
    return TestStatus(
        partner_status="complete" if row.completed_at else row.state,
        partner_profile_url=result_page(row.id),
        # one scale has one place in the norm group; several scales have no one number, and we make none up
        partner_score=(only.low + only.high) / 2 if only else None,
        metadata=summary(row),
    )


@router.post("/response_error", response={204: None})
@acting_for(KIND)
def response_error(request: HttpRequest, body: ResponseError) -> Status[None]:
    """Hear that an answer of ours could not be read."""
    try:
        order = uuid.UUID(body.partner_interview_id)
    except ValueError:
        order = None
    note_partner_error(order, connection=caller(request), count=len(body.errors))
    return Status(204, None)


def _profile(url: str) -> str:
    """Return Greenhouse's own number of a person, out of the address of their page."""
    parts = urlsplit(url)
    person = parts.path.rstrip("/").rpartition("/")[2]
    return person or next(iter(parse_qs(parts.query).get("application_id", [])), "")


def _short(url: str) -> str:
    """Return an order's address as a reference of at most 160 characters."""
    return url if len(url) <= 160 else f"uuid:{uuid.uuid5(uuid.NAMESPACE_URL, url)}"

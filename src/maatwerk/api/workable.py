"""The assessment API that Workable calls: GET /tests and POST /assessments; we send results to the address given."""

import uuid

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from maatwerk.api.auth import Bearer, acting_for, caller
from maatwerk.api.border import Address, Sent, dropped
from maatwerk.apps.assessments.public import Wanted, offers, order_for

router = Router(tags=["Workable"], auth=Bearer())
KIND = "workable"


class WorkableTest(Schema):
    """A test in Workable's words."""

    id: str
    name: str


class Tests(Schema):
    """The answer to GET /tests."""

    tests: list[WorkableTest]


class WorkableCandidate(Sent):
    """Whom to invite. CV and phone are not here, so they end here."""

    first_name: str = Field(max_length=200)
    last_name: str = Field(max_length=200)
    email: Address


class Assessment(Sent):
    """Workable asks somebody to take a test."""

    test_id: str
    callback_url: str = Field(min_length=1)
    candidate: WorkableCandidate
    job_title: str = ""
    job_shortcode: str = ""


class Made(Schema):
    """Which order it became."""

    assessment_id: str


@router.get("/tests", response=Tests)
@acting_for(KIND)
def tests(request: HttpRequest) -> Tests:
    """Return the packages that can be ordered."""
    return Tests(tests=[WorkableTest(id=each.key, name=each.name) for each in offers()])


@router.post("/assessments", response={201: Made})
@acting_for(KIND)
def assessments(request: HttpRequest, body: Assessment) -> Status[Made]:
    """Invite somebody; the same address to call back is the same order."""
    border = dropped([body, body.candidate])
    reference = str(uuid.uuid5(uuid.NAMESPACE_URL, body.callback_url))
    order = order_for(
        Wanted(
            package_key=body.test_id,
            # Workable names no person, only this one invitation
            external_id=reference,
            name=f"{body.candidate.first_name} {body.candidate.last_name}",
            email=body.candidate.email,
            reference=reference,
            callback=body.callback_url,
            dropped=border.names,
            dropped_unknown=border.others,
        ),
        connection=caller(request),
    )
    return Status(201, Made(assessment_id=str(order)))

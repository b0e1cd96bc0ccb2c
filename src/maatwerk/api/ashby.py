"""The assessment API that Ashby calls: assessment.list, assessment.start, assessment.cancel; we call assessment.update."""

import uuid
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from maatwerk.api.auth import Basic, acting_for, caller
from maatwerk.api.border import Address, Sent, dropped
from maatwerk.apps.assessments.public import Wanted, cancel_for, offers, order_for

router = Router(tags=["Ashby"], auth=Basic())
KIND = "ashby"


class Kind(Schema):
    """A test in Ashby's words."""

    assessment_type_id: str
    name: str
    description: str = ""


class Listed(Schema):
    """The answer to assessment.list."""

    success: Literal[True] = True
    results: list[Kind]


class AshbyCandidate(Sent):
    """Whom to invite."""

    ashby_id: str = Field(min_length=1, max_length=120)
    first_name: str = Field(max_length=200)
    last_name: str = Field(max_length=200)
    email: Address
    ashby_profile_url: str = ""


class Known(Sent):
    """The application or the job; its number is all that is used."""

    ashby_id: str = Field(default="", max_length=120)


class Start(Sent):
    """Ashby asks somebody to take a test."""

    assessment_type_id: str
    candidate: AshbyCandidate
    application: Known
    job: Known


class Which(Schema):
    """One order."""

    assessment_id: str


class Started(Schema):
    """The answer to assessment.start and assessment.cancel."""

    success: Literal[True] = True
    results: Which


class Cancel(Schema):
    """Ashby stops an order."""

    assessment_id: uuid.UUID


@router.post("/assessment.list", response=Listed)
@acting_for(KIND)
def assessment_list(request: HttpRequest, body: dict[str, Any] | None = None) -> Listed:
    """Return the packages that can be ordered."""
    return Listed(results=[Kind(assessment_type_id=each.key, name=each.name) for each in offers()])


@router.post("/assessment.start", response=Started)
@acting_for(KIND)
def assessment_start(request: HttpRequest, body: Start) -> Started:
    """Invite somebody; the same application and test again is the same order."""
    border = dropped([body.candidate])
    order = order_for(
        Wanted(
            package_key=body.assessment_type_id,
            external_id=body.candidate.ashby_id,
            name=f"{body.candidate.first_name} {body.candidate.last_name}",
            email=body.candidate.email,
            reference=str(
                uuid.uuid5(
                    uuid.NAMESPACE_URL,
                    f"{body.application.ashby_id or body.candidate.ashby_id}:{body.assessment_type_id}",
                )
            ),
            dropped=border.names,
            dropped_unknown=border.others,
        ),
        connection=caller(request),
    )
    return Started(results=Which(assessment_id=str(order)))


@router.post("/assessment.cancel", response=Started)
@acting_for(KIND)
def assessment_cancel(request: HttpRequest, body: Cancel) -> Started:
    """Stop an order, kindly to its person; one that is over stays as it is."""
    cancel_for(body.assessment_id, connection=caller(request))
    return Started(results=Which(assessment_id=str(body.assessment_id)))

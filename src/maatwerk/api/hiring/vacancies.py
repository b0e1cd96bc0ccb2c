"""Vacancies and their stages, read; a new one is asked for, and a colleague approves it."""

import uuid
from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import Field

from maatwerk.api.answers import answer, must_have_seen
from maatwerk.api.auth import Basic, Bearer, acting_for, caller
from maatwerk.api.border import Sent
from maatwerk.api.hiring import paged, shapes
from maatwerk.api.once import once
from maatwerk.api.pages import USUAL, Cursor, Limit, Place, page
from maatwerk.apps.applications.public import ENDED, Stage
from maatwerk.apps.opportunities.public import requirements
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.skills.public import concepts
from maatwerk.apps.vacancies.public import (
    Need,
    Window,
    ask_for_colleague,
    change_need,
    member_behind,
    told_requisition,
    told_vacancies,
    told_vacancy,
)
from maatwerk.kernel.refusals import NotAllowed

router = Router(tags=["Vacancies"], auth=[Bearer(), Basic()])
KIND = "api"
#: PostgreSQL's bigint; pay beyond it is a slip of the keyboard.
MOST_CENTS = 10**12


class RequisitionIn(Sent):
    """Why somebody is needed, how many, and what it may cost at most."""

    job_family: str = Field(min_length=1, max_length=120)
    title: str = Field(min_length=1, max_length=160)
    reason: Literal["replacement", "growth", "temporary"]
    why: str = Field(min_length=20, max_length=2000, description="A full sentence.")
    pay_most_cents: int = Field(gt=0, le=MOST_CENTS)
    pay_period: Literal["hour", "month", "year"] = "month"
    people: int = Field(default=1, ge=1, le=1000)


@router.get("/vacancies", response=paged.Vacancies)
@acting_for(KIND, scope="vacancies:read")
def vacancies(
    request: HttpRequest,
    state: Literal["", "open", "filled", "withdrawn"] = "",
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> HttpResponse:
    """Return vacancies in the order in which they were opened, all or those in one state."""
    place = Place("vacancies", {"state": state})
    states = [state] if state else []
    rows = told_vacancies(Window(limit=limit + 1, after=place.after(cursor), states=states))
    return page(request, place, [(row.id, shapes.vacancy(row)) for row in rows], limit=limit)


@router.post("/vacancies", response={201: shapes.Requisition})
@acting_for(KIND, scope="vacancies:write")
@once
def ask_for_vacancy(request: HttpRequest, body: RequisitionIn) -> HttpResponse:
    """Ask for a new vacancy. A colleague approves it and opens it; nothing is public before that."""
    key = ask_for_colleague(need=_need(body), by=_behind(request), through=caller(request).id)
    made = shapes.requisition(told_requisition(key))
    return answer(made, status=201, location=f"/api/v1/requisitions/{key}")


@router.get("/vacancies/{vacancy_id}", response=shapes.WholeVacancy)
@acting_for(KIND, scope="vacancies:read")
def vacancy(request: HttpRequest, vacancy_id: uuid.UUID) -> HttpResponse:
    """Return one vacancy with its questions and requirements."""
    row, asked = told_vacancy(vacancy_id), requirements(vacancy_id)
    labels = {one.id: one.label for one in concepts({each.concept_id for each in asked})}
    return answer(shapes.whole_vacancy(row, asked, labels))


@router.get("/vacancies/{vacancy_id}/stages", response=shapes.Stages)
@acting_for(KIND, scope="vacancies:read")
def stages(request: HttpRequest, vacancy_id: uuid.UUID) -> HttpResponse:
    """Return the stages of a vacancy, with the steps it takes at each."""
    row = told_vacancy(vacancy_id)
    told = [
        shapes.Stage(
            key=stage,
            label=str(stage.label),
            ends=stage in ENDED,
            steps=[
                shapes.Step(label=one.label, expected_days=one.expected_days)
                for one in row.steps
                if one.stage == stage
            ],
        )
        for stage in Stage
    ]
    return answer(shapes.Stages(vacancy=row.id, stages=told))


@router.get("/requisitions/{requisition_id}", response=shapes.Requisition)
@acting_for(KIND, scope="vacancies:read")
def requisition(request: HttpRequest, requisition_id: uuid.UUID) -> HttpResponse:
    """Return how far an asked-for vacancy is."""
    return answer(shapes.requisition(told_requisition(requisition_id)))


@router.put("/requisitions/{requisition_id}", response=shapes.Requisition)
@acting_for(KIND, scope="vacancies:write")
@once
def change_requisition(request: HttpRequest, requisition_id: uuid.UUID, body: RequisitionIn) -> HttpResponse:
    """State anew what is asked for, as long as nobody answered it. If-Match says which version you saw."""
    must_have_seen(request, shapes.requisition(told_requisition(requisition_id)))
    change_need(
        requisition_id=requisition_id, need=_need(body), by=_behind(request), through=caller(request).id
    )
    return answer(shapes.requisition(told_requisition(requisition_id)))


def _need(body: RequisitionIn) -> Need:
    return Need(
        job_family=body.job_family,
        title=body.title,
        reason=body.reason,
        why=body.why,
        pay_most_cents=body.pay_most_cents,
        pay_period=body.pay_period,
        people=body.people,
    )


def _behind(request: HttpRequest) -> Member:
    """Return who stands behind what a token asks: whoever made it, as long as they are a member here."""
    found = member_behind(caller(request).opened_by)
    if found is None:
        raise NotAllowed(
            _(
                "Whoever made this token is no longer a member here. Ask an administrator to make a new connection."
            ),
            code="nobody_behind",
        )
    return found

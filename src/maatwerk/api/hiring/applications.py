"""Applications, candidates, scorecards and advice, read; applications, brought in. What decides about people is `decisions`."""

import uuid
from decimal import Decimal
from typing import Annotated, Literal

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import Field, StrictBool

from maatwerk.api.answers import answer
from maatwerk.api.auth import Basic, Bearer, acting_for, caller
from maatwerk.api.border import Address, Sent, dropped
from maatwerk.api.hiring import paged, shapes
from maatwerk.api.once import once
from maatwerk.api.pages import USUAL, Cursor, Limit, Place, page
from maatwerk.apps.applications.public import (
    MOST_SHORT_TEXT,
    Among,
    Brought,
    add_to_application,
    application,
    bring_application,
    check_answers,
    is_too_large,
    keep_brought_answers,
    note_advice_told,
    note_told,
    refusal_of,
    refuse_unless_brought,
    told_applications,
    told_people,
    told_person,
    welcome_brought,
)
from maatwerk.apps.interviews.public import told_cards
from maatwerk.apps.journeys.public import told_advice
from maatwerk.apps.opportunities.public import opportunity
from maatwerk.apps.people.public import Contact
from maatwerk.apps.vacancies.public import told_vacancy
from maatwerk.kernel.refusals import Refusal

router = Router(tags=["Applications"], auth=[Bearer(), Basic()])
KIND = "api"
ONE_FILE = {
    "type": "object",
    "properties": {"document": {"type": "string", "format": "binary"}},
    "required": ["document"],
}
StageName = Literal["", "applied", "assessed", "interview", "offer", "hired", "rejected", "withdrawn"]


class PersonIn(Sent):
    """Who applies. Other fields are dropped at the border, and the log says that they were."""

    reference: str = Field(
        default="", max_length=100, description="Your own number: the same one is the same person."
    )
    name: str = Field(min_length=1, max_length=200)
    email: Address | None = None
    phone: str = Field(default="", max_length=40)


class AnswerIn(Sent):
    """An answer to a question of the vacancy in its kind: yes or no, one of the choices, a number, a day, or a text."""

    question: uuid.UUID
    value: StrictBool | Decimal | Annotated[str, Field(max_length=MOST_SHORT_TEXT)]


class ApplicationIn(Sent):
    """An application for a vacancy that is open."""

    vacancy: uuid.UUID
    person: PersonIn
    answers: list[AnswerIn] = Field(
        default_factory=list, max_length=50, description="To the questions of the vacancy, each once."
    )
    source: str = Field(default="api", max_length=120)
    language: Literal["nl", "en"] | None = Field(
        default=None, description="In which the person is written to; else that of the vacancy."
    )


@router.get("/applications", response=paged.Applications)
@acting_for(KIND, scope="applications:read")
def applications(
    request: HttpRequest,
    vacancy: uuid.UUID | None = None,
    stage: StageName = "",
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> HttpResponse:
    """Return applications in the order in which they came in, never by score: all, of one vacancy, or at one stage."""
    place = Place("applications", {"vacancy": vacancy, "stage": stage})
    among = Among(
        limit=limit + 1, after=place.after(cursor), vacancy=vacancy, stages=[stage] if stage else []
    )
    rows = told_applications(among)
    return page(request, place, [(row.id, shapes.application(row)) for row in rows], limit=limit)


@router.post("/applications", response={201: shapes.Application})
@acting_for(KIND, scope="applications:write")
@once
def bring(request: HttpRequest, body: ApplicationIn) -> HttpResponse:
    """Bring in an application.

    The person gets a receipt with their own link, where there is an address and the vacancy is public.
    """
    row = told_vacancy(body.vacancy)
    border = dropped([body, body.person, *body.answers])
    language = body.language or row.terms.language
    answers = check_answers(row.questions, {one.question: _words(one.value) for one in body.answers})
    brought = Brought(
        vacancy_id=row.id,
        reference=body.person.reference,
        contact=Contact(body.person.name, body.person.email or "", body.person.phone),
        source=body.source,
        dropped=border.names,
        dropped_others=border.others,
    )
    made = bring_application(brought, connection_id=caller(request).id, system=KIND)
    keep_brought_answers(made, answers, language=language)
    welcome_brought(made, language=language)
    told = shapes.application(application(made.pk))
    return answer(told, status=201, location=f"/api/v1/applications/{made.pk}")


def _words(value: bool | Decimal | str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


@router.post(
    "/applications/{application_id}/documents",
    response={201: shapes.Document},
    openapi_extra={
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": ONE_FILE}}}
    },
)
@acting_for(KIND, scope="applications:write")
def bring_document(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """Bring in a document with an application that this connection brought: PDF, DOCX, ODT, JPG or PNG, up to 10 MB.

    It is looked at like any other, kept encrypted, and read by people alone. Sent again it is the same document.
    """
    refuse_unless_brought(application_id, connection_id=caller(request).id)
    try:
        if is_too_large(request):
            raise refusal_of("too_large")
        file = request.FILES.get("document")
    except (MultiPartParserError, SuspiciousOperation):  # a form that is none, or one of thousands of fields
        file = None
    if file is None:
        raise Refusal(_("Send one file, as the field “document” of a form."), code="request", status=422)
    kept = add_to_application(application_id=application_id, content=file.read())
    return answer(shapes.document(kept), status=201)


@router.get("/applications/{application_id}", response=shapes.Application)
@acting_for(KIND, scope="applications:read")
def one_application(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """Return where one application stands."""
    return answer(shapes.application(application(application_id)))


@router.get("/applications/{application_id}/scorecards", response=paged.Scorecards)
@acting_for(KIND, scope="scorecards:read")
def scorecards_of(
    request: HttpRequest, application_id: uuid.UUID, limit: Limit = USUAL, cursor: Cursor = ""
) -> HttpResponse:
    """Return the scorecards of one application; what they say opens once everybody's are in."""
    application(application_id)
    place = Place(f"scorecards of {application_id}")
    cards = told_cards(limit=limit + 1, after=place.after(cursor), application=application_id)
    return page(request, place, [(one.id, shapes.scorecard(one)) for one in cards], limit=limit)


@router.get("/scorecards", response=paged.Scorecards)
@acting_for(KIND, scope="scorecards:read")
def scorecards(request: HttpRequest, limit: Limit = USUAL, cursor: Cursor = "") -> HttpResponse:
    """Return scorecards in the order in which they came in; what they say opens once everybody's are in."""
    place = Place("scorecards")
    cards = told_cards(limit=limit + 1, after=place.after(cursor))
    return page(request, place, [(one.id, shapes.scorecard(one)) for one in cards], limit=limit)


@router.get("/applications/{application_id}/advice", response=shapes.Advice)
@acting_for(KIND, scope="advice:read")
def advice(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """Return the advice on one application as it was given, with reasons and limits; 404 while there is none.

    That it was told is written in the log. Where the organisation wants an own view first, it is told after somebody
    opened it there. It moves nobody: only a signed-in human does.
    """
    row = application(application_id)
    panel = told_advice(row, opportunity(row.opportunity_id), slug="-")
    if panel is None:
        raise Refusal(_("There is no advice on this application yet."), code="no_advice", status=404)
    note_advice_told(row.id, connection_id=caller(request).id)
    return answer(shapes.advice(row.id, panel))


@router.get("/candidates", response=paged.Candidates)
@acting_for(KIND, scope="candidates:read")
def candidates(request: HttpRequest, limit: Limit = USUAL, cursor: Cursor = "") -> HttpResponse:
    """Return who applied, by name; each of them can see that you were told."""
    place = Place("candidates")
    people = told_people(limit=limit + 1, after=place.after(cursor))
    note_told([one.id for one in people[:limit]], connection_id=caller(request).id)
    return page(request, place, [(one.mark, shapes.candidate(one)) for one in people], limit=limit)


@router.get("/candidates/{person_id}", response=shapes.Candidate)
@acting_for(KIND, scope="candidates:read")
def candidate(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Return one person who applied; they can see that you were told."""
    found = told_person(person_id)
    note_told([found.id], connection_id=caller(request).id)
    return answer(shapes.candidate(found))

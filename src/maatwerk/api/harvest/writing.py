"""What Harvest can write and is done here: somebody applies. Whatever decides about people, or is not ours, is refused aloud."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from pydantic import Field

from maatwerk.api.answers import answer
from maatwerk.api.auth import acting_for, caller
from maatwerk.api.border import Address, Sent, dropped
from maatwerk.api.harvest import shapes
from maatwerk.api.harvest.reading import KIND, router
from maatwerk.api.hiring.decisions import needs_a_human, refuse
from maatwerk.api.once import once
from maatwerk.api.problems import problem
from maatwerk.apps.applications.public import (
    Brought,
    application,
    bring_application,
    bring_known_person,
    told_person,
    welcome_brought,
)
from maatwerk.apps.people.public import Contact
from maatwerk.apps.vacancies.public import told_vacancy

SYSTEM = "harvest"
TAGS = ["Harvest: refused"]


class ReachedIn(Sent):
    """An address for mail, or a number."""

    value: str = Field(max_length=254)
    type: str = Field(default="", max_length=40)


class MailIn(Sent):
    """An address for mail."""

    value: Address
    type: str = Field(default="", max_length=40)


class HarvestApplicationIn(Sent):
    """For which job."""

    job_id: uuid.UUID


class CandidateIn(Sent):
    """Who applies, and for what. Everything else that Harvest takes is dropped at the border."""

    first_name: str = Field(min_length=1, max_length=100)
    last_name: str = Field(default="", max_length=99)
    email_addresses: list[MailIn] = Field(default_factory=list, max_length=10)
    phone_numbers: list[ReachedIn] = Field(default_factory=list, max_length=10)
    applications: list[HarvestApplicationIn] = Field(
        min_length=1, max_length=1, description="One: nobody is kept here without a job they applied for."
    )


@router.post("/candidates", response={201: shapes.HarvestCandidate})
@acting_for(KIND, scope="applications:write")
@once
def add_candidate(request: HttpRequest, body: CandidateIn) -> HttpResponse:
    """Bring in somebody who applies for one job. The first mail address and number are kept; the person gets a receipt."""
    row = told_vacancy(body.applications[0].job_id)
    border = dropped([body, *body.applications, *body.email_addresses, *body.phone_numbers])
    email = body.email_addresses[0].value if body.email_addresses else ""
    phone = body.phone_numbers[0].value[:40] if body.phone_numbers else ""
    made = bring_application(
        Brought(
            vacancy_id=row.id,
            reference="",
            contact=Contact(f"{body.first_name} {body.last_name}".strip(), email, phone),
            source=SYSTEM,
            dropped=border.names,
            dropped_others=border.others,
        ),
        connection_id=caller(request).id,
        system=SYSTEM,
    )
    welcome_brought(made, language=row.terms.language)
    found = told_person(made.person_id)
    return answer(shapes.candidate(found, {row.id: row.title}), status=201)


@router.post("/candidates/{candidate_id}/applications", response={201: shapes.HarvestApplication})
@acting_for(KIND, scope="applications:write")
@once
def add_application(
    request: HttpRequest, candidate_id: uuid.UUID, body: HarvestApplicationIn
) -> HttpResponse:
    """Let somebody who applied before apply for another job."""
    row = told_vacancy(body.job_id)
    border = dropped([body])
    brought = Brought(
        vacancy_id=row.id,
        reference="",
        contact=Contact(""),
        source=SYSTEM,
        dropped=border.names,
        dropped_others=border.others,
    )
    made = bring_known_person(brought, person_id=candidate_id, connection_id=caller(request).id)
    welcome_brought(made, language=row.terms.language)
    return answer(shapes.application(application(made.pk), {row.id: row.title}), status=201)


@acting_for(KIND)
def change_application(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """Refused with 403: an application is changed by people alone."""
    return needs_a_human()


refuse(router, "/applications/{application_id}", change_application, tags=TAGS)


@router.post("/applications/{application_id}/{act}", response={403: None}, tags=TAGS)
@acting_for(KIND)
def decide(request: HttpRequest, application_id: uuid.UUID, act: str) -> HttpResponse:
    """Refused with 403: `advance`, `move`, `transfer_to_job`, `hire`, `reject`, `unreject` are done by people alone."""
    return needs_a_human()


@acting_for(KIND)
def change_candidate(request: HttpRequest, candidate_id: uuid.UUID) -> HttpResponse:
    """Refused with 403: people change and delete what is kept of them themselves, on their own page."""
    return _not_offered()


refuse(router, "/candidates/{candidate_id}", change_candidate, tags=TAGS)


@router.post("/jobs", response={403: None}, tags=TAGS)
@acting_for(KIND)
def add_job(request: HttpRequest) -> HttpResponse:
    """Refused with 403: ask for a vacancy with `POST /api/v1/vacancies`, which a colleague approves."""
    return _not_offered()


@acting_for(KIND)
def change_job(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """Refused with 403: vacancies are changed on their own pages."""
    return _not_offered()


refuse(router, "/jobs/{job_id}", change_job, tags=TAGS)


def _not_offered() -> HttpResponse:
    sentence = _("This shape is for reading, and for bringing in people who apply. Nothing was changed.")
    return problem(403, sentence, code="not_offered")

"""Harvest's lists and things, read. Key as user name of basic authentication, as there."""

import uuid
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from maatwerk.api.answers import answer, answer_list
from maatwerk.api.auth import Basic, acting_for, caller
from maatwerk.api.harvest import shapes
from maatwerk.api.harvest.paging import Paging, Times, as_list
from maatwerk.api.parsing import Instant
from maatwerk.apps.applications.public import (
    ENDED,
    ORDER,
    Among,
    ApplicationRow,
    Stage,
    ToldPerson,
    application,
    note_told,
    told_applications,
    told_people,
    told_person,
)
from maatwerk.apps.interviews.public import told_cards
from maatwerk.apps.opportunities.public import titles
from maatwerk.apps.organisations.public import colleagues
from maatwerk.apps.vacancies.public import ToldVacancy, Window, told_vacancies, told_vacancy

router = Router(tags=["Harvest"], auth=Basic())
KIND = "api"
STATES = {"": (), "open": ("open",), "closed": ("filled", "withdrawn"), "draft": ("none",)}
STAGES = {
    "": (),
    "active": tuple(ORDER),
    "hired": (Stage.HIRED,),
    "rejected": tuple(ENDED - {Stage.HIRED}),
    "converted": ("none",),
}


class JobQuery(Times):
    """Which jobs."""

    status: Literal["", "open", "closed", "draft"] = ""


class ApplicationQuery(Times):
    """Which applications; `last_activity_after` is since when they stand where they stand."""

    job_id: uuid.UUID | None = None
    status: Literal["", "active", "hired", "rejected", "converted"] = ""
    last_activity_after: Instant | None = None


@router.get("/jobs", response=list[shapes.Job])
@acting_for(KIND, scope="vacancies:read")
def jobs(request: HttpRequest, asked: Query[JobQuery]) -> HttpResponse:
    """Return vacancies in the order in which they were opened."""
    rows = _vacancies(asked, states=STATES[asked.status])
    return as_list(request, asked, [(row.id, shapes.job(row)) for row in rows])


@router.get("/jobs/{job_id}", response=shapes.Job)
@acting_for(KIND, scope="vacancies:read")
def job(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """Return one vacancy."""
    return answer(shapes.job(told_vacancy(job_id)))


@router.get("/jobs/{job_id}/stages", response=list[shapes.JobStage])
@acting_for(KIND, scope="vacancies:read")
def stages_of_job(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """Return the stages of one vacancy."""
    return answer_list([*shapes.job_stages(told_vacancy(job_id))])


@router.get("/jobs/{job_id}/job_post", response=shapes.JobPost)
@acting_for(KIND, scope="vacancies:read")
def post_of_job(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """Return what of one vacancy is public."""
    return answer(shapes.job_post(told_vacancy(job_id)))


@router.get("/job_posts", response=list[shapes.JobPost])
@acting_for(KIND, scope="vacancies:read")
def job_posts(request: HttpRequest, asked: Query[Times]) -> HttpResponse:
    """Return the vacancies on the board."""
    rows = _vacancies(asked, only_public=True)
    return as_list(request, asked, [(row.id, shapes.job_post(row)) for row in rows])


@router.get("/job_stages", response=list[shapes.JobStage])
@acting_for(KIND, scope="vacancies:read")
def job_stages(request: HttpRequest, asked: Query[Paging]) -> HttpResponse:
    """Return the stages of all vacancies; a page holds those of as many vacancies as fit, and goes on by the Link header."""
    fitting = max(1, asked.per_page // len(ORDER))
    by_job = asked.model_copy(update={"per_page": fitting})
    window = Window(limit=fitting + 1, after=asked.since_id, offset=by_job.offset)
    rows = told_vacancies(window)
    told = as_list(request, by_job, [(row.id, shapes.job(row)) for row in rows])
    response = answer_list([stage for row in rows[:fitting] for stage in shapes.job_stages(row)])
    if link := told.headers.get("Link"):
        response.headers["Link"] = link.replace(f"per_page={fitting}", f"per_page={asked.per_page}")
    return response


@router.get("/applications", response=list[shapes.HarvestApplication])
@acting_for(KIND, scope="applications:read")
def applications(request: HttpRequest, asked: Query[ApplicationQuery]) -> HttpResponse:
    """Return applications in the order in which they came in."""
    rows = told_applications(
        Among(
            limit=asked.per_page + 1,
            after=asked.since_id,
            offset=asked.offset,
            vacancy=asked.job_id,
            stages=STAGES[asked.status],
            applied_after=asked.created_after,
            applied_before=asked.created_before,
            moved_after=asked.last_activity_after,
        )
    )
    named = _titles(rows)
    return as_list(request, asked, [(row.id, shapes.application(row, named)) for row in rows])


@router.get("/applications/{application_id}", response=shapes.HarvestApplication)
@acting_for(KIND, scope="applications:read")
def one_application(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """Return one application."""
    row = application(application_id)
    return answer(shapes.application(row, _titles([row])))


@router.get("/applications/{application_id}/scorecards", response=list[shapes.HarvestScorecard])
@acting_for(KIND, scope="scorecards:read")
def scorecards_of(request: HttpRequest, application_id: uuid.UUID, asked: Query[Paging]) -> HttpResponse:
    """Return the scorecards of one application."""
    application(application_id)
    cards = told_cards(
        limit=asked.per_page + 1, after=asked.since_id, offset=asked.offset, application=application_id
    )
    return as_list(request, asked, [(one.id, shapes.scorecard(one)) for one in cards])


@router.get("/scorecards", response=list[shapes.HarvestScorecard])
@acting_for(KIND, scope="scorecards:read")
def scorecards(request: HttpRequest, asked: Query[Paging]) -> HttpResponse:
    """Return scorecards in the order in which they came in."""
    cards = told_cards(limit=asked.per_page + 1, after=asked.since_id, offset=asked.offset)
    return as_list(request, asked, [(one.id, shapes.scorecard(one)) for one in cards])


@router.get("/candidates", response=list[shapes.HarvestCandidate])
@acting_for(KIND, scope="candidates:read")
def candidates(request: HttpRequest, asked: Query[Times]) -> HttpResponse:
    """Return who applied, by name; each of them can see that you were told."""
    people = told_people(
        limit=asked.per_page + 1,
        after=told_person(asked.since_id).mark if asked.since_id else None,
        offset=asked.offset,
        since=asked.created_after,
        before=asked.created_before,
    )
    told = people[: asked.per_page]
    note_told([one.id for one in told], connection_id=caller(request).id)
    named = _titles_of(people)
    return as_list(request, asked, [(one.id, shapes.candidate(one, named)) for one in people])


@router.get("/candidates/{candidate_id}", response=shapes.HarvestCandidate)
@acting_for(KIND, scope="candidates:read")
def candidate(request: HttpRequest, candidate_id: uuid.UUID) -> HttpResponse:
    """Return one person who applied; they can see that you were told."""
    found = told_person(candidate_id)
    note_told([found.id], connection_id=caller(request).id)
    return answer(shapes.candidate(found, _titles_of([found])))


@router.get("/users", response=list[shapes.User])
@acting_for(KIND, scope="colleagues:read")
def users(request: HttpRequest, asked: Query[Paging]) -> HttpResponse:
    """Return colleagues."""
    rows = sorted(colleagues(), key=lambda one: one.user_id)
    if asked.since_id:
        rows = [one for one in rows if one.user_id > asked.since_id]
    shown = rows[asked.offset : asked.offset + asked.per_page + 1]
    return as_list(request, asked, [(one.user_id, shapes.user(one)) for one in shown])


def _vacancies(asked: Times, *, states: tuple[str, ...] = (), only_public: bool = False) -> list[ToldVacancy]:
    return told_vacancies(
        Window(
            limit=asked.per_page + 1,
            after=asked.since_id,
            offset=asked.offset,
            states=states,
            opened_after=asked.created_after,
            opened_before=asked.created_before,
            only_public=only_public,
        )
    )


def _titles(rows: list[ApplicationRow]) -> dict[uuid.UUID, str]:
    return titles({row.opportunity_id for row in rows})


def _titles_of(people: list[ToldPerson]) -> dict[uuid.UUID, str]:
    return _titles([row for one in people for row in one.applications])

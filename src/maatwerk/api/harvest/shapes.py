"""Harvest's words for what is here. Keys are texts (UUIDs) where Harvest has integers; what we do not keep is empty."""

import datetime as dt
import uuid

from ninja import Schema

from maatwerk.apps.applications.public import ORDER, ApplicationRow, Stage, ToldPerson
from maatwerk.apps.interviews.public import ToldCard, ToldScore
from maatwerk.apps.organisations.public import Colleague, Role
from maatwerk.apps.vacancies.public import ToldVacancy

#: How scores from 1 to 5 are called in Harvest.
RATINGS = ("definitely_not", "no", "mixed", "yes", "strong_yes")
STATUS = {Stage.HIRED: "hired", Stage.REJECTED: "rejected", Stage.WITHDRAWN: "rejected"}
JOB_STATUS = {"open": "open", "filled": "closed", "withdrawn": "closed"}
TASKS = {"recruiter": "recruiters", "manager": "hiring_managers", "interviewer": "interviewers"}


class Named(Schema):
    """Something with a number and a name."""

    id: uuid.UUID
    name: str


class Team(Schema):
    """Who works on a job, by the number of their account."""

    hiring_managers: list[dict[str, uuid.UUID]]
    recruiters: list[dict[str, uuid.UUID]]
    coordinators: list[dict[str, uuid.UUID]]
    sourcers: list[dict[str, uuid.UUID]]


class Job(Schema):
    """A vacancy."""

    id: uuid.UUID
    name: str
    requisition_id: str | None
    notes: str | None
    confidential: bool
    status: str
    created_at: dt.datetime
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    updated_at: dt.datetime
    departments: list[Named]
    offices: list[Named]
    hiring_team: Team
    custom_fields: dict[str, str | int | float | None]


class Location(Schema):
    """Where."""

    id: None
    name: str


class PostQuestion(Schema):
    """A question in the post."""

    required: bool
    private: bool
    label: str
    name: str
    type: str
    values: list[dict[str, str]]


class JobPost(Schema):
    """The public face of a vacancy; its number is that of the job."""

    id: uuid.UUID
    job_id: uuid.UUID
    title: str
    location: Location
    internal: bool
    external: bool
    active: bool
    live: bool
    first_published_at: dt.datetime | None
    created_at: dt.datetime
    updated_at: dt.datetime
    content: str
    internal_content: None
    questions: list[PostQuestion]


class JobStage(Schema):
    """A stage of a job; `interviews` stay empty, since what is asked stands in a kit per job."""

    id: uuid.UUID
    name: str
    created_at: dt.datetime
    updated_at: dt.datetime
    active: bool
    job_id: uuid.UUID
    priority: int
    interviews: list[dict[str, str]]


class Source(Schema):
    """By which channel somebody came."""

    id: None
    public_name: str


class HarvestApplication(Schema):
    """An application. `rejected` stands for who was turned down and for who withdrew; why is not told."""

    id: uuid.UUID
    candidate_id: uuid.UUID
    prospect: bool
    applied_at: dt.datetime
    rejected_at: dt.datetime | None
    last_activity_at: dt.datetime
    location: None
    source: Source | None
    credited_to: None
    rejection_reason: None
    rejection_details: None
    jobs: list[Named]
    job_post_id: uuid.UUID
    status: str
    current_stage: Named | None
    answers: list[dict[str, str]]
    prospective_office: None
    prospective_department: None
    prospect_detail: dict[str, None]
    attachments: list[dict[str, str]]


class Reached(Schema):
    """An address or number."""

    value: str
    type: str


class HarvestCandidate(Schema):
    """Who applied: name and contact alone. No photo, address, documents, or anything protected."""

    id: uuid.UUID
    first_name: str
    last_name: str
    company: None
    title: None
    created_at: dt.datetime
    updated_at: dt.datetime
    last_activity: dt.datetime
    is_private: bool
    photo_url: None
    attachments: list[dict[str, str]]
    application_ids: list[uuid.UUID]
    phone_numbers: list[Reached]
    addresses: list[Reached]
    email_addresses: list[Reached]
    website_addresses: list[Reached]
    social_media_addresses: list[Reached]
    recruiter: None
    coordinator: None
    can_email: bool
    tags: list[str]
    applications: list[HarvestApplication]
    educations: list[dict[str, str]]
    employments: list[dict[str, str]]


class User(Schema):
    """A colleague."""

    id: uuid.UUID
    name: str
    first_name: str
    last_name: str
    primary_email_address: str
    emails: list[str]
    disabled: bool
    site_admin: bool
    employee_id: None


class Scorer(Schema):
    """Who scored."""

    id: uuid.UUID
    first_name: str
    last_name: str
    name: str
    employee_id: None


class Attribute(Schema):
    """What one answer was given."""

    name: str
    type: str
    note: str
    rating: str


class HarvestScorecard(Schema):
    """One interviewer's scores; without any while somebody still has to score. There is no overall recommendation here."""

    id: uuid.UUID
    created_at: dt.datetime
    updated_at: dt.datetime
    interview: str
    candidate_id: uuid.UUID
    application_id: uuid.UUID
    interviewed_at: dt.datetime | None
    submitted_by: Scorer
    interviewer: Scorer
    submitted_at: dt.datetime
    overall_recommendation: str
    attributes: list[Attribute]
    ratings: dict[str, list[str]]
    questions: list[dict[str, str | None]]


def stage_id(vacancy: uuid.UUID, stage: str) -> uuid.UUID:
    """Return the number of a stage of a job: the same one every time it is asked."""
    return uuid.uuid5(vacancy, stage)


def parted(name: str) -> tuple[str, str]:
    """Return first and last name as Harvest wants them: what stands before the first space, and the rest.

    >>> parted("Kim de Vries"), parted("Kim")
    (('Kim', 'de Vries'), ('Kim', ''))
    """
    first, _space, last = " ".join(name.split()).partition(" ")
    return first, last


def job(row: ToldVacancy) -> Job:
    """Return a vacancy as a job."""
    terms = row.terms
    team: dict[str, list[dict[str, uuid.UUID]]] = {}
    for user, task in row.team:
        team.setdefault(TASKS[task], []).append({"id": user})
    return Job(
        id=row.id,
        name=row.title,
        requisition_id=str(row.requisition_id) if row.requisition_id else None,
        notes=None,
        confidential=False,
        status=JOB_STATUS[row.state],
        created_at=row.opened_at,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        updated_at=row.changed_at,
        departments=[Named(id=row.job_family_id, name=row.job_family)],
        offices=[],
        hiring_team=Team(
            hiring_managers=team.get("hiring_managers", []),
            recruiters=team.get("recruiters", []),
            coordinators=[],
            sourcers=[],
        ),
        custom_fields={
            "employment_type": terms.contract,
            "pay_low_cents": terms.pay_low_cents,
            "pay_high_cents": terms.pay_high_cents,
            "pay_period": terms.pay_period,
            "currency": terms.currency,
        },
    )


def job_post(row: ToldVacancy) -> JobPost:
    """Return what of a vacancy is public."""
    return JobPost(
        id=row.id,
        job_id=row.id,
        title=row.title,
        location=Location(id=None, name=row.place),
        internal=False,
        external=True,
        active=row.published_at is not None,
        live=row.published_at is not None,
        first_published_at=row.published_at,
        created_at=row.opened_at,
        updated_at=row.changed_at,
        content=row.description,
        internal_content=None,
        questions=[
            PostQuestion(
                required=one.is_required,
                private=False,
                label=one.text,
                name=f"question_{one.id}",
                type=one.kind,
                values=[{"label": each, "value": each} for each in one.choices],
            )
            for one in row.questions
        ],
    )


def job_stages(row: ToldVacancy) -> list[JobStage]:
    """Return the stages of a job that an application can stand at."""
    return [
        JobStage(
            id=stage_id(row.id, stage),
            name=str(stage.label),
            created_at=row.opened_at,
            updated_at=row.opened_at,
            active=row.state == "open",
            job_id=row.id,
            priority=place,
            interviews=[],
        )
        for place, stage in enumerate(ORDER)
    ]


def application(row: ApplicationRow, titles: dict[uuid.UUID, str]) -> HarvestApplication:
    """Return an application; where it ended there is no current stage."""
    ended = row.stage in STATUS
    return HarvestApplication(
        id=row.id,
        candidate_id=row.person_id,
        prospect=False,
        applied_at=row.applied_at,
        rejected_at=row.closed_at if STATUS.get(Stage(row.stage)) == "rejected" else None,
        last_activity_at=row.stage_since,
        location=None,
        source=Source(id=None, public_name=row.source) if row.source else None,
        credited_to=None,
        rejection_reason=None,
        rejection_details=None,
        jobs=[Named(id=row.opportunity_id, name=titles.get(row.opportunity_id, ""))],
        job_post_id=row.opportunity_id,
        status=STATUS.get(Stage(row.stage), "active"),
        current_stage=None
        if ended
        else Named(id=stage_id(row.opportunity_id, row.stage), name=str(row.stage_label)),
        answers=[],
        prospective_office=None,
        prospective_department=None,
        prospect_detail={"prospect_pool": None, "prospect_stage": None, "prospect_owner": None},
        attachments=[],
    )


def candidate(row: ToldPerson, titles: dict[uuid.UUID, str]) -> HarvestCandidate:
    """Return an applicant."""
    first, last = parted(row.name)
    latest = max((one.stage_since for one in row.applications), default=row.known_since)
    return HarvestCandidate(
        id=row.id,
        first_name=first,
        last_name=last,
        company=None,
        title=None,
        created_at=row.known_since,
        updated_at=latest,
        last_activity=latest,
        is_private=False,
        photo_url=None,
        attachments=[],
        application_ids=[one.id for one in row.applications],
        phone_numbers=[Reached(value=row.phone, type="mobile")] if row.phone else [],
        addresses=[],
        email_addresses=[Reached(value=row.email, type="personal")] if row.email else [],
        website_addresses=[],
        social_media_addresses=[],
        recruiter=None,
        coordinator=None,
        can_email=bool(row.email),
        tags=[],
        applications=[application(one, titles) for one in row.applications],
        educations=[],
        employments=[],
    )


def user(row: Colleague) -> User:
    """Return a colleague."""
    first, last = parted(row.name)
    return User(
        id=row.user_id,
        name=row.name,
        first_name=first,
        last_name=last,
        primary_email_address=row.email,
        emails=[row.email],
        disabled=False,
        site_admin=Role.ADMINISTRATOR in row.roles,
        employee_id=None,
    )


def scorecard(row: ToldCard) -> HarvestScorecard:
    """Return a scorecard; a rating per answer, no verdict over all of them."""
    first, last = parted(row.by)
    scorer = Scorer(id=row.by_id, first_name=first, last_name=last, name=row.by, employee_id=None)
    rated = [one for one in row.scores if one.value is not None]
    return HarvestScorecard(
        id=row.id,
        created_at=row.at,
        updated_at=max([row.at, *(at for at, _text in row.addenda)]),
        interview="Interview",
        candidate_id=row.person_id,
        application_id=row.application_id,
        interviewed_at=row.interviewed_at,
        submitted_by=scorer,
        interviewer=scorer,
        submitted_at=row.at,
        overall_recommendation="no_decision",
        attributes=[
            Attribute(name=one.about, type="Skills", note=one.note, rating=_rating(one)) for one in rated
        ],
        ratings={name: [one.about for one in rated if _rating(one) == name] for name in RATINGS},
        questions=[
            {"id": None, "question": "Summary", "answer": row.summary},
            *({"id": None, "question": "Addendum", "answer": text} for _at, text in row.addenda),
        ]
        if row.is_open
        else [],
    )


def _rating(one: ToldScore) -> str:
    return RATINGS[(one.value or 1) - 1]

"""What version 1 of hiring answers. Money in cents, hours per week, instants in UTC; labels in the language asked for."""

import datetime as dt
import uuid
from typing import Any

from ninja import Schema

from maatwerk.apps.applications.public import ApplicationRow, DocumentRow, ToldPerson
from maatwerk.apps.interviews.public import ToldCard
from maatwerk.apps.opportunities.public import RequirementRow
from maatwerk.apps.vacancies.public import ToldRequisition, ToldVacancy
from maatwerk.ui.shapes import AdvicePanel, RangeRow


class Pay(Schema):
    """From low to high, in cents, per hour, month or year."""

    low_cents: int
    high_cents: int
    period: str
    currency: str


class Hours(Schema):
    """Hours a week, from low to high."""

    low: float
    high: float


class JobFamily(Schema):
    """The kind of work."""

    id: uuid.UUID
    name: str


class Vacancy(Schema):
    """A vacancy; `published_at` and `path` are empty while it is not on the board."""

    id: uuid.UUID
    title: str
    place: str
    description: str
    state: str
    job_family: JobFamily
    requisition: uuid.UUID | None
    language: str
    pay: Pay | None
    hours: Hours | None
    contract: str
    contract_months: int | None
    remote: str
    starts_on: dt.date | None
    apply_until: dt.date | None
    answer_days: int
    isco: str
    occupation_uri: str
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    published_at: dt.datetime | None
    path: str


class Question(Schema):
    """Something asked of who applies."""

    id: uuid.UUID
    kind: str
    text: str
    choices: tuple[str, ...]
    is_required: bool


class Requirement(Schema):
    """What the work asks, and why; `need` is essential or learnable."""

    concept: uuid.UUID
    label: str
    need: str
    level: float | None
    weight: float
    why: str


class WholeVacancy(Vacancy):
    """A vacancy with what it asks."""

    questions: list[Question]
    requirements: list[Requirement]


class Step(Schema):
    """A step of the procedure as candidates see it ahead."""

    label: str
    expected_days: int


class Stage(Schema):
    """A stage of the procedure with the steps that this vacancy takes there; three stages end it."""

    key: str
    label: str
    ends: bool
    steps: list[Step]


class Stages(Schema):
    """The stages of one vacancy in their order."""

    vacancy: uuid.UUID
    stages: list[Stage]


class Requisition(Schema):
    """An asked-for vacancy: `asked` until a colleague approves or refuses it; then the vacancies opened for it."""

    id: uuid.UUID
    job_family: str
    title: str
    reason: str
    why: str
    people: int
    pay_most_cents: int
    pay_period: str
    state: str
    state_label: str
    answer: str
    asked_at: dt.datetime
    answered_at: dt.datetime | None
    vacancies: tuple[uuid.UUID, ...]


class Application(Schema):
    """Where an application stands. Who it is of stands elsewhere, behind a scope of its own."""

    id: uuid.UUID
    vacancy: uuid.UUID
    person: uuid.UUID
    stage: str
    stage_label: str
    source: str
    applied_at: dt.datetime
    stage_since: dt.datetime
    closed_at: dt.datetime | None
    due_at: dt.datetime | None


class Document(Schema):
    """A document that came in, by what it is; its content is read here by people alone. `is_scanned`: by a virus scanner."""

    id: uuid.UUID
    kind: str
    suffix: str
    kilobytes: int
    is_scanned: bool


class Candidate(Schema):
    """Who applied: name and contact, and nothing protected. `reference` is your own number, where you gave one."""

    id: uuid.UUID
    reference: str
    name: str
    email: str
    phone: str
    channel: str
    known_since: dt.datetime
    applications: list[uuid.UUID]


class Score(Schema):
    """What one answer was given, from 1 to 5; empty where it was not asked."""

    question: str
    about: str
    value: int | None
    note: str


class Addendum(Schema):
    """What an interviewer added later."""

    at: dt.datetime
    text: str


class Scorecard(Schema):
    """One interviewer's scores. While `is_open` is false somebody still has to score, and nothing is told."""

    id: uuid.UUID
    interview: uuid.UUID
    application: uuid.UUID
    interviewed_at: dt.datetime | None
    by: str
    submitted_at: dt.datetime
    is_open: bool
    scores: list[Score]
    summary: str
    addenda: list[Addendum]


class Range(Schema):
    """An estimate as a range of proportions from 0 to 1, with what is usual for the reference group."""

    label: str
    low: float
    high: float
    reference: float | None


class Contribution(Schema):
    """What a result did to the estimate, on the scale of the model; `missing` counted as average."""

    label: str
    value: str
    size: float
    missing: bool


class Advice(Schema):
    """The advice as it was given. Where there is none, `insufficient` says why and the rest is empty.

    Never a single number of a person, and nothing to sort people by: it is read one application at a time.
    """

    application: uuid.UUID
    model: str
    version: str
    advised_on: dt.date
    insufficient: str
    headline: str
    basis: str
    ranges: list[Range]
    confidence: float
    reference_group: str
    n: int
    contributions: list[Contribution]
    would_change: str
    exceptions: list[str]
    limits: list[str]
    not_used: list[str]


def vacancy(row: ToldVacancy) -> Vacancy:
    """Return a vacancy as it is told."""
    return Vacancy(**_vacancy(row))


def whole_vacancy(
    row: ToldVacancy, requirements: list[RequirementRow], labels: dict[uuid.UUID, str]
) -> WholeVacancy:
    """Return a vacancy with what it asks."""
    return WholeVacancy(
        **_vacancy(row),
        questions=[
            Question(id=q.id, kind=q.kind, text=q.text, choices=q.choices, is_required=q.is_required)
            for q in row.questions
        ],
        requirements=[
            Requirement(
                concept=r.concept_id, label=labels.get(r.concept_id, ""), need=r.need_code, level=r.level,
                weight=r.weight, why=r.justification,
            )
            for r in requirements
        ],
    )  # fmt: skip


def _vacancy(row: ToldVacancy) -> dict[str, Any]:
    terms = row.terms
    pays = terms.pay_low_cents is not None and terms.pay_high_cents is not None
    works = terms.hours_low is not None and terms.hours_high is not None
    copied = (
        "language", "contract", "contract_months", "remote", "starts_on", "apply_until", "answer_days", "isco", "occupation_uri",
    )  # fmt: skip
    return {name: getattr(terms, name) for name in copied} | {
        "id": row.id,
        "title": row.title,
        "place": row.place,
        "description": row.description,
        "state": row.state,
        "job_family": {"id": row.job_family_id, "name": row.job_family},
        "requisition": row.requisition_id,
        "pay": {
            "low_cents": terms.pay_low_cents,
            "high_cents": terms.pay_high_cents,
            "period": terms.pay_period,
            "currency": terms.currency,
        }
        if pays
        else None,
        "hours": {"low": terms.hours_low, "high": terms.hours_high} if works else None,
        "opened_at": row.opened_at,
        "closed_at": row.closed_at,
        "published_at": row.published_at,
        "path": row.path,
    }


def requisition(row: ToldRequisition) -> Requisition:
    """Return a requisition as it is told."""
    return Requisition(**{name: getattr(row, name) for name in Requisition.model_fields})


def document(row: DocumentRow) -> Document:
    """Return a document that came in."""
    return Document(
        id=row.id, kind=row.kind, suffix=row.suffix, kilobytes=row.kilobytes, is_scanned=row.is_scanned
    )


def application(row: ApplicationRow) -> Application:
    """Return an application as it is told."""
    return Application(
        id=row.id, vacancy=row.opportunity_id, person=row.person_id, stage=row.stage, stage_label=str(row.stage_label),
        source=row.source, applied_at=row.applied_at, stage_since=row.stage_since, closed_at=row.closed_at, due_at=row.due_at,
    )  # fmt: skip


def candidate(row: ToldPerson) -> Candidate:
    """Return an applicant as they are told."""
    return Candidate(
        id=row.id, reference=row.reference, name=row.name, email=row.email, phone=row.phone, channel=row.channel,
        known_since=row.known_since, applications=[one.id for one in row.applications],
    )  # fmt: skip


def scorecard(row: ToldCard) -> Scorecard:
    """Return a scorecard as it is told."""
    return Scorecard(
        id=row.id,
        interview=row.interview_id,
        application=row.application_id,
        interviewed_at=row.interviewed_at,
        by=row.by,
        submitted_at=row.at,
        is_open=row.is_open,
        scores=[
            Score(question=one.question, about=one.about, value=one.value, note=one.note)
            for one in row.scores
        ],
        summary=row.summary,
        addenda=[Addendum(at=at, text=text) for at, text in row.addenda],
    )


def advice(application_id: uuid.UUID, panel: AdvicePanel) -> Advice:
    """Return advice as its panel says it."""
    return Advice(
        application=application_id,
        model=str(panel.model_name),
        version=panel.model_version,
        advised_on=panel.advised_on,
        insufficient=str(panel.insufficient),
        headline=str(panel.headline),
        basis=str(panel.basis),
        ranges=[_range(one) for one in panel.ranges],
        confidence=panel.confidence,
        reference_group=str(panel.reference_group),
        n=panel.n,
        contributions=[
            Contribution(
                label=str(one.label), value=str(one.value), size=round(one.size, 3), missing=one.missing
            )
            for one in panel.contributions
        ],
        would_change=str(panel.would_change),
        exceptions=list(map(str, panel.exceptions)),
        limits=list(map(str, panel.limits)),
        not_used=list(map(str, panel.not_used)),
    )


def _range(one: RangeRow) -> Range:
    """Return a range to a thousandth: more places would say more than is known."""
    reference = None if one.reference is None else round(one.reference, 3)
    return Range(label=str(one.label), low=round(one.low, 3), high=round(one.high, 3), reference=reference)

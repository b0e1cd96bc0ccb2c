"""Vacancies as other systems read them: page after page by key, in as many questions for a hundred as for one."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from maatwerk.apps.opportunities.public import Opportunity
from maatwerk.apps.organisations.public import Member, User, memberships
from maatwerk.apps.vacancies.contracts import QuestionRow, StepSpec, Terms
from maatwerk.apps.vacancies.models import HiringTeamMember, Posting, Question, Requisition, Step, Vacancy
from maatwerk.apps.vacancies.queries import terms_of
from maatwerk.kernel import tenancy


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldVacancy:
    """A vacancy with everything that is stated about it; team members by the key of their account."""

    id: uuid.UUID
    title: str
    place: str
    description: str
    state: str
    job_family_id: uuid.UUID
    job_family: str
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    terms: Terms
    requisition_id: uuid.UUID | None
    published_at: dt.datetime | None
    changed_at: dt.datetime
    path: str
    questions: tuple[QuestionRow, ...]
    steps: tuple[StepSpec, ...]
    team: tuple[tuple[uuid.UUID, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Which vacancies: by state, by when they were opened, after a key (keys grow with time), how many."""

    limit: int
    after: uuid.UUID | None = None
    offset: int = 0
    states: Collection[str] = ()
    opened_after: dt.datetime | None = None
    opened_before: dt.datetime | None = None
    only_public: bool = False


def told_vacancies(window: Window) -> list[ToldVacancy]:
    """Return vacancies in the order in which they were opened."""
    found = Opportunity.objects.filter(kind=Opportunity.Kind.VACANCY)
    if window.after:
        found = found.filter(pk__gt=window.after)
    if window.states:
        found = found.filter(state__in=window.states)
    if window.opened_after:
        found = found.filter(opened_at__gte=window.opened_after)
    if window.opened_before:
        found = found.filter(opened_at__lt=window.opened_before)
    if window.only_public:
        here = Posting.objects.filter(organisation_id=tenancy.current_organisation())
        found = found.filter(pk__in=here.values("pk"))
    return _whole(found.order_by("pk")[window.offset : window.offset + window.limit])


def told_vacancy(key: uuid.UUID) -> ToldVacancy:
    """Return one vacancy; `Opportunity.DoesNotExist` where the organisation has none of this key."""
    found = _whole(Opportunity.objects.filter(pk=key))
    if not found:
        raise Opportunity.DoesNotExist
    return found[0]


def _whole(found: QuerySet[Opportunity]) -> list[ToldVacancy]:
    rows = list(found.select_related("job_family"))
    keys = [row.pk for row in rows]
    kept = {one.opportunity_id: one for one in Vacancy.objects.filter(opportunity_id__in=keys)}
    shown = Posting.objects.filter(pk__in=keys, organisation_id=tenancy.current_organisation())
    public = {one.pk: one for one in shown.only("published_at", "changed_at", "employer_slug")}
    questions, steps, team = _questions(keys), _steps(keys), _teams(keys)
    return [
        ToldVacancy(
            id=row.pk,
            title=row.title,
            place=row.place,
            description=row.description,
            state=row.state,
            job_family_id=row.job_family_id,
            job_family=row.job_family.name,
            opened_at=row.opened_at,
            closed_at=row.closed_at,
            terms=terms_of(kept.get(row.pk)),
            requisition_id=kept[row.pk].requisition_id if row.pk in kept else None,
            published_at=public[row.pk].published_at if row.pk in public else None,
            changed_at=_changed_at(row, public.get(row.pk)),
            path=f"/jobs/at/{public[row.pk].employer_slug}/{row.pk}/" if row.pk in public else "",
            questions=tuple(questions.get(row.pk, ())),
            steps=tuple(steps.get(row.pk, ())),
            team=tuple(team.get(row.pk, ())),
        )
        for row in rows
    ]


def _changed_at(row: Opportunity, posting: Posting | None) -> dt.datetime:
    """Return when something about a vacancy last changed, as far as that is kept."""
    known = [row.opened_at, row.closed_at, posting.changed_at if posting else None]
    return max(one for one in known if one is not None)


def _questions(keys: Collection[uuid.UUID]) -> dict[uuid.UUID, list[QuestionRow]]:
    found: dict[uuid.UUID, list[QuestionRow]] = {}
    for q in Question.objects.filter(opportunity_id__in=keys).order_by("position"):
        row = QuestionRow(q.pk, q.kind, q.get_kind_display(), q.text, tuple(q.choices), q.is_required)
        found.setdefault(q.opportunity_id, []).append(row)
    return found


def _steps(keys: Collection[uuid.UUID]) -> dict[uuid.UUID, list[StepSpec]]:
    found: dict[uuid.UUID, list[StepSpec]] = {}
    for one in Step.objects.filter(opportunity_id__in=keys).order_by("position"):
        found.setdefault(one.opportunity_id, []).append(StepSpec(one.stage, one.label, one.expected_days))
    return found


def _teams(keys: Collection[uuid.UUID]) -> dict[uuid.UUID, list[tuple[uuid.UUID, str]]]:
    found: dict[uuid.UUID, list[tuple[uuid.UUID, str]]] = {}
    for one in HiringTeamMember.objects.filter(opportunity_id__in=keys).order_by("task", "id"):
        found.setdefault(one.opportunity_id, []).append((one.user_id, one.task))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldRequisition:
    """A need, how far it is, and the vacancies that were opened for it."""

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


def told_requisition(key: uuid.UUID) -> ToldRequisition:
    """Return one need; `Requisition.DoesNotExist` where the organisation has none of this key."""
    found = Requisition.objects.select_related("job_family").get(pk=key)
    opened = Vacancy.objects.filter(requisition_id=key).order_by("opportunity_id")
    return ToldRequisition(
        id=found.pk,
        job_family=found.job_family.name,
        title=found.title,
        reason=found.reason,
        why=found.why,
        people=found.people,
        pay_most_cents=found.pay_most_cents,
        pay_period=found.pay_period,
        state=found.state,
        state_label=found.get_state_display(),
        answer=found.answer,
        asked_at=found.asked_at,
        answered_at=found.answered_at,
        vacancies=tuple(opened.values_list("opportunity_id", flat=True)),
    )


def member_behind(user_id: uuid.UUID | None) -> Member | None:
    """Return who stands behind what another system asks: who made its connection, if still a member here."""
    user = User.objects.filter(pk=user_id, is_active=True).first() if user_id else None
    here = tenancy.current_organisation()
    return next((one for one in memberships(user) if one.organisation.id == here), None) if user else None

"""Where an application stands, as its own person reads it: the steps with their days, the outcome, who decided.

Nothing colleagues wrote for each other is read here: not their reasons, their own views, nor any number of an advice.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from maatwerk.apps.applications.public import ApplicationRow, Decision, Stage, Told, order_of, told_of
from maatwerk.apps.opportunities.public import titles
from maatwerk.apps.organisations.public import colleague_words
from maatwerk.apps.vacancies.public import StepSpec, steps_by_vacancy, steps_of

OUTCOMES: dict[str, str | Promise] = {
    Stage.HIRED: gettext_lazy("You are hired. Congratulations!"),
    Stage.REJECTED: gettext_lazy("They do not go on with your application."),
    Stage.WITHDRAWN: gettext_lazy("You withdrew your application."),
}
#: What each stage is called where the vacancy says nothing itself.
_CALLED: dict[str, str | Promise] = {
    Stage.APPLIED: gettext_lazy("Your application is read"),
    Stage.ASSESSED: gettext_lazy("Test"),
    Stage.INTERVIEW: gettext_lazy("Interview"),
    Stage.OFFER: gettext_lazy("Offer"),
}


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step: done, now or ahead; within how many days, and for the step that runs by which day."""

    label: str
    state: str
    days: int | None = None
    by: dt.date | None = None
    is_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An application as its person reads it."""

    id: uuid.UUID
    opportunity_id: uuid.UUID
    title: str
    applied_at: dt.datetime
    stage_since: dt.datetime
    is_open: bool
    is_rejected: bool
    now: str
    steps: tuple[StepLine, ...]

    @property
    def current(self) -> StepLine | None:
        """The step that runs now."""
        return next((step for step in self.steps if step.state == "now"), None)


def standing_of(row: ApplicationRow, title: str) -> Standing:
    """Return where an application stands."""
    return _standing(row, title, steps_of(row.opportunity_id))


def standings_of(rows: Collection[ApplicationRow]) -> list[Standing]:
    """Return where several applications stand, in two queries however many they are."""
    vacancies = {row.opportunity_id for row in rows}
    named, steps = titles(vacancies), steps_by_vacancy(vacancies)
    return [_standing(row, named[row.opportunity_id], steps[row.opportunity_id]) for row in rows]


def _standing(row: ApplicationRow, title: str, procedure: Collection[StepSpec]) -> Standing:
    steps = _lines(row, procedure)
    running = next((step.label for step in steps if step.state == "now"), "")
    return Standing(
        id=row.id,
        opportunity_id=row.opportunity_id,
        title=title,
        applied_at=row.applied_at,
        stage_since=row.stage_since,
        is_open=row.closed_at is None and row.stage not in OUTCOMES,
        is_rejected=row.stage == Stage.REJECTED,
        now=str(OUTCOMES.get(row.stage, "")) or running or capfirst(row.stage_label),
        steps=steps,
    )


def _lines(row: ApplicationRow, steps: Collection[StepSpec]) -> tuple[StepLine, ...]:
    if row.stage in OUTCOMES:
        return ()
    order: tuple[str, ...] = order_of(interview_first=row.interview_first)
    here = order.index(row.stage)
    if not steps:
        return tuple(StepLine(str(_CALLED[stage]), _state(place, here)) for place, stage in enumerate(order))
    known = [(order.index(step.stage), step) for step in steps if step.stage in order]
    if row.interview_first:
        known.sort(key=lambda one: one[0])
    return tuple(_line(row, place, step, here) for place, step in known)


def _line(row: ApplicationRow, place: int, step: StepSpec, here: int) -> StepLine:
    state = _state(place, here)
    if state != "now":
        return StepLine(step.label, state, step.expected_days if state == "ahead" else None)
    by = timezone.localdate(row.stage_since) + dt.timedelta(days=step.expected_days)
    return StepLine(step.label, state, step.expected_days, by, by < timezone.localdate())


def _state(place: int, here: int) -> str:
    return "done" if place < here else "now" if place == here else "ahead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came out: the letters to the person, and who decided when (by name or role, as the organisation chose)."""

    letters: tuple[Told, ...]
    decided_by: str
    decided_on: dt.date | None
    by_human: bool


def outcome_of(row: ApplicationRow) -> Outcome:
    """Return what the person was told, and which human decided last."""
    last = Decision.objects.filter(application_id=row.id).order_by("-made_at", "-id").first()
    said = colleague_words([last.made_by_id]) if last else {}
    return Outcome(
        letters=tuple(told_of(row.id)),
        decided_by=said.get(last.made_by_id, "") if last else "",
        decided_on=timezone.localdate(last.made_at) if last else None,
        by_human=last is not None,
    )


def deciders_of(application_id: uuid.UUID) -> tuple[uuid.UUID, ...]:
    """Return the accounts that decided anything about an application."""
    found = Decision.objects.filter(application_id=application_id)
    return tuple(sorted(set(found.values_list("made_by_id", flat=True))))

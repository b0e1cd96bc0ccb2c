"""What scores are worth in the demo: studies, figures of hiring, and an experiment that has ended.

The people of the experiment do not exist; they apply, get advice and are decided on as anybody is. When their advice was
opened is written as rows with their times, since no operation of the product can act in the past.
"""

import datetime as dt
import random
import uuid
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from maatwerk.apps.organisations.public import Member

As = Callable[[str], "AbstractContextManager[Member]"]
#: Lets simulated people apply for the vacancy and has them advised; returns nothing.
Apply = Callable[[uuid.UUID], None]
SEED = 19
PEOPLE = 32
TITLE = "Medewerker klantenservice, najaar"
FOLLOWS = 0.8  # of decisions
LOOKS = {True: (70, 25), False: (38, 16)}  # seconds with an own view first, and free: mean and spread
LEAST_SECONDS = 6


def load_validity(as_role: As, *, open_vacancy: "Callable[[Member], uuid.UUID]", apply: Apply) -> None:
    """State the figures, run the experiment to its end, and have everything measured; once."""
    from maatwerk.apps.opportunities.public import job_families
    from maatwerk.apps.validity.models import Experiment

    with as_role("analyst") as member:
        if Experiment.objects.exists():
            return
        family = next(row.id for row in job_families() if row.name == "Klantenservice")
        experiment = _declare(family, member)
    _state(as_role, family)
    _approve(as_role, experiment)
    with as_role("recruiter") as member:
        vacancy = open_vacancy(member)
    apply(vacancy)
    _decide(as_role, vacancy)
    _end(as_role, experiment)
    _propose_next(as_role, family)
    _measure(as_role, family)


def _declare(family: uuid.UUID, member: "Member") -> uuid.UUID:
    from maatwerk.apps.validity.operations import Declaration, declare_experiment

    said = Declaration(
        family_id=family,
        way="own_view_first",
        hypothesis="Wie eerst een eigen oordeel opschrijft, kijkt langer naar het advies voordat die beslist.",
        outcome="looked",
        planned=60,
        stop_on=dt.date.today() + dt.timedelta(days=30),
    )
    return declare_experiment(said, by=member).pk


def _approve(as_role: As, experiment: uuid.UUID) -> None:
    from maatwerk.apps.validity.operations import judge_experiment

    with as_role("psychologist") as member:
        judge_experiment(
            experiment_id=experiment,
            approves=True,
            reason="Beide manieren mogen bij iedereen; niemand wordt er minder van.",
            by=member,
        )


def _state(as_role: As, family: uuid.UUID) -> None:
    from maatwerk.apps.validity.operations import state_reliability, state_worth
    from maatwerk.apps.validity.public import Money

    with as_role("psychologist") as member:
        state_reliability(
            family_id=family,
            value=0.62,
            source="Twee teamleiders beoordeelden dezelfde 60 mensen (gesimuleerd).",
            by=member,
        )
        money = Money(
            base_rate=0.5, applicants=900, hired=180, sd_cents=1_160_000, years=1.6, cost_cents=3_500
        )
        state_worth(family_id=family, money=money, sd_source="salary:29000", by=member)


@dataclass(frozen=True, slots=True)
class _Row:
    """An application of the experiment with its advice and its lot."""

    application: uuid.UUID
    advice: uuid.UUID
    points_on: bool
    treated: bool


def _decide(as_role: As, vacancy: uuid.UUID) -> None:
    """Let recruiter and manager decide in turn; they look longer where the lot asked for an own view first."""
    rng = random.Random(SEED)  # noqa: S311 - a demo, no secret
    with as_role("recruiter"):
        rows = _rows(vacancy)
    for role, mine in (("recruiter", rows[::2]), ("manager", rows[1::2])):
        with as_role(role) as member:
            _look(mine, member, rng)
            for row in mine:
                _choose(row, member, goes_on=row.points_on is (rng.random() < FOLLOWS))


def _rows(vacancy: uuid.UUID) -> list[_Row]:
    from maatwerk.apps.advice.public import Advice
    from maatwerk.apps.applications.public import Application
    from maatwerk.apps.validity.models import Assignment

    said = Advice.objects.filter(opportunity_id=vacancy, score__isnull=False)
    advice = {
        person: (key, (score or 0) > 0) for person, key, score in said.values_list("person_id", "pk", "score")
    }
    dealt = dict(Assignment.objects.filter(vacancy_id=vacancy).values_list("application_id", "treated"))
    found = Application.objects.filter(opportunity_id=vacancy).order_by("applied_at", "id")
    return [
        _Row(key, *advice[person], dealt[key])
        for key, person in found.values_list("pk", "person_id")
        if person in advice and key in dealt
    ]


def _look(rows: Sequence[_Row], member: "Member", rng: random.Random) -> None:
    """Write down when the advice was opened, so long before the decision as somebody looks; nobody sits there for it."""
    from maatwerk.apps.applications.public import AdviceSeen, OwnView
    from maatwerk.kernel.bulk import insert_rows
    from maatwerk.kernel.ids import new_id

    organisation, by, now = member.organisation.id, member.user_id, dt.datetime.now(dt.UTC)
    looks: list[tuple[Any, ...]] = []
    views: list[tuple[Any, ...]] = []
    for row in rows:
        seconds = max(LEAST_SECONDS, round(rng.gauss(*LOOKS[row.treated])))
        opened = now - dt.timedelta(seconds=seconds)
        looks.append((organisation, new_id(), row.application, by, row.advice, opened))
        if row.treated:
            opinion = rng.choice((4, 5) if row.points_on is (rng.random() < 0.6) else (1, 2))
            views.append((organisation, new_id(), row.application, by, opinion, "Gesimuleerd.", opened))
    insert_rows(AdviceSeen, ["organisation", "id", "application", "by", "advice_id", "first_at"], looks)
    insert_rows(OwnView, ["organisation", "id", "application", "by", "opinion", "note", "at"], views)


def _choose(row: _Row, member: "Member", *, goes_on: bool) -> None:
    from maatwerk.apps.applications.public import Choice, decide

    reason = "Gesimuleerd: zo wordt in deze demo gekozen."
    choice = Choice(choice="advance", reason=reason)
    if not goes_on:
        choice = Choice(choice="reject", reason=reason, kind="fits_less")
    decide(application_id=row.application, choice=choice, by=member)


def _end(as_role: As, experiment: uuid.UUID) -> None:
    from maatwerk.apps.validity.operations import end_experiment

    with as_role("administrator") as member:
        end_experiment(
            experiment_id=experiment,
            reason="De vacature is vervuld; er komen geen sollicitaties bij.",
            by=member,
        )


def _propose_next(as_role: As, family: uuid.UUID) -> None:
    """Declare another one, on the order of steps; it waits for a psychologist, so that one can be judged in the demo."""
    from maatwerk.apps.validity.operations import Declaration, declare_experiment

    said = Declaration(
        family_id=family,
        way="interview_first",
        hypothesis="Wie eerst iemand spreekt, trekt zich minder vaak terug voordat de test is gemaakt.",
        outcome="withdraws",
        planned=200,
        stop_on=dt.date.today() + dt.timedelta(days=120),
    )
    with as_role("analyst") as member:
        declare_experiment(said, by=member)


def _measure(as_role: As, family: uuid.UUID) -> None:
    from maatwerk.apps.advice.public import live_version
    from maatwerk.apps.validity.operations import find_by_group, study

    with as_role("analyst"):
        study(family_id=family)
        live = live_version(family)
    if live is not None:
        with as_role("auditor"):
            find_by_group(version_id=live.id)

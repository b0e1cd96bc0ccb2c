"""What scores are worth in the demo: studies, figures of hiring, and an experiment that has ended.

The people of the experiment do not exist; they apply and get advice as anybody does. Who looked when and decided what is written
as rows with their times, since no operation of the product can act in the past.
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
    from maatwerk.apps.organisations.public import Role, colleagues

    with as_role("recruiter") as member:
        deciders = [member.user_id, colleagues(Role.MANAGER)[0].user_id]
        _write(_rows(vacancy), deciders, organisation=member.organisation.id)


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


def _write(rows: Sequence[_Row], deciders: Sequence[uuid.UUID], *, organisation: uuid.UUID) -> None:
    from maatwerk.apps.applications.public import AdviceSeen, Application, Decision, OwnView
    from maatwerk.kernel.bulk import insert_rows
    from maatwerk.kernel.ids import new_id

    rng, now = random.Random(SEED), dt.datetime.now(dt.UTC)  # noqa: S311 - a demo, no secret
    looks: list[tuple[Any, ...]] = []
    views: list[tuple[Any, ...]] = []
    decisions: list[tuple[Any, ...]] = []
    for at, row in enumerate(rows):
        seconds = max(LEAST_SECONDS, round(rng.gauss(*LOOKS[row.treated])))
        goes_on, by = row.points_on is (rng.random() < FOLLOWS), deciders[at % len(deciders)]
        made = now + dt.timedelta(seconds=at)
        opened = made - dt.timedelta(seconds=seconds)
        looks.append((new_id(), row.application, by, row.advice, opened))
        if row.treated:
            opinion = rng.choice((4, 5) if row.points_on is (rng.random() < 0.6) else (1, 2))
            views.append((new_id(), row.application, by, opinion, "Gesimuleerd.", opened))
        decisions.append(
            (new_id(), row.application, "advance" if goes_on else "reject", "applied",
             "assessed" if goes_on else "rejected", "" if goes_on else "fits_less", by, made, row.advice, True, seconds)
        )  # fmt: skip
        if goes_on:  # somebody else got the work
            later = made + dt.timedelta(minutes=1)
            decisions.append(
                (
                    new_id(),
                    row.application,
                    "close",
                    "assessed",
                    "rejected",
                    "filled",
                    by,
                    later,
                    None,
                    False,
                    None,
                )
            )
        Application.objects.filter(pk=row.application).update(stage="rejected", closed_at=made)
    tables: tuple[tuple[type[Any], str, list[tuple[Any, ...]], tuple[Any, ...]], ...] = (
        (AdviceSeen, "id application by advice_id first_at", looks, ()),
        (OwnView, "id application by opinion note at", views, ()),
        (Decision, "id application choice from_stage to_stage kind made_by made_at advice_id advice_seen seconds_looked"
                   " reason deviation", decisions, ("Gesimuleerd.", "")),
    )  # fmt: skip
    for model, names, found, same in tables:
        insert_rows(model, ["organisation", *names.split()], ([organisation, *row, *same] for row in found))


def _end(as_role: As, experiment: uuid.UUID) -> None:
    from maatwerk.apps.validity.operations import end_experiment

    with as_role("administrator") as member:
        end_experiment(
            experiment_id=experiment,
            reason="De vacature is vervuld; er komen geen sollicitaties bij.",
            by=member,
        )


def _measure(as_role: As, family: uuid.UUID) -> None:
    from maatwerk.apps.advice.public import live_version
    from maatwerk.apps.validity.operations import find_by_group, study

    with as_role("analyst"):
        study(family_id=family)
        live = live_version(family)
    if live is not None:
        with as_role("auditor"):
            find_by_group(version_id=live.id)

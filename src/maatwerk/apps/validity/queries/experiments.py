"""Experiments: how they stand, who was dealt which way, and what came of them."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count

from maatwerk.apps.applications.public import Stage
from maatwerk.apps.assessments.public import Order
from maatwerk.apps.outcomes.public import Engagement
from maatwerk.apps.validity.models import Assignment, Experiment
from maatwerk.apps.validity.queries.deciding import Decided, decided


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentRow:
    """An experiment as its page shows it."""

    id: uuid.UUID
    job_family_id: uuid.UUID
    family: str
    way: str
    way_label: str
    part_id: uuid.UUID | None
    part: str
    hypothesis: str
    outcome: str
    outcome_label: str
    months: int | None
    planned: int
    stop_on: dt.date
    state: str
    state_label: str
    seed: str
    declared_by: uuid.UUID
    declared_at: dt.datetime
    judged_by: uuid.UUID | None
    judged_at: dt.datetime | None
    reason: str
    ended_by: uuid.UUID | None
    ended_at: dt.datetime | None
    end_reason: str
    treated: int
    control: int

    @property
    def dealt(self) -> int:
        """Applications in both arms."""
        return self.treated + self.control


def seed_hash(seed: str) -> str:
    """Return what is logged of a seed before it may be known.

    >>> seed_hash("abc")[:12]
    'ba7816bf8f01'
    """
    return hashlib.sha256(seed.encode()).hexdigest()


def experiments() -> list[ExperimentRow]:
    """Return all experiments, newest first."""
    counts = _counts()
    found = Experiment.objects.select_related("job_family", "part").order_by("-declared_at", "-id")
    return [_row(one, counts) for one in found]


def experiments_of(family_id: uuid.UUID) -> list[ExperimentRow]:
    """Return the experiments of a job family that were approved, newest first."""
    found = Experiment.objects.filter(
        job_family_id=family_id, state__in=(Experiment.State.RUNNING, Experiment.State.ENDED)
    )
    rows = found.select_related("job_family", "part").order_by("-declared_at", "-id")
    counts = _counts()
    return [_row(one, counts) for one in rows]


def experiment(key: uuid.UUID) -> ExperimentRow:
    """Return one; `Experiment.DoesNotExist` where the organisation has none of this key."""
    return _row(Experiment.objects.select_related("job_family", "part").get(pk=key), _counts())


def running(way: str, family_id: uuid.UUID) -> Experiment | None:
    """Return the experiment on a way of working that runs in a job family."""
    return Experiment.objects.filter(way=way, job_family_id=family_id, state=Experiment.State.RUNNING).first()


def dealt_way(application_id: uuid.UUID, way: str) -> bool | None:
    """Return how an application was dealt by an experiment that still runs; None where none does."""
    return (
        Assignment.objects.filter(
            application_id=application_id, experiment__way=way, experiment__state=Experiment.State.RUNNING
        )
        .values_list("treated", flat=True)
        .first()
    )


def spared_part(person_id: uuid.UUID, opportunity_id: uuid.UUID) -> uuid.UUID | None:
    """Return the test that a running experiment leaves out of what this person takes for this work."""
    return (
        Assignment.objects.filter(
            application__person_id=person_id, vacancy_id=opportunity_id, treated=True,
            experiment__way=Experiment.Way.DROP_PART, experiment__state=Experiment.State.RUNNING,
        )
        .values_list("experiment__part_id", flat=True)
        .first()
    )  # fmt: skip


def running_for(family_id: uuid.UUID) -> list[Experiment]:
    """Return the experiments that run in a job family, each on another way of working."""
    found = Experiment.objects.filter(job_family_id=family_id, state=Experiment.State.RUNNING)
    return list(found.select_related("part").order_by("way"))


def treated_in(key: uuid.UUID) -> dict[uuid.UUID, uuid.UUID]:
    """Return the applications that were dealt the new way, each with whose it is."""
    return dict(
        Assignment.objects.filter(experiment_id=key, treated=True).values_list(
            "application_id", "application__person_id"
        )
    )


def _counts() -> dict[tuple[uuid.UUID, bool], int]:
    found = Assignment.objects.values_list("experiment_id", "treated").annotate(n=Count("pk"))
    return {(key, treated): n for key, treated, n in found}


def _row(one: Experiment, counts: dict[tuple[uuid.UUID, bool], int]) -> ExperimentRow:
    return ExperimentRow(
        id=one.pk, job_family_id=one.job_family_id, family=one.job_family.name, way=one.way,
        way_label=one.get_way_display(), part_id=one.part_id,
        part=one.part.name if one.part else "", hypothesis=one.hypothesis, outcome=one.outcome,
        outcome_label=one.get_outcome_display(), months=one.months, planned=one.planned, stop_on=one.stop_on,
        state=one.state, state_label=one.get_state_display(), seed=one.seed, declared_by=one.declared_by,
        declared_at=one.declared_at, judged_by=one.judged_by, judged_at=one.judged_at, reason=one.reason,
        ended_by=one.ended_by, ended_at=one.ended_at, end_reason=one.end_reason,
        treated=counts.get((one.pk, True), 0), control=counts.get((one.pk, False), 0),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class DealtRow:
    """One application of an experiment: how it was dealt, and what is known of the outcomes."""

    treated: bool
    agrees: bool | None
    looked: int | None
    rating: float | None
    tenure: float | None
    left: bool
    finished: bool | None = None
    withdrew: bool | None = None
    days: float | None = None


def dealt(key: uuid.UUID, *, since: dt.datetime) -> list[DealtRow]:
    """Return every application of an experiment with its outcomes so far, in the order they were dealt."""
    rows = list(
        Assignment.objects.filter(experiment_id=key)
        .order_by("dealt_at", "id")
        .values_list(
            "application_id", "application__person_id", "vacancy_id", "treated", "application__stage",
            "application__applied_at", "application__closed_at",
        )
    )  # fmt: skip
    last: dict[uuid.UUID, Decided] = {one.application_id: one for one in decided(since) if one.seen}
    worked = {
        (person, vacancy): (rating, tenure, bool(left))
        for person, vacancy, rating, tenure, left in Engagement.objects.filter(
            opportunity_id__in={row[2] for row in rows}
        ).values_list("person_id", "opportunity_id", "performance", "tenure_months", "separated")
    }
    tested = _finished({row[1] for row in rows}, {row[2] for row in rows})
    found = []
    for application, person, vacancy, treated, stage, applied_at, closed_at in rows:
        choice = last.get(application)
        rating, tenure, left = worked.get((person, vacancy), (None, None, False))
        found.append(
            DealtRow(
                treated=treated, agrees=choice.follows if choice else None, looked=choice.seconds if choice else None,
                rating=rating, tenure=tenure, left=left, finished=tested.get((person, vacancy)),
                withdrew=stage == Stage.WITHDRAWN if closed_at else None,
                days=(closed_at - applied_at) / dt.timedelta(days=1) if closed_at else None,
            )
        )  # fmt: skip
    return found


def _finished(
    people: Collection[uuid.UUID], vacancies: Collection[uuid.UUID]
) -> dict[tuple[uuid.UUID, uuid.UUID], bool]:
    """Return who finished the tests of a vacancy and who let them run out, by their first invitation.

    Whoever can still take them is not in it, nor who was stopped because the vacancy closed.
    """
    rows = Order.objects.filter(
        person_id__in=people,
        package__opportunity_id__in=vacancies,
        state__in=(Order.State.COMPLETED, Order.State.EXPIRED),
    ).order_by("invited_at", "id")
    found: dict[tuple[uuid.UUID, uuid.UUID], bool] = {}
    for person, vacancy, state in rows.values_list("person_id", "package__opportunity_id", "state"):
        found.setdefault((person, vacancy), state == Order.State.COMPLETED)
    return found

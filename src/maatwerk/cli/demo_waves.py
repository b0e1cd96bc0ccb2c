"""What managers said of people hired some time ago, after 3, 6, 9 and 12 months: who left, how well it goes, who is unknown.

Nobody in it exists. It is written as rows with their dates, since no operation of the product can answer in the past; what is
said goes with what the history of those people says. One thing is planted: the lower somebody scored, the more often nothing
is known of them, which the page on validity finds.
"""

import datetime as dt
import random
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from maatwerk.apps.organisations.public import Member

As = Callable[[str], "AbstractContextManager[Member]"]
SEED = 31
PEOPLE = 240
MONTHS = (3, 6, 9, 12)
MONTH = 365.25 / 12  # days
SCORE = "conscientiousness"
UNKNOWN = {True: 0.22, False: 0.05}  # at each moment: of who scored below the middle, and of the others
SEEN = 0.5  # of who rates had seen the advice
NOISE = 0.6  # of a rating beside the one that the history holds
WHY = "Gesimuleerd: de leidinggevende werkt hier niet meer."


@dataclass(frozen=True, slots=True)
class _Hire:
    """Somebody of the history, with their score where they have one."""

    engagement: uuid.UUID
    started_on: dt.date
    tenure: float
    left: bool
    rating: float
    score: float


@dataclass(frozen=True, slots=True)
class _Answer:
    """What is known at one moment; no rating and nothing else where nobody could say."""

    months: int
    due_on: dt.date
    rating: float | None = None
    left_on: dt.date | None = None


def load_waves(as_role: As) -> None:
    """Write the follow-ups and their answers; once."""
    from maatwerk.apps.opportunities.public import job_families
    from maatwerk.apps.outcomes.public import FollowUp

    rng = random.Random(SEED)  # noqa: S311 - a demo, no secret
    with as_role("analyst") as member:
        family = next(row.id for row in job_families() if row.name == "Klantenservice")
        if FollowUp.objects.filter(months=MONTHS[-1], engagement__history__isnull=False).exists():
            return
        _write(family, member.organisation.id, rng)


def _hires(family: uuid.UUID) -> list[_Hire]:
    """Return people whom their history follows for at least a year, the last of them first."""
    from maatwerk.apps.evidence.public import Evidence
    from maatwerk.apps.outcomes.public import Engagement

    found = Engagement.objects.filter(
        job_family_id=family, history__isnull=False, started_on__isnull=False, tenure_months__isnull=False,
        performance__isnull=False, evidence_occasion__isnull=False,
    ).order_by("-started_on", "tenure_months", "performance", "id")  # fmt: skip
    rows: list[Any] = list(  # nothing in them is empty, which the question sees to
        found.values_list(
            "history_id", "pk", "started_on", "tenure_months", "separated", "performance", "evidence_occasion"
        )
    )
    last: dict[uuid.UUID, dt.date] = {}  # of each history the last day it tells of
    for history, _key, started, tenure, *_rest in rows:
        seen = started + dt.timedelta(days=round(tenure * MONTH))
        last[history] = max(seen, last.get(history, seen))
    rows = [row for row in rows if row[2] <= last[row[0]] - dt.timedelta(days=366)][:PEOPLE]
    scores: dict[uuid.UUID | None, Any] = dict(
        Evidence.objects.filter(
            occasion__in=[row[-1] for row in rows], concept__key=SCORE, value__isnull=False
        ).values_list("occasion", "value")
    )
    return [
        _Hire(key, started, tenure, bool(left), rating, scores[occasion])
        for _history, key, started, tenure, left, rating, occasion in rows
        if occasion in scores
    ]


def _answers(hire: _Hire, rng: random.Random, *, is_low: bool) -> Iterator[_Answer]:
    """Yield what is known at each moment; after somebody left nobody is asked again."""
    for months in MONTHS:
        due = hire.started_on + dt.timedelta(days=round(months * MONTH))
        if hire.left and hire.tenure <= months:
            yield _Answer(
                months, due, left_on=hire.started_on + dt.timedelta(days=round(hire.tenure * MONTH))
            )
            return
        if hire.tenure < months or rng.random() < UNKNOWN[is_low]:
            yield _Answer(months, due)
        else:
            yield _Answer(months, due, rating=min(5, max(1, round(rng.gauss(hire.rating, NOISE)))))


def _write(family: uuid.UUID, organisation: uuid.UUID, rng: random.Random) -> None:
    from statistics import median

    from maatwerk.apps.outcomes.public import FollowUp, Outcome
    from maatwerk.kernel.bulk import insert_rows
    from maatwerk.kernel.ids import new_id

    hires = _hires(family)
    if not hires:
        return
    middle = median(one.score for one in hires)
    asked: list[tuple[Any, ...]] = []
    said: list[tuple[Any, ...]] = []
    for hire in hires:
        for one in _answers(hire, rng, is_low=hire.score < middle):
            key, is_known = new_id(), one.rating is not None or one.left_on is not None
            state = "answered" if is_known else "missing"
            asked.append((organisation, key, hire.engagement, one.months, one.due_on, state))
            at = dt.datetime.combine(one.due_on, dt.time(12), dt.UTC)
            said.append(
                (organisation, new_id(), hire.engagement, key, one.due_on, (one.left_on is None) if is_known else None,
                 one.left_on, one.rating, "unknown" if one.left_on else "", "", "" if is_known else WHY,
                 rng.random() < SEEN if one.rating is not None else None, at)
            )  # fmt: skip
    columns = ["organisation", "id", "engagement", "months", "due_on", "state"]
    insert_rows(FollowUp, columns, asked)
    columns = ["organisation", "id", "engagement", "follow_up", "observed_on", "still_here", "separated_on", "performance",
               "reason_code", "reason_note", "missing_reason", "rater_saw_advice", "recorded_at"]  # fmt: skip
    insert_rows(Outcome, columns, said)

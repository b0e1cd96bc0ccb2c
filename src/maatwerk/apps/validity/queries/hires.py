"""Scores of people who were hired, what became of them, and the scores of everybody who applied."""

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from maatwerk.apps.advice.public import Advice
from maatwerk.apps.applications.public import Application
from maatwerk.apps.evidence.public import Evidence, Kind, Purpose
from maatwerk.apps.opportunities.public import job_family
from maatwerk.apps.outcomes.public import Engagement, FollowUp, History, Outcome
from maatwerk.apps.skills.public import concepts
from maatwerk.apps.validity.contracts import Material, Numbers, Predictor, Sums
from maatwerk.apps.validity.queries.kept import (
    APPLIED,
    KeptOfFamily,
    kept_of,
    of_hire,
    part_of,
    wave_part,
)
from maatwerk.apps.validity.rules import USUAL_HORIZONS


@dataclass(frozen=True, slots=True)
class Measured:
    """What one instrument measured: the construct, by its key and label, and the instrument."""

    key: str
    concept: str
    labels: dict[str, str]
    instrument: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """Everything about one job family that correlations are made of: one place per person in every column.

    `rating` and `stays` (by months) hold None where nothing is known yet. `by_outcome` says that a file of past hires was
    chosen by what became of them. People who were erased stand in `kept` alone, as sums; `people` counts them too.
    """

    measured: tuple[Measured, ...]
    scores: dict[str, tuple[float | None, ...]]
    pool: dict[str, tuple[float, ...]]
    rating: tuple[float | None, ...]
    stays: dict[int, tuple[float | None, ...]]
    rating_seen: tuple[bool | None, ...]
    last_seen: tuple[bool | None, ...]
    people: int
    applicants: int
    by_outcome: bool
    kept: KeptOfFamily

    def known(self, outcome: str) -> int:
        """Return of how many people "rating" or "stays_<months>" is known."""
        here = sum(one is not None for one in self._outcome(outcome))
        return here + self.kept.count_known(outcome)

    def _outcome(self, outcome: str) -> tuple[float | None, ...]:
        return self.rating if outcome == "rating" else self.stays[int(outcome.removeprefix("stays_"))]

    def material(self, outcome: str, *, reliability: float | None = None) -> Material:
        """Return what `measure` needs for "rating" or "stays_<months>"."""
        is_rating = outcome == "rating"
        return Material(
            predictors=tuple(
                Predictor(key=key, values=values, pool=self.pool.get(key, ()))
                for key, values in self.scores.items()
            ),
            outcome=self._outcome(outcome),
            saw_advice=self.rating_seen if is_rating else self.last_seen,
            reliability=reliability if is_rating else None,
            kept=self.kept.sums(outcome),
        )


@dataclass(frozen=True, slots=True)
class _Hire:
    """One person at work, as far as was seen."""

    person: uuid.UUID
    occasion: uuid.UUID | None
    created_at: dt.datetime
    tenure: float | None
    separated: bool
    performance: float | None
    by_outcome: bool
    saw: bool | None
    rated_seen: bool | None

    def stays(self, months: int) -> float | None:
        """Return 1 who was there after so many months, 0 who had left; None where that was not seen."""
        if self.tenure is None:
            return None
        if self.tenure >= months:
            return 1.0
        return 0.0 if self.separated else None


def gather(family_id: uuid.UUID, *, horizons: tuple[int, ...]) -> Gathered:
    """Return the material of a job family; of somebody hired twice the first time counts."""
    hires, applied, kept = _hires(family_id), _applied(family_id), kept_of(family_id)
    evidence = _evidence({one.person for one in hires} | set(applied))
    values = [_before(evidence.get(one.person, ()), one) for one in hires]
    pool: dict[str, list[float]] = defaultdict(list)
    for person in applied:
        for key, value in {key: value for key, value, _occasion, _at in evidence.get(person, ())}.items():
            pool[key].append(value)
    keys = sorted({key for found in values for key in found} | kept.scores())
    return Gathered(
        measured=_measured(keys),
        scores={key: tuple(found.get(key) for found in values) for key in keys},
        pool={key: tuple(found) for key, found in pool.items()},
        rating=tuple(one.performance for one in hires),
        stays={months: tuple(one.stays(months) for one in hires) for months in horizons},
        rating_seen=tuple(one.rated_seen for one in hires),
        last_seen=tuple(one.saw for one in hires),
        people=len(hires) + kept.hired,
        applicants=len(applied),
        by_outcome=any(one.by_outcome for one in hires) or (kept.hired > 0 and _chosen_by_outcome(family_id)),
        kept=kept,
    )


def _applied(family_id: uuid.UUID) -> list[uuid.UUID]:
    """Return everybody who applied here for this kind of work; that somebody did stays when they are erased.

    Who came in with a file of another system is not among them: such a file holds whom that system still had, so their
    spread is that of people chosen already.
    """
    found = Application.objects.filter(opportunity__job_family_id=family_id, import_id__isnull=True)
    return list(found.order_by("person_id").values_list("person_id", flat=True).distinct())


def _chosen_by_outcome(family_id: uuid.UUID) -> bool:
    return History.objects.filter(job_family_id=family_id, sampling=History.Sampling.BY_OUTCOME).exists()


def numbers_of(person_id: uuid.UUID) -> list[Numbers]:
    """Return what statistics about validity need of one person, job family by job family, as `gather` reads it."""
    applied = set(
        Application.objects.filter(person_id=person_id, import_id__isnull=True).values_list(
            "opportunity__job_family_id", flat=True
        )
    )
    engaged = set(Engagement.objects.filter(person_id=person_id).values_list("job_family_id", flat=True))
    evidence = _evidence({person_id}).get(person_id, [])
    found: list[Numbers] = []
    for family in sorted(applied | engaged):
        if family in applied:
            newest = {key: value for key, value, _occasion, _at in evidence}
            found += part_of(family, APPLIED, newest) if newest else []
        for hire in _hires(family, person_id):
            found += of_hire(family, _before(evidence, hire), _became(family, hire))
            known = _foretold(family, {person_id: hire}, {person_id: evidence})[person_id]
            for months, came, _person in _waves_of(family, person_id):
                found += part_of(family, wave_part(months, came), known)
    return found


def _became(family_id: uuid.UUID, hire: _Hire) -> dict[str, tuple[float | None, bool | None]]:
    """Return each outcome of somebody hired, with whether who told it had seen the advice."""
    months = {*(job_family(family_id).horizons_months or ()), *USUAL_HORIZONS}
    return {
        "rating": (hire.performance, hire.rated_seen),
        **{f"stays_{month}": (hire.stays(month), hire.saw) for month in sorted(months)},
    }


def _hires(family_id: uuid.UUID, person_id: uuid.UUID | None = None) -> list[_Hire]:
    seen: QuerySet[Outcome] = Outcome.objects.filter(engagement=OuterRef("pk")).order_by(
        "-observed_on", "-recorded_at", "-id"
    )
    rated = seen.filter(performance__isnull=False)
    engagements = Engagement.objects.filter(job_family_id=family_id)
    if person_id is not None:
        engagements = engagements.filter(person_id=person_id)
    rows = (
        engagements.annotate(
            saw=Subquery(seen.values("rater_saw_advice")[:1]),
            rated_seen=Subquery(rated.values("rater_saw_advice")[:1]),
        )
        .order_by("created_at", "id")
        .values_list(
            "person_id", "evidence_occasion", "created_at", "tenure_months", "separated", "performance",
            "history__sampling", "saw", "rated_seen",
        )
    )  # fmt: skip
    first: dict[uuid.UUID, _Hire] = {}
    for person, occasion, at, tenure, left, rating, sampling, saw, rated_seen in rows:
        one = _Hire(
            person,
            occasion,
            at,
            tenure,
            bool(left),
            rating,
            sampling == History.Sampling.BY_OUTCOME,
            saw,
            rated_seen,
        )
        first.setdefault(person, one)
    return list(first.values())


Found = tuple[str, float, uuid.UUID | None, dt.datetime]


def _evidence(people: set[uuid.UUID]) -> dict[uuid.UUID, list[Found]]:
    """Return what instruments measured about each person for a selection, oldest first, by instrument and construct."""
    found: dict[uuid.UUID, list[Found]] = defaultdict(list)
    rows = (
        Evidence.objects.filter(
            person_id__in=people, kind=Kind.INSTRUMENT_RESULT, purpose=Purpose.SELECTION, value__isnull=False
        )
        .order_by("recorded_at", "id")
        .values_list("person_id", "instrument_id", "concept_id", "value", "occasion", "recorded_at")
    )
    for person, instrument, concept, value, occasion, at in rows.iterator():
        found[person].append((f"{instrument or ''}:{concept}", value or 0.0, occasion, at))
    return found


def _before(evidence: "list[Found] | tuple[()]", hire: _Hire) -> dict[str, float]:
    """Return the newest value of each score from before somebody was hired."""
    if hire.occasion is not None:
        return {key: value for key, value, occasion, _at in evidence if occasion == hire.occasion}
    return {key: value for key, value, _occasion, at in evidence if at <= hire.created_at}


def _measured(keys: list[str]) -> tuple[Measured, ...]:
    from django.utils import translation

    from maatwerk.apps.evidence.public import instruments

    names = {str(row.id): row.name for row in instruments()}
    parts = [key.split(":") for key in keys]
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    words = {}
    for language in ("en", "nl"):
        with translation.override(language):
            for row in concepts({uuid.UUID(concept) for _instrument, concept in parts}):
                labels[str(row.id)][language] = row.label
                words[str(row.id)] = row.key
    return tuple(
        Measured(key, words.get(concept, ""), labels[concept], names.get(instrument, ""))
        for key, (instrument, concept) in zip(keys, parts, strict=True)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveRow:
    """One moment at which people were asked about: how many it was due for, and what came of it."""

    months: int
    due: int
    rated: int
    present: int
    left: int
    missing: int
    waiting: int


def waves(family_id: uuid.UUID) -> list[WaveRow]:
    """Return the waves of follow-ups of a job family that are due, soonest first.

    `left` counts who left at or before the wave, `missing` those about whom nothing could be said, `present` those who are
    there without a rating.
    """
    counts: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(_WAVE, 0))
    for months, came, _person in _waves_of(family_id):
        counts[months][came] += 1
    for (months, came), n in kept_of(family_id).waves().items():
        counts[months][came] += n
    return [
        WaveRow(months=months, due=sum(found.values()), **found) for months, found in sorted(counts.items())
    ]


ADVICE = "advice"  # what the last advice before somebody was hired foretold, beside the scores


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveScores:
    """What came of a moment for each person it was due for, with their scores from before; and sums of who was erased."""

    months: int
    rows: tuple[tuple[str, dict[str, float]], ...]
    kept: dict[str, tuple[Sums, ...]]


def waves_with_scores(family_id: uuid.UUID) -> list[WaveScores]:
    """Return the waves that are due with the scores of everybody in them, soonest first."""
    hires = {one.person: one for one in _hires(family_id)}
    scores = _foretold(family_id, hires, _evidence(set(hires)))
    found: dict[int, list[tuple[str, dict[str, float]]]] = defaultdict(list)
    for months, came, person in _waves_of(family_id):
        found[months].append((came, scores.get(person, {})))
    kept = kept_of(family_id)
    return [
        WaveScores(months=months, rows=tuple(found[months]), kept=kept.wave(months))
        for months in sorted({*found, *(months for months, _came in kept.waves())})
    ]


def _foretold(
    family_id: uuid.UUID, hires: dict[uuid.UUID, _Hire], evidence: dict[uuid.UUID, list[Found]]
) -> dict[uuid.UUID, dict[str, float]]:
    """Return what was known of people before they were hired: their scores, and what the last advice foretold."""
    scores = {person: _before(evidence.get(person, ()), one) for person, one in hires.items()}
    told = Advice.objects.filter(
        person_id__in=list(hires), opportunity__job_family_id=family_id, score__isnull=False
    ).order_by("created_at", "id")
    for person, score, at in told.values_list("person_id", "score", "created_at"):
        if at <= hires[person].created_at:
            scores[person][ADVICE] = score or 0.0
    return scores


def _waves_of(family_id: uuid.UUID, person_id: uuid.UUID | None = None) -> list[tuple[int, str, uuid.UUID]]:
    """Return the months of every follow-up that is due, with what came of it, and about whom it was."""
    due = FollowUp.objects.filter(engagement__job_family_id=family_id, due_on__lte=timezone.localdate())
    if person_id is not None:
        due = due.filter(engagement__person_id=person_id)
    rows = list(
        due.values_list(
            "pk", "months", "state", "engagement__separated", "engagement__tenure_months",
            "engagement__person_id",
        )
    )  # fmt: skip
    answers = {
        key: (rating, here)
        for key, rating, here in Outcome.objects.filter(follow_up_id__in=due.values("pk")).values_list(
            "follow_up_id", "performance", "still_here"
        )
    }
    found = []
    for key, months, state, separated, tenure, person in rows:
        rating, here = answers.get(key, (None, None))
        gone = bool(separated) and (tenure or 0) <= months
        found.append((months, _what_came(state, rating, here, gone=gone), person))
    return found


_WAVE = ("rated", "present", "left", "missing", "waiting")


def _what_came(state: str, rating: float | None, here: bool | None, *, gone: bool) -> str:
    if rating is not None:
        return "rated"
    if here is False or gone:
        return "left"
    if state == FollowUp.State.OPEN:
        return "waiting"
    return "present" if here else "missing"

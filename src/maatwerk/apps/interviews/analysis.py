"""How far interviewers agree, and how sure a score is: the bridge to the science core."""

from __future__ import annotations

import math
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from maatwerk.apps.interviews.contracts import Given
from maatwerk.apps.interviews.rules import HIGHEST, LOWEST

#: Fewer people seen by two interviewers say nothing about agreement.
FEWEST_PEOPLE = 10
#: The error of one interviewer's score while too few people were seen by two: one point, an assumption and not a measurement.
ASSUMED_ERROR = 1.0
#: Whole points are never surer than rounding to them: the standard deviation of a uniform error of one point.
ROUNDING_ERROR = 1 / math.sqrt(12)
DRAWS = 1000
SEED = 20_13  # any fixed number: the same scores give the same interval


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of two interviewers about the same people; None where too little is known to tell.

    `single` is ICC(1,1), one interviewer's mean score; `both` is ICC(1,k), the mean of two; `kappa` is linearly weighted,
    over single answers, with an interval over people. Each is (estimate, low, high) with 90 % intervals.
    """

    people: int
    answers: int
    equal: int
    single: tuple[float, float, float] | None = None
    both: tuple[float, float, float] | None = None
    kappa: tuple[float, float, float] | None = None

    @property
    def is_sufficient(self) -> bool:
        """Whether enough people were seen by two."""
        return self.people >= FEWEST_PEOPLE


def agreement_of(scores: Iterable[Given]) -> Agreement:
    """Return how far two interviewers agree; where more than two scored somebody, the first two by key count."""
    pairs = _pairs(scores)
    answers = [pair for each in pairs for pair in each]
    equal = sum(one == other for one, other in answers)
    if len(pairs) < FEWEST_PEOPLE:
        return Agreement(len(pairs), len(answers), equal)
    single, both = _intraclass([_means(each) for each in pairs])
    return Agreement(len(pairs), len(answers), equal, single, both, _kappa(pairs))


def _pairs(scores: Iterable[Given]) -> list[list[tuple[int, int]]]:
    """Return per person the scores that two interviewers gave to the same answers."""
    seen: dict[uuid.UUID, dict[uuid.UUID, dict[uuid.UUID, int]]] = defaultdict(lambda: defaultdict(dict))
    for one in scores:
        seen[one.interview_id][one.by][one.question_id] = one.value
    found = []
    for _interview, cards in sorted(seen.items()):
        if len(cards) < 2:
            continue
        (_, first), (_, second) = sorted(cards.items())[:2]
        same = [(first[key], second[key]) for key in sorted(first.keys() & second.keys())]
        if same:
            found.append(same)
    return found


def _means(pairs: Sequence[tuple[int, int]]) -> tuple[float, float]:
    return sum(one for one, _ in pairs) / len(pairs), sum(other for _, other in pairs) / len(pairs)


Interval = tuple[float, float, float]


def _intraclass(rows: Sequence[tuple[float, float]]) -> tuple[Interval | None, Interval | None]:
    """Return ICC(1,1) and ICC(1,k): each person was seen by other interviewers (shrout1979, case 1)."""
    from maatwerk.science.errors import ScienceError
    from maatwerk.science.scores import intraclass_correlations

    try:
        found = intraclass_correlations(rows)
    except ScienceError:  # everybody got the same: nothing to agree about
        return None, None
    single, both = found["ICC(1,1)"].estimate, found["ICC(1,k)"].estimate
    return (single.estimate, single.low, single.high), (both.estimate, both.low, both.high)


def _kappa(people: Sequence[Sequence[tuple[int, int]]]) -> Interval | None:
    """Return weighted kappa; answers of one person hang together, so people are drawn and not answers."""
    import numpy as np

    from maatwerk.science.errors import ScienceError
    from maatwerk.science.scores import cohen_kappa

    categories = HIGHEST - LOWEST + 1
    tables = np.zeros((len(people), categories, categories))
    for row, pairs in enumerate(people):
        for one, other in pairs:
            tables[row, one - LOWEST, other - LOWEST] += 1
    places = np.arange(categories)
    weights = np.abs(places[:, None] - places[None, :])
    try:
        estimate = cohen_kappa(tables.sum(axis=0), weights=weights).estimate
    except ScienceError:  # one and the same score throughout
        return None
    rng = np.random.default_rng(SEED)
    drawn = []
    for _draw in range(DRAWS):
        table = tables[rng.integers(0, len(people), len(people))].sum(axis=0)
        try:
            drawn.append(cohen_kappa(table, weights=weights).estimate)
        except ScienceError:
            continue
    low, high = np.quantile(drawn, [0.05, 0.95])
    return float(estimate), float(low), float(high)


def error_of_one(scores: Iterable[Given]) -> float | None:
    """Return the standard error of measurement of one interviewer's score on a requirement, from pairs about the same person.

    The within-subject standard deviation, the root of the sum of d^2 over 2n (bland1996), with d the difference between
    the two interviewers' means on a requirement: what the one-way analysis of variance calls the error of a single rating.
    None where fewer than `FEWEST_PEOPLE` were seen by two, or where everybody got one and the same score.
    """
    rows = _requirement_rows(scores)
    if len({person for person, _row in rows}) < FEWEST_PEOPLE:
        return None
    values = [row for _person, row in rows]
    if len({value for row in values for value in row}) < 2:
        return None
    within = sum((one - other) ** 2 for one, other in values) / (2 * len(values))
    return max(math.sqrt(within), ROUNDING_ERROR)


def _requirement_rows(scores: Iterable[Given]) -> list[tuple[uuid.UUID, tuple[float, float]]]:
    by_requirement: dict[uuid.UUID, list[Given]] = defaultdict(list)
    for one in scores:
        if one.concept_id is not None:
            by_requirement[one.concept_id].append(one)
    return [
        (given[0].interview_id, _means(pairs))
        for found in by_requirement.values()
        for given in _by_interview(found).values()
        for pairs in _pairs(given)
    ]


def _by_interview(scores: Iterable[Given]) -> dict[uuid.UUID, list[Given]]:
    found: dict[uuid.UUID, list[Given]] = defaultdict(list)
    for one in scores:
        found[one.interview_id].append(one)
    return found


@dataclass(frozen=True, slots=True)
class Measured:
    """What an interview says about one requirement: the mean over interviewers, and its standard error."""

    value: float
    standard_error: float
    interviewers: int
    is_assumed: bool


def measured(scores: Iterable[Given], known_error: float | None) -> Mapping[uuid.UUID, Measured]:
    """Return per requirement what one interview measured.

    Each interviewer's own mean counts once: answers by one interviewer share that interviewer's error, so more questions
    do not make it smaller; more interviewers do, by the root of their number.
    """
    given: dict[uuid.UUID, dict[uuid.UUID, list[int]]] = defaultdict(lambda: defaultdict(list))
    for one in scores:
        if one.concept_id is not None:
            given[one.concept_id][one.by].append(one.value)
    error = ASSUMED_ERROR if known_error is None else known_error
    return {
        concept: Measured(
            sum(sum(values) / len(values) for values in by.values()) / len(by),
            error / math.sqrt(len(by)),
            len(by),
            known_error is None,
        )
        for concept, by in given.items()
    }

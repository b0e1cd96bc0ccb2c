"""How far interviewers agree, and how sure a score is: the bridge to the science core."""

from __future__ import annotations

import math
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

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
    """Agreement of the interviewers of a panel about the same people; None where too little is known to tell.

    `answers` counts pairs of scores that two of a panel gave to one answer, `equal` those that are the same. `single` is
    ICC(1,1), one interviewer's mean score; `panel` is ICC(1,k), the mean of a usual panel, which has `usual` interviewers;
    `kappa` is linearly weighted, over single answers, with an interval over people. Each is (estimate, low, high) with
    90 % intervals.
    """

    people: int
    answers: int
    equal: int
    single: tuple[float, float, float] | None = None
    panel: tuple[float, float, float] | None = None
    kappa: tuple[float, float, float] | None = None
    usual: int = 2

    @property
    def is_sufficient(self) -> bool:
        """Whether enough people were seen by two or more."""
        return self.people >= FEWEST_PEOPLE


#: What a panel gave to the answers of one person: per answer a score of each interviewer who scored it, two or more.
Seen = list[list[int]]


def agreement_of(scores: Iterable[Given]) -> Agreement:
    """Return how far interviewers agree: all of a panel count, in no order."""
    cards = _cards(scores)
    people = [seen for panel in cards if (seen := _seen(panel))]
    pairs = [pair for seen in people for answer in seen for pair in combinations(answer, 2)]
    equal = sum(one == other for one, other in pairs)
    if len(people) < FEWEST_PEOPLE:
        return Agreement(len(people), len(pairs), equal)
    single, panel, usual = _intraclass([row for each in cards if len(row := _means(each)) > 1])
    return Agreement(len(people), len(pairs), equal, single, panel, _kappa(people), usual)


Card = dict[uuid.UUID, int]


def _cards(scores: Iterable[Given]) -> list[list[Card]]:
    """Return per interview the cards of its panel, each with its scores by answer; always in the same order."""
    seen: dict[uuid.UUID, dict[uuid.UUID, Card]] = defaultdict(lambda: defaultdict(dict))
    for one in scores:
        seen[one.interview_id][one.by][one.question_id] = one.value
    return [[card for _by, card in sorted(cards.items())] for _interview, cards in sorted(seen.items())]


def _seen(panel: Sequence[Card]) -> Seen:
    answers = sorted({key for card in panel for key in card})
    found = [[card[key] for card in panel if key in card] for key in answers]
    return [answer for answer in found if len(answer) > 1]


def _means(panel: Sequence[Card]) -> list[float]:
    """Return each interviewer's mean over the answers that all of the panel scored; empty where there are none."""
    shared = set.intersection(*(set(card) for card in panel))
    return [sum(card[key] for key in shared) / len(shared) for card in panel] if shared else []


Interval = tuple[float, float, float]


def _intraclass(rows: Sequence[Sequence[float]]) -> tuple[Interval | None, Interval | None, int]:
    """Return ICC(1,1), ICC(1,k) and k: each person was seen by other interviewers (shrout1979, case 1), by how many differs."""
    import numpy as np

    from maatwerk.science.errors import ScienceError
    from maatwerk.science.scores import panel_correlations

    ratings = np.full((len(rows), max(map(len, rows), default=0)), np.nan)
    for place, row in enumerate(rows):
        ratings[place, : len(row)] = row
    try:
        found = panel_correlations(ratings)
    except ScienceError:
        # everybody got the same, so there is nothing to agree about; or no answer was scored by all
        return None, None, 2
    single, panel = found["ICC(1,1)"].estimate, found["ICC(1,k)"].estimate
    return (
        (single.estimate, single.low, single.high),
        (panel.estimate, panel.low, panel.high),
        found["ICC(1,k)"].raters,
    )


def _kappa(people: Sequence[Seen]) -> Interval | None:
    """Return weighted kappa; answers of one person hang together, so people are drawn and not answers.

    Interviewers of a panel have no order, so every pair counts both ways round; an answer that k of them scored weighs as
    k scores, whatever the number of its pairs: each pair 1/(k - 1), brought to whole counts.
    """
    import numpy as np

    from maatwerk.science.errors import ScienceError
    from maatwerk.science.scores import cohen_kappa

    categories = HIGHEST - LOWEST + 1
    # keys are random: people are drawn in the order of what they got, and the same scores give the same interval
    people = sorted(sorted(sorted(answer) for answer in seen) for seen in people)
    whole = math.lcm(*(len(answer) - 1 for seen in people for answer in seen))
    tables = np.zeros((len(people), categories, categories))
    for row, seen in enumerate(people):
        for answer in seen:
            for one, other in permutations(answer, 2):
                tables[row, one - LOWEST, other - LOWEST] += whole // (len(answer) - 1)
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
    """Return the standard error of measurement of one interviewer's score on a requirement, from panels about the same person.

    The within-subject standard deviation (bland1996): the root of the sum of squared distances to the panel's own mean on
    a requirement, over the sum of (interviewers - 1); what the one-way analysis of variance calls the error of a single
    rating. None where fewer than `FEWEST_PEOPLE` were seen by two, or where everybody got one and the same score.
    """
    rows = _requirement_rows(scores)
    if len({person for person, _row in rows}) < FEWEST_PEOPLE:
        return None
    values = [row for _person, row in rows]
    if len({value for row in values for value in row}) < 2:
        return None
    squares = sum((value - sum(row) / len(row)) ** 2 for row in values for value in row)
    within = squares / sum(len(row) - 1 for row in values)
    return max(math.sqrt(within), ROUNDING_ERROR)


def _requirement_rows(scores: Iterable[Given]) -> list[tuple[uuid.UUID, list[float]]]:
    """Return, per interview and requirement, what each interviewer gave on the answers that all of them scored."""
    found: dict[tuple[uuid.UUID, uuid.UUID], list[Given]] = defaultdict(list)
    for one in scores:
        if one.concept_id is not None:
            found[one.interview_id, one.concept_id].append(one)
    rows = [(interview, _means(panel)) for (interview, _c), given in found.items() for panel in _cards(given)]
    return [(interview, row) for interview, row in rows if len(row) > 1]


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

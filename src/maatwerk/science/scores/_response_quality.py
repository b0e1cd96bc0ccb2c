"""Signs that answers may not say what they seem to: runs of one answer, hardly any variation, haste.

None of them is proof of carelessness, and none of them takes anybody out: they become caveats beside a score.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.results import Caveat, Language, caveat
from maatwerk.science.scores._input import Floats, as_numbers, check_number, check_open_unit

Ints = NDArray[np.int64]
Sign = Literal["same_answer_run", "little_variation", "fast_answers", "unusual_pattern"]

FAST_SHARE = 0.10  # of an item's mean time: wisema2012, the 10 % normative threshold ...
FAST_MOST = 10.0  # ... and never above ten seconds
EFFORT = 0.90  # response-time effort below this: wisekong2005, p. 175
RARE = 0.001  # of Mahalanobis' distance: meade2012


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseQuality:
    """Signs per person; arrays of shape (n_people,).

    Attributes
    ----------
    longest_run
        Longest run of one and the same answer over the answered items, in the order given.
    variability
        Standard deviation of a person's own answers; 0 for who gave one answer only or answered fewer than 2.
    effort
        Share of the timed answers that took longer than their item's threshold, in [0, 1]; 1 where nothing
        was timed. None without times.
    distance, distance_p
        Squared Mahalanobis distance of the pattern and its chi-square tail; None unless asked for. NaN never
        occurs: people with a missing answer have distance 0 and p 1.
    thresholds
        Seconds per item below which an answer counts as fast; None without times.
    signs
        Per person, which thresholds were passed, in a fixed order.
    """

    longest_run: Ints
    variability: Floats
    effort: Floats | None
    distance: Floats | None
    distance_p: Floats | None
    thresholds: Floats | None
    signs: tuple[tuple[Sign, ...], ...]
    n_items: int
    method: str = "response-quality/1"

    @property
    def n(self) -> int:
        """People."""
        return len(self.signs)

    def caveats(self, person: int) -> tuple[Caveat, ...]:
        """Return what should stand beside this person's score."""
        found = []
        for sign in self.signs[person]:
            if sign == "same_answer_run":
                found.append(caveat(sign, run=int(self.longest_run[person]), items=self.n_items))
            elif sign == "fast_answers" and self.effort is not None:
                found.append(caveat(sign, share=1 - float(self.effort[person])))
            else:
                found.append(caveat(sign))
        return tuple(found)

    def explain(self, language: Language = "en") -> str:
        """Return how many people show a sign, as one plain sentence."""
        some = sum(bool(signs) for signs in self.signs)
        return {
            "en": f"{some} of {self.n} people show a sign of careless or hasty answering; it is a reason to ask.",
            "nl": f"Bij {some} van {self.n} personen is er een teken van haast of onzorgvuldigheid; een reden om te vragen.",
        }[language]


def response_quality(
    responses: ArrayLike,
    *,
    seconds: ArrayLike | None = None,
    longest_run: int | None = None,
    least_variability: float | None = None,
    effort: float = EFFORT,
    unusual: float | None = None,
) -> ResponseQuality:
    """Look for signs of careless answering in one sitting.

    Parameters
    ----------
    responses : (n_people, n_items)
        Answers *as given*, before reverse-keyed items are turned, in the order in which they were shown; NaN
        for missing.
    seconds : (n_people, n_items), optional
        Time per answer, NaN where not recorded.
    longest_run
        Shortest run that is a sign; default half of the items, rounded up, and at least 3 [1]_. It means nothing for items
        that all point one way: give a number above the number of items to leave it out.
    least_variability
        Standard deviation within a person at or below which it is a sign [2]_; no sign by default, as no
        threshold is established.
    effort
        Response-time effort below which it is a sign [3]_; fast means below a tenth of the item's mean time, and
        never above ten seconds [4]_.
    unusual
        Tail probability of Mahalanobis' distance below which the pattern is a sign, e.g. .001 [5]_; not computed
        by default, as it needs many people and about normal items.

    Raises
    ------
    InsufficientDataError
        No people or fewer than 2 items; for `unusual`, fewer complete people than twice the items.
    ScienceError
        Infinities, negative times, another shape, or for `unusual` items that depend on each other linearly.

    References
    ----------
    .. [1] curran2016. [2] dunn2018. [3] wisekong2005. [4] wisema2012. [5] meade2012.
    """
    array = as_numbers(responses, "responses", dimensions=2)
    people, items = array.shape
    if people < 1 or items < 2:
        raise InsufficientDataError("responses", "at least 1 person and 2 items", f"shape {array.shape}")
    shortest = (
        max(3, -(-items // 2)) if longest_run is None else int(check_number(longest_run, "longest_run"))
    )
    if shortest < 2:
        raise ScienceError("longest_run", "at least 2", longest_run)
    lowest = None if least_variability is None else check_number(least_variability, "least_variability")
    runs, spread = _longest_runs(array), _variability(array)
    answered = (~np.isnan(array)).sum(axis=1)
    marks: list[tuple[Sign, NDArray[np.bool_]]] = [("same_answer_run", runs >= shortest)]
    if lowest is not None:
        marks.append(("little_variation", (spread <= lowest) & (answered >= 2)))
    taken = thresholds = None
    if seconds is not None:
        taken, thresholds = _effort(seconds, array)
        marks.append(("fast_answers", taken < check_open_unit(effort, "effort")))
    distance = tail = None
    if unusual is not None:
        distance, tail = _mahalanobis(array)
        marks.append(("unusual_pattern", tail < check_open_unit(unusual, "unusual")))
    return ResponseQuality(
        longest_run=runs,
        variability=spread,
        effort=taken,
        distance=distance,
        distance_p=tail,
        thresholds=thresholds,
        signs=tuple(_signs_of(person, marks) for person in range(people)),
        n_items=items,
    )


def _signs_of(person: int, marks: Sequence[tuple[Sign, NDArray[np.bool_]]]) -> tuple[Sign, ...]:
    return tuple(sign for sign, shown in marks if shown[person])


def _longest_runs(array: Floats) -> Ints:
    """Longest run of equal answers per person; a missing answer neither breaks nor lengthens a run."""
    people = len(array)
    last = np.full(people, np.nan)
    run, best = np.zeros(people, dtype=np.int64), np.zeros(people, dtype=np.int64)
    for column in array.T:
        seen = ~np.isnan(column)
        run = np.where(seen, np.where(column == last, run + 1, 1), run)
        last = np.where(seen, column, last)
        best = np.maximum(best, run)
    return best


def _variability(array: Floats) -> Floats:
    """Standard deviation (divisor n - 1) of each person's own answers, 0 with fewer than 2."""
    seen = ~np.isnan(array)
    count = seen.sum(axis=1)
    centre = np.where(seen, array, 0.0).sum(axis=1) / np.maximum(count, 1)
    squares = (np.where(seen, array - centre[:, None], 0.0) ** 2).sum(axis=1)
    return np.asarray(np.sqrt(squares / np.maximum(count - 1, 1)))


def _effort(seconds: ArrayLike, array: Floats) -> tuple[Floats, Floats]:
    """Response-time effort per person, and the threshold of each item."""
    times = as_numbers(seconds, "seconds", dimensions=2)
    if times.shape != array.shape:
        raise ScienceError("seconds", f"of shape {array.shape}, as the responses", times.shape)
    if (times < 0).any():
        raise ScienceError("seconds", "times of 0 or more", float(np.nanmin(times)))
    timed = ~np.isnan(times)
    sums, counts = np.where(timed, times, 0.0).sum(axis=0), timed.sum(axis=0)
    thresholds = np.minimum(FAST_SHARE * sums / np.maximum(counts, 1), FAST_MOST)
    slow = (timed & (np.where(timed, times, np.inf) >= thresholds)).sum(axis=1)
    answers = timed.sum(axis=1)
    return np.where(answers > 0, slow / np.maximum(answers, 1), 1.0), np.asarray(thresholds)


def _mahalanobis(array: Floats) -> tuple[Floats, Floats]:
    """Squared distance of complete patterns from the mean, and its tail; 0 and 1 for incomplete ones."""
    from scipy.special import gammaincc

    complete = ~np.isnan(array).any(axis=1)
    items = array.shape[1]
    if complete.sum() < 2 * items:
        raise InsufficientDataError(
            "responses", f"at least {2 * items} people with every answer", int(complete.sum())
        )
    rows = array[complete]
    covariance = np.cov(rows, rowvar=False)
    spread = np.sqrt(np.diag(covariance))
    if (spread <= 0).any() or np.linalg.eigvalsh(covariance / np.outer(spread, spread))[0] <= 1e-10:
        raise ScienceError("responses", "items that do not depend on each other linearly", "dependent items")
    off = rows - rows.mean(axis=0)
    distance, tail = np.zeros(len(array)), np.ones(len(array))
    distance[complete] = np.einsum("ij,ij->i", off @ np.linalg.inv(covariance), off)
    tail[complete] = gammaincc(items / 2, distance[complete] / 2)
    return distance, tail

"""How long until something happens, while some still wait and others ended in another way."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.inputs import as_floats
from maatwerk.science.results import Caveat, Estimate, Language, caveat
from maatwerk.science.words import number, percent, with_caveats

Floats = NDArray[np.float64]
METHOD = "aalen-johansen/1"
SMALL = 20
WAITING, HAPPENED, OTHER = 0, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantile:
    """The day by which a share of all had it happen; None where that day has not been seen yet."""

    share: float
    days: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Incidence:
    """A step function: the share for whom it has happened by each day.

    Attributes
    ----------
    times : array of shape (k,)
        Days, ascending, on which it happened to at least one.
    incidence, low, high : arrays of shape (k,)
        Share in [0, 1] by each day, and its pointwise interval.
    follow_up : float
        Longest wait that was seen, in days.
    n, n_happened, n_other
        All; those to whom it happened; those who ended in another way.
    """

    times: Floats
    incidence: Floats
    low: Floats
    high: Floats
    follow_up: float
    n: int
    n_happened: int
    n_other: int
    confidence: float = 0.90
    method: str = METHOD
    caveats: tuple[Caveat, ...] = ()

    def by(self, day: float) -> Estimate:
        """Return the share for whom it happened within so many days.

        Raises
        ------
        ScienceError
            The day lies before the start, or after the longest wait while some still wait.
        """
        settled = self.n_happened + self.n_other == self.n
        if not day >= 0 or (day > self.follow_up and not settled):
            raise ScienceError("day", f"between 0 and {self.follow_up:g}", day)
        at = int(np.searchsorted(self.times, day, side="right"))
        values = [float(column[at - 1]) if at else 0.0 for column in (self.incidence, self.low, self.high)]
        return Estimate(
            estimate=values[0],
            low=values[1],
            high=values[2],
            n=self.n,
            method=self.method,
            confidence=self.confidence,
            caveats=self.caveats,
        )

    def quantile(self, share: float = 0.5) -> Quantile:
        """Return the first day by which `share` of all had it happen, its interval by inverting the curve's [2]_.

        References
        ----------
        .. [2] brookmeyer1982
        """
        if not 0 < share < 1:
            raise ScienceError("share", "between 0 and 1", share)
        columns = (self.incidence, self.high, self.low)  # the upper curve crosses first
        days, low, high = (self._first(column, share) for column in columns)
        return Quantile(share=share, days=days, low=low, high=high)

    def _first(self, column: Floats, share: float) -> float | None:
        reached = np.flatnonzero(column >= share - 1e-12)
        return float(self.times[reached[0]]) if len(reached) else None

    def explain(self, language: Language = "en") -> str:
        """Return the median and on how many it rests, as one plain sentence, caveats after it."""
        middle = self.quantile()
        key = "never" if middle.days is None else "median"
        sentence = _SENTENCES[key][language].format(
            n=self.n,
            happened=self.n_happened,
            days=number(middle.days or 0, language, 0),
            share=percent(float(self.incidence[-1]) if len(self.times) else 0.0, language),
        )
        return with_caveats(sentence, self.caveats, language)


_SENTENCES: dict[str, dict[Language, str]] = {
    "median": {
        "en": "Half of {n} had it within {days} days; it happened to {happened} so far.",
        "nl": "De helft van {n} was binnen {days} dagen zover; dat geldt nu voor {happened}.",
    },
    "never": {
        "en": "Of {n} it happened to {happened} so far ({share}): less than half, so there is no median yet.",
        "nl": "Van {n} zijn er nu {happened} zover ({share}): minder dan de helft, dus nog geen mediaan.",
    },
}


def cumulative_incidence(days: ArrayLike, ended: ArrayLike, *, confidence: float = 0.90) -> Incidence:
    """Estimate by which day how many had it happen (Aalen–Johansen [1]_).

    Who still waits is censored; who ended in another way (a vacancy withdrawn, an application rejected) never
    gets it. Leaving either out, or counting the second as waiting, would make the procedure look other than it is.

    Parameters
    ----------
    days : array of shape (n,)
        Days from the start until it happened, until it ended otherwise, or until today; zero or more.
    ended : array of shape (n,)
        0 still waits, 1 it happened, 2 ended in another way.
    confidence
        Coverage of the pointwise intervals, in (0, 1).

    Returns
    -------
    Incidence
        Variance by the delta method [2]_, intervals on the log(−log) scale so that they stay in [0, 1].

    Raises
    ------
    InsufficientDataError
        Nobody.
    ScienceError
        Negative or missing days, another mark than 0, 1 or 2.

    References
    ----------
    .. [1] aalen1978
    .. [2] marubini1995, equation 10.12
    """
    waits, marks = _checked(days, ended)
    if not 0 < confidence < 1:
        raise ScienceError("confidence", "between 0 and 1", confidence)
    times, at_risk, happened, gone = _table(waits, marks)
    before = np.concatenate([[1.0], np.cumprod(1 - gone / at_risk)[:-1]]) if len(times) else times
    incidence = np.minimum(np.cumsum(before * happened / at_risk), 1.0)  # thousands of sums round past 1
    variance = _variance(incidence, before, at_risk, happened=happened, gone=gone)
    low, high = _interval(incidence, variance, NormalDist().inv_cdf((1 + confidence) / 2))
    shown = happened > 0
    return Incidence(
        times=times[shown],
        incidence=incidence[shown],
        low=low[shown],
        high=high[shown],
        follow_up=float(waits.max()),
        n=len(waits),
        n_happened=int((marks == HAPPENED).sum()),
        n_other=int((marks == OTHER).sum()),
        confidence=confidence,
        caveats=(caveat("small_sample", n=len(waits)),) if len(waits) < SMALL else (),
    )


def _checked(days: ArrayLike, ended: ArrayLike) -> tuple[Floats, Floats]:
    waits, marks = as_floats("days", days), as_floats("ended", ended)
    if waits.ndim != 1 or waits.shape != marks.shape:
        raise ScienceError("ended", f"one mark for each of the {waits.size} waits", f"{marks.size}")
    if not len(waits):
        raise InsufficientDataError("days", "of at least one", "none")
    if not np.isfinite(waits).all() or waits.min() < 0:
        raise ScienceError("days", "zero or more, none missing", "a negative or missing one")
    if not np.isin(marks, (WAITING, HAPPENED, OTHER)).all():
        raise ScienceError("ended", "0 (waits), 1 (happened) or 2 (ended otherwise)", "another mark")
    return waits, marks


def _table(waits: Floats, marks: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Times of any end; how many were under way just before, had it happen, and ended at all."""
    times = np.unique(waits[marks != WAITING])
    at_risk = len(waits) - np.searchsorted(np.sort(waits), times, side="left")
    counted = [
        np.bincount(np.searchsorted(times, waits[chosen]), minlength=len(times))
        for chosen in (marks == HAPPENED, marks != WAITING)
    ]
    return times, at_risk.astype(float), counted[0].astype(float), counted[1].astype(float)


def _variance(
    incidence: Floats, before: Floats, at_risk: Floats, *, happened: Floats, gone: Floats
) -> Floats:
    """Variance of the incidence at each time: the three sums of [2]_, equation 10.12, by expanding the square."""
    left = at_risk - gone
    greenwood = np.where(left > 0, gone / (at_risk * np.where(left > 0, left, 1.0)), 0.0)
    own = before**2 * happened * (at_risk - happened) / at_risk**3
    mixed = before * happened / at_risk**2
    # Σ (F(t) − F(tj))² g  =  F(t)² Σg − 2 F(t) Σ F(tj) g + Σ F(tj)² g
    squares = (
        incidence**2 * np.cumsum(greenwood)
        - 2 * incidence * np.cumsum(incidence * greenwood)
        + np.cumsum(incidence**2 * greenwood)
    )
    crossed = incidence * np.cumsum(mixed) - np.cumsum(incidence * mixed)
    return np.asarray(np.maximum(squares + np.cumsum(own) - 2 * crossed, 0.0), dtype=np.float64)


def _interval(incidence: Floats, variance: Floats, z: float) -> tuple[Floats, Floats]:
    """Pointwise F^exp(±z·se), se being that of log(−log F); at 0 and at 1 the interval has no width of its own."""
    inner = (incidence > 0) & (incidence < 1 - 1e-12)
    safe = np.where(inner, incidence, 0.5)
    spread = z * np.sqrt(variance) / (safe * np.abs(np.log(safe)))
    with np.errstate(over="ignore"):
        low = np.where(inner, safe ** np.exp(np.minimum(spread, 50)), incidence)
        high = np.where(inner, safe ** np.exp(-spread), incidence)
    return low, np.maximum.accumulate(high) if len(high) else high

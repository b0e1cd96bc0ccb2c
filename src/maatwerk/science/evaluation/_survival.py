"""Kaplan–Meier with left truncation and weights: how many are still here after so many months."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import ScienceError
from maatwerk.science.evaluation._checks import Floats, check_confidence, check_histories, check_vector
from maatwerk.science.results import Caveat, Estimate, Language, caveat

SMALL = 30  # below this many people the log-log interval itself is rough: Borgan & Liestøl (1990), table 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SurvivalCurve:
    """A step function: the share still here after each month at which somebody left.

    Attributes
    ----------
    times : array of shape (k,)
        Months, ascending, at which at least one person left.
    survival, low, high : arrays of shape (k,)
        Share still here just after each time, in [0, 1], and its pointwise interval.
    at_risk : array of shape (k,)
        (Weighted) number of people under observation just before each time.
    follow_up : float
        Longest observed tenure in months: the curve says nothing after it.
    n, n_left : int
        People, and how many of them left.
    """

    times: Floats
    survival: Floats
    low: Floats
    high: Floats
    at_risk: Floats
    follow_up: float
    n: int
    n_left: int
    confidence: float = 0.90
    method: str = "kaplan-meier/1"
    caveats: tuple[Caveat, ...] = ()

    def at(self, times: ArrayLike) -> Floats:
        """Return the share still here at `times` (months).

        Raises
        ------
        ScienceError
            A time lies after the follow-up while people were still there: nobody can know.
        """
        return self._step(self.survival, times)

    def estimates(self, times: Sequence[float]) -> tuple[Estimate, ...]:
        """Return the share still here at `times`, each with its interval."""
        columns = (self._step(column, times) for column in (self.survival, self.low, self.high))
        return tuple(
            Estimate(
                estimate=float(share),
                low=float(low),
                high=float(high),
                n=self.n,
                method=self.method,
                confidence=self.confidence,
                caveats=self.caveats,
            )
            for share, low, high in zip(*columns, strict=True)
        )

    def explain(self, language: Language = "en") -> str:
        """Return how many of how many left within the follow-up, in one sentence, caveats after it."""
        sentence = _SENTENCE[language].format(n=self.n, left=self.n_left, months=self.follow_up)
        return " ".join([sentence, *(found.explain(language) for found in self.caveats)])

    def _step(self, column: Floats, times: ArrayLike) -> Floats:
        asked = check_vector("times", np.atleast_1d(np.asarray(times, dtype=np.float64)))
        ended = len(self.survival) > 0 and self.survival[-1] == 0
        if len(asked) and (asked.min() < 0 or (asked.max() > self.follow_up and not ended)):
            raise ScienceError(
                "times", f"between 0 and the follow-up of {self.follow_up:g} months", asked.max()
            )
        return np.concatenate([[1.0], column])[np.searchsorted(self.times, asked, side="right")]


_SENTENCE: dict[Language, str] = {
    "en": "{left} of {n} tenures ended in leaving; the longest was followed for {months:.0f} months.",
    "nl": "{left} van {n} dienstverbanden eindigden met vertrek; het langste is {months:.0f} maanden gevolgd.",
}


def survival_curve(
    tenure: ArrayLike,
    event: ArrayLike,
    entry: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    *,
    confidence: float = 0.90,
) -> SurvivalCurve:
    """Estimate the share of people still here after each month (product-limit estimator [1]_).

    Parameters
    ----------
    tenure : array of shape (n,)
        Months to leaving, or to the last day observed. A person who left at 12 has not reached 12.
    event : array of shape (n,)
        1 left, 0 still there when last seen (censored).
    entry : array of shape (n,), optional
        Months of tenure already passed when observation began (left truncation): a person counts
        only from then on.
    weights : array of shape (n,), optional
        Case weights ≥ 0, for instance 1/m for the m rows of one person.
    confidence
        Coverage of the pointwise intervals, in (0, 1).

    Returns
    -------
    SurvivalCurve
        Intervals on the log(−log) scale [2]_ from Greenwood's variance, with the effective number at
        risk (Σw)²/Σw² in place of the count under weights [3]_ (the same thing when weights are 1).

    Raises
    ------
    ScienceError
        Negative or missing tenure, an entry after the end, a negative weight, an unknown mark.

    References
    ----------
    .. [1] kaplan1958
    .. [2] kalbfleisch2002, section 1.4
    .. [3] xie2005, equation 4
    """
    known = check_histories(tenure, event, entry=entry, weights=weights)
    level = check_confidence(confidence)
    order = np.argsort(known.tenure, kind="stable")
    ends, left, share = known.tenure[order], known.event[order], known.weights[order]
    times = np.unique(ends[left & (share > 0)])
    at_risk = _mass_at_risk(times, ends, known.entry, share, known.weights)
    squared = _mass_at_risk(times, ends, known.entry, share**2, known.weights**2)
    leaving = (
        np.add.reduceat(np.append(share * left, 0.0), np.searchsorted(ends, times)) if len(times) else times
    )
    hazard = np.clip(leaving / at_risk, 0.0, 1.0)
    survival = np.asarray(np.cumprod(1.0 - hazard), dtype=np.float64)
    effective = at_risk**2 / squared
    with np.errstate(divide="ignore"):
        greenwood = np.cumsum(np.where(hazard < 1, hazard / ((1.0 - hazard) * effective), 0.0))
    low, high = _log_log_interval(survival, greenwood, level)
    return SurvivalCurve(
        times=times,
        survival=survival,
        low=low,
        high=high,
        at_risk=at_risk,
        follow_up=float(ends[-1]),
        n=len(ends),
        n_left=int(left.sum()),
        confidence=level,
        caveats=(caveat("small_sample", n=len(ends)),) if len(ends) < SMALL else (),
    )


def _mass_at_risk(times: Floats, ends: Floats, entry: Floats, sorted_mass: Floats, mass: Floats) -> Floats:
    """Mass of people with entry < time ≤ end, for each time; an entry of zero counts from the first day."""
    still_there = np.append(np.cumsum(sorted_mass[::-1])[::-1], 0.0)[
        np.searchsorted(ends, times, side="left")
    ]
    late = entry > 0
    order = np.argsort(entry[late], kind="stable")
    to_come = np.append(np.cumsum(mass[late][order][::-1])[::-1], 0.0)
    return np.asarray(still_there - to_come[np.searchsorted(entry[late][order], times, side="left")])


def _log_log_interval(survival: Floats, greenwood: Floats, confidence: float) -> tuple[Floats, Floats]:
    """Pointwise interval S^exp(±z·se), se being that of log(−log S).

    Where everybody has left the variance is undefined: the upper bound just before stays, the lower is 0.
    """
    inner = survival > 0
    safe = np.where(inner, survival, 0.5)
    spread = NormalDist().inv_cdf((1 + confidence) / 2) * np.sqrt(greenwood) / np.abs(np.log(safe))
    high = np.where(inner, safe ** np.exp(-spread), 1.0)
    if len(high) > 1 and not inner[-1]:
        high[-1] = high[-2]
    return np.where(inner, safe ** np.exp(spread), 0.0), high

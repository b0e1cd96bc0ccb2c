"""Monitoring impact with an alarm that stays valid however often one looks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from math import exp, log, sqrt

import numpy as np
from numpy.typing import NDArray

from maatwerk.science.errors import ScienceError
from maatwerk.science.fairness._counts import check_group, check_share
from maatwerk.science.results import Caveat, Language, caveat
from maatwerk.science.words import number, with_caveats

METHOD = "impact-monitor/1"
GRID = np.linspace(-6.0, 6.0, 1201)  # log odds ratios
PRIOR_SD = 0.7  # of the mixture over log odds ratios, fixed before any data
FEWEST = 30
PIECES, SMALL = (
    12,
    200,
)  # the grid is taken in so many pieces where a period has more people to choose from than this
NEGLIGIBLE = 45.0  # in logs: e**-45 of the largest term, a hundred thousand of which change no digit


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactWatch:
    """Where the monitor stands after some periods.

    Attributes
    ----------
    odds_ratio_low, odds_ratio_high
        Confidence sequence for the odds of selection, group over reference: with the stated confidence it
        holds the truth at *all* times together.
    ratio_low, ratio_high
        The same as a ratio of selection rates, at the reference group's overall rate so far.
    alarm
        The sequence lies wholly below 1: the group is selected less often, and not by chance.
    alarm_at
        First period (from 0) with the alarm, None while there is none.
    evidence
        e-value against equal odds; at least 1 / (1 - confidence) once 1 has left the sequence.
    """

    odds_ratio_low: float
    odds_ratio_high: float
    ratio_low: float
    ratio_high: float
    alarm: bool
    alarm_at: int | None
    evidence: float
    periods: int
    n: int
    confidence: float
    method: str = METHOD
    caveats: tuple[Caveat, ...] = field(default=())

    def explain(self, language: Language = "en") -> str:
        """Return whether there is an alarm, and the range of ratios, as plain sentences."""
        sentence = {
            "en": "{state} After {k} periods and {n} people the impact ratio lies between {low} and {high}.",
            "nl": "{state} Na {k} perioden en {n} mensen ligt de impactverhouding tussen {low} en {high}.",
        }[language].format(
            state=_STATE[language][self.alarm],
            k=self.periods,
            n=self.n,
            low=number(self.ratio_low, language),
            high=number(self.ratio_high, language),
        )
        return with_caveats(sentence, self.caveats, language)


_STATE: dict[Language, dict[bool, str]] = {
    "en": {True: "Alarm: this group is selected less often, and not by chance.", False: "No alarm."},
    "nl": {True: "Alarm: deze groep wordt minder vaak gekozen, en niet door toeval.", False: "Geen alarm."},
}


class ImpactMonitor:
    """Follow one group beside its reference, period after period (a day, a vacancy).

    Within a period the split of the selected over both groups, given how many were selected, depends on the
    odds ratio alone, whatever the period's own selection rate. The product of these conditional likelihoods,
    averaged over a mixture of odds ratios and divided by the likelihood at one of them, is a martingale
    there; by Ville's inequality it passes 1 / alpha with probability at most alpha, ever [1]_ [2]_.

    Parameters
    ----------
    confidence
        Of the whole sequence, in (0, 1); .95 means at most 5 % false alarms, ever.

    References
    ----------
    .. [1] robbins1970; howard2021 for confidence sequences.
    .. [2] turner2024 for two-by-two tables; fisher1935 for the conditional likelihood.
    """

    def __init__(self, *, confidence: float = 0.95) -> None:
        self.confidence = check_share("confidence", confidence)
        self._log_likelihood = np.zeros(len(GRID))
        log_prior = -0.5 * (GRID / PRIOR_SD) ** 2
        self._log_prior = log_prior - np.logaddexp.reduce(log_prior)
        self._low, self._high = float(GRID[0]), float(GRID[-1])
        self._totals = [0, 0, 0, 0]
        self._periods = 0
        self._alarm_at: int | None = None

    def update(
        self, *, selected: int, applicants: int, reference_selected: int, reference_applicants: int
    ) -> "ImpactMonitor":
        """Add one period; periods with one group only, or without choice, say nothing and do no harm."""
        x1, n1 = (0, 0) if applicants == 0 and selected == 0 else check_group(selected, applicants)
        x2, n2 = (
            (0, 0)
            if reference_applicants == 0 and reference_selected == 0
            else check_group(reference_selected, reference_applicants, prefix="reference_")
        )
        if n1 and n2 and 0 < x1 + x2 < n1 + n2:
            self._log_likelihood += _conditional(x1, n1, x1 + x2, n1 + n2)
            self._narrow()
        for index, count in enumerate((x1, n1, x2, n2)):
            self._totals[index] += count
        if self._alarm_at is None and self._high < 0:
            self._alarm_at = self._periods
        self._periods += 1
        return self

    def _log_evidence(self) -> NDArray[np.float64]:
        """Log e-value against each odds ratio of the grid."""
        mixed = np.logaddexp.reduce(self._log_likelihood + self._log_prior)
        return np.asarray(mixed - self._log_likelihood)

    def _narrow(self) -> None:
        """Keep the odds ratios that no look so far has excluded."""
        gap = self._log_evidence() - log(1 / (1 - self.confidence))
        inside = np.flatnonzero(gap < 0)
        first, last = inside[0], inside[-1]
        if first > 0:
            self._low = max(self._low, _cross(first - 1, first, gap))
        if last < len(GRID) - 1:
            self._high = min(self._high, _cross(last + 1, last, gap))

    def watch(self) -> ImpactWatch:
        """Return where the monitor stands now."""
        _, n1, x2, n2 = self._totals
        base = (x2 + 0.5) / (n2 + 1)
        low = 0.0 if self._low <= GRID[0] else exp(self._low)
        high = float("inf") if self._high >= GRID[-1] else exp(self._high)
        zero = len(GRID) // 2
        smaller = min(n1, n2)
        return ImpactWatch(
            odds_ratio_low=low,
            odds_ratio_high=high,
            ratio_low=low / (1 - base + low * base),
            ratio_high=1 / base if high == float("inf") else high / (1 - base + high * base),
            alarm=self._high < 0,
            alarm_at=self._alarm_at,
            evidence=exp(min(700.0, float(self._log_evidence()[zero]))),
            periods=self._periods,
            n=n1 + n2,
            confidence=self.confidence,
            caveats=(caveat("small_group", n=smaller),) if smaller < FEWEST else (),
        )


def monitor_impact(
    periods: Iterable[tuple[int, int, int, int]], *, confidence: float = 0.95
) -> tuple[ImpactWatch, ...]:
    """Return the state after each period of (selected, applicants, reference selected, reference applicants)."""
    monitor = ImpactMonitor(confidence=confidence)
    states = []
    for counts in periods:
        if len(counts) != 4:
            raise ScienceError("periods", "four counts per period", counts)
        x1, n1, x2, n2 = counts
        monitor.update(selected=x1, applicants=n1, reference_selected=x2, reference_applicants=n2)
        states.append(monitor.watch())
    return tuple(states)


@lru_cache(maxsize=4096)
def _conditional(x: int, n1: int, chosen: int, total: int) -> NDArray[np.float64]:
    """Log probability that `x` of the `chosen` are of the group, per log odds ratio of the grid."""
    first, last = max(0, chosen + n1 - total), min(n1, chosen)
    k = np.arange(first, last, dtype=np.float64)
    ratios = np.log((n1 - k) * (chosen - k)) - np.log((k + 1) * (total - n1 - chosen + k + 1))
    central = np.concatenate([[0.0], np.cumsum(ratios)])  # log weights at odds ratio 1, up to a constant
    return np.asarray(central[x - first] + GRID * (x - first) - _normaliser(central, ratios))


def _normaliser(central: NDArray[np.float64], ratios: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log of the sum of exp(central + θ k) over all k, per θ of the grid; terms that change no digit are left out.

    The weights are log-concave, so at each θ they rise to one mode and fall: where both ends of a window around it lie
    `NEGLIGIBLE` below the top, everything beyond lies lower still. How wide it must be differs along the grid.
    """
    last = len(ratios)
    mode = np.searchsorted(-ratios, GRID)  # the ratios fall: terms rise as long as ratio + θ is above 0
    slope = np.append(np.abs(np.diff(ratios)), [np.inf, np.inf])[:last]
    parts = np.array_split(np.arange(len(GRID)), PIECES if last > SMALL else 1)
    return np.concatenate(
        [_sums(central, GRID[part], mode[part], slope[np.clip(mode[part], 0, last - 1)]) for part in parts]
    )


def _sums(
    central: NDArray[np.float64],
    theta: NDArray[np.float64],
    mode: NDArray[np.intp],
    slope: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the log of the sums at some odds ratios, over one window around each mode."""
    last = len(central) - 1
    peak = central[mode] + theta * mode
    half = int(10 * sqrt(1 / max(float(slope.min()), 1 / last**2))) + 10
    while 2 * half < last:
        start, stop = np.maximum(mode - half, 0), np.minimum(mode + half, last)
        low, high = central[start] + theta * start - peak, central[stop] + theta * stop - peak
        if ((low < -NEGLIGIBLE) | (start == 0)).all() and ((high < -NEGLIGIBLE) | (stop == last)).all():
            break
        half = 2 * half
    if 2 * half >= last:  # the window holds everything
        places = np.arange(last + 1)
        terms = np.exp(central + theta[:, None] * places - peak[:, None])
    else:
        first = np.clip(mode - half, 0, last - 2 * half)
        places = first[:, None] + np.arange(2 * half + 1)
        terms = np.exp(central[places] + theta[:, None] * places - peak[:, None])
    return np.asarray(peak + np.log(terms.sum(axis=1)))


def _cross(outside: int, inside: int, gap: NDArray[np.float64]) -> float:
    """Where the evidence passes its bound between two neighbours of the grid."""
    share = gap[inside] / (gap[inside] - gap[outside])
    return float(GRID[inside] + share * (GRID[outside] - GRID[inside]))

"""Norm tables: where a score stands among people who took the same test."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import floor
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.results import Caveat, Estimate, Language
from maatwerk.science.scores._input import as_numbers, check_confidence, check_number, sample_caveats

DAYS_PER_YEAR = 365.2425  # mean Gregorian year


@dataclass(frozen=True, slots=True, kw_only=True)
class NormScore:
    """One score on the norm group's scales.

    Attributes
    ----------
    raw
        The score that was looked up.
    percentile
        `Estimate` of the percentage of the norm group at or below the middle of this score, in [0, 100].
    z, t, sten, stanine
        Normalised: the normal deviate of the percentile; 50 + 10 z; 1 to 10; 1 to 9.
    linear_t
        50 + 10 (raw - mean) / SD: no normalisation.
    """

    raw: float
    percentile: Estimate
    z: float
    t: float
    sten: int
    stanine: int
    linear_t: float

    def explain(self, language: Language = "en") -> str:
        """Return what the percentile says, as one plain sentence."""
        estimate = self.percentile
        sentence: dict[Language, str] = {
            "en": "Higher than about {p:.0f} of every 100 people in the norm group "
            "(with {c:.0%} certainty between {low:.0f} and {high:.0f}; {n} people).",
            "nl": "Hoger dan ongeveer {p:.0f} van elke 100 personen in de normgroep "
            "(met {c:.0%} zekerheid tussen {low:.0f} en {high:.0f}; {n} personen).",
        }
        text = sentence[language].format(
            p=estimate.estimate, c=estimate.confidence, low=estimate.low, high=estimate.high, n=estimate.n
        )
        return " ".join([text, *(found.explain(language) for found in estimate.caveats)])


@dataclass(frozen=True, slots=True, kw_only=True)
class NormTable:
    """A norm group's scores, counted: enough to place any score, and no person in it.

    Attributes
    ----------
    scores, counts
        The distinct scores, ascending, and how many people had each.
    n, mean, standard_deviation
        Of the norm group.
    collected_on
        When the data were collected; None when unknown. See `age_years`.
    """

    scores: tuple[float, ...]
    counts: tuple[int, ...]
    n: int
    mean: float
    standard_deviation: float
    collected_on: date | None = None
    caveats: tuple[Caveat, ...] = ()

    def age_years(self, on: date) -> float:
        """Return the norms' age in years on a day; ScienceError when the collection date is unknown."""
        if self.collected_on is None or on < self.collected_on:
            raise ScienceError("collected_on", f"a date not after {on}", self.collected_on)
        return (on - self.collected_on).days / DAYS_PER_YEAR

    def place(self, score: float, *, confidence: float = 0.90) -> NormScore:
        """Place one score in the norm group.

        The percentile counts half of the people with the same score [1]_. Its interval is Jeffreys'
        [2]_. Beyond the group's extremes the deviate stays at that of 1/(2n): a group of n people
        cannot tell more.

        References
        ----------
        .. [1] crawford2009.
        .. [2] brown2001, section 3.1.3.
        """
        from scipy.stats import beta

        raw = check_number(score, "score")
        tail = (1 - check_confidence(confidence)) / 2
        share = self.percentile(raw) / 100
        below = share * self.n
        low, high = (float(beta.ppf(level, below + 0.5, self.n - below + 0.5)) for level in (tail, 1 - tail))
        z = NormalDist().inv_cdf(min(max(share, 0.5 / self.n), 1 - 0.5 / self.n))
        return NormScore(
            raw=raw,
            percentile=Estimate(
                estimate=100 * share,
                low=100 * min(low, share),
                high=100 * max(high, share),
                n=self.n,
                method="percentile_rank/1",
                confidence=confidence,
                caveats=self.caveats,
            ),
            z=z,
            t=50 + 10 * z,
            sten=min(max(floor(2 * z + 6), 1), 10),  # canfield1951: half a deviate wide, 5|6 at the mean
            stanine=min(max(floor(2 * z + 5.5), 1), 9),  # half a deviate wide, 5 around the mean
            linear_t=50 + 10 * (raw - self.mean) / self.standard_deviation,
        )

    def percentile(self, score: float) -> float:
        """Return the percentage of the group below a score, half of those equal to it included; in [0, 100]."""
        raw = check_number(score, "score")
        grid, weight = np.asarray(self.scores), np.asarray(self.counts)
        below = float(weight[grid < raw].sum()) + 0.5 * float(weight[grid == raw].sum())
        return 100 * below / self.n

    def band(self, score: float, *, upper_percentiles: Sequence[float], labels: Sequence[str]) -> str:
        """Return the label of the band that holds a score.

        Parameters
        ----------
        upper_percentiles
            Upper ends of all bands but the last, ascending, in (0, 100); a percentile equal to an end
            belongs to the band above.
        labels
            One more than `upper_percentiles`.
        """
        ends = [check_number(end, "upper_percentiles") for end in upper_percentiles]
        if any(not 0 < end < 100 for end in ends) or ends != sorted(set(ends)):
            raise ScienceError("upper_percentiles", "ascending, between 0 and 100", list(upper_percentiles))
        if len(labels) != len(ends) + 1:
            raise ScienceError("labels", f"{len(ends) + 1} labels", len(labels))
        percentile = self.percentile(score)
        return labels[sum(percentile >= end for end in ends)]


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalNorm:
    """A norm group known by its mean and standard deviation, scores taken as normal; `n` people, 0 if unknown."""

    mean: float
    standard_deviation: float
    n: int = 0
    caveats: tuple[Caveat, ...] = ()

    def __post_init__(self) -> None:
        check_number(self.mean, "mean")
        if not check_number(self.standard_deviation, "standard_deviation") > 0:
            raise ScienceError("standard_deviation", "above 0", self.standard_deviation)

    def percentile(self, score: float) -> float:
        """Return the percentage of the group below a score, in [0, 100]."""
        deviate = (check_number(score, "score") - self.mean) / self.standard_deviation
        return 100 * NormalDist().cdf(deviate)


def norm_table(scores: ArrayLike, *, collected_on: date | None = None) -> NormTable:
    """Count a norm group's scores into a table.

    Parameters
    ----------
    scores : array of shape (n_people,)
        One score per person; NaN (no score) is left out.
    collected_on
        When the data were collected, for `NormTable.age_years` and the norm gate.

    Raises
    ------
    InsufficientDataError
        Fewer than 3 scores.
    ScienceError
        Infinities, or the same score for everybody.
    """
    array = as_numbers(scores, "scores", dimensions=1)
    seen = array[~np.isnan(array)]
    if len(seen) < 3:
        raise InsufficientDataError("scores", "at least 3 scores", len(seen))
    values, counts = np.unique(seen, return_counts=True)
    if len(values) == 1:
        raise ScienceError("scores", "scores that differ", f"{values[0]:g} for everybody")
    return NormTable(
        scores=tuple(float(value) for value in values),
        counts=tuple(int(count) for count in counts),
        n=len(seen),
        mean=float(seen.mean()),
        standard_deviation=float(seen.std(ddof=1)),
        collected_on=collected_on,
        caveats=sample_caveats(len(seen)),
    )


def percentile_band(
    score: float, standard_error: float, *, norm: NormTable | NormalNorm, confidence: float = 0.90
) -> Estimate:
    """Place a score in a norm group as a band: the percentiles of score ± z standard errors.

    Unlike `NormTable.place`, whose interval says how well the norm group is known, the band says how well the
    *person* is known; with a group that passes the norm gate the latter is much the wider [1]_.

    Parameters
    ----------
    score, standard_error
        In the norm's units: a sum score with its standard error of measurement, or a latent estimate with its
        standard error, 0 or more.
    norm
        A counted norm group, or mean and standard deviation of a normal one.
    confidence
        Coverage of the band, in (0, 1).

    Returns
    -------
    Estimate
        Percentiles in [0, 100]; `n` counts the norm group (0 for a normal one of unknown size).

    References
    ----------
    .. [1] crawford2009.
    """
    raw, error = check_number(score, "score"), check_number(standard_error, "standard_error")
    if error < 0:
        raise ScienceError("standard_error", "zero or more", standard_error)
    half = NormalDist().inv_cdf((1 + check_confidence(confidence)) / 2) * error
    low, middle, high = (norm.percentile(at) for at in (raw - half, raw, raw + half))
    return Estimate(
        estimate=middle,
        low=low,
        high=high,
        n=norm.n,
        method="percentile_band/1",
        confidence=confidence,
        caveats=norm.caveats,
    )

"""Internal consistency, and what it implies for the error of a score."""

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import ScienceError
from maatwerk.science.results import Estimate, caveat
from maatwerk.science.scores._input import (
    Floats,
    as_responses,
    check_confidence,
    check_number,
    pairwise_covariance,
    sample_caveats,
)

Missing = Literal["pairwise", "listwise", "median"]


def alpha_of(covariance: Floats) -> float:
    """Return coefficient alpha of a covariance matrix, Cronbach (1951), eq. 2; in (-inf, 1]."""
    items = len(covariance)
    return float(items / (items - 1) * (1 - np.trace(covariance) / covariance.sum()))


def cronbach_alpha(
    responses: ArrayLike,
    *,
    confidence: float = 0.90,
    missing: Missing = "pairwise",
    items: Sequence[str] | None = None,
) -> Estimate:
    """Estimate internal consistency of a sum score by coefficient alpha, with Feldt's interval.

    Alpha equals reliability only where all items measure the same thing equally well; otherwise it is
    a lower bound when errors are uncorrelated. It is no evidence that the items measure one thing.

    Parameters
    ----------
    responses : array of shape (n_people, n_items)
        Item scores in one direction (reverse-keyed items already turned), NaN for missing.
    confidence
        Coverage of the interval, in (0, 1).
    missing
        "pairwise": each covariance over the people who answered both items (R's ``psych::alpha``);
        "listwise": people with all answers; "median": an item's median instead of a missing answer
        (R's ``psych::scoreItems``; understates alpha).
    items
        Names for the caveats; default "item 1", "item 2", …

    Returns
    -------
    Estimate
        Alpha in (-inf, 1]; `n` is the smallest number of people behind any pair of items.

    Raises
    ------
    ScienceError
        Fewer than 2 items or 3 people, an item without variation, infinities, or a sum score
        without variation.

    References
    ----------
    .. [1] cronbach1951, eq. 2.
    .. [2] feldt1965: (1 - alpha) / (1 - a) follows F(n - 1, (n - 1)(k - 1)).
    """
    from scipy.stats import f as f_distribution

    check_confidence(confidence)
    array = as_responses(_without_missing(responses, missing))
    covariance, n, found = pairwise_covariance(array)
    if not covariance.sum() > 1e-12 * np.trace(covariance):
        raise ScienceError("responses", "items whose sum differs between people", "a constant sum score")
    alpha = alpha_of(covariance)
    k = len(covariance)
    degrees = (n - 1, (n - 1) * (k - 1))
    tail = (1 - confidence) / 2
    low = 1 - (1 - alpha) * float(f_distribution.ppf(1 - tail, *degrees))  # [2]
    high = 1 - (1 - alpha) * float(f_distribution.ppf(tail, *degrees))
    against = _against_the_rest(covariance)
    if against:
        names = items if items is not None else [f"item {index + 1}" for index in range(k)]
        found += (caveat("against_the_rest", names=", ".join(names[index] for index in against)),)
    return Estimate(
        estimate=alpha,
        low=low,
        high=high,
        n=n,
        method="cronbach_alpha/1",
        confidence=confidence,
        caveats=sample_caveats(n) + found,
    )


def _without_missing(responses: ArrayLike, missing: Missing) -> Floats:
    """Return the responses after the asked treatment of missing ones."""
    array = as_responses(responses)
    if missing == "pairwise":
        return array
    if missing == "listwise":
        return array[~np.isnan(array).any(axis=1)]
    if missing == "median":
        return np.where(np.isnan(array), np.nanmedian(array, axis=0), array)
    raise ScienceError("missing", "pairwise, listwise or median", repr(missing))


def _against_the_rest(covariance: Floats) -> list[int]:
    """Return the items whose covariance with the sum of the others is negative."""
    rest = covariance.sum(axis=0) - np.diag(covariance)
    return [int(index) for index in np.flatnonzero(rest < 0)]


def check_reliability(value: float, argument: str = "reliability") -> float:
    """Return a reliability in [0, 1]."""
    number = check_number(value, argument)
    if not 0 <= number <= 1:
        raise ScienceError(argument, "a reliability from 0 to 1", value)
    return number


def spearman_brown(reliability: float, factor: float) -> float:
    """Return the reliability of a test made `factor` times as long with parallel items.

    Parameters
    ----------
    reliability
        Reliability of the present test, in [0, 1]; for the step from a half to a whole test the
        correlation between halves, with factor 2.
    factor
        New length over present length, above 0.

    References
    ----------
    .. [1] spearman1910; brown1910.
    """
    known = check_reliability(reliability)
    length = check_number(factor, "factor")
    if length <= 0:
        raise ScienceError("factor", "above 0", factor)
    return length * known / (1 + (length - 1) * known)


def spearman_brown_length(reliability: float, wanted: float) -> float:
    """Return how many times as long a test must become to reach reliability `wanted` (both in (0, 1))."""
    known, target = check_reliability(reliability), check_reliability(wanted, "wanted")
    if known in (0, 1):
        raise ScienceError("reliability", "between 0 and 1", reliability)
    if target == 1:
        raise ScienceError("wanted", "below 1", wanted)
    return target * (1 - known) / (known * (1 - target))


def standard_error_of_measurement(standard_deviation: float, reliability: float) -> float:
    """Return the standard deviation of the error in one score, in score units.

    References
    ----------
    .. [1] lordnovick1968, chapter 3: SEM = SD * sqrt(1 - reliability).
    """
    spread = check_number(standard_deviation, "standard_deviation")
    if spread < 0:
        raise ScienceError("standard_deviation", "zero or more", standard_deviation)
    return spread * sqrt(1 - check_reliability(reliability))


def score_interval(score: float, sem: float, *, confidence: float = 0.90) -> tuple[float, float]:
    """Return the interval score ± z · SEM, in score units.

    It answers "which true scores would make this observed score unsurprising", and holds no
    information about the group. See `true_score_interval` for the regressed version.
    """
    error = check_number(sem, "sem")
    if error < 0:
        raise ScienceError("sem", "zero or more", sem)
    centre = check_number(score, "score")
    half = NormalDist().inv_cdf((1 + check_confidence(confidence)) / 2) * error
    return centre - half, centre + half


def true_score_interval(
    score: float, *, mean: float, standard_deviation: float, reliability: float, confidence: float = 0.90
) -> tuple[float, float, float]:
    """Return Kelley's estimate of the true score with its interval: (estimate, low, high).

    The observed score is pulled toward the group's mean by its unreliability. The mean must be that
    of the whole norm group: regressing people to the mean of a protected group treats them by
    group, which this platform never does.

    References
    ----------
    .. [1] kelley1947, p. 409: estimate = r·x + (1 - r)·mean, error SD·sqrt(r(1 - r)).
    """
    known = check_reliability(reliability)
    centre = known * check_number(score, "score") + (1 - known) * check_number(mean, "mean")
    error = standard_error_of_measurement(standard_deviation, reliability) * sqrt(known)
    low, high = score_interval(centre, error, confidence=confidence)
    return centre, low, high

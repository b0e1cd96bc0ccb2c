"""Observed validity: the plain correlation of a predictor with an outcome, before any correction."""

from math import atanh, sqrt, tanh
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.inputs import as_floats
from maatwerk.science.results import Caveat, Estimate, caveat

SMALL_SAMPLE = 100  # below this the 90 % interval of a validity of .30 is wider than .28
CONFIDENCE = 0.90


def vector(argument: str, values: ArrayLike) -> NDArray[np.float64]:
    """Return a one-dimensional array of finite floats; anything else is an error."""
    array = as_floats(argument, values)
    if array.ndim != 1:
        raise ScienceError(argument, "one-dimensional", f"{array.ndim} dimensions")
    if not np.isfinite(array).all():
        raise ScienceError(argument, "finite numbers", "missing or infinite values")
    return array


def check_confidence(confidence: float) -> float:
    """Return `confidence` when it lies strictly between 0 and 1."""
    if not 0 < confidence < 1:
        raise ScienceError("confidence", "between 0 and 1, both excluded", repr(confidence))
    return float(confidence)


def check_correlation(argument: str, value: float) -> float:
    """Return `value` when it is a correlation in [-1, 1]."""
    if not -1 <= value <= 1:
        raise ScienceError(argument, "a correlation between -1 and 1", repr(value))
    return float(value)


def observed_validity(
    predictor: ArrayLike, outcome: ArrayLike, *, confidence: float = CONFIDENCE
) -> Estimate:
    """Correlate a predictor with an outcome among the people who have both.

    The number to print first [1]_: whatever corrections follow, this is what was seen.

    Parameters
    ----------
    predictor, outcome : (n,) float
        One value per person, the same people in the same order.
    confidence
        Coverage of the interval, by Fisher's z [2]_.

    Returns
    -------
    Estimate
        Pearson's r in [-1, 1].

    Raises
    ------
    InsufficientDataError
        Fewer than 4 people.
    ScienceError
        Lengths differ, a value is missing, or predictor or outcome is the same for everybody.

    References
    ----------
    .. [1] siop2018, p. 24: observed before corrected.
    .. [2] fisher1921.
    """
    x, y = vector("predictor", predictor), vector("outcome", outcome)
    if len(x) != len(y):
        raise ScienceError("outcome", f"{len(x)} values, as many as the predictor", len(y))
    if len(x) < 4:
        raise InsufficientDataError("predictor", "at least 4 people", len(x))
    for argument, values in (("predictor", x), ("outcome", y)):
        if np.ptp(values) == 0:
            raise ScienceError(argument, "different between people", "the same value for everybody")
    dx, dy = x - x.mean(), y - y.mean()
    r = float(dx @ dy) / sqrt(float(dx @ dx) * float(dy @ dy))
    return correlation_estimate(r, len(x), confidence=confidence)


def correlation_estimate(
    r: float, n: int, *, confidence: float = CONFIDENCE, method: str = "observed-validity/1"
) -> Estimate:
    """Return a correlation with Fisher's interval: atanh(r) ± z / sqrt(n - 3)."""
    r = min(1.0, max(-1.0, r))
    low, high = r, r
    if n < 4:
        raise InsufficientDataError("n", "at least 4 people", n)
    if abs(r) < 1:
        half = NormalDist().inv_cdf((1 + check_confidence(confidence)) / 2) / sqrt(n - 3)
        low, high = tanh(atanh(r) - half), tanh(atanh(r) + half)
    return Estimate(
        estimate=r,
        low=low,
        high=high,
        n=n,
        method=method,
        confidence=confidence,
        caveats=small_sample(n),
    )


def small_sample(n: int) -> tuple[Caveat, ...]:
    """Return the small-sample caveat where it applies."""
    return (caveat("small_sample", n=n),) if n < SMALL_SAMPLE else ()

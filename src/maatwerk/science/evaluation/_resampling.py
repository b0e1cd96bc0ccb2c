"""Intervals that respect persons: rows of one person stay together, in the bootstrap and in variances."""

from collections.abc import Callable
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.evaluation._checks import Floats, Ints, check_confidence, check_groups
from maatwerk.science.results import Caveat, Estimate, caveat

DRAWS = 1000
FEW_PERSONS = 30


def as_generator(rng: np.random.Generator | int) -> np.random.Generator:
    """Return the generator itself, or one seeded with the integer."""
    if isinstance(rng, np.random.Generator):
        return rng
    if isinstance(rng, (bool, float)) or not isinstance(rng, (int, np.integer)) or rng < 0:
        raise ScienceError("rng", "a numpy Generator or a seed of zero or more", repr(rng))
    return np.random.default_rng(rng)


def group_sums(values: Floats, codes: Ints) -> Floats:
    """Sum the rows of each group; `values` has shape (n,) or (n, k)."""
    if values.ndim == 1:
        return np.bincount(codes, weights=values).astype(np.float64)
    return np.column_stack([np.bincount(codes, weights=column) for column in values.T])


def bootstrap_sums(sums: Floats, rng: np.random.Generator, draws: int = DRAWS) -> Floats:
    """Resample groups with replacement and add up their sums; shape (draws, k) from (groups, k)."""
    groups = len(sums)
    return np.array([sums[rng.integers(groups, size=groups)].sum(axis=0) for _ in range(draws)])


def grouped_bootstrap(
    statistic: Callable[[Ints], float],
    groups: ArrayLike,
    rng: np.random.Generator | int,
    *,
    method: str,
    draws: int = DRAWS,
    confidence: float = 0.90,
) -> Estimate:
    """Estimate any statistic of rows, with a percentile interval from resampling whole persons [1]_.

    Parameters
    ----------
    statistic
        Maps an array of row numbers (with repetitions) to a number.
    groups : array of shape (n,)
        Person of each row.
    rng
        Generator or seed.
    method
        Name and version of the statistic, for the result.

    Raises
    ------
    InsufficientDataError
        Fewer than two persons.

    References
    ----------
    .. [1] davison1997, section 3.8
    """
    labels = np.asarray(groups)
    codes = check_groups("groups", labels, len(labels))
    persons = int(codes.max()) + 1 if len(codes) else 0
    if persons < 2:
        raise InsufficientDataError("groups", "at least two persons", persons)
    level, generator = check_confidence(confidence), as_generator(rng)
    order = np.argsort(codes, kind="stable")
    rows = np.split(order, np.searchsorted(codes[order], np.arange(1, persons)))
    values = np.array(
        [
            statistic(np.concatenate([rows[person] for person in generator.integers(persons, size=persons)]))
            for _ in range(draws)
        ]
    )
    whole = statistic(np.arange(len(codes)))
    return percentile_estimate(whole, values, persons, method=method, confidence=level)


def percentile_estimate(
    value: float, drawn: Floats, persons: int, *, method: str, confidence: float
) -> Estimate:
    """Put a statistic beside the percentile interval of its bootstrap draws."""
    if not np.isfinite(drawn).all():
        raise InsufficientDataError(
            "event", "such that every resample of persons has a score", "an undefined one"
        )
    low, high = np.quantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Estimate(
        estimate=float(value),
        low=float(low),
        high=float(high),
        n=persons,
        method=method,
        confidence=confidence,
        caveats=few(persons),
    )


def clustered_variance(influence: Floats, codes: Ints) -> float:
    """Variance of a statistic from its per-row influences, summed within persons first."""
    sums = group_sums(influence, codes)
    groups = len(sums)
    if groups < 2:
        raise InsufficientDataError("persons", "at least two persons", groups)
    centred = sums - sums.mean()
    return float((centred**2).sum() * groups / (groups - 1))


def normal_quantile(confidence: float) -> float:
    """Two-sided standard normal quantile of a coverage."""
    return NormalDist().inv_cdf((1 + check_confidence(confidence)) / 2)


def few(persons: int) -> tuple[Caveat, ...]:
    """Return the caveat of few persons, where it applies."""
    return (caveat("small_sample", n=persons),) if persons < FEW_PERSONS else ()

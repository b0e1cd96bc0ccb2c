"""Intervals that respect persons: rows of one person stay together, in the bootstrap and in variances."""

from collections.abc import Callable
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.evaluation._checks import Floats, Ints, check_confidence, check_groups, check_vector
from maatwerk.science.results import Caveat, Estimate, caveat

DRAWS = 1000
_CELLS = 20_000_000  # counts held at once, so that memory stays near 160 MB
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
    chunk = max(1, min(draws, _CELLS // max(groups, 1)))
    totals = np.empty((draws, sums.shape[1]))
    for start in range(0, draws, chunk):
        size = min(chunk, draws - start)
        counts = rng.multinomial(groups, np.full(groups, 1.0 / groups), size=size)
        totals[start : start + size] = counts @ sums
    return totals


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
    if not np.isfinite(values).all():
        raise InsufficientDataError("statistic", "finite in every resample", "an undefined value")
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(
        estimate=float(statistic(np.arange(len(codes)))),
        low=float(low),
        high=float(high),
        n=persons,
        method=method,
        confidence=level,
        caveats=few(persons),
    )


def ratio_estimate(
    numerator: Floats,
    denominator: Floats,
    codes: Ints,
    rng: np.random.Generator,
    *,
    method: str,
    offset: float = 0.0,
    sign: float = 1.0,
    confidence: float = 0.90,
) -> Estimate:
    """Estimate offset + sign · Σ numerator / Σ denominator with a person-grouped bootstrap interval."""
    totals = np.column_stack([numerator, denominator])
    sums = group_sums(totals, codes)
    drawn = bootstrap_sums(sums, rng)
    drawn = drawn[drawn[:, 1] > 0]
    values = np.sort(offset + sign * drawn[:, 0] / drawn[:, 1])
    low, high = np.quantile(values, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Estimate(
        estimate=float(offset + sign * numerator.sum() / denominator.sum()),
        low=float(low),
        high=float(high),
        n=len(sums),
        method=method,
        confidence=confidence,
        caveats=few(len(sums)),
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


def check_rows(name: str, values: ArrayLike, length: int) -> Floats:
    """Return `values` as a finite vector of the stated length."""
    return check_vector(name, values, length)

"""Validation that every estimator of tenure shares: arrays in, clean arrays out, or a `ScienceError`."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.inputs import as_floats

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Histories(NamedTuple):
    """Checked tenures: months observed, whether the person left, months at entry, weight; one row each."""

    tenure: Floats
    event: Bools
    entry: Floats
    weights: Floats


def check_vector(name: str, values: ArrayLike, length: int | None = None) -> Floats:
    """Return `values` as a finite float vector (of `length`, when stated)."""
    vector = as_floats(name, values)
    if vector.ndim != 1:
        raise ScienceError(name, "one-dimensional", f"{vector.ndim} dimensions")
    if length is not None and len(vector) != length:
        raise ScienceError(name, f"as long as the other arrays ({length})", f"{len(vector)} values")
    if not np.isfinite(vector).all():
        raise ScienceError(name, "finite", f"{int((~np.isfinite(vector)).sum())} missing or infinite values")
    return vector


def check_event(event: ArrayLike, length: int | None = None) -> Bools:
    """Return 0/1 or True/False marks as booleans."""
    marks = check_vector("event", event, length)
    if not np.isin(marks, (0.0, 1.0)).all():
        raise ScienceError("event", "0 (still there) or 1 (left)", f"{marks[~np.isin(marks, (0, 1))][0]:g}")
    return np.asarray(marks == 1.0)


def check_histories(
    tenure: ArrayLike,
    event: ArrayLike,
    *,
    entry: ArrayLike | None = None,
    weights: ArrayLike | None = None,
) -> Histories:
    """Check tenures (months, ≥ 0), exits, entries (months, < tenure) and weights (≥ 0, not all 0)."""
    months = check_vector("tenure", tenure)
    if len(months) == 0:
        raise InsufficientDataError("tenure", "of at least one person", "nobody")
    if months.min() < 0:
        raise ScienceError("tenure", "zero or more months", f"{months.min():g}")
    left = check_event(event, len(months))
    start = np.zeros_like(months) if entry is None else check_vector("entry", entry, len(months))
    if start.min() < 0 or ((start >= months) & (start > 0)).any():
        raise ScienceError("entry", "zero or more months and before the end of the tenure", "a later entry")
    share = np.ones_like(months) if weights is None else check_vector("weights", weights, len(months))
    if share.min() < 0 or share.sum() <= 0:
        raise ScienceError("weights", "zero or more, and not all zero", f"minimum {share.min():g}")
    return Histories(months, left, start, share)


def check_groups(name: str, groups: ArrayLike | None, length: int) -> Ints:
    """Return group labels as codes 0, 1, …; without labels everybody is their own group."""
    if groups is None:
        return np.arange(length)
    labels = np.asarray(groups)
    if labels.shape != (length,):
        raise ScienceError(name, f"one label for each of {length} rows", f"shape {labels.shape}")
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def check_confidence(confidence: float) -> float:
    """Return the coverage when it lies strictly between 0 and 1."""
    if not 0 < confidence < 1:
        raise ScienceError("confidence", "between 0 and 1", confidence)
    return float(confidence)


def check_probabilities(name: str, values: ArrayLike, length: int | None = None) -> Floats:
    """Return a vector of probabilities in [0, 1]."""
    vector = check_vector(name, values, length)
    if len(vector) and (vector.min() < 0 or vector.max() > 1):
        raise ScienceError(name, "probabilities in [0, 1]", f"{vector.min():g} to {vector.max():g}")
    return vector

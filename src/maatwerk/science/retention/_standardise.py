"""Features on a common scale: centred, per standard deviation, missing values at the mean."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import ScienceError
from maatwerk.science.evaluation._checks import Floats
from maatwerk.science.inputs import as_floats
from maatwerk.science.results import Caveat, caveat
from maatwerk.science.retention._prior import Prior


class Scaling(NamedTuple):
    """Centre, unit and observed range of each feature, and what is odd about them."""

    mean: Floats
    sd: Floats
    low: Floats
    high: Floats
    caveats: tuple[Caveat, ...]


def check_matrix(X: ArrayLike, columns: int, *, rows: int | None = None) -> Floats:
    """Return X as a float matrix; NaN is missing, infinity is an error."""
    matrix = as_floats("X", X)
    if matrix.ndim != 2 or matrix.shape[1] != columns:
        raise ScienceError("X", f"a matrix with {columns} columns, one per feature", f"shape {matrix.shape}")
    if rows is not None and len(matrix) != rows:
        raise ScienceError("X", f"a matrix with {rows} rows, one per tenure", f"{len(matrix)} rows")
    if np.isinf(matrix).any():
        raise ScienceError("X", "finite or missing (NaN)", "an infinite value")
    return matrix


def learn_scaling(X: Floats, weights: Floats, prior: Prior) -> Scaling:
    """Weighted mean, SD and range of the known values of each column.

    A column that is constant or wholly missing gets unit 1 and a caveat: its weight stays what was
    believed before.
    """
    known = np.isfinite(X) & (weights > 0)[:, None]
    filled = np.where(known, X, 0.0)
    mass = weights @ known
    safe = np.where(mass > 0, mass, 1.0)
    mean = (weights @ filled) / safe
    deviation = np.where(known, X - mean, 0.0)
    sd = np.sqrt((weights @ deviation**2) / safe)
    low = np.where(known.any(axis=0), np.min(np.where(known, X, np.inf), axis=0), 0.0)
    high = np.where(known.any(axis=0), np.max(np.where(known, X, -np.inf), axis=0), 0.0)
    constant = (mass <= 0) | (low == high)
    mean = np.where(constant, low, mean)  # exactly, so that a constant column contributes exactly 0
    per_unit = np.array([feature.scale == "unit" for feature in prior.features])
    unit = np.where(constant | per_unit, 1.0, sd)
    found = tuple(caveat("constant", name=prior.names[k]) for k in np.flatnonzero(constant))
    return Scaling(mean, unit, low, high, found)


def standardise(X: Floats, scaling: Scaling) -> Floats:
    """Return (value − mean) / sd with values held within the observed range, and 0 where missing."""
    held = np.clip(X, scaling.low, scaling.high)
    return np.where(np.isfinite(X), (held - scaling.mean) / scaling.sd, 0.0)

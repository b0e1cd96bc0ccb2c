"""The same predictions for many people at once, with arrays."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import ScienceError
from maatwerk.science.evaluation._checks import Floats
from maatwerk.science.evaluation._resampling import normal_quantile
from maatwerk.science.retention._standardise import Scaling, check_matrix, standardise

if TYPE_CHECKING:
    from maatwerk.science.retention._fitted import FittedHazard

_EDGE = 35.0


class Outlooks(NamedTuple):
    """Survival probabilities of n people at k horizons with their posterior intervals, each (n, k)."""

    estimate: Floats
    low: Floats
    high: Floats
    horizons: tuple[float, ...]


def standardised(fitted: "FittedHazard", X: ArrayLike) -> tuple[Floats, Floats]:
    """Return standardised evidence and where it was missing, both of shape (n, p)."""
    matrix = check_matrix(X, len(fitted.features))
    columns = {
        name: np.array([getattr(feature, name) for feature in fitted.features])
        for name in ("mean", "sd", "low", "high")
    }
    return standardise(matrix, Scaling(**columns, caveats=())), np.isnan(matrix)


def linear_predictors(fitted: "FittedHazard", X: ArrayLike) -> Floats:
    """Contributions to the log-odds of leaving, shape (n, p)."""
    Z, _ = standardised(fitted, X)
    return np.asarray(Z * np.array([feature.weight for feature in fitted.features]))


def outlooks(fitted: "FittedHazard", X: ArrayLike, horizons: Sequence[float] | None = None) -> Outlooks:
    """Survival at the horizons with intervals; the arithmetic of `FittedHazard.advise`, for arrays."""
    asked = fitted.horizons if horizons is None else tuple(float(months) for months in horizons)
    months = len(fitted.baseline)
    if not asked or min(asked) <= 0 or max(asked) > months:
        raise ScienceError("horizons", f"in (0, {months}] months", asked)
    Z, missing = standardised(fitted, X)
    weights = np.array([feature.weight for feature in fitted.features])
    covariance = np.array(fitted.covariance)
    noise = missing @ (_missing_variance(fitted) * (weights**2 + np.diag(covariance)[months:]))
    total = Z @ weights
    columns = [_outlook(fitted, covariance, Z, total, noise, horizon) for horizon in asked]
    estimate, low, high = (np.column_stack(parts) for parts in zip(*columns, strict=True))
    return Outlooks(estimate, low, high, asked)


def _missing_variance(fitted: "FittedHazard") -> Floats:
    """Variance of each feature's unknown value in squared units; see `_evidence.evidence_variance`."""
    return np.array(
        [
            0.0 if f.low == f.high else (1.0 if not f.group else max(0.0, f.mean * (1.0 - f.mean)))
            for f in fitted.features
        ]
    )


def _outlook(
    fitted: "FittedHazard", covariance: Floats, Z: Floats, total: Floats, noise: Floats, horizon: float
) -> tuple[Floats, Floats, Floats]:
    months = len(fitted.baseline)
    shares = np.clip(horizon - np.arange(months), 0.0, 1.0)
    logits = np.clip(np.array(fitted.baseline) + total[:, None], -_EDGE, _EDGE)
    cumulative = np.log1p(np.exp(logits)) @ shares
    slope = shares / (1.0 + np.exp(-logits))
    reach = slope.sum(axis=1)
    gradient = np.column_stack([slope, reach[:, None] * Z])
    variance = np.einsum("ij,jk,ik->i", gradient, covariance, gradient, optimize=True)
    spread = (
        normal_quantile(fitted.confidence)
        * np.sqrt(np.maximum(0.0, variance) + reach**2 * noise)
        / cumulative
    )
    spread = np.minimum(spread, _EDGE)
    return np.exp(-cumulative), np.exp(-cumulative * np.exp(spread)), np.exp(-cumulative * np.exp(-spread))

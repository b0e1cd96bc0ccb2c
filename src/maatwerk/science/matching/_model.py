"""What is matched: additive models of opportunities, and filters that a pair must pass."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maatwerk.science.errors import ScienceError

Floats = NDArray[np.float64]
Link = Literal["identity", "logit", "cloglog"]


@dataclass(frozen=True, eq=False, kw_only=True)
class AdditiveModels:
    """One additive model for each opportunity: estimate = inverse link(intercept + features · weights).

    Parameters
    ----------
    weights : (m, f)
        Weights of each opportunity on the f features, all finite.
    intercepts : (m,), optional
        By default 0. Needed to compare opportunities for one person, not to compare people for one
        opportunity.
    link
        ``"logit"`` and ``"cloglog"`` give probabilities in (0, 1), ``"identity"`` the linear predictor
        itself.
    covariance : (m, f, f), (f, f), (m, f + 1, f + 1) or (f + 1, f + 1), optional
        Covariance of the weights, or of the intercept followed by the weights. One matrix serves all models.
        Errors of different models are taken as independent.

    Raises
    ------
    ScienceError
        When shapes disagree, a number is not finite, or a covariance matrix is not symmetric and positive
        semi-definite.
    """

    weights: Floats
    intercepts: Floats | None = None
    link: Link = "logit"
    covariance: Floats | None = None

    def __post_init__(self) -> None:
        weights = np.ascontiguousarray(self.weights, dtype=np.float64)
        if weights.ndim != 2 or 0 in weights.shape:
            raise ScienceError("weights", "one row of weights for each opportunity", f"shape {weights.shape}")
        count = len(weights)
        given = np.zeros(count) if self.intercepts is None else self.intercepts
        intercepts = np.ascontiguousarray(given, dtype=np.float64)
        if intercepts.shape != (count,):
            raise ScienceError(
                "intercepts", f"one for each of {count} opportunities", f"shape {intercepts.shape}"
            )
        for name, values in (("weights", weights), ("intercepts", intercepts)):
            if not np.isfinite(values).all() or np.abs(values).max() > 1e15:
                raise ScienceError(name, "finite and at most 1e15", "NaN, infinity or more")
        if self.link not in ("identity", "logit", "cloglog"):
            raise ScienceError("link", "'identity', 'logit' or 'cloglog'", self.link)
        put = object.__setattr__
        put(self, "weights", weights)
        put(self, "intercepts", intercepts)
        if self.covariance is not None:
            put(self, "covariance", _covariance(self.covariance, weights.shape))


def inverse_link(link: Link, linear: Floats) -> Floats:
    """Return the estimates that belong to linear predictors."""
    if link == "identity":
        return linear
    if link == "logit":
        return np.asarray(0.5 * (1.0 + np.tanh(0.5 * linear)))
    return np.asarray(-np.expm1(-np.exp(np.minimum(linear, 700.0))))


@dataclass(frozen=True, eq=False, kw_only=True)
class Filters:
    """Hard conditions: a pair that fails one is not listed, whatever its estimate.

    Parameters
    ----------
    people : (n,) bool
        False for people who may not be matched at all.
    opportunities : (m,) bool
        False for opportunities that are closed.
    levels : (n, r), required : (m, r)
        A person's level on each of r requirements and the least level that each opportunity asks; NaN in
        `required` asks nothing, NaN in `levels` is unknown and does not satisfy.
    consent : (n, g) bool, owner : (m,) int
        Whether a person agreed to be matched by each of g organisations, and whose each opportunity is.
    excluded : (p, 2) int
        Pairs (person, opportunity) that are out, e.g. since the person applied already.
    """

    people: NDArray[np.bool_] | None = None
    opportunities: NDArray[np.bool_] | None = None
    levels: Floats | None = None
    required: Floats | None = None
    consent: NDArray[np.bool_] | None = None
    owner: NDArray[np.int64] | None = None
    excluded: NDArray[np.int64] | None = None

    def __post_init__(self) -> None:
        for one, other in (("levels", "required"), ("consent", "owner")):
            if (getattr(self, one) is None) != (getattr(self, other) is None):
                raise ScienceError(one, f"given together with {other}", "only one of the two")


def _covariance(given: ArrayLike, shape: tuple[int, ...]) -> Floats:
    count, features = shape
    matrices = np.ascontiguousarray(given, dtype=np.float64)
    if matrices.ndim == 2:
        matrices = matrices[None]
    if matrices.ndim != 3 or len(matrices) not in (1, count) or matrices.shape[1] != matrices.shape[2]:
        raise ScienceError(
            "covariance", "one square matrix, or one for each opportunity", f"shape {matrices.shape}"
        )
    if matrices.shape[1] not in (features, features + 1):
        raise ScienceError("covariance", f"of size {features} or {features + 1}", matrices.shape[1])
    if not np.isfinite(matrices).all():
        raise ScienceError("covariance", "finite", "NaN or infinity")
    scale = np.abs(matrices).max(axis=(1, 2), keepdims=True)
    if np.any(np.abs(matrices - matrices.transpose(0, 2, 1)) > 1e-8 * scale):
        raise ScienceError("covariance", "symmetric", "a matrix that is not")
    lowest = np.linalg.eigvalsh(matrices).min(axis=1)
    if np.any(lowest < -1e-8 * scale[:, 0, 0]):
        raise ScienceError("covariance", "positive semi-definite", f"smallest eigenvalue {lowest.min():.3g}")
    return matrices

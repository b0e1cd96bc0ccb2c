"""A model whose weighting people chose: the proportions of the weights are given, and only their common size is learned."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import ScienceError
from maatwerk.science.evaluation._checks import Floats
from maatwerk.science.results import caveat
from maatwerk.science.retention._batch import linear_predictors
from maatwerk.science.retention._evidence import Feature
from maatwerk.science.retention._fitted import FittedHazard

COMPOSITE = "composite"


def reweighted(fitted: FittedHazard, factors: Mapping[str, float]) -> tuple[Feature, ...]:
    """Return the features that stay, each with its weight multiplied by its factor.

    A factor of 0 leaves the feature out. Centre, unit and range of each stay what they were.

    Raises
    ------
    ScienceError
        A factor is negative or missing, names no feature, or all are 0.
    """
    unknown = sorted(set(factors) - set(fitted.names))
    absent = [name for name in fitted.names if name not in factors]
    if unknown or absent:
        raise ScienceError("factors", f"one for each of {list(fitted.names)}", sorted(factors))
    if any(not np.isfinite(factor) or factor < 0 for factor in factors.values()):
        raise ScienceError("factors", "0 or more, the direction of a weight stays", dict(factors))
    kept = tuple(
        replace(feature, weight=feature.weight * factors[feature.name])
        for feature in fitted.features
        if factors[feature.name] > 0
    )
    if not any(feature.weight for feature in kept):
        raise ScienceError("factors", "above 0 for at least one feature with a weight", dict(factors))
    return kept


def composite(features: tuple[Feature, ...], fitted: FittedHazard, X: ArrayLike) -> Floats:
    """Return the chosen composite of each row, shape (n,): log-odds of leaving up to a common factor.

    `X` has the columns of `features`; what is missing counts as average.
    """
    return np.asarray(linear_predictors(replace(fitted, features=features), X).sum(axis=1))


def unfold(features: tuple[Feature, ...], one: FittedHazard) -> FittedHazard:
    """Turn a model of the composite alone into one of the features, with the same predictions.

    With composite c = Σ w_k z_k and its fitted weight g per unit s around m, the log-odds are
    b_j + g (c − m) / s: weights g w_k / s, baselines b_j − g m / s. Uncertainty is that of g and the baseline;
    the proportions of the weights were chosen and are not estimated.

    Parameters
    ----------
    features
        From `reweighted`.
    one
        Fitted on the composite as its only feature.
    """
    if len(one.features) != 1:
        raise ScienceError("one", "a model of the composite alone", f"{len(one.features)} features")
    (only,) = one.features
    months, scale = len(one.baseline), only.sd
    proportions = np.array([feature.weight for feature in features]) / scale
    turn = np.zeros((months + len(features), months + 1))
    turn[:months, :months] = np.eye(months)
    turn[:months, months] = -only.mean / scale
    turn[months:, months] = proportions
    covariance = turn @ np.array(one.covariance) @ turn.T

    def sized(feature: Feature) -> Feature:
        low, high = sorted(feature.weight / scale * end for end in (only.weight_low, only.weight_high))
        return replace(feature, weight=feature.weight / scale * only.weight, weight_low=low, weight_high=high)

    return replace(
        one,
        features=tuple(sized(feature) for feature in features),
        baseline=tuple(float(b - only.weight * only.mean / scale) for b in one.baseline),
        covariance=tuple(tuple(row) for row in covariance.tolist()),
        caveats=(*one.caveats, caveat("weights_chosen")),
    )

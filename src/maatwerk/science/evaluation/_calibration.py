"""Calibration: of the people given 80 %, do 80 % stay?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.evaluation._censoring import horizon_weights
from maatwerk.science.evaluation._checks import (
    Floats,
    Ints,
    check_confidence,
    check_groups,
    check_histories,
    check_probabilities,
)
from maatwerk.science.evaluation._resampling import clustered_variance, few, normal_quantile
from maatwerk.science.evaluation._survival import survival_curve
from maatwerk.science.results import Caveat, Estimate, caveat

_EDGE = 1e-6  # probabilities are kept this far from 0 and 1 before taking logits
_STEPS = 50
_TOLERANCE = 1e-10
LEAST_OF_EACH = 5  # people who left and people who stayed, below which no line can be fitted


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Slope (1 is right; below 1 is overconfident) and intercept (0 is right; log-odds of leaving)."""

    slope: Estimate
    intercept: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationPoint:
    """Mean prediction of one group of people and what happened to them."""

    predicted: float
    observed: Estimate


def calibration(
    tenure: ArrayLike,
    event: ArrayLike,
    survival: ArrayLike,
    *,
    horizon: float,
    persons: ArrayLike | None = None,
    confidence: float = 0.90,
) -> Calibration:
    """Regress having left by the horizon on the predicted log-odds of leaving [1]_.

    The slope is that of a logistic regression with the predicted log-odds as its only variable; the
    intercept is "calibration in the large": the slope held at 1. Rows carry inverse probability of
    censoring weights [2]_; standard errors are of the sandwich form with persons as clusters.

    Parameters
    ----------
    survival : array of shape (n,)
        Predicted probability of still being there after `horizon` months.

    Returns
    -------
    Calibration
        Intercept above 0: more people leave than was said. Slope below 1: the differences between
        people are smaller than was said.

    Raises
    ------
    InsufficientDataError
        Fewer than five people known to have left, or to have stayed, at the horizon.
    ScienceError
        Everybody has the same prediction: a slope does not exist.

    References
    ----------
    .. [1] cox1958
    .. [2] gerds2014
    """
    known = check_histories(tenure, event)
    predicted = np.clip(check_probabilities("survival", survival, len(known.tenure)), _EDGE, 1 - _EDGE)
    left, weights = horizon_weights(known, horizon)
    counts = int(((weights > 0) & (left == 1)).sum()), int(((weights > 0) & (left == 0)).sum())
    if min(counts) < LEAST_OF_EACH:
        raise InsufficientDataError(
            "event",
            f"at least {LEAST_OF_EACH} leavers and stayers at the horizon",
            f"{counts[0]} and {counts[1]}",
        )
    logit = np.log1p(-predicted) - np.log(predicted)
    if np.ptp(logit[weights > 0]) < 1e-9:
        raise ScienceError("survival", "different for at least two people", "one value for everybody")
    codes = check_groups("persons", persons, len(logit))
    level = check_confidence(confidence)
    free = _logistic(
        np.column_stack([np.ones_like(logit), logit]), left, weights, np.zeros_like(logit), codes
    )
    fixed = _logistic(np.ones((len(logit), 1)), left, weights, logit, codes)
    return Calibration(
        slope=_estimate(free, 1, codes, "calibration-slope/1", level),
        intercept=_estimate(fixed, 0, codes, "calibration-intercept/1", level),
    )


@dataclass(frozen=True, slots=True)
class _Line:
    coefficients: Floats
    variances: Floats
    caveats: tuple[Caveat, ...]


def _logistic(design: Floats, y: Floats, weights: Floats, offset: Floats, codes: Ints) -> _Line:
    """Weighted logistic regression by Newton's method, with person-clustered sandwich variances."""
    beta = np.zeros(design.shape[1])
    settled = False
    for _ in range(_STEPS):
        p = _sigmoid(offset + design @ beta)
        score = design.T @ (weights * (y - p))
        information = (design * (weights * p * (1 - p))[:, None]).T @ design
        step = np.linalg.lstsq(information, score, rcond=None)[0]
        beta = beta + np.clip(step, -2, 2)
        if float(np.abs(step).max()) < _TOLERANCE:
            settled = True
            break
    p = _sigmoid(offset + design @ beta)
    information = (design * (weights * p * (1 - p))[:, None]).T @ design
    influence = (design * (weights * (y - p))[:, None]) @ np.linalg.pinv(information)
    variances = np.array([clustered_variance(column, codes) for column in influence.T])
    return _Line(beta, variances, () if settled else (caveat("not_converged", iterations=_STEPS),))


def _sigmoid(values: Floats) -> Floats:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * values)))


def _estimate(line: _Line, index: int, codes: Ints, method: str, confidence: float) -> Estimate:
    value = float(line.coefficients[index])
    half = normal_quantile(confidence) * float(line.variances[index]) ** 0.5
    persons = int(codes.max()) + 1
    return Estimate(
        estimate=value,
        low=value - half,
        high=value + half,
        n=persons,
        method=method,
        confidence=confidence,
        caveats=line.caveats + few(persons),
    )


def calibration_curve(
    tenure: ArrayLike,
    event: ArrayLike,
    survival: ArrayLike,
    *,
    horizon: float,
    groups: int = 10,
    confidence: float = 0.90,
) -> tuple[CalibrationPoint, ...]:
    """Compare prediction and outcome within groups of people with neighbouring predictions.

    People are split at quantiles of their prediction (equal predictions stay together); what happened is
    the Kaplan–Meier share of the group with its log-log interval, so censoring needs no guess.

    Returns
    -------
    tuple of CalibrationPoint
        Ascending in the prediction; at most `groups`, fewer where predictions are tied.

    Raises
    ------
    InsufficientDataError
        A group in which nobody was followed to the horizon.

    References
    ----------
    .. [1] harrell1996, section 5.3
    """
    known = check_histories(tenure, event)
    predicted = check_probabilities("survival", survival, len(known.tenure))
    if not 2 <= groups <= len(predicted):
        raise ScienceError("groups", f"from 2 to the number of people ({len(predicted)})", groups)
    edges = np.unique(np.quantile(predicted, np.linspace(0, 1, groups + 1)[1:-1]))
    bins = np.searchsorted(edges, predicted, side="left")
    points = []
    for group in np.unique(bins):
        inside = bins == group
        curve = survival_curve(known.tenure[inside], known.event[inside], confidence=confidence)
        if curve.follow_up < horizon and not (len(curve.survival) and curve.survival[-1] == 0):
            raise InsufficientDataError("groups", "few enough that each is followed to the horizon", groups)
        points.append(
            CalibrationPoint(
                predicted=float(predicted[inside].mean()), observed=curve.estimates([horizon])[0]
            )
        )
    return tuple(points)

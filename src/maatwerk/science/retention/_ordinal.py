"""Posterior mode of a proportional odds model by Newton's method."""

from typing import NamedTuple

import numpy as np

from maatwerk.science.evaluation._checks import Floats, Ints

_STEPS = 60
_HALVINGS = 40
_TOLERANCE = 1e-10
PSEUDO = 0.5  # of a person with average evidence, spread evenly over the categories: keeps unused ones finite


class OrdinalProblem(NamedTuple):
    """Standardised evidence (n, p), category codes 0 … K − 1, case weights, and the prior of the weights."""

    Z: Floats
    category: Ints
    weights: Floats
    categories: int
    prior_mean: Floats
    prior_precision: Floats


class OrdinalMode(NamedTuple):
    """Thresholds (K − 1,), weights (p,), negative Hessian over both, and whether it settled."""

    thresholds: Floats
    weights: Floats
    information: Floats
    converged: bool
    steps: int


def find_ordinal_mode(problem: OrdinalProblem) -> OrdinalMode:
    """Maximise the log posterior; it is concave where the thresholds ascend, and only there defined."""
    padded = _with_pseudo_persons(problem)
    cuts = problem.categories - 1
    counts = np.bincount(padded.category, weights=padded.weights, minlength=problem.categories)
    above = counts[::-1].cumsum()[::-1][1:] / counts.sum()
    theta = np.concatenate([-np.log(above / (1 - above)), problem.prior_mean])
    value, gradient, information = _log_posterior(padded, theta)
    for steps in range(1, _STEPS + 1):
        step = np.linalg.solve(information, gradient)
        if float(gradient @ step) < _TOLERANCE:
            return OrdinalMode(theta[:cuts], theta[cuts:], information, True, steps - 1)
        for halving in range(_HALVINGS):
            proposal = theta + step / 2**halving
            if (np.diff(proposal[:cuts]) > 0).all():
                found = _log_posterior(padded, proposal)
                if found[0] >= value - 1e-12 * abs(value):
                    break
        else:
            break
        theta, (value, gradient, information) = proposal, found
    return OrdinalMode(theta[:cuts], theta[cuts:], information, False, steps)


def _with_pseudo_persons(problem: OrdinalProblem) -> OrdinalProblem:
    extra = problem.categories
    return problem._replace(
        Z=np.vstack([problem.Z, np.zeros((extra, problem.Z.shape[1]))]),
        category=np.concatenate([problem.category, np.arange(extra)]),
        weights=np.concatenate([problem.weights, np.full(extra, PSEUDO / extra)]),
    )


def _log_posterior(problem: OrdinalProblem, theta: Floats) -> tuple[float, Floats, Floats]:
    """Value, gradient and negative Hessian over (thresholds, weights).

    With A = η − α[c] and B = η − α[c+1] (α[0] = −∞, α[K] = ∞) the chance of category c is
    σ(A) − σ(B) = σ(A) · (1 − σ(B)) · (1 − e^−(A − B)), so its logarithm splits into three easy parts.
    """
    cuts = problem.categories - 1
    alpha = np.concatenate([[-np.inf], theta[:cuts], [np.inf]])
    eta = problem.Z @ theta[cuts:]
    lower, upper = alpha[problem.category], alpha[problem.category + 1]
    p_at_least = _sigmoid(eta - lower)
    p_above = _sigmoid(eta - upper)
    gap = upper - lower
    with np.errstate(over="ignore"):
        log_p = -np.logaddexp(0, lower - eta) - np.logaddexp(0, eta - upper) + np.log(-np.expm1(-gap))
        pull = 1.0 / np.expm1(gap)
    bend = pull * (1.0 + pull)
    w = problem.weights
    off = theta[cuts:] - problem.prior_mean
    value = float(w @ log_p) - 0.5 * float(off @ (problem.prior_precision * off))

    f_lower, f_upper = p_at_least * (1 - p_at_least), p_above * (1 - p_above)
    slope = w * ((1 - p_at_least) - p_above)
    gradient = np.zeros_like(theta)
    gradient[:cuts] = _at(problem, w * -((1 - p_at_least) + pull), 0) + _at(problem, w * (p_above + pull), 1)
    gradient[cuts:] = problem.Z.T @ slope - problem.prior_precision * off

    information = np.zeros((len(theta), len(theta)))
    diagonal = _at(problem, w * (f_lower + bend), 0) + _at(problem, w * (f_upper + bend), 1)
    information[:cuts, :cuts] = np.diag(diagonal)
    shared = np.bincount(problem.category, weights=w * bend, minlength=problem.categories)[1:cuts]
    index = np.arange(cuts - 1)
    information[index, index + 1] -= shared
    information[index + 1, index] -= shared
    cross = np.zeros((cuts, problem.Z.shape[1]))
    for column in range(problem.Z.shape[1]):
        z = problem.Z[:, column]
        cross[:, column] = -(_at(problem, w * f_lower * z, 0) + _at(problem, w * f_upper * z, 1))
    information[:cuts, cuts:] = cross
    information[cuts:, :cuts] = cross.T
    information[cuts:, cuts:] = (problem.Z * (w * (f_lower + f_upper))[:, None]).T @ problem.Z
    information[cuts:, cuts:] += np.diag(problem.prior_precision)
    return value, gradient, information


def _at(problem: OrdinalProblem, values: Floats, shift: int) -> Floats:
    """Add up values per finite threshold: category c touches α[c] (shift 0) and α[c + 1] (shift 1)."""
    sums = np.bincount(problem.category + shift, weights=values, minlength=problem.categories + 1)
    return np.asarray(sums[1 : problem.categories])


def _sigmoid(values: Floats) -> Floats:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * values)))

"""Posterior of a person-period logistic hazard: Newton's method on people × periods, never expanded."""

from typing import NamedTuple

import numpy as np

from maatwerk.science.evaluation._checks import Floats, Histories, Ints

_STEPS = 60
_HALVINGS = 30
_LOGIT_EDGE = 35.0  # beyond this the logistic function is 0 or 1 in double precision


class Exposure(NamedTuple):
    """Person × period: the months a person was at risk in each, and the period in which they left.

    A person who left in a month was at risk for all of it, a censored one for the part seen, so that
    (1 − hazard)^share is their chance of lasting: a constant rate within the month.
    """

    at_risk: Floats
    rows: Ints
    periods: Ints
    edges: Floats


class BaselinePrior(NamedTuple):
    """Normal belief about the monthly baseline log-odds: mean and precision matrix."""

    mean: Floats
    precision: Floats


class Mode(NamedTuple):
    """Posterior mode under the constraints, gradient and negative Hessian of the log posterior there."""

    baseline: Floats
    weights: Floats
    gradient: Floats
    information: Floats
    log_posterior: float
    converged: bool
    steps: int


def period_edges(months: int, monthly: int) -> Floats:
    """Edges of the periods with one baseline each: months first, then quarters, years after the third.

    Within a period the monthly hazard is constant, so its likelihood needs only the months at risk in it.
    """
    quarters = np.arange(monthly + 3, max(36, monthly) + 1, 3)
    years = np.arange(max(quarters[-1] if len(quarters) else monthly, monthly) + 12, months + 12, 12)
    inside = [edge for edge in (*quarters, *years) if edge < months]
    return np.array(
        [*range(min(monthly, months) + 1), *inside, *([months] if months > monthly else [])], dtype=float
    )


def exposure(known: Histories, edges: Floats) -> Exposure:
    """Spread tenures over periods; experience after the last edge is cut off (censored)."""
    starts, widths = edges[:-1], np.diff(edges)
    at_risk = np.clip(known.tenure[:, None] - starts, 0.0, widths)
    at_risk -= np.clip(known.entry[:, None] - starts, 0.0, widths)
    rows = np.flatnonzero(known.event & (known.tenure <= edges[-1]))
    month = np.maximum(np.ceil(known.tenure[rows]), 1.0)  # who left on the first day left in the first month
    periods = np.searchsorted(edges, month, side="left") - 1
    since = np.maximum(starts[periods], known.entry[rows])
    at_risk[rows, periods] = np.maximum(month - 1.0 - since, 0.0) + 1.0
    return Exposure(at_risk, rows, periods, edges)


def baseline_prior(
    exposed: Exposure, weights: Floats, *, step_sd: float, level_sd: float = 2.0
) -> BaselinePrior:
    """Let the baseline drift: a random walk in log time, so that early months may differ most.

    Var(b[j+1] − b[j]) = step_sd² · log(m[j+1] / m[j]), m being the middle month number of a period:
    Brownian motion on the logarithm of tenure. The first month is centred at the overall rate with SD
    `level_sd`, which is next to no information.
    """
    left = float(weights[exposed.rows].sum())
    seen = float((weights @ exposed.at_risk).sum())
    rate = min(max(left / max(seen, 1e-9), 1e-4), 0.5)
    middle = (exposed.edges[:-1] + 1.0 + exposed.edges[1:]) / 2.0
    periods = len(middle)
    tie = 1.0 / (step_sd**2 * np.log(middle[1:] / middle[:-1]))
    precision = np.zeros((periods, periods))
    precision[0, 0] = 1.0 / level_sd**2
    index = np.arange(periods - 1)
    precision[index, index] += tie
    precision[index + 1, index + 1] += tie
    precision[index, index + 1] -= tie
    precision[index + 1, index] -= tie
    return BaselinePrior(np.full(periods, np.log(rate / (1 - rate))), precision)


class Problem(NamedTuple):
    """Everything the log posterior depends on."""

    Z: Floats
    weights: Floats
    exposed: Exposure
    baseline: BaselinePrior
    prior_mean: Floats
    prior_precision: Floats
    directions: Ints


def find_mode(
    problem: Problem, start: tuple[Floats, Floats] | None = None, *, tolerance: float = 1e-9
) -> Mode:
    """Maximise the log posterior by projected Newton steps with halving; it is strictly concave."""
    periods = problem.exposed.at_risk.shape[1]
    theta = np.concatenate(start or (problem.baseline.mean, problem.prior_mean))
    value, gradient, information = _log_posterior(problem, theta)
    for step_number in range(1, _STEPS + 1):
        step = _free_step(problem, theta, gradient, information)
        if float(gradient @ step) < tolerance:
            return _mode(theta, periods, gradient, information, value, True, step_number - 1)
        for halving in range(_HALVINGS):
            proposal = _project(problem, theta + step / 2**halving)
            found = _log_posterior(problem, proposal)
            if found[0] >= value - 1e-12 * abs(value):
                break
        else:
            break
        theta, (value, gradient, information) = proposal, found
    return _mode(theta, periods, gradient, information, value, False, step_number)


def _mode(
    theta: Floats, periods: int, gradient: Floats, information: Floats, value: float, done: bool, steps: int
) -> Mode:
    return Mode(theta[:periods], theta[periods:], gradient, information, value, done, steps)


def _free_step(problem: Problem, theta: Floats, gradient: Floats, information: Floats) -> Floats:
    """Newton step among the coordinates that are not held at a bound they push against."""
    periods = problem.exposed.at_risk.shape[1]
    sides = np.concatenate([np.zeros(periods, dtype=np.int64), problem.directions])
    free = ~((sides != 0) & (theta * sides <= 0) & (gradient * sides <= 0))
    step = np.zeros_like(theta)
    step[free] = np.linalg.solve(information[np.ix_(free, free)], gradient[free])
    return step


def _project(problem: Problem, theta: Floats) -> Floats:
    periods = problem.exposed.at_risk.shape[1]
    weights = theta[periods:]
    outside = problem.directions * weights < 0
    return np.concatenate([theta[:periods], np.where(outside, 0.0, weights)])


def _log_posterior(problem: Problem, theta: Floats) -> tuple[float, Floats, Floats]:
    """Value, gradient and negative Hessian over (baseline, weights)."""
    at_risk, rows, exits, _ = problem.exposed
    periods = at_risk.shape[1]
    b, beta = theta[:periods], theta[periods:]
    eta = np.clip(b + (problem.Z @ beta)[:, None], -_LOGIT_EDGE, _LOGIT_EDGE)
    odds = np.exp(eta)
    hazard = odds / (1.0 + odds)
    mass = problem.weights[:, None] * at_risk
    expected = mass * hazard
    curvature = expected * (1.0 - hazard)
    residual = -expected
    residual[rows, exits] += problem.weights[rows]

    off_b, off_beta = b - problem.baseline.mean, beta - problem.prior_mean
    pull_b = problem.baseline.precision @ off_b
    value = float(problem.weights[rows] @ eta[rows, exits] - (mass * np.log1p(odds)).sum())
    value -= 0.5 * float(off_b @ pull_b + off_beta @ (problem.prior_precision * off_beta))
    gradient = np.concatenate(
        [
            residual.sum(axis=0) - pull_b,
            problem.Z.T @ residual.sum(axis=1) - problem.prior_precision * off_beta,
        ]
    )
    information = np.empty((len(theta), len(theta)))
    cross = curvature.T @ problem.Z
    information[:periods, :periods] = np.diag(curvature.sum(axis=0)) + problem.baseline.precision
    information[:periods, periods:] = cross
    information[periods:, :periods] = cross.T
    information[periods:, periods:] = (problem.Z * curvature.sum(axis=1)[:, None]).T @ problem.Z
    information[periods:, periods:] += np.diag(problem.prior_precision)
    return value, gradient, information

"""Regression by maximum likelihood, as the tests on items, predictions and selection need it.

Small and exact: least squares, logistic and ordinal (proportional odds), with covariance, log-likelihood
and an honest word about convergence. Not an estimator for products: no penalty tuning, no prediction
intervals.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maatwerk.science.errors import InsufficientDataError, ScienceError

FloatArray = NDArray[np.float64]
MAX_ITERATIONS = 60
TOLERANCE = 1e-9
FLAT = 1e-8  # smallest information per person that still bounds an estimate
SEPARATED = 1e-6  # mean log-likelihood above minus this: every outcome is predicted with certainty


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fit:
    """A fitted regression: `coef` (p,), its `covariance` (p, p), `log_likelihood`, people `n`."""

    coef: FloatArray
    covariance: FloatArray
    log_likelihood: float
    n: int
    iterations: int = 0

    def error(self, index: int) -> float:
        """Return the standard error of one coefficient."""
        return float(np.sqrt(self.covariance[index, index]))


def least_squares(X: FloatArray, y: FloatArray, *, robust: bool = False) -> Fit:
    """Ordinary least squares; `X` (n, p) holds its own column of ones.

    `robust` gives the HC3 covariance [mackinnon1985]_, which does not suppose equal spread around the line.
    """
    n, p = X.shape
    if n <= p:
        raise InsufficientDataError("X", f"more than {p} people", n)
    if np.linalg.matrix_rank(X) < p:
        raise ScienceError("X", "without constant or linearly dependent columns", f"rank below {p}")
    inverse = np.linalg.inv(X.T @ X)
    coef = inverse @ (X.T @ y)
    residual = y - X @ coef
    squares = float(residual @ residual)
    if robust:
        leverage = np.einsum("ij,jk,ik->i", X, inverse, X)
        scaled = X * (residual / np.maximum(1 - leverage, 1e-12))[:, None]
        covariance = inverse @ (scaled.T @ scaled) @ inverse
    else:
        covariance = inverse * (squares / (n - p))
    log_likelihood = -0.5 * n * (np.log(2 * np.pi * max(squares, 1e-300) / n) + 1)
    return Fit(coef=coef, covariance=covariance, log_likelihood=float(log_likelihood), n=n)


def logistic(X: FloatArray, y: FloatArray, *, ridge: float = 0.0, weights: FloatArray | None = None) -> Fit:
    """Logistic regression by Newton's method with step halving; `X` (n, p) holds its own column of ones.

    `ridge` penalises every coefficient but the first by `ridge`/2 times its square; `weights` counts people.

    Raises
    ------
    ScienceError
        Outcome constant, columns dependent, or outcomes separated perfectly (without ridge no estimate
        exists).
    """
    n, p = X.shape
    w = np.ones(n) if weights is None else weights
    if float((w * y).sum()) in (0.0, float(w.sum())):
        raise ScienceError("y", "different between people", "the same outcome for everybody")
    penalty = np.full(p, ridge)
    penalty[0] = 0.0
    if ridge == 0 and np.linalg.matrix_rank(X) < p:
        raise ScienceError("X", "without constant or linearly dependent columns", f"rank below {p}")

    def value(coef: FloatArray) -> float:
        eta = X @ coef
        return float((w * (y * eta - np.logaddexp(0, eta))).sum() - 0.5 * (penalty * coef**2).sum())

    def step(coef: FloatArray) -> tuple[FloatArray, FloatArray]:
        mean = sigmoid(X @ coef)
        information = (X * (w * mean * (1 - mean))[:, None]).T @ X + np.diag(penalty)
        return X.T @ (w * (y - mean)) - penalty * coef, information

    return _newton(value, step, np.zeros(p), total=float(w.sum()))


def ordinal(X: FloatArray, y: NDArray[np.int64], *, categories: int) -> Fit:
    """Proportional-odds regression: logit P(y >= k) = threshold_k + X @ slopes [mccullagh1980]_.

    Parameters
    ----------
    X : (n, p)
        Without a column of ones; may have no columns.
    y : (n,) int
        Categories 0 to `categories` - 1, each used at least once.

    Returns
    -------
    Fit
        `coef` holds the `categories` - 1 thresholds, decreasing, then the p slopes.
    """
    n, p = X.shape
    counts = np.bincount(y, minlength=categories)
    if (counts == 0).any():
        raise ScienceError("y", f"categories 0 to {categories - 1}, each used", counts.tolist())
    full = np.column_stack([np.ones(n), X])
    if np.linalg.matrix_rank(full) < p + 1:
        raise ScienceError("X", "without constant or linearly dependent columns", f"rank below {p + 1}")
    above = (counts[::-1].cumsum()[::-1] / n)[1:]
    start = np.concatenate([np.log(above / (1 - above)), np.zeros(p)])
    bounds = _Bounds(X, y, categories)
    return _newton(bounds.value, bounds.step, start, total=n)


def _newton(value, step, coef: FloatArray, *, total: float) -> Fit:  # type: ignore[no-untyped-def]
    """Newton's method with step halving on a concave log-likelihood."""
    now = value(coef)
    for iteration in range(1, MAX_ITERATIONS + 1):
        gradient, information = step(coef)
        try:
            move = np.linalg.solve(information, gradient)
        except np.linalg.LinAlgError:  # flat in some direction, far out
            move = np.linalg.lstsq(information, gradient, rcond=None)[0]
        size = 1.0
        while not (then := value(coef + size * move)) >= now - 1e-12 * (1 + abs(now)):
            size /= 2
            if size < 1e-10:
                raise ScienceError("y", "such that the likelihood has a maximum", "no step improves it")
        coef, gain, now = coef + size * move, then - now, then
        if now > -SEPARATED * total:
            raise ScienceError("X", "unable to separate the outcomes perfectly", "perfect separation")
        if float(gradient @ move) < TOLERANCE and gain < TOLERANCE:
            information = step(coef)[1]
            if np.linalg.eigvalsh(information)[0] < FLAT * total:
                break  # the likelihood rises for ever along some direction: no finite estimate
            covariance = np.linalg.inv(information)
            return Fit(
                coef=coef, covariance=covariance, log_likelihood=now, n=round(total), iterations=iteration
            )
    raise ScienceError("X", "unable to separate the outcomes", "an estimate that grows without end")


def sigmoid(eta: FloatArray) -> FloatArray:
    """Logistic function without overflow."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * eta)))


class _Bounds:
    """Log-likelihood, gradient and information of the proportional-odds model."""

    def __init__(self, X: FloatArray, y: NDArray[np.int64], categories: int) -> None:
        people = np.arange(len(y))
        self.X, self.y, self.cuts = X, y, categories - 1
        self.has_upper, self.has_lower = y > 0, y < categories - 1
        self.upper = np.zeros((len(y), self.cuts))  # which threshold bounds each answer from below, and above
        self.lower = np.zeros((len(y), self.cuts))
        self.upper[people[self.has_upper], y[self.has_upper] - 1] = 1
        self.lower[people[self.has_lower], y[self.has_lower]] = 1

    def _cumulative(self, coef: FloatArray) -> tuple[FloatArray, FloatArray]:
        thresholds, eta = coef[: self.cuts], self.X @ coef[self.cuts :]
        u = np.where(self.has_upper, sigmoid(self.upper @ thresholds + eta), 1.0)
        v = np.where(self.has_lower, sigmoid(self.lower @ thresholds + eta), 0.0)
        return u, v

    def value(self, coef: FloatArray) -> float:
        u, v = self._cumulative(coef)
        probability = u - v
        return float(np.log(probability).sum()) if (probability > 0).all() else -np.inf

    def step(self, coef: FloatArray) -> tuple[FloatArray, FloatArray]:
        u, v = self._cumulative(coef)
        p, du, dv = u - v, u * (1 - u), v * (1 - v)
        gradient = np.concatenate([self.upper.T @ (du / p) - self.lower.T @ (dv / p), self.X.T @ (1 - u - v)])
        uu = -du * (1 - 2 * u) / p + (du / p) ** 2
        vv = dv * (1 - 2 * v) / p + (dv / p) ** 2
        uv = -du * dv / p**2
        A, B, X = self.upper, self.lower, self.X
        cross = (A * uv[:, None]).T @ B
        thresholds = (A * uu[:, None]).T @ A + (B * vv[:, None]).T @ B + cross + cross.T
        mixed = (A * du[:, None] + B * dv[:, None]).T @ X
        slopes = (X * (du + dv)[:, None]).T @ X
        return gradient, np.block([[thresholds, mixed], [mixed.T, slopes]])


def chi2_p(statistic: float, degrees: int) -> float:
    """Upper tail of the chi-square distribution with `degrees` degrees of freedom."""
    from scipy.special import gammaincc

    return float(gammaincc(degrees / 2, max(statistic, 0.0) / 2))


def f_p(statistic: float, first: float, second: float) -> float:
    """Upper tail of the F distribution."""
    from scipy.special import fdtrc

    return float(fdtrc(first, second, max(statistic, 0.0)))

"""Exploratory factor analysis, as far as coefficient omega needs it."""

import numpy as np

from maatwerk.science.errors import ScienceError
from maatwerk.science.scores._input import Floats

#: Lower bound of a unique variance; R's psych::fa and stats::factanal use the same.
SMALLEST_UNIQUENESS = 0.005


def minres(correlation: Floats, factors: int) -> tuple[Floats, Floats]:
    """Factor a correlation matrix by minimising the squared off-diagonal residuals.

    Parameters
    ----------
    correlation : array of shape (n_items, n_items)
    factors
        Number of factors.

    Returns
    -------
    loadings : array of shape (n_items, factors)
        Unrotated; each column sums to zero or more.
    uniqueness : array of shape (n_items,)
        1 minus the communality, in [0.005, 1] while fitting.

    References
    ----------
    .. [1] harman1966; the gradient in the uniquenesses as in R's psych::fa ("minres").
    """
    from scipy.optimize import minimize

    def loadings_for(unique: Floats) -> Floats:
        values, vectors = np.linalg.eigh(correlation - np.diag(unique))
        values, vectors = values[::-1][:factors], vectors[:, ::-1][:, :factors]
        return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))

    def loss(unique: Floats) -> tuple[float, Floats]:
        loadings = loadings_for(unique)
        residual = correlation - np.diag(unique) - loadings @ loadings.T
        # the leading eigenvectors of R - psi minimise the whole residual given psi, so minimising the
        # whole over psi drives the diagonal to zero: the same optimum as the off-diagonal loss
        return float((residual**2).sum()), np.asarray(-2 * np.diag(residual))

    inverse = np.linalg.pinv(correlation)
    squared_multiple = 1 - 1 / np.maximum(np.diag(inverse), 1 + 1e-9)
    start = np.clip(1 - squared_multiple, SMALLEST_UNIQUENESS, 1)
    fit = minimize(
        loss,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=[(SMALLEST_UNIQUENESS, 1)] * len(start),
        options={"maxiter": 500, "ftol": 1e-13, "gtol": 1e-8},
    )
    if not np.isfinite(fit.fun):
        raise ScienceError("responses", "correlations that a factor model fits", "no solution")
    loadings = loadings_for(fit.x)
    return loadings * np.where(loadings.sum(axis=0) < 0, -1.0, 1.0), np.asarray(fit.x)


def oblimin(loadings: Floats, *, most: int = 2000, tolerance: float = 1e-6) -> tuple[Floats, Floats]:
    """Rotate loadings obliquely by direct quartimin (oblimin with gamma 0).

    Returns
    -------
    pattern : array of shape (n_items, n_factors)
    correlation : array of shape (n_factors, n_factors)
        Between the rotated factors.

    References
    ----------
    .. [1] jennrich2002: gradient projection for oblique rotation; bernaards2005, R's GPArotation.
    """
    factors = loadings.shape[1]
    others = np.ones((factors, factors)) - np.eye(factors)
    rotation = np.eye(factors)

    def criterion(turn: Floats) -> tuple[float, Floats, Floats]:
        pattern = loadings @ np.linalg.inv(turn).T
        squares = pattern**2
        slope = pattern * (squares @ others)
        gradient = -(pattern.T @ slope @ np.linalg.inv(turn)).T
        return float((squares * (squares @ others)).sum()) / 4, np.asarray(gradient), np.asarray(pattern)

    value, gradient, pattern = criterion(rotation)
    step = 1.0
    for _ in range(most):
        projected = gradient - rotation * (rotation * gradient).sum(axis=0)
        size = float(np.sqrt((projected**2).sum()))
        if size < tolerance:
            return pattern, rotation.T @ rotation
        step *= 2
        for _ in range(20):
            moved = rotation - step * projected
            moved /= np.sqrt((moved**2).sum(axis=0))
            tried = criterion(moved)
            if tried[0] < value - 0.5 * size**2 * step:
                break
            step /= 2
        rotation, (value, gradient, pattern) = moved, tried
    raise ScienceError("responses", "loadings that an oblique rotation settles on", f"none in {most} steps")

"""The shared regressions: against SciPy and numerical derivatives, and fits that do not exist."""

from math import isclose

import numpy as np
import pytest

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.regression import (
    _Bounds,
    _newton,
    chi2_p,
    f_p,
    least_squares,
    logistic,
    ordinal,
    sigmoid,
)


def data(n=400, seed=1):
    rng = np.random.default_rng(seed)
    X = np.column_stack([np.ones(n), rng.normal(size=(n, 2))])
    return rng, X, X @ [0.3, 1.0, -0.5]


def test_least_squares_recovers_and_matches_linregress():
    from scipy import stats

    rng, X, eta = data()
    y = eta + rng.normal(size=400)
    line = stats.linregress(X[:, 1], y)
    fit = least_squares(X[:, :2], y)
    assert isclose(fit.coef[1], line.slope, rel_tol=1e-10)
    assert isclose(fit.error(1), line.stderr, rel_tol=1e-10)
    residual = y - X[:, :2] @ fit.coef
    expected = stats.norm.logpdf(residual, scale=residual.std()).sum()
    assert isclose(fit.log_likelihood, expected, rel_tol=1e-10)


def test_robust_errors_match_the_definition():
    rng, X, eta = data(60)
    y = eta + np.abs(X[:, 1]) * rng.normal(size=60)
    fit = least_squares(X, y, robust=True)
    inverse = np.linalg.inv(X.T @ X)
    middle = np.zeros((3, 3))
    for row, outcome in zip(X, y, strict=True):
        rest = (outcome - row @ fit.coef) / (1 - row @ inverse @ row)
        middle += np.outer(row, row) * rest**2
    np.testing.assert_allclose(fit.covariance, inverse @ middle @ inverse, rtol=1e-9)


def test_logistic_is_at_its_maximum_with_the_right_curvature():
    rng, X, eta = data()
    y = (rng.random(400) < sigmoid(eta)).astype(float)
    fit = logistic(X, y)
    mean = 1 / (1 + np.exp(-X @ fit.coef))
    np.testing.assert_allclose(X.T @ (y - mean), 0, atol=1e-6)
    np.testing.assert_allclose(
        np.linalg.inv(fit.covariance), (X * (mean * (1 - mean))[:, None]).T @ X, rtol=1e-6
    )
    assert isclose(fit.log_likelihood, (y * np.log(mean) + (1 - y) * np.log(1 - mean)).sum(), rel_tol=1e-9)


def test_weights_count_people():
    rng, X, eta = data(50)
    y = (rng.random(50) < sigmoid(eta)).astype(float)
    counts = rng.integers(1, 5, 50)
    repeated = logistic(np.repeat(X, counts, axis=0), np.repeat(y, counts))
    weighted = logistic(X, y, weights=counts.astype(float))
    np.testing.assert_allclose(weighted.coef, repeated.coef, atol=1e-8)
    assert weighted.n == counts.sum()


def test_two_ordinal_categories_are_logistic_regression():
    rng, X, eta = data()
    y = (rng.random(400) < sigmoid(eta)).astype(int)
    one, other = logistic(X, y.astype(float)), ordinal(X[:, 1:], y, categories=2)
    np.testing.assert_allclose(one.coef, other.coef, atol=1e-7)
    np.testing.assert_allclose(one.covariance, other.covariance, rtol=1e-5)


def test_ordinal_recovers_thresholds_and_slopes():
    rng, X, _ = data(20_000)
    cuts = np.array([1.2, 0.1, -1.5])
    above = rng.random(20_000)[:, None] < sigmoid(cuts + (X[:, 1:] @ [0.8, -0.4])[:, None])
    fit = ordinal(X[:, 1:], above.sum(axis=1), categories=4)
    np.testing.assert_allclose(fit.coef, [1.2, 0.1, -1.5, 0.8, -0.4], atol=0.08)


def test_ordinal_information_is_the_slope_of_the_gradient():
    rng, X, _ = data(300)
    y = (rng.random(300)[:, None] < sigmoid(np.array([1.2, 0.1, -1.5]) + X[:, [1]])).sum(axis=1)
    bounds, at, small = _Bounds(X[:, 1:], y, 4), np.array([1.0, 0.2, -1.1, 0.5, 0.3]), 1e-6
    _, information = bounds.step(at)
    slopes = [
        (bounds.step(at - small * side)[0] - bounds.step(at + small * side)[0]) / (2 * small)
        for side in np.eye(5)
    ]
    np.testing.assert_allclose(information, slopes, atol=1e-4)


def test_without_columns_thresholds_are_the_observed_shares():
    fit = ordinal(np.empty((10, 0)), np.array([0] * 5 + [1] * 3 + [2] * 2), categories=3)
    np.testing.assert_allclose(sigmoid(fit.coef), [0.5, 0.2], atol=1e-9)


def test_tails():
    from scipy import stats

    assert isclose(chi2_p(3.7, 2), stats.chi2.sf(3.7, 2), rel_tol=1e-10)
    assert isclose(f_p(2.5, 3, 40), stats.f.sf(2.5, 3, 40), rel_tol=1e-10)
    assert chi2_p(-1e-12, 1) == 1


def test_extreme_values_do_not_overflow():
    np.testing.assert_array_equal(sigmoid(np.array([-1e4, 0, 1e4])), [0, 0.5, 1])


def test_fits_that_do_not_exist_are_refused():
    X = np.column_stack([np.ones(8), np.arange(8.0)])
    y = (np.arange(8) > 3).astype(float)
    with pytest.raises(ScienceError, match="separat"):
        logistic(X, y)
    # one group answers alike throughout: the estimate would grow without end
    group = np.column_stack([np.ones(40), np.arange(40) < 20])
    with pytest.raises(ScienceError, match="separate"):
        logistic(group, ((np.arange(40) < 20) | (np.arange(40) % 2 == 0)).astype(float))
    assert np.isfinite(logistic(X, y, ridge=1.0).coef).all()
    with pytest.raises(ScienceError, match="same outcome"):
        logistic(X, np.ones(8))
    with pytest.raises(ScienceError, match="dependent"):
        logistic(np.ones((8, 2)), y)
    with pytest.raises(InsufficientDataError, match="more than 2"):
        least_squares(X[:2], y[:2])
    with pytest.raises(ScienceError, match="dependent"):
        least_squares(np.ones((8, 2)), y)
    with pytest.raises(ScienceError, match="each used"):
        ordinal(X[:, 1:], np.zeros(8, dtype=int), categories=2)
    with pytest.raises(ScienceError, match="dependent"):
        ordinal(np.ones((8, 1)), y.astype(int), categories=2)


def test_newton_halves_a_step_that_overshoots():
    # -log cosh is flat far out: the full step from 3 lands near -98
    fit = _newton(
        lambda c: float(-np.log(np.cosh(c)).sum()) - 1.0,
        lambda c: (-np.tanh(c), np.diag(1 / np.cosh(c) ** 2)),
        np.array([3.0]),
        total=1,
    )
    assert isclose(fit.coef[0], 0, abs_tol=1e-5)


@pytest.mark.parametrize(
    ("value", "step", "expected"),
    [
        (lambda c: float(c[0]) - 1e6, lambda c: (np.ones(1), np.eye(1)), "without end"),
        (lambda c: -1.0, lambda c: (np.zeros(1), np.zeros((1, 1))), "without end"),
        (lambda c: -float(c[0] ** 2) - 1, lambda c: (2 * c, np.eye(1)), "no step improves"),
    ],
)
def test_newton_never_claims_a_maximum_that_is_not(value, step, expected):
    with pytest.raises(ScienceError, match=expected):
        _newton(value, step, np.array([1.0]), total=1)

"""Steering: the frontier found on people, intervals held by resampling, and refusals."""

import numpy as np
import pytest

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.fairness import impact_ratio
from maatwerk.science.selection import (
    frontier_weightings,
    group_gap,
    judge_weighting,
    selected,
    validity_change,
)

# De Corte, Lievens & Sackett (2007): cognitive ability, structured interview, conscientiousness, biodata
VALIDITIES = np.array([0.30, 0.30, 0.18, 0.28])
DIFFERENCES = np.array([1.00, 0.23, 0.09, 0.33])
CORRELATIONS = np.array(
    [[1, 0.24, 0.00, 0.19], [0.24, 1, 0.12, 0.16], [0.00, 0.12, 1, 0.51], [0.19, 0.16, 0.51, 1]]
)


def exactly(rng, n, covariance):
    """Draw n rows whose means are 0 and whose covariance is exactly this one."""
    raw = rng.standard_normal((n, len(covariance)))
    raw -= raw.mean(axis=0)
    white = raw @ np.linalg.inv(np.linalg.cholesky(raw.T @ raw / n).T)
    return white @ np.linalg.cholesky(covariance).T


@pytest.fixture(scope="module")
def people():
    """People with exactly the moments of the example: applicants by group, and people who worked."""
    rng = np.random.default_rng(3)
    focal, others = exactly(rng, 250, CORRELATIONS) - DIFFERENCES, exactly(rng, 750, CORRELATIONS)
    with_outcome = np.block([[CORRELATIONS, VALIDITIES[:, None]], [VALIDITIES[None, :], np.ones((1, 1))]])
    both = exactly(rng, 2000, with_outcome)
    applied, inside = np.concatenate([focal, others]), np.repeat([1.0, 0.0], [250, 750])
    return both[:, :4], both[:, 4], applied, inside


def test_both_ends_are_those_of_de_corte(people):
    found = frontier_weightings(*people, selection_ratio=0.10, points=9)
    _worked, _outcome, applied, inside = people
    first, last = found[0], found[-1]
    ratios = [group_gap(applied, one.factors, inside, cuts=[0.10]).ratios[0].estimate for one in found]
    assert round(first.validity.estimate, 3) == 0.434
    assert ratios[0] == pytest.approx(0.226, abs=0.002)  # the pooled spread has two degrees of freedom less
    assert round(last.validity.estimate, 3) == 0.180
    assert ratios[-1] == pytest.approx(0.852, abs=0.002)
    assert ratios == sorted(ratios)
    assert len(found) == 9
    assert last.shares == pytest.approx((0, 0, 1, 0), abs=1e-12)


def test_no_weighting_at_random_beats_it(people):
    worked, outcome, applied, inside = people
    found = frontier_weightings(*people, selection_ratio=0.25, points=40)
    curve = [
        (one.validity.estimate, group_gap(applied, one.factors, inside, cuts=[0.25]).ratios[0].estimate)
        for one in found
    ]
    rng = np.random.default_rng(0)
    for weights in rng.dirichlet(np.ones(4), size=300):
        validity = judge_weighting(worked, outcome, applied, weights).validity.estimate
        ratio = group_gap(applied, weights, inside, cuts=[0.25]).ratios[0].estimate
        assert not any(validity > v + 0.003 and ratio > i + 0.003 for v, i in curve)


def test_factors_carry_the_scale_and_order_does_not_matter(people):
    worked, outcome, applied, inside = people
    scale = np.array([2.0, 0.1, 7.0, 30.0])
    plain = frontier_weightings(*people, selection_ratio=0.2, points=5)
    scaled = frontier_weightings(
        worked * scale, outcome, applied * scale, inside, selection_ratio=0.2, points=5
    )
    turned = frontier_weightings(
        worked[::-1], outcome[::-1], applied[::-1], inside[::-1], selection_ratio=0.2, points=5
    )
    for a, b, c in zip(plain, scaled, turned, strict=True):
        np.testing.assert_allclose(a.factors, np.array(b.factors) * scale, atol=1e-9)
        np.testing.assert_allclose(a.shares, c.shares, atol=1e-9)
        assert sum(a.shares) == pytest.approx(1, abs=1e-12)


def test_the_interval_of_a_ratio_is_that_of_the_difference(people):
    _worked, _outcome, applied, inside = people
    found = group_gap(applied, [1, 0, 0, 0], inside, cuts=[0.1, 0.5])
    # Hedges & Olkin (1985): d = 1 (with n - 2 degrees of freedom), n = 250 and 750
    assert found.difference.estimate == pytest.approx(np.sqrt(998 / 1000), abs=1e-9)
    half = 1.959964 * np.sqrt(1000 / (250 * 750) + found.difference.estimate**2 / 2000)
    assert found.difference.high - found.difference.estimate == pytest.approx(half, abs=1e-6)
    for cut, ratio in zip((0.1, 0.5), found.ratios, strict=True):
        assert ratio.low < ratio.estimate < ratio.high
        assert ratio.low == pytest.approx(impact_ratio(found.difference.high, cut, 0.25), abs=1e-12)


def test_the_change_of_validity_holds_in_95_of_100_draws():
    rng = np.random.default_rng(11)
    covariance = np.array([[1, 0.4, 0.35], [0.4, 1, 0.15], [0.35, 0.15, 1]])
    lower = np.linalg.cholesky(covariance)
    hits = 0
    for _ in range(1000):
        drawn = rng.standard_normal((150, 3)) @ lower.T
        change = validity_change(drawn[:, :2], drawn[:, 2], now=[1, 0], then=[0, 1])
        hits += change.low <= -0.20 <= change.high
    assert 930 <= hits <= 970


def test_the_same_weighting_changes_nothing(people):
    worked, outcome, _applied, _inside = people
    found = validity_change(worked, outcome, now=[1, 1, 0, 0], then=[3, 3, 0, 0])
    assert (found.estimate, found.low, found.high) == pytest.approx((0, 0, 0), abs=1e-7)


def test_who_stands_first():
    applied = [[3.0], [1.0], [3.0], [2.0], [3.0]]
    assert selected(applied, [1.0], cut=0.4) == (0, 2)
    assert selected(applied, [1.0], cut=0.01) == (0,)


def test_an_unknown_group_counts_nowhere(people):
    _worked, _outcome, applied, inside = people
    more = np.concatenate([applied, np.full((50, 4), 9.0)])
    unknown = np.concatenate([inside, np.full(50, np.nan)])
    a = group_gap(applied, [1, 1, 1, 1], inside, cuts=[0.3])
    b = group_gap(more, [1, 1, 1, 1], unknown, cuts=[0.3])
    assert a == b


def test_bad_input_is_refused(people):
    worked, outcome, applied, inside = people
    with pytest.raises(ScienceError, match="factors"):
        judge_weighting(worked, outcome, applied, [1, -1, 0, 0])
    with pytest.raises(InsufficientDataError, match="focal"):
        frontier_weightings(worked, outcome, applied, np.zeros(len(inside)), selection_ratio=0.2)
    with pytest.raises(ScienceError, match="focal"):
        frontier_weightings(worked, outcome, applied, inside + 1, selection_ratio=0.2)
    with pytest.raises(ScienceError, match="finite"):
        frontier_weightings(worked * np.nan, outcome, applied, inside, selection_ratio=0.2)
    with pytest.raises(ScienceError, match="differ between people"):
        frontier_weightings(worked * 0, outcome, applied, inside, selection_ratio=0.2)
    with pytest.raises(ScienceError, match="applied"):
        frontier_weightings(worked, outcome, applied[:, :2], inside, selection_ratio=0.2)
    with pytest.raises(ScienceError, match="outcome"):
        frontier_weightings(worked, outcome[:-1], applied, inside, selection_ratio=0.2)
    with pytest.raises(ScienceError, match="same score"):
        group_gap(applied * 0, [1, 1, 1, 1], inside, cuts=[0.2])
    with pytest.raises(ScienceError, match="cut"):
        selected(applied, [1, 1, 1, 1], cut=1.0)
    twice = np.column_stack([worked[:, 0], worked[:, 0]])
    with pytest.raises(ScienceError, match="positive definite"):
        frontier_weightings(twice, outcome, np.column_stack([applied[:, 0]] * 2), inside, selection_ratio=0.2)


def test_a_predictor_that_is_the_same_for_everybody_gets_no_weight(people):
    worked, outcome, applied, inside = people
    flat = [np.column_stack([matrix, np.full(len(matrix), 5.0)]) for matrix in (worked, applied)]
    found = frontier_weightings(flat[0], outcome, flat[1], inside, selection_ratio=0.2, points=4)
    assert {one.factors[4] for one in found} == {0.0}


def test_it_ends_where_no_difference_is_left(people):
    worked, outcome, applied, inside = people
    turned = np.column_stack([applied[:, 0], -applied[:, 1]])  # the second predictor favours the group
    both = np.column_stack([worked[:, 0], worked[:, 1]])
    found = frontier_weightings(both, outcome, turned, inside, selection_ratio=0.2, points=30)
    gaps = [group_gap(turned, one.factors, inside, cuts=[0.2]).difference.estimate for one in found]
    assert gaps[-1] <= 0 < min(gaps[:-1])

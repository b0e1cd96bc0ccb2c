"""Observed validity and its corrections: known answers, recovery, order, refusals."""

from math import atanh, isclose, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.selection import (
    Attenuation,
    IndirectRangeRestriction,
    RangeRestriction,
    attenuation,
    correct_validity,
    correlation_estimate,
    observed_validity,
    thorndike_2,
    thorndike_3,
)


def test_observed_validity_is_pearson_with_fisher_interval():
    stats = pytest.importorskip("scipy.stats")
    rng = np.random.default_rng(2)
    x = rng.normal(size=60)
    y = 0.5 * x + rng.normal(size=60)
    found = observed_validity(x, y, confidence=0.95)
    peer = stats.pearsonr(x, y)
    interval = peer.confidence_interval(0.95)
    assert isclose(found.estimate, peer.statistic, rel_tol=1e-12)
    assert isclose(found.low, interval.low, rel_tol=1e-9)
    assert isclose(found.high, interval.high, rel_tol=1e-9)
    assert [item.code for item in found.caveats] == ["small_sample"]


def test_observed_validity_does_not_depend_on_order_or_scale():
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=50), rng.normal(size=50)
    first = observed_validity(x, y).estimate
    order = rng.permutation(50)
    assert isclose(observed_validity(x[order], y[order]).estimate, first, rel_tol=1e-9)
    assert isclose(observed_validity(3 * x + 7, -2 * y).estimate, -first, rel_tol=1e-9)


@pytest.mark.parametrize(("r", "u", "expected"), [(0.30, 0.60, 0.4642), (0.25, 0.70, 0.3461)])
def test_thorndike_2(r, u, expected):
    # R psych 2.2.9, rangeCorrection(r, sdu = 1, sdr = u)
    assert round(thorndike_2(r, u), 4) == expected


def test_thorndike_3():
    assert round(thorndike_3(0.20, r_xz=0.50, r_yz=0.30, u=0.60), 4) == 0.3605


def test_attenuation_and_the_order_of_corrections():
    observed = correlation_estimate(0.30, 200)
    assert round(attenuation(0.30, outcome_reliability=0.52), 4) == 0.4160
    right = correct_validity(observed, Attenuation(outcome_reliability=0.52), RangeRestriction(0.60))
    reverse = correct_validity(observed, RangeRestriction(0.60), Attenuation(outcome_reliability=0.52))
    assert [round(estimate.estimate, 4) for _, estimate in right.steps] == [0.4160, 0.6063]
    assert round(reverse.corrected.estimate, 4) == 0.6438
    assert right.observed is observed
    assert [item.code for item in right.caveats] == ["inputs_as_known"]


@given(r=st.floats(-0.95, 0.95), u=st.floats(0.2, 3))
def test_range_restriction_is_undone_by_its_inverse(r, u):
    assert isclose(thorndike_2(thorndike_2(r, u), 1 / u), r, abs_tol=1e-9)


@given(r=st.floats(-0.9, 0.9), u=st.floats(0.2, 3))
def test_case_3_with_the_predictor_itself_is_case_2(r, u):
    # selection on x itself: z = x, so r_xz = 1 and r_yz = r
    assert isclose(thorndike_3(r, r_xz=1, r_yz=r, u=u), thorndike_2(r, u), abs_tol=1e-9)


def test_case_2_recovers_the_validity_before_selection():
    rng = np.random.default_rng(7)
    x = rng.normal(size=400_000)
    y = 0.4 * x + sqrt(1 - 0.16) * rng.normal(size=400_000)
    hired = x > 0.84
    r = np.corrcoef(x[hired], y[hired])[0, 1]
    assert r < 0.25
    assert isclose(thorndike_2(r, x[hired].std() / x.std()), 0.4, abs_tol=0.01)


def test_case_3_recovers_the_validity_before_selection():
    rng = np.random.default_rng(8)
    z, x, y = rng.multivariate_normal(
        [0, 0, 0], [[1, 0.5, 0.4], [0.5, 1, 0.35], [0.4, 0.35, 1]], size=400_000
    ).T
    hired = z > 0.5
    r = np.corrcoef([x[hired], y[hired], z[hired]])
    found = thorndike_3(r[0, 1], r_xz=r[0, 2], r_yz=r[1, 2], u=z[hired].std() / z.std())
    assert isclose(found, 0.35, abs_tol=0.01)


def test_corrected_interval_is_the_carried_interval():
    observed = correlation_estimate(0.30, 103, confidence=0.95)
    assert isclose(atanh(observed.high) - atanh(0.30), 1.959963984540054 / 10)
    found = correct_validity(observed, RangeRestriction(0.6)).corrected
    assert isclose(found.low, thorndike_2(observed.low, 0.6))
    assert isclose(found.high, thorndike_2(observed.high, 0.6))


def test_a_bound_beyond_one_ends_at_one():
    found = correct_validity(correlation_estimate(0.6, 12), Attenuation(outcome_reliability=0.4))
    assert found.corrected.estimate < 1
    assert found.corrected.high == 1


def test_nothing_to_correct_leaves_the_observed():
    observed = correlation_estimate(0.3, 200)
    found = correct_validity(observed)
    assert found.corrected is observed
    assert (found.caveats, found.n) == ((), 200)


def test_explanation_gives_the_observed_first_and_every_input():
    found = correct_validity(
        correlation_estimate(0.30, 200),
        Attenuation(outcome_reliability=0.52),
        RangeRestriction(0.60),
        IndirectRangeRestriction(r_xz=0.2, r_yz=0.1, u=0.8),
    )
    said = found.explain()
    assert said.startswith("Observed validity: 0.3,")
    assert said.index("(0.52)") < said.index("0.60 of that among applicants") < said.index("u 0.80")
    assert "(0,52)" in found.explain("nl")


def test_perfect_correlation_has_no_interval():
    found = observed_validity([1, 2, 3, 4], [2, 4, 6, 8])
    assert (found.low, found.high) == (found.estimate, found.estimate)
    assert isclose(found.estimate, 1)


@pytest.mark.parametrize(
    ("x", "y", "argument"),
    [
        ([1, 2, 3], [1, 2, 3], "predictor"),
        ([1, 1, 1, 1], [1, 2, 3, 4], "predictor"),
        ([1, 2, 3, 4], [1, 1, 1, 1], "outcome"),
        ([1, 2, 3, float("nan")], [1, 2, 3, 4], "predictor"),
        ([1, 2, 3, 4], [1, 2, 3, float("inf")], "outcome"),
        ([1, 2, 3, 4], [1, 2, 3], "outcome"),
        ([[1, 2], [3, 4]], [1, 2], "predictor"),
        (["a", "b", "c", "d"], [1, 2, 3, 4], "predictor"),
    ],
)
def test_data_without_validity_are_refused(x, y, argument):
    with pytest.raises(ScienceError) as caught:
        observed_validity(x, y)
    assert caught.value.argument == argument


def test_impossible_inputs_are_refused():
    with pytest.raises(ScienceError, match="u must be"):
        thorndike_2(0.3, 0)
    with pytest.raises(ScienceError, match="r must be"):
        thorndike_2(1.2, 0.5)
    with pytest.raises(ScienceError, match="r_xy must be possible"):
        thorndike_3(-0.9, r_xz=0.9, r_yz=0.9, u=0.5)
    with pytest.raises(ScienceError, match=r"at least 0\.810"):
        attenuation(0.9, outcome_reliability=0.5)
    with pytest.raises(ScienceError, match="outcome_reliability"):
        attenuation(0.9, outcome_reliability=0)
    with pytest.raises(InsufficientDataError):
        correlation_estimate(0.3, 3)
    with pytest.raises(ScienceError, match="confidence"):
        correlation_estimate(0.3, 30, confidence=1.0)

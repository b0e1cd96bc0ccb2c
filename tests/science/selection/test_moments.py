"""Moments add up, outlive the people, and give the same corrected validity to 1e-9."""

import json
from math import isclose

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.selection import (
    SufficientMoments,
    compare_arms,
    compare_means,
    incremental_from_moments,
    incremental_validity,
    lawley,
    lawley_validity,
    observed_validity,
    thorndike_2,
    validity_from_moments,
)

NAMES = ("ability", "interview", "rating")


def history(n=4000, seed=1):
    rng = np.random.default_rng(seed)
    cov = [[1, 0.3, 0.4], [0.3, 1, 0.25], [0.4, 0.25, 1]]
    return rng.multivariate_normal([50, 3, 7], cov, size=n)


def test_batches_add_up_to_the_whole():
    rows = history(1003)
    batches = SufficientMoments.batches(rows, NAMES, smallest_batch=25)
    assert min(batch.n for batch in batches) >= 25
    total = batches[0]
    for batch in batches[1:]:
        total = total + batch
    assert total.n == 1003
    np.testing.assert_allclose(total.mean, rows.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(total.covariance, np.cov(rows.T), rtol=1e-10)


@given(order=st.permutations(range(6)))
def test_the_order_of_batches_does_not_matter(order):
    batches = SufficientMoments.batches(history(120), NAMES, smallest_batch=20)
    first, second = batches[0], batches[order[0]]
    for index in range(1, 6):
        first, second = first + batches[index], second + batches[order[index]]
    np.testing.assert_allclose(first.scatter, second.scatter, rtol=1e-9)


def test_corrected_validity_survives_erasure():
    """Before: from the people. After: from batches that went through storage. Equal to 1e-9."""
    rows = history()
    hired = rows[rows[:, 0] > 50.8]
    r = observed_validity(hired[:, 0], hired[:, 2])
    u = hired[:, 0].std(ddof=1) / rows[:, 0].std(ddof=1)

    def stored(values, names):
        batches = SufficientMoments.batches(values, names, smallest_batch=10)
        total = None
        for batch in batches:
            back = SufficientMoments.from_dict(json.loads(json.dumps(batch.to_dict())))
            total = back if total is None else total + back
        return total

    found = validity_from_moments(
        stored(hired, NAMES),
        predictor="ability",
        outcome="rating",
        pool=stored(rows[:, :1], NAMES[:1]),
    )
    assert isclose(found.observed.estimate, r.estimate, abs_tol=1e-9)
    assert isclose(found.observed.low, r.low, abs_tol=1e-9)
    assert isclose(found.corrected.estimate, thorndike_2(r.estimate, u), abs_tol=1e-9)


def test_lawley_with_one_variable_is_case_2():
    rows = history()
    hired = SufficientMoments.from_rows(rows[rows[:, 0] > 50.8], NAMES)
    pool = SufficientMoments.from_rows(rows[:, :1], NAMES[:1])
    both = lawley(hired, pool).correlation("ability", "rating")
    u = hired.deviation("ability") / pool.deviation("ability")
    assert isclose(both, thorndike_2(hired.correlation("ability", "rating"), u), rel_tol=1e-12)


def test_lawley_recovers_means_and_correlations_before_selection():
    rows = history(400_000, seed=5)
    hired = rows[rows[:, 0] + rows[:, 1] > 54.5]
    found = lawley(
        SufficientMoments.from_rows(hired, NAMES), SufficientMoments.from_rows(rows[:, :2], NAMES[:2])
    )
    np.testing.assert_allclose(found.mean, [50, 3, 7], atol=0.02)
    assert isclose(found.correlation("ability", "rating"), 0.4, abs_tol=0.01)
    assert isclose(found.correlation("interview", "rating"), 0.25, abs_tol=0.01)


def test_lawley_step_agrees_with_the_theorem_and_takes_reliability_first():
    rows = history(20_000, seed=6)
    hired = SufficientMoments.from_rows(rows[rows[:, 0] + rows[:, 1] > 54], NAMES)
    pool = SufficientMoments.from_rows(rows[:, :2], NAMES[:2])
    plain = lawley_validity(hired, pool, predictor="ability", outcome="rating")
    assert isclose(plain.estimate, lawley(hired, pool).correlation("ability", "rating"), rel_tol=1e-9)
    assert plain.low < plain.estimate < plain.high
    found = validity_from_moments(
        hired, predictor="ability", outcome="rating", pool=pool, outcome_reliability=0.6
    )
    # the same through the theorem on the true part of the outcome: its variance times the reliability
    scatter = hired.scatter.copy()
    scatter[2, 2] *= 0.6
    true_part = SufficientMoments(names=NAMES, n=hired.n, mean=hired.mean, scatter=scatter)
    expected = lawley(true_part, pool).correlation("ability", "rating")
    assert isclose(found.corrected.estimate, expected, rel_tol=1e-9)
    assert "ability, interview" in found.explain()
    assert "vastgelegd voor 20000" in found.explain("nl")


def test_without_a_pool_only_reliability_is_corrected():
    hired = SufficientMoments.from_rows(history(300), NAMES)
    found = validity_from_moments(hired, predictor="ability", outcome="rating", outcome_reliability=0.64)
    assert isclose(found.corrected.estimate, hired.correlation("ability", "rating") / 0.8)
    assert len(found.steps) == 1


def test_two_releases_never_differ_by_fewer_than_a_batch():
    rows = history(95)
    earlier = SufficientMoments.batches(rows[:60], NAMES, smallest_batch=20)
    later = SufficientMoments.batches(rows, NAMES, smallest_batch=20)
    assert [batch.n for batch in earlier] == [20, 20, 20]
    assert [batch.n for batch in later] == [20, 20, 20, 35]


def test_too_few_or_unusable_rows_are_refused():
    with pytest.raises(InsufficientDataError):
        SufficientMoments.from_rows(history(9), NAMES)
    with pytest.raises(InsufficientDataError):
        SufficientMoments.batches(history(9), NAMES)
    with pytest.raises(ScienceError, match="finite"):
        SufficientMoments.from_rows([[1, np.nan]], ["a", "b"], smallest_batch=1)
    with pytest.raises(ScienceError, match="rows of 2"):
        SufficientMoments.from_rows([[1.0]], ["a", "b"], smallest_batch=1)
    with pytest.raises(ScienceError, match="names"):
        SufficientMoments.from_rows([[1.0, 2.0]], ["a", "a"], smallest_batch=1)
    one = SufficientMoments.from_rows([[1.0, 2.0]], ["a", "b"], smallest_batch=1)
    with pytest.raises(InsufficientDataError):
        _ = one.covariance
    with pytest.raises(ScienceError, match="no spread"):
        one.correlation("a", "b")
    with pytest.raises(ScienceError, match="name must be"):
        one.index("c")
    with pytest.raises(ScienceError, match="moments of"):
        _ = one + SufficientMoments.from_rows([[1.0]], ["a"], smallest_batch=1)


def test_dependent_selection_variables_are_refused():
    rows = history(200)
    doubled = np.column_stack([rows[:, 0], 2 * rows[:, 0], rows[:, 2]])
    with pytest.raises(ScienceError, match="dependent"):
        lawley(
            SufficientMoments.from_rows(doubled, ["a", "b", "y"]),
            SufficientMoments.from_rows(doubled[:, :2], ["a", "b"]),
        )


def test_a_part_of_the_variables_is_a_part_of_the_moments():
    rows = history(60)
    whole = SufficientMoments.from_rows(rows, NAMES)
    part = whole.only(("rating", "ability"))
    np.testing.assert_allclose(
        part.scatter,
        SufficientMoments.from_rows(rows[:, [2, 0]], ("rating", "ability")).scatter,
        rtol=1e-12,
    )
    assert part.names == ("rating", "ability")
    with pytest.raises(ScienceError, match="height"):
        whole.only(["height"])


def test_equal_values_summed_in_parts_are_seen_as_equal():
    constant = np.column_stack([np.full(40, 50.1), np.arange(40.0)])
    parts = SufficientMoments.batches(constant, ("same", "other"), smallest_batch=10)
    total = parts[0] + parts[1] + parts[2] + parts[3]
    assert total.is_constant("same")
    assert not total.is_constant("other")


def test_a_gain_follows_from_moments_as_from_people():
    rows = history(300)
    people = incremental_validity(rows[:, :1], rows[:, 1], rows[:, 2])
    moments = incremental_from_moments(
        SufficientMoments.from_rows(rows, NAMES), base=["ability"], added=["interview"], outcome="rating"
    )
    for name in ("estimate", "low", "high"):
        assert isclose(getattr(moments.gain, name), getattr(people.gain, name), abs_tol=1e-10)
    assert isclose(moments.p, people.p, abs_tol=1e-10)
    assert isclose(moments.adjusted_gain, people.adjusted_gain, abs_tol=1e-10)
    alone = incremental_from_moments(
        SufficientMoments.from_rows(rows, NAMES), base=[], added=["ability"], outcome="rating"
    )
    assert alone.multiple_r[0] == 0


@pytest.mark.parametrize(
    ("rows", "wish"),
    [
        (history(40), {"added": []}),
        (np.column_stack([history(40)[:, :2], np.ones(40)]), {}),
        (np.column_stack([np.ones(40), history(40)[:, 1:]]), {}),
        (history(40)[:, [0, 0, 2]], {}),
    ],
    ids=["nothing added", "constant outcome", "constant predictor", "twice the same"],
)
def test_moments_that_tell_no_gain_are_refused(rows, wish):
    moments = SufficientMoments.from_rows(rows, NAMES)
    given = {"base": ["ability"], "added": ["interview"], "outcome": "rating"} | wish
    with pytest.raises(ScienceError):
        incremental_from_moments(moments, **given)


def test_too_few_people_tell_no_gain():
    moments = SufficientMoments.from_rows(history(3), NAMES, smallest_batch=1)
    with pytest.raises(InsufficientDataError):
        incremental_from_moments(moments, base=["ability"], added=["interview"], outcome="rating")


def test_means_compared_from_sums_are_welchs_from_people():
    rng = np.random.default_rng(3)
    values, arm = rng.normal(size=60), np.arange(60) % 3 == 0
    people = compare_arms(values, arm, kind="mean")
    sums = [(int(side.sum()), values[side].mean(), values[side].var(ddof=1)) for side in (arm, ~arm)]
    found = compare_means(*sums)
    assert isclose(found.difference.low, people.difference.low, rel_tol=1e-12)
    assert isclose(found.difference.high, people.difference.high, rel_tol=1e-12)
    with pytest.raises(InsufficientDataError):
        compare_means((9, 0.0, 1.0), (20, 0.0, 1.0))
    with pytest.raises(ScienceError, match="different"):
        compare_means((20, 0.0, 0.0), (20, 1.0, 0.0))

"""Shares, waits and costs of a procedure against worked examples, definitions and each other."""

import math

import numpy as np
import pytest

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.evaluation import survival_curve
from maatwerk.science.procedure import cost_per, cumulative_incidence, proportion


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_matches_newcombes_table(count, n, low, high):
    # Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3, at 95%
    found = proportion(count, n, confidence=0.95)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    assert found.estimate == count / n


@pytest.mark.parametrize(("count", "n"), [(-1, 3), (4, 3), (1.5, 3)])
def test_counts_that_contradict_each_other_are_refused(count, n):
    with pytest.raises(ScienceError):
        proportion(count, n)


def test_of_nobody_there_is_no_share():
    with pytest.raises(InsufficientDataError):
        proportion(0, 0)


def test_the_poisson_interval_matches_the_published_table():
    # Garwood (1936), Biometrika 28, 437-442: 95% limits of the mean at a count of 5 are 1.62 and 11.67; at 10: 4.80 and 18.39
    for count, low, high in ((5, 1.62, 11.67), (10, 4.80, 18.39)):
        found = cost_per(1000, count, confidence=0.95)
        assert found.estimate == 1000 / count
        assert round(1000 / found.high, 2) == low
        assert round(1000 / found.low, 2) == high


def test_a_share_makes_the_one_that_counts_dearer_and_less_sure():
    plain, kept = cost_per(9000, 12), cost_per(9000, 12, share=(0.5, 0.3, 0.7))
    assert kept.estimate == 2 * plain.estimate
    assert kept.low < 2 * plain.low
    assert kept.high > 2 * plain.high


def test_the_interval_of_a_cost_covers_as_often_as_it_says():
    # the true cost per hire is 1,000 / 8; counts are drawn, so the coverage of the exact interval is at least 90%
    rng = np.random.default_rng(4)
    counts = [int(c) for c in rng.poisson(8, 2_000) if c]
    inside = [
        found.low <= 125 <= found.high
        for found in (cost_per(1000, count) for count in range(1, 30))
        for _ in range(counts.count(found.n))
    ]
    assert 0.90 <= np.mean(inside) <= 0.97


@pytest.mark.parametrize(
    "wrong",
    [
        {"total": -1, "count": 2},
        {"total": math.nan, "count": 2},
        {"total": 1, "count": 0},
        {"total": 1, "count": 3, "share": (0.5, 0.6, 0.7)},
        {"total": 1, "count": 3, "share": (0.5, 0.0, 0.7)},
    ],
)
def test_what_cannot_be_divided_is_refused(wrong):
    with pytest.raises(ScienceError):
        cost_per(**wrong)


def by_hand(days, ended, t):
    """The definition, one end at a time: chance to be under way just before, times the chance of it happening then."""
    under_way, found = 1.0, 0.0
    for day in sorted({d for d, e in zip(days, ended, strict=True) if e and d <= t}):
        at_risk = sum(d >= day for d in days)
        happened = sum(d == day and e == 1 for d, e in zip(days, ended, strict=True))
        gone = sum(d == day and e > 0 for d, e in zip(days, ended, strict=True))
        found += under_way * happened / at_risk
        under_way *= 1 - gone / at_risk
    return found


def drawn(seed, n=80):
    rng = np.random.default_rng(seed)
    return np.round(rng.exponential(30, n)) + 1, rng.integers(0, 3, n)


@pytest.mark.parametrize("seed", range(5))
def test_incidence_is_the_definition_written_out(seed):
    days, ended = drawn(seed)
    curve = cumulative_incidence(days, ended)
    for day in (1, 7, 20, 60):
        if day <= curve.follow_up:
            assert curve.by(day).estimate == pytest.approx(by_hand(days, ended, day), abs=1e-12)


def test_without_another_end_it_is_one_minus_kaplan_meier():
    # another estimator of the core, itself held to a textbook sample
    days, ended = drawn(9)
    ended = np.where(ended == 2, 0, ended)
    curve, kept = cumulative_incidence(days, ended), survival_curve(days, ended)
    assert curve.times == pytest.approx(kept.times)
    assert curve.incidence == pytest.approx(1 - kept.survival, abs=1e-12)


def test_shares_of_all_ends_and_of_who_still_waits_add_up_to_one():
    days, ended = drawn(3)
    one = cumulative_incidence(days, ended)
    other = cumulative_incidence(days, np.array([0, 2, 1])[ended])
    waiting = survival_curve(days, ended > 0)
    for day in (5, 30, 60):
        total = one.by(day).estimate + other.by(day).estimate + float(waiting.at([day])[0])
        assert total == pytest.approx(1, abs=1e-9)


def test_intervals_cover_the_truth_under_censoring_and_another_end():
    # both ends exponential with mean 40 and 60 days: F1(30) = (3/5) (1 - exp(-30/24))
    truth = 0.6 * (1 - math.exp(-30 / 24))
    inside = []
    for seed in range(400):
        rng = np.random.default_rng(seed)
        first, other, censored = rng.exponential(40, 60), rng.exponential(60, 60), rng.uniform(10, 90, 60)
        days = np.minimum(np.minimum(first, other), censored)
        ended = np.where(censored == days, 0, np.where(first == days, 1, 2))
        found = cumulative_incidence(days, ended).by(min(30, days.max()))
        inside.append(found.low <= truth <= found.high)
    assert 0.86 <= np.mean(inside) <= 0.94


def test_the_median_and_its_interval_are_read_off_the_curves():
    curve = cumulative_incidence([10, 20, 30, 40, 50, 60], [1, 1, 1, 1, 0, 0])
    middle = curve.quantile()
    assert middle.days == 30
    assert middle.low is not None
    assert middle.low <= 30
    assert middle.high is None  # the lower curve never gets to a half
    assert "30 days" in curve.explain("en")
    assert "30 dagen" in curve.explain("nl")


def test_less_than_half_has_no_median_and_says_so():
    curve = cumulative_incidence([5, 6, 7, 8], [1, 0, 2, 2])
    assert curve.quantile().days is None
    assert "no median yet" in curve.explain()


def test_order_does_not_matter():
    days, ended = drawn(2)
    shuffled = np.random.default_rng(0).permutation(len(days))
    assert cumulative_incidence(days, ended).incidence == pytest.approx(
        cumulative_incidence(days[shuffled], ended[shuffled]).incidence
    )


def test_nothing_can_be_said_about_days_that_nobody_was_watched_for():
    curve = cumulative_incidence([3, 9], [1, 0])
    with pytest.raises(ScienceError):
        curve.by(10)
    assert cumulative_incidence([3, 9], [1, 2]).by(400).estimate == 0.5


@pytest.mark.parametrize(
    ("days", "ended"), [([], []), ([1, -2], [0, 1]), ([1, math.nan], [0, 1]), ([1], [3]), ([1, 2], [1])]
)
def test_what_is_no_wait_is_refused(days, ended):
    with pytest.raises(ScienceError):
        cumulative_incidence(days, ended)


@pytest.mark.parametrize("n", [5, 50, 1_000, 5_000])
def test_a_share_stays_a_share_however_many_steps_are_added_up(n):
    # where it happens to all, one after the other, the sum of n rounded steps passed 1 for some n
    found = cumulative_incidence(np.arange(1, n + 1), np.ones(n))
    for column in (found.low, found.incidence, found.high):
        assert column.min() >= 0
        assert column.max() <= 1
    assert found.incidence[-1] == pytest.approx(1, abs=1e-12)

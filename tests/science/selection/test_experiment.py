"""Two arms: assignment that repeats and balances, differences that textbooks give, promises at every look."""

from collections import Counter
from math import isclose

import numpy as np
import pytest

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.selection import assign_arm, compare_arms, compare_retention


def dealt(n, **options):
    return [assign_arm(k, seed="e1", **options) for k in range(n)]


def test_assignment_repeats_and_balances_within_every_block():
    arms = dealt(400)
    assert arms == dealt(400)
    assert all(Counter(arms[k : k + 4]) == {"control": 2, "treated": 2} for k in range(0, 400, 4))
    assert arms != [assign_arm(k, seed="e2") for k in range(400)]
    assert arms != dealt(400, stratum="vacancy 2")


def test_every_order_within_a_block_is_about_equally_likely():
    arms = dealt(8_000)
    orders = Counter(tuple(arms[k : k + 4]) for k in range(0, 8_000, 4))
    assert len(orders) == 6
    # 2,000 blocks over 6 orders: 333 each, standard deviation 17
    assert max(abs(count - 2000 / 6) for count in orders.values()) < 4 * 17


def test_three_arms():
    assert Counter(dealt(30, arms=("a", "b", "c"), block=6)) == {"a": 10, "b": 10, "c": 10}


def test_a_proportion_is_newcombes():
    # Newcombe (1998), table II (a): 56/70 - 48/80, method 10: .0524 to .3339 (REQUIREMENTS V3b)
    outcome = [1] * 56 + [0] * 14 + [1] * 48 + [0] * 32
    found = compare_arms(outcome, [1] * 70 + [0] * 80)
    assert isclose(found.difference.estimate, 0.2)
    assert (round(found.difference.low, 4), round(found.difference.high, 4)) == (0.0524, 0.3339)
    assert found.decided
    assert found.looks == "once"


def test_a_mean_is_welchs():
    from scipy.stats import ttest_ind

    rng = np.random.default_rng(0)
    one, other = rng.normal(1, 2, 40), rng.normal(0, 1, 60)
    found = compare_arms(np.r_[one, other], np.r_[np.ones(40), np.zeros(60)], kind="mean", confidence=0.9)
    welch = ttest_ind(one, other, equal_var=False).confidence_interval(0.9)
    assert isclose(found.difference.low, welch.low, rel_tol=1e-9)
    assert isclose(found.difference.high, welch.high, rel_tol=1e-9)


def test_retention_without_censoring_is_a_difference_of_proportions():
    rng = np.random.default_rng(1)
    months, arm = rng.exponential(20, 300), np.arange(300) % 2
    found = compare_retention(months, np.ones(300), arm, horizon=12)
    shares = [float((months[arm == side] > 12).mean()) for side in (1, 0)]
    error = np.sqrt(sum(p * (1 - p) / 150 for p in shares))
    assert isclose(found.difference.estimate, shares[0] - shares[1], abs_tol=1e-12)
    assert isclose(found.difference.high - found.difference.low, 2 * 1.959964 * error, rel_tol=1e-6)


def test_unknown_outcomes_are_left_out_and_said():
    outcome = np.r_[np.tile([0.0, 1.0], 30), np.full(5, np.nan)]
    found = compare_arms(outcome, np.arange(65) < 30)
    assert found.n == 60
    assert {item.code for item in found.caveats} == {"small_group", "left_out"}
    assert "chance" in found.explain("en")
    assert "toeval" in found.explain("nl")


def looks(outcome, arm, planned):
    """First look, of one after every 20 people, at which a difference is claimed; None when never."""
    for n in range(60, len(outcome) + 1, 20):
        if compare_arms(outcome[:n], arm[:n], planned=planned).decided:
            return n
    return None


def share_of_false_alarms(runs, people, planned):
    rng = np.random.default_rng(7)
    arm = np.tile([1, 0, 0, 1], people // 4)
    return np.mean(
        [looks((rng.random(people) < 0.3).astype(float), arm, planned) is not None for _ in range(runs)]
    )


def test_looking_often_does_not_raise_false_alarms():
    # repeated 95 % intervals would alarm in about a quarter of such runs; 5 % plus three standard errors
    assert share_of_false_alarms(120, 800, 400) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 120)


@pytest.mark.long
def test_looking_often_does_not_raise_false_alarms_in_the_long_run():
    assert share_of_false_alarms(1_500, 2_000, 1_000) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 1_500)


def test_a_real_difference_is_found_while_looking():
    rng = np.random.default_rng(3)
    arm = np.arange(1_200) % 2
    outcome = (rng.random(1_200) < np.where(arm == 1, 0.5, 0.3)).astype(float)
    found = looks(outcome, arm, 600)
    assert found is not None
    assert found < 900
    once = compare_arms(outcome, arm).difference
    often = compare_arms(outcome, arm, planned=600).difference
    assert often.low < once.low < once.high < often.high


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: assign_arm(-1, seed="x"), "position"),
        (lambda: assign_arm(0, seed=""), "seed"),
        (lambda: assign_arm(0, seed="x", arms=("a", "a")), "arms"),
        (lambda: assign_arm(0, seed="x", block=3), "block"),
        (lambda: compare_arms([0, 1] * 20, [2] * 40), "treated"),
        (lambda: compare_arms([0, 2] * 20, [0, 1] * 20), "outcome"),
        (lambda: compare_arms([np.inf] * 40, [0, 1] * 20), "outcome"),
        (lambda: compare_arms([1.0] * 40, [0, 1] * 20, kind="mean"), "outcome"),
        (lambda: compare_arms([0, 1] * 20, [0, 1] * 20, kind="median"), "kind"),
        (lambda: compare_arms([0, 1] * 20, [0, 1] * 20, planned=5), "planned"),
        (lambda: compare_arms([0, 1, 1], [0, 1, 1]), "treated"),
        (lambda: compare_retention([3.0] * 40, [0] * 40, [0, 1] * 20, horizon=12), "horizon"),
    ],
)
def test_bad_input_is_named(call, argument):
    with pytest.raises(ScienceError) as caught:
        call()
    assert caught.value.argument == argument


def test_nobody_left_gives_an_interval_when_looking_often_is_not_asked():
    found = compare_arms(np.zeros(60), np.arange(60) % 2, planned=60)
    assert found.difference.low < 0 < found.difference.high
    with pytest.raises(InsufficientDataError):
        compare_retention(np.full(40, 5.0), np.zeros(40), np.arange(40) % 2, horizon=6)

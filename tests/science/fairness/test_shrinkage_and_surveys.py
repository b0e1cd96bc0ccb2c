"""Shrunken intersections and promoter scores: recovery, coverage, and the two-filter attack."""

from itertools import product
from math import isclose

import numpy as np
import pytest

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.fairness import (
    Tally,
    may_release,
    promoter_score,
    promoter_scores,
    shrunken_rates,
)


def crossed(rng, sizes, precision=40.0):
    """Counts of 2 x 6 groups whose true rates scatter around additive log odds; and the true rates."""
    counts, truth = {}, {}
    for (i, sex), (j, race) in product(enumerate("mf"), enumerate("uvwxyz")):
        mean = 1 / (1 + np.exp(-(-0.8 + 0.4 * i + 0.15 * j)))
        rate = rng.beta(precision * mean, precision * (1 - mean))
        n = int(sizes[(i * 6 + j) % len(sizes)])
        counts[(sex, race)], truth[(sex, race)] = (int(rng.binomial(n, rate)), n), rate
    return Tally.from_counts(["sex", "race"], counts), truth


def test_small_groups_shrink_and_large_ones_do_not():
    tally, _ = crossed(np.random.default_rng(1), [3, 30, 3000])
    found = shrunken_rates(tally)
    pulls = {3: [], 30: [], 3000: []}
    for row in found.rows:
        raw = row.selected / row.applicants
        pulls[row.applicants].append(abs(row.rate.estimate - raw) / max(abs(row.expected - raw), 1e-12))
    small, middle, large = (np.median(pull) for pull in pulls.values())
    assert small > 0.4 > middle > 0.1 > large


def test_shrunken_rates_are_nearer_the_truth_and_cover_it():
    rng = np.random.default_rng(2)
    raw_error, error, covered, groups = 0.0, 0.0, 0, 0
    for _ in range(60):
        tally, truth = crossed(rng, [5, 12, 25, 60])
        for row in shrunken_rates(tally).rows:
            true = truth[row.levels]
            raw_error += (row.selected / row.applicants - true) ** 2
            error += (row.rate.estimate - true) ** 2
            covered += row.rate.low <= true <= row.rate.high
            groups += 1
    assert error < 0.6 * raw_error
    assert abs(covered / groups - 0.95) < 0.03


def test_groups_without_real_differences_share_one_rate():
    counts = {(name,): (30, 100) for name in "abcdefgh"}
    found = shrunken_rates(Tally.from_counts(["team"], counts))
    assert all(isclose(row.rate.estimate, 0.3, abs_tol=1e-6) for row in found.rows)
    # narrower than one team alone (Wilson .219 to .396), wider than one rate for all 800 (.269 to .333)
    assert all(0.07 < row.rate.high - row.rate.low < 0.17 for row in found.rows)


def test_shrinkage_explains_itself_and_warns_about_few_groups():
    tally = Tally.from_counts(["team"], {("a",): (5, 50), ("b",): (30, 60), ("c",): (20, 50)})
    found = shrunken_rates(tally)
    assert [item.code for item in found.caveats] == ["few_groups"]
    assert "a has the lowest rate" in found.explain()
    assert "heeft a het laagste percentage" in found.explain("nl")


def test_what_is_expected_of_a_group_leaves_the_group_out():
    others = {(name,): (10, 40) for name in "bcdefghi"}

    def expected(selected):
        rows = shrunken_rates(Tally.from_counts(["team"], {("a",): (selected, 40), **others})).rows
        return rows[0].expected

    # counted in, the group would move its own expectation by 30 / 360 = .083
    assert abs(expected(35) - expected(5)) < 0.03


def test_suppression_without_a_published_total():
    from maatwerk.science.fairness._suppression import suppress

    assert suppress(np.eye(2, dtype=bool), np.array([1, 1]), threshold=5).all()


def test_shrinkage_refusals():
    with pytest.raises(InsufficientDataError, match="3 groups"):
        shrunken_rates(Tally.from_counts(["team"], {("a",): (5, 50), ("b",): (30, 60)}))
    with pytest.raises(InsufficientDataError, match="selected"):
        shrunken_rates(Tally.from_counts(["team"], {(name,): (0, 9) for name in "abc"}))


def test_promoter_score():
    found = promoter_score([10, 9, 9, 8, 7, 6, 5, 3, 10, 8])
    assert found.score.estimate == 10
    assert (found.promoters, found.passives, found.detractors) == (0.4, 0.3, 0.3)
    assert "a score of 10" in found.explain()
    assert "een score van 10" in found.explain("nl")


def test_promoter_interval_covers():
    rng = np.random.default_rng(4)
    shares, covered = [0.35, 0.4, 0.25], 0
    for _ in range(1500):
        answers = rng.choice([9, 7, 3], size=40, p=shares)
        found = promoter_score(answers).score
        covered += found.low <= 10 <= found.high
    assert abs(covered / 1500 - 0.95) < 0.02


def test_unanimous_answers_keep_an_interval():
    found = promoter_score([10] * 5).score
    assert found.estimate == 100
    assert found.low < 70


def test_small_groups_cannot_be_found_by_subtraction():
    rng = np.random.default_rng(7)
    answers = rng.integers(0, 11, 60)
    department = ["a"] * 30 + ["b"] * 26 + ["c"] * 4
    site = (["x"] * 20 + ["y"] * 10) + (["x"] * 20 + ["y"] * 6) + ["x"] * 4
    found = promoter_scores({"department": department, "site": site}, answers, smallest_cell=8)
    assert found[("department", "c")] is None
    assert found[("department", "b")] is None  # with the whole, a and b together would give c away
    assert found[("department", "a")].n == 30
    assert found[("site", "x")].n == 44


def test_two_filter_attack_returns_nothing():
    people = np.arange(50)
    everyone, women = people >= 0, people < 20
    without_one = women & (people != 7)
    assert may_release([], everyone, smallest_cell=5)
    assert may_release([everyone], women, smallest_cell=5)
    assert not may_release([everyone, women], without_one, smallest_cell=5)
    assert not may_release([everyone], people < 3, smallest_cell=5)
    assert not may_release([everyone], people < 48, smallest_cell=5)


def test_three_filter_attack_returns_nothing():
    # (A or B) and A and B are each large; their combination gives away the overlap of three people
    people = np.arange(60)
    a, b = people < 30, (people >= 27) & (people < 57)
    assert may_release([a], b, smallest_cell=5)
    assert not may_release([a, b], a | b, smallest_cell=5)


def test_two_small_sets_together_stay_hidden():
    people = np.arange(60)
    a, b = people < 30, (people >= 28) & (people < 58)
    assert not may_release([a | b, b], b & (people >= 34), smallest_cell=10)


def test_a_small_remainder_stays_hidden_however_it_is_cut_up():
    people = np.arange(60)
    everyone = people >= 0
    b = (people < 30) | ((people >= 51) & (people < 54))
    c = ((people >= 20) & (people < 50)) | ((people >= 54) & (people < 57))
    assert not may_release([everyone, b, c], people < 51, smallest_cell=10)  # leaves out nine people


@pytest.mark.parametrize("answers", [[11], [-1], [7.5], [np.nan], [[1, 2]]])
def test_answers_off_the_scale_are_refused(answers):
    with pytest.raises(ScienceError, match="answers"):
        promoter_score(answers)


def test_too_few_answers_are_refused():
    with pytest.raises(InsufficientDataError):
        promoter_score([])
    with pytest.raises(InsufficientDataError):
        promoter_score([9, 9], smallest_cell=5)
    with pytest.raises(InsufficientDataError):
        promoter_scores({"team": []}, [])

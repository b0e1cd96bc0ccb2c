from math import isclose

import numpy as np
import pytest

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.scores import (
    cohen_kappa,
    contingency,
    fleiss_kappa,
    intraclass_correlations,
    panel_correlations,
)

# Cohen (1968), table 1: proportions of 200 cases; kappas recomputed with R psych 2.2.9, cohen.kappa
COHEN_1968 = np.array([[88, 14, 18], [10, 40, 10], [2, 6, 12]])

# Shrout & Fleiss (1979), table 2; estimates in table 4; 95 % intervals from R psych 2.2.9, ICC
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]

# 10 subjects, 14 raters, 5 categories: the worked example of Fleiss' kappa in Wikipedia, .210
FLEISS = [
    [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
]  # fmt: skip


@pytest.mark.parametrize(
    ("weights", "kappa"),
    [
        (None, 0.492),
        ([[0, 1, 3], [1, 0, 6], [3, 6, 0]], 0.348),
        ([[0, 1, 4], [1, 0, 6], [2, 2, 0]], 0.353),
    ],
)
def test_kappa_matches_cohen_1968(weights, kappa):
    assert isclose(cohen_kappa(COHEN_1968, weights=weights).estimate, kappa, abs_tol=5e-4)


def test_kappa_two_by_two_is_exact():
    # observed agreement .70, chance .50
    assert isclose(cohen_kappa([[20, 5], [10, 15]]).estimate, 0.40, rel_tol=1e-12)


def test_kappa_interval_matches_the_unweighted_variance_of_fleiss_cohen_everitt():
    # an independent writing: Fleiss, Cohen & Everitt (1969), eq. 9, cell by cell
    table = COHEN_1968 / COHEN_1968.sum()
    n = COHEN_1968.sum()
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    observed, chance = np.trace(table), rows @ columns
    total = 0.0
    for i in range(3):
        for j in range(3):
            influence = (i == j) * (1 - chance) - (columns[i] + rows[j]) * (1 - observed)
            total += table[i, j] * influence**2
    total -= (observed * chance - 2 * chance + observed) ** 2
    error = np.sqrt(total / (n * (1 - chance) ** 4))
    found = cohen_kappa(COHEN_1968, confidence=0.95)
    assert isclose((found.high - found.low) / 2, 1.959963984540054 * error, rel_tol=1e-9)


def test_kappa_weights_only_matter_up_to_a_factor():
    weights = np.array([[0, 1, 4], [1, 0, 6], [2, 2, 0]])
    one, ten = cohen_kappa(COHEN_1968, weights=weights), cohen_kappa(COHEN_1968, weights=10 * weights)
    assert np.allclose([one.estimate, one.low, one.high], [ten.estimate, ten.low, ten.high], atol=1e-12)


def test_kappa_refuses_one_category():
    with pytest.raises(ScienceError) as caught:
        cohen_kappa([[30, 0], [0, 0]])
    assert caught.value.argument == "table"


@pytest.mark.parametrize(
    ("table", "weights"),
    [
        ([[1, 2, 3], [4, 5, 6]], None),
        ([[1.5, 2], [3, 4]], None),
        ([[-1, 2], [3, 4]], None),
        ([[np.nan, 2], [3, 4]], None),
        ([[0, 0], [0, 0]], None),
        ([[1, 2], [3, 4]], [[1, 0], [0, 1]]),
        ([[1, 2], [3, 4]], [[0, 1, 2]]),
    ],
)
def test_kappa_refuses_what_is_no_table(table, weights):
    with pytest.raises(ScienceError):
        cohen_kappa(table, weights=weights)


def test_contingency_counts_pairs_and_leaves_missing_out():
    table = contingency([1, 1, 2, np.nan, 2], [1, 2, 2, 1, 2], categories=[1, 2, 3])
    assert table.tolist() == [[1, 1, 0], [0, 2, 0], [0, 0, 0]]
    with pytest.raises(ScienceError):
        contingency([1, 5], [1, 2], categories=[1, 2])
    with pytest.raises(ScienceError):
        contingency([1, 2], [1, 2, 3])


def test_fleiss_kappa_matches_the_worked_example():
    assert isclose(fleiss_kappa(FLEISS).estimate, 0.210, abs_tol=5e-4)


def test_fleiss_interval_covers_near_its_promise():
    # raters agree on a latent class with probability .7; the kappa of a large sample is the truth
    rng = np.random.default_rng(11)

    def sample(n):
        truth = rng.choice(3, size=n, p=[0.5, 0.3, 0.2])
        marks = np.where(rng.random((n, 4)) < 0.7, truth[:, None], rng.choice(3, size=(n, 4)))
        return np.stack([(marks == c).sum(axis=1) for c in range(3)], axis=1)

    target = fleiss_kappa(sample(200_000)).estimate
    hits = 0
    for _ in range(300):
        found = fleiss_kappa(sample(80))
        hits += found.low <= target <= found.high
    assert abs(hits / 300 - 0.90) < 0.055  # 3 Monte Carlo standard errors


def test_fleiss_refuses_unequal_raters_and_a_single_category():
    with pytest.raises(ScienceError):
        fleiss_kappa([[2, 1], [1, 1], [3, 0]])
    with pytest.raises(ScienceError):
        fleiss_kappa([[3, 0], [3, 0], [3, 0]])
    with pytest.raises(InsufficientDataError):
        fleiss_kappa([[3, 0], [3, 0], [3, 0], [2, 1]])
    with pytest.raises(InsufficientDataError):
        fleiss_kappa([[2, 1], [1, 2]])


def test_icc_matches_shrout_and_fleiss():
    found = intraclass_correlations(SHROUT_FLEISS, confidence=0.95)
    printed = {  # estimate: paper, table 4; bounds: R psych, 2 or 3 digits
        "ICC(1,1)": (0.17, -0.133, 0.72),
        "ICC(2,1)": (0.29, 0.019, 0.76),
        "ICC(3,1)": (0.71, 0.342, 0.95),
        "ICC(1,k)": (0.44, -0.884, 0.91),
        "ICC(2,k)": (0.62, 0.071, 0.93),
        "ICC(3,k)": (0.91, 0.676, 0.99),
    }
    assert set(found) == set(printed)
    for form, (estimate, low, high) in printed.items():
        got = found[form].estimate
        assert isclose(got.estimate, estimate, abs_tol=0.005)
        assert isclose(got.low, low, abs_tol=0.0006)
        assert isclose(got.high, high, abs_tol=0.005)
    assert found["ICC(2,1)"].raters == 4


def test_icc_ignores_scale_and_order():
    ratings = np.array(SHROUT_FLEISS, dtype=float)
    base = intraclass_correlations(ratings)
    moved = intraclass_correlations(100 - 7 * ratings[::-1, [2, 0, 3, 1]])
    for form, found in base.items():
        assert isclose(found.estimate.estimate, moved[form].estimate.estimate, abs_tol=1e-9)
        assert isclose(found.estimate.low, moved[form].estimate.low, abs_tol=1e-9)


def test_icc_consistency_forgives_a_lenient_rater_and_agreement_does_not():
    ratings = np.array([[1.0, 3.0], [2.0, 4.0], [3.0, 5.0], [4.0, 6.0]])
    found = intraclass_correlations(ratings)
    assert isclose(found["ICC(3,1)"].estimate.estimate, 1.0, abs_tol=1e-12)
    # people's variance 5/3 of 5/3 + 2 (half the squared shift): 5/11
    assert isclose(found["ICC(2,1)"].estimate.estimate, 5 / 11, abs_tol=1e-12)
    assert found["ICC(2,1)"].estimate.low <= 5 / 11 <= found["ICC(2,1)"].estimate.high


@pytest.mark.parametrize(
    "ratings",
    [
        [[1, 2], [2, 3]],
        [[1], [2], [3]],
        [[1, np.nan], [2, 2], [3, 3]],
        [[1, np.inf], [2, 2], [3, 3]],
        [[4, 4], [4, 4], [4, 4]],
        [[1, 2], [1, 2], [1, 2]],
    ],
)
def test_icc_refuses_what_holds_no_answer(ratings):
    with pytest.raises(ScienceError):
        intraclass_correlations(ratings)


def test_panels_of_one_size_are_the_first_form():
    ratings = np.random.default_rng(4).normal(size=(25, 3)) + np.arange(25)[:, None] / 9
    whole, panels = intraclass_correlations(ratings), panel_correlations(ratings)
    for form in ("ICC(1,1)", "ICC(1,k)"):
        one, other = whole[form].estimate, panels[form].estimate
        assert (other.estimate, other.low, other.high) == pytest.approx((one.estimate, one.low, one.high))
        assert panels[form].raters == 3


def test_places_in_a_panel_and_people_rated_once_change_nothing():
    ratings = np.array([[4, 5, np.nan], [2, 2, 3], [5, 5, 4], [1, np.nan, 2], [3, 4, np.nan]])
    turned = np.vstack([ratings[:, ::-1], [[np.nan, 9, np.nan]]])
    one, other = panel_correlations(ratings)["ICC(1,1)"], panel_correlations(turned)["ICC(1,1)"]
    assert other.estimate.estimate == pytest.approx(one.estimate.estimate, abs=1e-12)
    assert other.estimate.n == 5


@pytest.mark.parametrize(
    "ratings", [[[3, 3], [3, 3], [3, 3]], [[1, 5], [5, 1], [3, 3]], [[1, 2], [2, np.nan], [3, 4]]]
)
def test_panels_that_say_nothing_are_refused(ratings):
    with pytest.raises(ScienceError) as refused:
        panel_correlations(ratings)
    assert refused.value.argument == "ratings"


@pytest.mark.long
@pytest.mark.parametrize("truth", [0.3, 0.6])
def test_intervals_of_panels_of_different_sizes_hold_the_truth_nine_times_in_ten(truth):
    rng, held, sets = np.random.default_rng(20_131), 0, 2_000
    for _one in range(sets):
        sizes = rng.choice([2, 3, 5], size=40)
        ratings = rng.normal(0, truth**0.5, (40, 1)) + rng.normal(0, (1 - truth) ** 0.5, (40, 5))
        ratings[np.arange(5) >= sizes[:, None]] = np.nan
        found = panel_correlations(ratings)["ICC(1,1)"].estimate
        held += found.low <= truth <= found.high
    assert 0.88 < held / sets < 0.92  # standard error of a count of 2,000: .007

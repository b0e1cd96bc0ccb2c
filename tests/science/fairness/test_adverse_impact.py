"""Two selection rates: published answers, an independent implementation, invariances and refusals."""

import csv
from math import inf, isclose, log

import numpy as np
import pytest

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.fairness import adverse_impact
from maatwerk.science.fairness._intervals import _score_chi2, katz, koopman
from realdata import shared


def compare(x1, n1, x2, n2, **options):
    return adverse_impact(
        selected=x1, applicants=n1, reference_selected=x2, reference_applicants=n2, **options
    )


def test_four_fifths_follows_question_12():
    # Questions and Answers on the Uniform Guidelines (1979), question 12; counts chosen to give its rates
    found = compare(12, 40, 48, 80)
    assert found.rate == 0.3
    assert found.reference_rate == 0.6
    assert found.ratio.estimate == 0.5
    assert found.below_four_fifths
    assert round(found.fisher_p, 4) == 0.0034


def test_one_selection_reverses_question_21():
    # Question 21: 16 of 80 against 3 of 20; one different hire makes 15 of 80 against 4 of 20
    found = compare(3, 20, 16, 80)
    assert isclose(found.ratio.estimate, 0.75)
    assert found.below_four_fifths
    assert round(found.fisher_p, 3) == 0.757
    assert (found.one_selection.selected, found.one_selection.reference_selected) == (4, 15)
    assert isclose(found.one_selection.ratio, 0.2 / 0.1875)
    assert found.one_selection.changes
    assert {item.code for item in found.caveats} == {"small_group", "one_selection"}


def test_question_20_is_too_few_to_conclude():
    found = compare(1, 10, 3, 20)
    assert round(found.ratio.estimate, 3) == 0.667
    assert found.below_four_fifths
    assert found.one_selection.changes
    assert {item.code for item in found.caveats} == {"small_group", "one_selection"}


def test_difference_matches_newcombe_method_10():
    # Newcombe (1998), Statistics in Medicine 17, 873-890, Table II, example (a): 56/70 - 48/80
    found = compare(56, 70, 48, 80).difference
    assert isclose(found.estimate, 0.2)
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((9, 10, 3, 10), 0.1705, 0.8090),  # example (b)
        ((6, 7, 2, 7), 0.0582, 0.8062),  # example (c)
        ((5, 56, 0, 29), -0.0381, 0.1926),  # example (d)
        ((10, 10, 0, 20), 0.6791, 1.0),  # example (g), at Wilson's corner
    ],
)
def test_newcombe_in_small_groups(counts, low, high):
    from maatwerk.science.fairness._intervals import newcombe

    x1, n1, x2, n2 = counts
    found = newcombe(x1, n1, x2, n2, confidence=0.95)
    assert (round(found[0], 4), round(found[1], 4)) == (low, high)


@pytest.mark.parametrize(("selected", "flagged"), [(45, True), (48, False), (51, False)])
def test_four_fifths_at_question_11(selected, flagged):
    # Question 11: rates of 45, 48 and 51 % against 60 %
    assert compare(selected, 100, 60, 100).below_four_fifths is flagged


def test_exactly_four_fifths_is_not_below():
    assert (20 / 30) / (25 / 30) < 0.8  # what floats would say
    assert not compare(20, 30, 25, 30).below_four_fifths


@pytest.mark.realdata
def test_known_answers():
    with shared("data/adverse-impact-examples/known_answers.csv").open() as lines:
        for row in csv.DictReader(lines):
            found = compare(
                *(int(row[name]) for name in ("focal_selected", "focal_total")),
                *(int(row[name]) for name in ("reference_selected", "reference_total")),
            )
            assert isclose(found.ratio.estimate, float(row["impact_ratio"]), abs_tol=5e-7)
            assert found.below_four_fifths == bool(int(row["below_four_fifths"]))
            assert isclose(found.z, float(row["z_pooled"]), abs_tol=5e-7)
            assert isclose(found.z_p, float(row["p_z_two_sided"]), abs_tol=5e-9)
            assert isclose(found.fisher_p, float(row["p_fisher_two_sided"]), rel_tol=5e-6)
            assert isclose(found.shortfall, float(row["shortfall"]), abs_tol=5e-5)


def test_exact_test_agrees_with_scipy():
    stats = pytest.importorskip("scipy.stats")
    rng = np.random.default_rng(4)
    for _ in range(300):
        n1, n2 = (int(n) for n in rng.integers(1, 60, 2))
        x1, x2 = int(rng.integers(0, n1 + 1)), int(rng.integers(1, n2 + 1))
        if x1 + x2 == n1 + n2:
            continue  # one possible table: tested by name
        found = compare(x1, n1, x2, n2)
        table = [[x1, n1 - x1], [x2, n2 - x2]]
        assert isclose(found.fisher_p, stats.fisher_exact(table).pvalue, rel_tol=1e-9)
        observed = stats.hypergeom.pmf(x1, n1 + n2, n1, x1 + x2)
        assert isclose(found.mid_p, stats.fisher_exact(table).pvalue - observed / 2, rel_tol=1e-8)


def test_exact_test_of_a_million_applicants():
    stats = pytest.importorskip("scipy.stats")
    found = compare(100_200, 400_000, 150_900, 600_000)
    table = [[100_200, 299_800], [150_900, 449_100]]
    assert isclose(found.fisher_p, stats.fisher_exact(table).pvalue, rel_tol=1e-6)


def test_koopman_inverts_the_score_test():
    # at each end the constrained chi-square, maximised numerically here, equals the normal quantile squared
    from scipy.optimize import minimize_scalar

    x1, n1, x2, n2 = 2, 18, 11, 31
    for end in koopman(x1, n1, x2, n2, confidence=0.9):

        def loss(p2, ratio=end):
            p1 = ratio * p2
            return -(x1 * log(p1) + (n1 - x1) * log(1 - p1) + x2 * log(p2) + (n2 - x2) * log(1 - p2))

        p2 = minimize_scalar(
            loss, bounds=(1e-9, min(1, 1 / end) - 1e-9), method="bounded", options={"xatol": 1e-12}
        ).x
        p1 = end * p2
        variance = p1 * (1 - p1) / n1 + end**2 * p2 * (1 - p2) / n2
        assert isclose((x1 / n1 - end * x2 / n2) ** 2 / variance, 1.6448536269514722**2, rel_tol=1e-6)


def test_katz_matches_the_closed_form():
    # log ratio ± 1.959964·sqrt(1/12 - 1/40 + 1/48 - 1/80) = ln .5 ± .506...
    low, high = katz(12, 40, 48, 80, confidence=0.95)
    half = 1.959963984540054 * (1 / 12 - 1 / 40 + 1 / 48 - 1 / 80) ** 0.5
    assert isclose(log(low), log(0.5) - half)
    assert isclose(log(high), log(0.5) + half)


def test_nobody_selected_still_has_an_interval():
    found = compare(0, 25, 10, 25)
    assert found.ratio.estimate == 0
    assert found.ratio.low == 0
    assert 0 < found.ratio.high < 1
    assert found.ratio.method == "impact-ratio-koopman/1"


def test_everybody_selected_is_no_certainty():
    found = compare(5, 5, 9, 9)
    assert found.n == 14
    assert _score_chi2(1.0, 5, 5, 9, 9) == 0  # no spread and no gap
    assert found.ratio.low < 1 < found.ratio.high < inf
    assert (found.z, found.fisher_p, found.mid_p) == (0, 1, 1)
    assert found.one_selection is None


def test_the_only_selection_of_the_reference_can_be_moved_too():
    """50 of 120 beside 1 of 1: with that one hire moved, 51 of 120 beside 0 of 1, and no ratio to print."""
    moved = compare(50, 120, 1, 1).one_selection
    assert (moved.selected, moved.reference_selected, moved.ratio) == (51, 0, None)
    assert (moved.below_four_fifths, moved.changes) == (False, True)


@pytest.mark.parametrize("method", [katz, koopman])
def test_ratio_intervals_mirror_when_groups_swap(method):
    low, high = method(7, 40, 19, 60, confidence=0.95)
    mirrored = method(19, 60, 7, 40, confidence=0.95)
    assert isclose(low, 1 / mirrored[1], rel_tol=1e-9)
    assert isclose(high, 1 / mirrored[0], rel_tol=1e-9)


@pytest.mark.parametrize("method", [katz, koopman])
def test_ratio_intervals_cover(method):
    # exact coverage: every pair of outcomes weighted by its binomial probability
    from scipy.stats import binom

    n1, n2, p1, p2 = 40, 70, 0.3, 0.5
    covered = 0.0
    for x1 in range(1, n1 + 1):
        for x2 in range(1, n2 + 1):
            weight = binom.pmf(x1, n1, p1) * binom.pmf(x2, n2, p2)
            if weight > 1e-9 and not (x1 == n1 and x2 == n2):
                low, high = method(x1, n1, x2, n2, confidence=0.95)
                covered += weight * (low <= p1 / p2 <= high)
    assert 0.94 < covered < 0.97


@pytest.mark.parametrize(
    ("counts", "argument", "error"),
    [
        ((3, 0, 1, 2), "applicants", InsufficientDataError),
        ((3, 2, 1, 2), "selected", ScienceError),
        ((-1, 2, 1, 2), "selected", ScienceError),
        ((1, 2, 5, 2), "reference_selected", ScienceError),
        ((1, 2, 0, 2), "reference_selected", InsufficientDataError),
        ((1.5, 2, 1, 2), "selected", ScienceError),
        ((float("nan"), 2, 1, 2), "selected", ScienceError),
    ],
)
def test_counts_that_say_nothing_are_refused(counts, argument, error):
    with pytest.raises(error) as caught:
        compare(*counts)
    assert caught.value.argument == argument


@pytest.mark.parametrize(
    "options", [{"confidence": 1}, {"confidence": 0}, {"threshold": (5, 4)}, {"threshold": (0, 4)}]
)
def test_conventions_out_of_range_are_refused(options):
    with pytest.raises(ScienceError) as caught:
        compare(1, 2, 1, 2, **options)
    assert caught.value.argument == next(iter(options))


def test_explanation_in_two_languages():
    found = compare(12, 40, 48, 80)
    assert found.explain() == (
        "12 of 40 people in this group were selected (30%), against 48 of 80 in the comparison group (60%). "
        "The ratio of the two rates is 0.50 (95% interval 0.30 to 0.83), below 0.80; chance alone gives a "
        "difference this large with p = 0.003."
    )
    assert "De verhouding is 0,50 (95%-interval 0,30 tot 0,83), onder 0,80" in found.explain("nl")

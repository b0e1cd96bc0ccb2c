import csv
from math import isclose

import numpy as np
import pytest

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.scores import (
    cronbach_alpha,
    omega_hierarchical,
    omega_total,
    score_interval,
    spearman_brown,
    spearman_brown_length,
    standard_error_of_measurement,
    true_score_interval,
)
from realdata import shared

# R 4.x, datasets::attitude (Chatterjee & Price 1977), 30 departments, 7 items; psych::alpha gives .8431
ATTITUDE = """
43 51 30 39 61 92 45  63 64 51 54 63 73 47  71 70 68 69 76 86 48  61 63 45 47 54 84 35  81 78 56 66 71 83 47
43 55 49 44 54 49 34  58 67 42 56 66 68 35  71 75 50 55 70 66 41  72 82 72 67 71 83 31  67 61 45 47 62 80 41
64 53 53 58 58 67 34  67 60 47 39 59 74 41  69 62 57 42 55 63 25  68 83 83 45 59 77 35  77 77 54 72 79 77 46
81 90 50 72 60 54 36  74 85 64 69 79 79 63  65 60 65 75 55 80 60  65 70 46 57 75 85 46  50 58 68 54 64 78 52
50 40 33 34 43 64 33  64 61 52 62 66 80 41  53 66 52 50 63 80 37  40 37 42 58 50 57 49  63 54 42 48 66 75 33
66 77 66 63 88 76 72  78 75 58 74 80 78 49  48 57 44 45 51 83 38  85 85 71 71 77 74 55  82 82 39 59 64 78 39
"""
ATTITUDE = np.array(ATTITUDE.split(), dtype=float).reshape(30, 7)

# Thurstone & Thurstone (1941), nine ability tests, as in R psych (data set Thurstone)
THURSTONE = np.eye(9)
for _row, _line in enumerate(
    """.828
    .776 .779
    .439 .493 .460
    .432 .464 .425 .674
    .447 .489 .443 .590 .541
    .447 .432 .401 .381 .402 .288
    .541 .537 .534 .350 .367 .320 .555
    .380 .358 .359 .424 .446 .325 .598 .452""".splitlines(),
    start=1,
):
    THURSTONE[_row, :_row] = THURSTONE[:_row, _row] = [float(value) for value in _line.split()]


def bfi_scale(scale):
    """Read one Big Five scale of 2,800 people, reverse-keyed items turned."""
    turned = {"A": (1,), "C": (4, 5), "E": (1, 2), "N": (), "O": (2, 5)}[scale]
    with shared("data/bfi-sapa/bfi.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    responses = np.array([[float(row[f"{scale}{item}"] or "nan") for item in range(1, 6)] for row in rows])
    for item in turned:
        responses[:, item - 1] = 7 - responses[:, item - 1]
    return responses


def test_alpha_of_attitude():
    assert isclose(cronbach_alpha(ATTITUDE).estimate, 0.8431, abs_tol=5e-5)


def test_alpha_of_five_people_is_exact():
    found = cronbach_alpha([[2, 3, 3], [4, 4, 5], [1, 2, 2], [5, 5, 4], [3, 3, 4]])
    assert isclose(found.estimate, 14 / 15, rel_tol=1e-12)
    assert [item.code for item in found.caveats] == ["small_sample"]


def test_alpha_of_equal_correlations_is_spearman_brown():
    # 10 items with mean correlation .30: .8108 in closed form
    assert isclose(spearman_brown(0.30, 10), 0.8108108108108109, rel_tol=1e-12)
    rng = np.random.default_rng(1)
    raw = rng.standard_normal((200, 10))
    white = np.linalg.qr(raw - raw.mean(axis=0))[0]  # sample correlations exactly zero
    root = np.linalg.cholesky(np.full((10, 10), 0.3) + 0.7 * np.eye(10))
    assert isclose(cronbach_alpha(white @ root.T).estimate, 0.8108108108108109, abs_tol=1e-12)


def test_feldt_interval_covers_near_its_promise():
    rng = np.random.default_rng(7)
    truth = 6 * 1 / (6 * 1 + 1.5)  # six parallel items, true variance 1, error 1.5
    hits = 0
    for _ in range(600):
        data = rng.standard_normal((60, 1)) + np.sqrt(1.5) * rng.standard_normal((60, 6))
        found = cronbach_alpha(data)
        hits += found.low <= truth <= found.high
    assert abs(hits / 600 - 0.90) < 0.037  # 3 Monte Carlo standard errors


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("scale", "pairwise", "median"),
    [  # pairwise: R psych::alpha(bfi[1:5]) prints .7030184; median: psych::scoreItems, data README
        ("A", 0.703, 0.701),
        ("C", None, 0.725),
        ("E", None, 0.760),
        ("N", None, 0.812),
        ("O", None, 0.597),
    ],
)
def test_alpha_of_real_answers_matches_psych(scale, pairwise, median):
    responses = bfi_scale(scale)
    assert isclose(cronbach_alpha(responses, missing="median").estimate, median, abs_tol=5e-4)
    if pairwise is not None:
        assert isclose(cronbach_alpha(responses).estimate, pairwise, abs_tol=5e-5)


def test_alpha_ignores_order_and_shift():
    base = cronbach_alpha(ATTITUDE)
    moved = cronbach_alpha(3 * ATTITUDE[::-1, ::-1] + 1e6)
    assert isclose(base.estimate, moved.estimate, abs_tol=1e-9)
    assert isclose(base.low, moved.low, abs_tol=1e-9)


def test_alpha_names_reversed_items():
    turned = ATTITUDE.copy()
    turned[:, 2] = 100 - turned[:, 2]
    found = cronbach_alpha(turned, items=list("abcdefg"))
    assert "c" in found.explain("en")
    assert "against_the_rest" in [item.code for item in found.caveats]


def test_missing_answers_are_not_zero():
    holed = ATTITUDE.copy()
    holed[::5, 1] = np.nan
    found = cronbach_alpha(holed)
    assert found.n == 24
    assert "pairwise_missing" in [item.code for item in found.caveats]
    assert abs(found.estimate - 0.8431) < 0.03
    assert cronbach_alpha(holed, missing="listwise").n == 24


@pytest.mark.parametrize(
    "responses",
    [
        [[1, 2], [2, 1]],
        [[1], [2], [3]],
        [[1, 1], [2, 1], [3, 1]],
        [[1, np.inf], [2, 1], [3, 2]],
        [[1, np.nan], [2, np.nan], [3, np.nan]],
        [[1, 3], [2, 2], [3, 1]],
        [["a", "b"], ["c", "d"], ["e", "f"]],
        [1, 2, 3],
        [[1, 2], [2, np.nan], [3, np.nan], [np.nan, 1], [np.nan, 2]],
    ],
)
def test_alpha_refuses_what_holds_no_answer(responses):
    with pytest.raises(ScienceError):
        cronbach_alpha(responses)


def test_omega_of_congeneric_items_is_their_closed_form():
    # loadings .9 .8 .7 .6 .5 on unit variances: (3.5)^2 / (3.5^2 + 2.45) = .8333
    loadings = np.array([0.9, 0.8, 0.7, 0.6, 0.5])
    rng = np.random.default_rng(3)
    raw = rng.standard_normal((400, 5))
    white = np.linalg.qr(raw - raw.mean(axis=0))[0] * np.sqrt(399)
    population = np.outer(loadings, loadings) + np.diag(1 - loadings**2)
    data = white @ np.linalg.cholesky(population).T
    found = omega_total(data, draws=60)
    assert isclose(found.estimate, 12.25 / 14.70, abs_tol=1e-6)
    assert found.low < found.estimate < found.high
    assert cronbach_alpha(data).estimate < found.estimate


def test_omega_is_deterministic_by_seed():
    one, two, other = (omega_total(ATTITUDE[:, :4], draws=50, rng=seed) for seed in (5, 5, 6))
    assert one == two
    assert one.low != other.low


def test_omega_hierarchical_of_thurstone():
    # R psych, omega(Thurstone): omega_h .74, omega_t .93; general loadings as its help page prints them
    found = omega_hierarchical(correlation=THURSTONE)
    assert isclose(found.hierarchical, 0.74, abs_tol=0.005)
    assert isclose(found.total, 0.93, abs_tol=0.005)
    assert np.allclose(found.general, [0.71, 0.73, 0.68, 0.65, 0.62, 0.56, 0.59, 0.58, 0.54], atol=0.006)


def test_omega_hierarchical_turns_reversed_items():
    turn = np.diag([1, 1, -1, 1, -1, 1, 1, 1, 1])
    found = omega_hierarchical(correlation=turn @ THURSTONE @ turn)
    assert isclose(found.hierarchical, omega_hierarchical(correlation=THURSTONE).hierarchical, abs_tol=1e-5)
    assert "item 3, item 5" in found.caveats[0].explain("nl")


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"correlation": THURSTONE, "factors": 2},
        {"correlation": THURSTONE, "factors": 4},
        {"correlation": THURSTONE[:8]},
        {"correlation": 2 * THURSTONE},
    ],
)
def test_omega_hierarchical_refuses(arguments):
    with pytest.raises(ScienceError):
        omega_hierarchical(**arguments)


def test_spearman_brown_doubles_and_turns_back():
    assert isclose(spearman_brown(0.70, 2), 0.8235294117647058, rel_tol=1e-12)  # 1.4 / 1.7
    assert isclose(spearman_brown_length(0.70, spearman_brown(0.70, 2)), 2, rel_tol=1e-12)


def test_standard_error_of_measurement():
    assert isclose(standard_error_of_measurement(15, 0.91), 4.5, rel_tol=1e-12)
    low, high = score_interval(100, 4.5, confidence=0.95)
    assert isclose(high - 100, 1.959963984540054 * 4.5, rel_tol=1e-12)
    assert isclose(low + high, 200, rel_tol=1e-12)


def test_kelley_pulls_toward_the_mean():
    estimate, low, high = true_score_interval(130, mean=100, standard_deviation=15, reliability=0.9)
    assert isclose(estimate, 127, rel_tol=1e-12)
    # error of estimation SD * sqrt(r (1 - r)) = 4.5
    assert isclose(high - low, 2 * 1.6448536269514722 * 4.5, rel_tol=1e-12)


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (spearman_brown, (1.2, 2)),
        (spearman_brown, (0.5, 0)),
        (spearman_brown, (float("nan"), 2)),
        (spearman_brown_length, (0, 0.9)),
        (spearman_brown_length, (0.5, 1)),
        (standard_error_of_measurement, (-1, 0.9)),
        (score_interval, (1, -1)),
        (score_interval, (float("inf"), 1)),
        (score_interval, ("x", 1)),
    ],
)
def test_out_of_range_is_refused(function, arguments):
    with pytest.raises(ScienceError):
        function(*arguments)


def test_omega_says_what_is_too_good_to_be_true():
    # the second item is the first with a little noise: its unique variance goes to the bound
    rng = np.random.default_rng(4)
    trait = rng.standard_normal(300)
    close = np.stack(
        [trait, trait + 0.01 * rng.standard_normal(300), trait + 2 * rng.standard_normal(300)], axis=1
    )
    found = omega_total(close, draws=50)
    assert "no_unique_variance" in [item.code for item in found.caveats]
    assert found.estimate <= 1


def test_omega_refuses_too_little():
    with pytest.raises(ScienceError):
        omega_total(ATTITUDE, draws=10)
    with pytest.raises(ScienceError):
        omega_total(ATTITUDE[:, :2])
    rare = np.zeros((40, 4))
    rare[np.arange(4), np.arange(4)] = 1  # most resamples leave some item constant
    with pytest.raises(InsufficientDataError):
        omega_total(rare, draws=60)


def test_omega_hierarchical_of_answers_is_that_of_their_correlations():
    rng = np.random.default_rng(5)
    general, groups = rng.standard_normal((600, 1)), np.repeat(rng.standard_normal((600, 3)), 3, axis=1)
    responses = 0.7 * general + 0.5 * groups + 0.6 * rng.standard_normal((600, 9))
    found = omega_hierarchical(responses)
    other = omega_hierarchical(correlation=np.corrcoef(responses, rowvar=False))
    assert isclose(found.hierarchical, other.hierarchical, abs_tol=1e-6)
    assert found.n == 600
    assert other.n is None
    # by construction: (9 · .7)^2 over (9 · .7)^2 + 3 (3 · .5)^2 + 9 · .36
    assert isclose(found.hierarchical, 39.69 / (39.69 + 6.75 + 3.24), abs_tol=0.04)
    assert 0 <= found.hierarchical <= found.total <= 1


def test_omega_hierarchical_says_when_correlations_contradict_each_other():
    wrong = THURSTONE.copy()
    wrong[0, 1] = wrong[1, 0] = -0.9
    assert "not_positive_definite" in [item.code for item in omega_hierarchical(correlation=wrong).caveats]


def test_missing_must_be_named():
    with pytest.raises(ScienceError):
        cronbach_alpha(ATTITUDE, missing="mean")
    with pytest.raises(ScienceError):
        cronbach_alpha(ATTITUDE, confidence=1)

"""Differential prediction and proxies: real answers, planted and absent differences, refusals."""

import csv
from math import isclose

import numpy as np
import pytest

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.fairness import differential_prediction, proxy_auc
from maatwerk.science.fairness._proxy import auc
from realdata import shared


def outcomes(rng, n=300, slope=0.0, intercept=0.0, *, binary=False):
    focal = np.arange(n) % 3 == 0
    score = rng.normal(size=n) - 0.6 * focal
    eta = 0.5 * score + focal * (intercept + slope * score)
    if binary:
        return score, (rng.random(n) < 1 / (1 + np.exp(-eta))).astype(float), focal
    return score, eta + rng.normal(size=n), focal


@pytest.mark.realdata
def test_dutch_aptitude_test_and_grades():
    # README of dat-netherlands: gpa ~ sum * ethnicity, n = 238: differences 0.06 (p .80), -0.0003 (p .98)
    with shared("data/dat-netherlands/dat_netherlands.csv").open() as lines:
        rows = [row for row in csv.DictReader(lines) if row["gpa"] not in ("", "NA")]
    total = np.array([sum(float(row[test]) for test in ("numerical", "abstract", "verbal")) for row in rows])
    grade = np.array([float(row["gpa"]) for row in rows])
    minority = np.array([row["ethnicity"] == "minority" for row in rows])
    found = differential_prediction(total, grade, minority)
    assert found.n == 238
    assert not found.binary
    assert round(found.slope_p, 2) == 0.98
    assert isclose(abs(found.slope.estimate / total.std()), 0.0003, abs_tol=5e-5)
    assert found.finding == "none"
    # the intercept difference at score 0 of the model with both terms
    at_zero = found.intercept.estimate - found.slope.estimate * (total.mean() / total.std())
    assert isclose(abs(at_zero), 0.06, abs_tol=0.01)


def test_tests_are_those_of_least_squares():
    from scipy import stats

    score, outcome, focal = outcomes(np.random.default_rng(1), slope=0.4)
    found = differential_prediction(score, outcome, focal)
    # equivalent: separate regressions per group share one residual variance
    sides = [stats.linregress(score[side], outcome[side]) for side in (focal, ~focal)]
    assert isclose(found.slope.estimate, (sides[0].slope - sides[1].slope) * score.std(), rel_tol=1e-9)
    residuals = sum(
        ((outcome[side] - line.intercept - line.slope * score[side]) ** 2).sum()
        for side, line in zip((focal, ~focal), sides, strict=True)
    )
    common = stats.linregress(score, outcome)
    restricted = ((outcome - common.intercept - common.slope * score) ** 2).sum()
    f = (restricted - residuals) / 2 / (residuals / (len(score) - 4))
    assert isclose(found.omnibus_p, stats.f.sf(f, 2, len(score) - 4), rel_tol=1e-6)


@pytest.mark.parametrize("binary", [False, True])
@pytest.mark.parametrize(
    ("planted", "finding"), [({"slope": 0.8}, "slope"), ({"intercept": -0.9}, "intercept")]
)
def test_planted_differences_are_found_and_named(planted, finding, binary):
    found = differential_prediction(*outcomes(np.random.default_rng(5), 2500, binary=binary, **planted))
    assert found.finding == finding
    assert found.binary is binary
    assert (found.misprediction < 0) == (finding == "intercept" or found.misprediction < 0)
    if finding == "intercept":
        assert found.misprediction < 0
        assert found.intercept.high < 0


@pytest.mark.parametrize(("binary", "options"), [(False, {}), (False, {"robust": True}), (True, {})])
def test_false_findings_stay_at_five_per_cent(binary, options):
    rng = np.random.default_rng(21)
    findings = [
        differential_prediction(*outcomes(rng, 240, binary=binary), **options).finding != "none"
        for _ in range(400)
    ]
    assert np.mean(findings) <= 0.05 + 3 * (0.05 * 0.95 / 400) ** 0.5


def test_robust_tests_survive_unequal_spread():
    rng = np.random.default_rng(22)
    plain, robust = [], []
    for _ in range(400):
        score, outcome, focal = outcomes(rng, 150)
        outcome = outcome + 3 * focal * rng.normal(size=150)
        plain.append(differential_prediction(score, outcome, focal).omnibus_p < 0.05)
        robust.append(differential_prediction(score, outcome, focal, robust=True).omnibus_p < 0.05)
    assert np.mean(plain) > 0.12
    assert np.mean(robust) < 0.085


def test_scale_of_the_score_does_not_matter():
    score, outcome, focal = outcomes(np.random.default_rng(8), slope=0.3)
    first = differential_prediction(score, outcome, focal)
    second = differential_prediction(10 * score + 50, outcome, focal)
    assert isclose(first.slope.estimate, second.slope.estimate, rel_tol=1e-9)
    assert isclose(first.intercept_p, second.intercept_p, rel_tol=1e-7)


@pytest.mark.parametrize(
    ("score", "outcome", "focal", "argument", "options"),
    [
        ([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 7], [0, 0, 0, 1, 1, 1], "focal", {}),
        ([1] * 8, [1, 2, 3, 4, 5, 7, 6, 8], [0, 0, 0, 0, 1, 1, 1, 1], "score", {}),
        (range(8), [3] * 8, [0, 0, 0, 0, 1, 1, 1, 1], "outcome", {}),
        (range(8), [0, 1, 2, 0, 0, 1, 1, 0], [0, 0, 0, 0, 1, 1, 1, 1], "outcome", {"binary": True}),
        (range(8), [0, 1, np.nan, 0, 0, 1, 1, 0], [0, 0, 0, 0, 1, 1, 1, 1], "outcome", {}),
        (range(7), [0, 1, 2, 0, 0, 1, 1, 0], [0, 0, 0, 0, 1, 1, 1, 1], "score", {}),
        (range(8), [0, 0, 0, 0, 1, 1, 1, 1], [0, 1, 0, 1, 0, 1, 0, 1], "X", {}),
    ],
)
def test_data_without_a_comparison_are_refused(score, outcome, focal, argument, options):
    with pytest.raises(ScienceError) as caught:
        differential_prediction(list(score), outcome, focal, **options)
    assert caught.value.argument == argument


def test_explanations_of_prediction():
    rng = np.random.default_rng(5)
    assert "slopes differ" in differential_prediction(*outcomes(rng, 2500, slope=0.8)).explain()
    assert "Bij gelijke score" in differential_prediction(*outcomes(rng, 2500, intercept=-0.9)).explain("nl")
    assert "No difference" in differential_prediction(*outcomes(np.random.default_rng(30), 60)).explain()


def test_auc_counts_ties_half():
    metrics = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(2)
    group = rng.random(400) < 0.3
    score = np.round(rng.normal(size=400) + 0.8 * group, 1)  # with ties
    assert isclose(auc(score, group), metrics.roc_auc_score(group, score), rel_tol=1e-12)


def test_proxy_is_found():
    rng = np.random.default_rng(4)
    group = rng.random(500) < 0.4
    X = rng.normal(size=(500, 4))
    X[:, 2] += 1.0 * group
    found = proxy_auc(X, group, rng=1, names=["a", "b", "height", "d"])
    assert isclose(found.auc.estimate, 0.76, abs_tol=0.05)  # Phi(1 / sqrt 2)
    assert found.strongest == "height"
    assert found.n == 500
    assert "height (0.7" in found.explain()
    assert "height (0,7" in found.explain("nl")
    assert proxy_auc(X, group, rng=1, names=["a", "b", "height", "d"]) == found


def test_proxy_in_products_is_found():
    rng = np.random.default_rng(5)
    X = rng.normal(size=(600, 3))
    group = rng.random(600) < 1 / (1 + np.exp(-1.5 * X[:, 0] * X[:, 1]))
    assert proxy_auc(X, group, rng=1).auc.low > 0.6
    assert abs(proxy_auc(X, group, rng=1, squares=False).auc.estimate - 0.5) < 0.08


def test_features_that_tell_nothing_stay_near_a_half():
    found = []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        found.append(proxy_auc(rng.normal(size=(200, 3)), rng.random(200) < 0.3, rng=seed, squares=False).auc)
    assert all(one.low <= 0.5 <= one.high for one in found)
    assert abs(np.mean([one.estimate for one in found]) - 0.5) < 0.06


@pytest.mark.long
def test_proxy_interval_covers_the_null():
    covered = 0
    for seed in range(150):
        rng = np.random.default_rng(seed)
        X, group = rng.normal(size=(300, 4)), rng.random(300) < 0.3
        one = proxy_auc(X, group, rng=seed, squares=False).auc
        covered += one.low <= 0.5 <= one.high
    assert covered / 150 >= 0.95 - 3 * (0.95 * 0.05 / 150) ** 0.5


def test_rows_of_one_person_stay_together():
    """Noise repeated per person would be learnt by heart if a person's rows were split."""
    rng = np.random.default_rng(6)
    persons = np.repeat(np.arange(60), 8)
    X = rng.normal(size=(60, 15))[persons]
    group = (rng.random(60) < 0.5)[persons]
    together = proxy_auc(X, group, rng=1, persons=persons, squares=False).auc.estimate
    apart = proxy_auc(X, group, rng=1, squares=False).auc.estimate
    assert apart > 0.75
    assert together < 0.65


def test_proxy_refusals():
    X, group = np.random.default_rng(0).normal(size=(40, 2)), np.arange(40) % 2 == 0
    assert proxy_auc(X[:, 0], group, rng=0).names == ("x1",)
    for features, protected, options, argument in [
        (X, np.arange(40) < 5, {}, "protected"),
        (X[:39], group, {}, "features"),
        (np.full((40, 2), np.nan), group, {}, "features"),
        (np.ones((40, 2)), group, {}, "features"),
        (X, group, {"names": ["a"]}, "names"),
    ]:
        error = InsufficientDataError if argument == "protected" else ScienceError
        with pytest.raises(error) as caught:
            proxy_auc(features, protected, rng=0, **options)
        assert caught.value.argument == argument

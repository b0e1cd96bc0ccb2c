"""Fresh random data against other libraries and against formulas written out: what an outsider would run.

Every comparison draws new data from its seed; nothing here is a number that this code once printed.
"""

from itertools import combinations
from math import isclose

import numpy as np
import pytest

from maatwerk.science import evaluation, fairness, scores, selection

SEEDS = range(3)


def shared_trait(rng, people, items, noise=1.0):
    return rng.standard_normal((people, 1)) + noise * rng.standard_normal((people, items))


@pytest.mark.parametrize("seed", SEEDS)
def test_alpha_is_the_mean_of_all_split_halves(seed):
    # Cronbach (1951), eq. 13: alpha equals the mean of Rulon's coefficients over all splits into halves
    answers = shared_trait(np.random.default_rng(seed), 60, 6)
    total = answers.sum(axis=1).var(ddof=1)
    halves = []
    for one in combinations(range(6), 3):
        a = answers[:, one].sum(axis=1)
        b = answers.sum(axis=1) - a
        halves.append(4 * np.cov(a, b)[0, 1] / total)
    assert isclose(scores.cronbach_alpha(answers).estimate, np.mean(halves), rel_tol=1e-10)


@pytest.mark.parametrize("seed", SEEDS)
def test_icc_follow_from_an_analysis_of_variance_by_regression(seed):
    rng = np.random.default_rng(seed)
    n, k = 15, 4
    marks = shared_trait(rng, n, k) + rng.standard_normal(k)
    who, rater = np.repeat(np.arange(n), k), np.tile(np.arange(k), n)
    y = marks.ravel()

    def residual(*factors):
        design = np.column_stack([np.ones(n * k), *(np.eye(f.max() + 1)[f] for f in factors)])
        return float(((y - design @ np.linalg.lstsq(design, y, rcond=None)[0]) ** 2).sum())

    error = residual(who, rater) / ((n - 1) * (k - 1))
    between = (residual(rater) - residual(who, rater)) / (n - 1)
    raters = (residual(who) - residual(who, rater)) / (k - 1)
    within = residual(who) / (n * (k - 1))
    # Shrout & Fleiss (1979), p. 423
    expected = {
        "ICC(1,1)": (between - within) / (between + (k - 1) * within),
        "ICC(2,1)": (between - error) / (between + (k - 1) * error + k * (raters - error) / n),
        "ICC(3,1)": (between - error) / (between + (k - 1) * error),
        "ICC(1,k)": (between - within) / between,
        "ICC(2,k)": (between - error) / (between + (raters - error) / n),
        "ICC(3,k)": (between - error) / between,
    }
    found = scores.intraclass_correlations(marks)
    for form, value in expected.items():
        assert isclose(found[form].estimate.estimate, value, rel_tol=1e-8)


@pytest.mark.parametrize("weights", [None, "linear", "quadratic"])
@pytest.mark.parametrize("seed", SEEDS)
def test_kappa_is_scikit_learns(seed, weights):
    metrics = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(seed)
    first = rng.integers(0, 4, 80)
    second = np.clip(first + rng.integers(-1, 2, 80), 0, 3)
    gap = np.abs(np.subtract.outer(np.arange(4.0), np.arange(4.0)))
    table = scores.contingency(first, second, categories=range(4))
    ours = scores.cohen_kappa(
        table, weights={None: None, "linear": gap, "quadratic": gap**2}[weights]
    ).estimate
    assert isclose(ours, metrics.cohen_kappa_score(first, second, weights=weights), rel_tol=1e-10)


@pytest.mark.parametrize("seed", SEEDS)
def test_kappas_interval_is_that_of_the_jackknife(seed):
    rng = np.random.default_rng(seed)
    first = rng.integers(0, 3, 400)
    second = np.where(rng.random(400) < 0.6, first, rng.integers(0, 3, 400))
    whole = scores.cohen_kappa(scores.contingency(first, second))
    keep = ~np.eye(400, dtype=bool)
    without = [
        scores.cohen_kappa(scores.contingency(first[k], second[k], categories=range(3))).estimate
        for k in keep
    ]
    error = np.sqrt(399 * np.var(without))
    assert isclose((whole.high - whole.low) / (2 * 1.6448536), error, rel_tol=0.02)


@pytest.mark.parametrize("seed", SEEDS)
def test_exact_tests_are_scipys(seed):
    from scipy.stats import fisher_exact, hypergeom, norm

    rng = np.random.default_rng(seed)
    for _ in range(40):
        n1, n2 = rng.integers(5, 60, 2)
        x1, x2 = rng.integers(0, n1 + 1), rng.integers(1, n2 + 1)
        found = fairness.adverse_impact(
            selected=int(x1), applicants=int(n1), reference_selected=int(x2), reference_applicants=int(n2)
        )
        exact = fisher_exact([[x1, n1 - x1], [x2, n2 - x2]]).pvalue
        assert isclose(found.fisher_p, exact, rel_tol=1e-9)
        if 0 < x1 + x2 < n1 + n2:
            assert isclose(found.mid_p, exact - hypergeom.pmf(x1, n1 + n2, x1 + x2, n1) / 2, rel_tol=1e-7)
            pooled = (x1 + x2) / (n1 + n2)
            z = (x1 / n1 - x2 / n2) / np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
            assert isclose(found.z_p, 2 * norm.sf(abs(z)), rel_tol=1e-9)
        if 0 < x1 < n1 and x2 < n2:
            half = 1.959964 * np.sqrt(1 / x1 - 1 / n1 + 1 / x2 - 1 / n2)
            ratio = (x1 / n1) / (x2 / n2)
            assert isclose(found.ratio.low, ratio * np.exp(-half), rel_tol=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_score_intervals_are_scipys(seed):
    from scipy.stats import binomtest, contingency

    rng = np.random.default_rng(seed)
    n1, n2 = rng.integers(20, 90, 2)
    x1, x2 = rng.integers(3, n1 - 3), rng.integers(3, n2 - 3)
    found = fairness.adverse_impact(
        selected=int(x1), applicants=int(n1), reference_selected=int(x2), reference_applicants=int(n2)
    )
    (l1, _), (_, u2) = (
        binomtest(int(x), int(n)).proportion_ci(0.95, method="wilson") for x, n in ((x1, n1), (x2, n2))
    )
    p1, p2 = x1 / n1, x2 / n2
    assert isclose(
        found.difference.low, p1 - p2 - np.sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2), rel_tol=1e-9, abs_tol=1e-12
    )
    katz = contingency.relative_risk(int(x1), int(n1), int(x2), int(n2)).confidence_interval(0.95)
    assert isclose(found.ratio.low, katz.low, rel_tol=1e-9)
    assert isclose(found.ratio.high, katz.high, rel_tol=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_product_limit_and_concordance_are_lifelines(seed):
    lifelines = pytest.importorskip("lifelines")
    from lifelines.utils import concordance_index

    rng = np.random.default_rng(seed)
    months = np.round(rng.exponential(12, 150), 1) + 0.1
    left = rng.random(150) < 0.6
    entry = np.where(rng.random(150) < 0.3, months * rng.random(150) * 0.9, 0.0)
    ours = evaluation.survival_curve(months, left, entry=entry, confidence=0.95)
    theirs = lifelines.KaplanMeierFitter(alpha=0.05).fit(months, left, entry=entry)
    assert np.allclose(ours.survival, theirs.survival_function_at_times(ours.times), atol=1e-10)
    plain = evaluation.survival_curve(months, left, confidence=0.95)
    fitted = lifelines.KaplanMeierFitter(alpha=0.05).fit(months, left)
    bounds = fitted.confidence_interval_.loc[plain.times].to_numpy()
    inside = plain.survival > 0
    assert np.allclose(plain.low[inside], bounds[inside, 0], atol=1e-9)
    assert np.allclose(plain.high[inside], bounds[inside, 1], atol=1e-9)
    risk = rng.standard_normal(150) + 0.02 * months
    distinct = months + np.arange(150) * 1e-6  # tied leavings are counted otherwise: see its methods page
    value = evaluation.concordance(distinct, left, risk).estimate
    assert isclose(value, concordance_index(distinct, -risk, left), rel_tol=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_brier_score_under_censoring_is_grafs_written_out(seed):
    rng = np.random.default_rng(seed)
    months, left = np.round(rng.exponential(15, 120), 2), rng.random(120) < 0.7
    said = rng.random(120)
    horizon = 10.0

    def still_watched_before(time):  # product-limit of censoring, leavings before censorings at a tie
        share = 1.0
        for moment in np.unique(months[~left & (months < time)]):
            at_risk = (months > moment).sum() + ((months == moment) & ~left).sum()
            share *= 1 - ((months == moment) & ~left).sum() / at_risk
        return share

    total = 0.0
    for t, gone, s in zip(months, left, said, strict=True):
        if gone and t <= horizon:
            total += s**2 / still_watched_before(t)
        elif t >= horizon:
            total += (1 - s) ** 2 / still_watched_before(horizon)
    found = evaluation.ipcw_brier(months, left, said, horizon=horizon).estimate
    assert isclose(found, total / 120, rel_tol=1e-10)


@pytest.mark.parametrize("seed", SEEDS)
def test_auc_and_logistic_regression_are_scikit_learns(seed):
    linear = pytest.importorskip("sklearn.linear_model")
    from sklearn.metrics import roc_auc_score

    from maatwerk.science.fairness._proxy import auc
    from maatwerk.science.regression import logistic

    rng = np.random.default_rng(seed)
    X = np.column_stack([np.ones(300), rng.standard_normal((300, 2))])
    y = (rng.random(300) < 1 / (1 + np.exp(-X @ [0.3, 1.0, -0.5]))).astype(float)
    theirs = linear.LogisticRegression(C=np.inf, fit_intercept=False, tol=1e-10, max_iter=1000).fit(X, y)
    assert np.allclose(logistic(X, y).coef, theirs.coef_[0], atol=1e-5)
    score = np.round(rng.standard_normal(300) + y, 1)
    assert isclose(auc(score, y == 1), roc_auc_score(y, score), rel_tol=1e-12)


@pytest.mark.parametrize("base_rate", [0.2, 0.5, 0.8])
@pytest.mark.parametrize("selection_ratio", [0.05, 0.3, 0.7])
@pytest.mark.parametrize("validity", [0.0, 0.25, 0.6, 0.95])
def test_taylor_and_russell_is_the_bivariate_normal(validity, base_rate, selection_ratio):
    from scipy.stats import multivariate_normal, norm

    cuts = [norm.ppf(1 - selection_ratio), norm.ppf(1 - base_rate)]
    both = multivariate_normal([0, 0], [[1, validity], [validity, 1]]).cdf([-cut for cut in cuts])
    found = selection.taylor_russell(validity, base_rate=base_rate, selection_ratio=selection_ratio)
    assert isclose(found, both / selection_ratio, abs_tol=2e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_corrections_recover_what_explicit_selection_took_away(seed):
    rng = np.random.default_rng(seed)
    people = 400_000
    z = rng.standard_normal(people)
    x = 0.6 * z + 0.8 * rng.standard_normal(people)
    y = 0.3 * x + 0.3 * z + rng.standard_normal(people)
    truth = np.corrcoef(x, y)[0, 1]
    hired = z > np.quantile(z, 0.6)
    (_, r_xy, r_xz), (_, _, r_yz), _ = np.corrcoef([x[hired], y[hired], z[hired]])
    third = selection.thorndike_3(r_xy, r_xz=r_xz, r_yz=r_yz, u=z[hired].std() / z.std())
    assert abs(third - truth) < 0.006
    chosen = x > np.quantile(x, 0.7)
    second = selection.thorndike_2(np.corrcoef(x[chosen], y[chosen])[0, 1], x[chosen].std() / x.std())
    assert abs(second - truth) < 0.015  # three standard errors
    moments = selection.SufficientMoments.from_rows
    lawley = selection.lawley_validity(
        moments(np.column_stack([z, x, y])[hired], ("z", "x", "y")),
        moments(z[:, None], ("z",)),
        predictor="x",
        outcome="y",
    )
    assert abs(lawley.estimate - truth) < 0.006


@pytest.mark.parametrize("seed", SEEDS)
def test_mantel_haenszel_is_the_textbook_written_out(seed):
    rng = np.random.default_rng(seed)
    tables = rng.integers(2, 30, (5, 2, 2))
    found = fairness.mantel_haenszel(tables)
    top = sum(a * d / (a + b + c + d) for (a, b), (c, d) in tables)
    bottom = sum(b * c / (a + b + c + d) for (a, b), (c, d) in tables)
    gap = sum(a - (a + b) * (a + c) / (a + b + c + d) for (a, b), (c, d) in tables)
    variance = sum(
        (a + b) * (c + d) * (a + c) * (b + d) / ((a + b + c + d) ** 2 * (a + b + c + d - 1))
        for (a, b), (c, d) in tables
    )
    assert isclose(found.odds_ratio.estimate, top / bottom, rel_tol=1e-12)
    assert isclose(found.chi2_uncorrected, gap**2 / variance, rel_tol=1e-10)
    corrected = max(0.0, abs(gap) - 0.5) if abs(gap) >= 0.5 else abs(gap)
    assert isclose(found.chi2, corrected**2 / variance, rel_tol=1e-10)


@pytest.mark.parametrize("seed", SEEDS)
def test_norm_percentiles_are_scipys(seed):
    from scipy.stats import percentileofscore

    rng = np.random.default_rng(seed)
    group = np.round(rng.normal(50, 10, 200))
    norm = scores.norm_table(group)
    for raw in (20, 45, 50.5, 63, 90):
        assert isclose(norm.percentile(raw), percentileofscore(group, raw, kind="mean"), abs_tol=1e-9)

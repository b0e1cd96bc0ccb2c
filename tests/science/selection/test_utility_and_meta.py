"""Utility tables, money, and what published research adds: known answers and independent integration."""

import csv
from math import isclose, sqrt

import numpy as np
import pytest

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.results import Estimate
from maatwerk.science.selection import (
    Attenuation,
    RangeRestriction,
    ValidityPrior,
    combine_with_prior,
    correct_validity,
    correlation_estimate,
    mean_score_of_selected,
    meta_analysis,
    naylor_shine,
    taylor_russell,
    utility,
)
from realdata import shared

SACKETT = ValidityPrior(mean=0.42, sd=0.19, source="Sackett et al. 2022, structured interview")


@pytest.mark.parametrize(
    ("r", "base", "ratio", "expected", "digits"),
    [
        (0.50, 0.5, 0.5, 0.6667, 4),  # 1/2 + asin(r)/pi
        (0.30, 0.5, 0.5, 0.5970, 4),
        (0.50, 0.5, 0.05, 0.878, 3),  # Taylor and Russell (1939) print .88, .84, .78, .74
        (0.50, 0.5, 0.10, 0.838, 3),
        (0.50, 0.5, 0.20, 0.782, 3),
        (0.50, 0.5, 0.30, 0.739, 3),
        (0.50, 0.6, 0.20, 0.856, 3),
        (0.30, 0.2, 0.10, 0.371, 3),
        (0.0, 0.3, 0.1, 0.3, 9),
        (1.0, 0.5, 0.3, 1.0, 9),
        (1.0, 0.2, 0.4, 0.5, 9),
        (-1.0, 0.5, 0.3, 0.0, 9),
    ],
)
def test_taylor_russell(r, base, ratio, expected, digits):
    assert round(taylor_russell(r, base_rate=base, selection_ratio=ratio), digits) == expected


@pytest.mark.parametrize("r", [-0.97, -0.4, 0.1, 0.6, 0.9, 0.99, 0.9999])
def test_taylor_russell_agrees_with_direct_integration(r):
    # P(Y > k | X = x) integrated over the selected: scipy.integrate.quad
    from scipy.integrate import quad
    from scipy.stats import norm

    base, ratio = 0.35, 0.15
    cut, k = norm.isf(ratio), norm.isf(base)
    value, _ = quad(
        lambda x: norm.pdf(x) * norm.sf((k - r * x) / sqrt(1 - r * r)), cut, 12, epsabs=1e-13, limit=500
    )
    assert isclose(taylor_russell(r, base_rate=base, selection_ratio=ratio), value / ratio, abs_tol=1e-9)


def test_taylor_russell_rises_with_validity():
    values = [taylor_russell(r, base_rate=0.3, selection_ratio=0.2) for r in np.linspace(-1, 1, 41)]
    assert np.all(np.diff(values) > -1e-12)


def test_naylor_shine():
    assert round(naylor_shine(0.5, selection_ratio=0.2), 4) == 0.6999


def test_utility_in_money():
    # 10 of 50 hired, r .40, SDy 12,000 a year, 2 years, 150 per applicant:
    # 10 * 2 * .40 * 12,000 * 1.39981 - 50 * 150 = 126,881.74
    found = utility(
        correlation_estimate(0.4, 200),
        applicants=50,
        hired=10,
        sd_outcome_cents=1_200_000,
        years=2,
        cost_per_applicant_cents=15_000,
        base_rate=0.5,
    )
    assert isclose(found.gain.estimate / 100, 126_881.74, abs_tol=0.5)
    assert isclose(found.per_hire.estimate * 10, found.gain.estimate)
    assert isclose(found.mean_outcome, 0.4 * 1.39981, abs_tol=1e-5)
    assert isclose(found.success, taylor_russell(0.4, base_rate=0.5, selection_ratio=0.2))
    assert found.gain.low < found.gain.estimate < found.gain.high
    assert "126,882" in found.explain()
    assert "126.882" in found.explain("nl")


def test_uncertain_money_widens_the_interval():
    r = correlation_estimate(0.4, 200)
    sure = utility(r, applicants=50, hired=10, sd_outcome_cents=1_200_000)
    unsure = Estimate(estimate=1_200_000, low=800_000, high=1_600_000, n=0, method="own", confidence=0.9)
    wide = utility(r, applicants=50, hired=10, sd_outcome_cents=unsure)
    assert wide.gain.estimate == sure.gain.estimate
    assert wide.gain.high - wide.gain.low > sure.gain.high - sure.gain.low


def test_interval_of_a_product_is_goodmans():
    # standard errors .2 and 50 of .4 and 100: variance (.4·50)² + (100·.2)² + (.2·50)² = 900
    z = 1.6448536269514722
    found = utility(
        Estimate(estimate=0.4, low=0.4 - 0.2 * z, high=0.4 + 0.2 * z, n=20, method="x"),
        applicants=20,
        hired=10,
        sd_outcome_cents=Estimate(estimate=100, low=100 - 50 * z, high=100 + 50 * z, n=0, method="x"),
    )
    scale = 10 * mean_score_of_selected(0.5)
    assert isclose(found.gain.high - found.gain.estimate, z * 30 * scale, rel_tol=1e-9)


def test_product_interval_covers():
    rng = np.random.default_rng(11)
    truth = 0.4 * 100 * 1.3998096020390416 * 10
    covered = 0
    for _ in range(2000):
        r, sd = 0.4 + 0.06 * rng.normal(), 100 + 15 * rng.normal()
        half = 1.6448536269514722
        found = utility(
            Estimate(estimate=r, low=r - half * 0.06, high=r + half * 0.06, n=200, method="x"),
            applicants=50,
            hired=10,
            sd_outcome_cents=Estimate(estimate=sd, low=sd - half * 15, high=sd + half * 15, n=0, method="x"),
        )
        covered += found.gain.low <= truth <= found.gain.high
    assert abs(covered / 2000 - 0.9) < 0.025


@pytest.mark.parametrize(
    ("options", "argument"),
    [
        ({"hired": 50}, "hired"),
        ({"years": 0}, "years"),
        ({"sd_outcome_cents": -1}, "sd_outcome_cents"),
        ({"base_rate": 1}, "base_rate"),
    ],
)
def test_utility_refuses_impossible_figures(options, argument):
    given = {"applicants": 50, "hired": 10, "sd_outcome_cents": 1000.0} | options
    with pytest.raises(ScienceError) as caught:
        utility(correlation_estimate(0.4, 200), **given)
    assert caught.value.argument == argument


def test_selection_ratio_must_be_a_share():
    with pytest.raises(ScienceError, match="selection_ratio"):
        naylor_shine(0.3, selection_ratio=1)


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("structure", "k", "n", "mean"),
    [(None, 160, 25_244, 0.2005), ("s", 106, 12_847, 0.2382), ("u", 39, 9_330, 0.1761)],
)
def test_meta_analysis_of_interviews(structure, k, n, mean):
    # McDaniel et al. (1994) as in R metadat; reference numbers in the data's README
    with shared("data/interview-validity/mcdaniel1994.csv").open() as lines:
        rows = [row for row in csv.DictReader(lines) if structure is None or row["struct"] == structure]
    found = meta_analysis([float(row["ri"]) for row in rows], [float(row["ni"]) for row in rows])
    assert (found.k, found.n) == (k, n)
    assert round(found.mean.estimate, 4) == mean
    if structure is None:
        assert round(found.observed_variance, 5) == 0.02392
        assert round(found.error_variance, 5) == 0.00588
        assert isclose(found.sd, sqrt(0.02392 - 0.00588), abs_tol=1e-4)
        assert found.prior("McDaniel et al. 1994").mean == found.mean.estimate
        assert "160 studies" in found.explain()
        assert "0,20" in found.explain("nl")


def test_identical_studies_still_leave_a_usable_prior():
    assert meta_analysis([0.3, 0.3], [50, 80]).prior("two studies").sd > 0


def test_prior_and_local_study_weigh_by_precision():
    # variance of r: (1 - .42²)² / 19 = .035702...; prior .0361
    found = combine_with_prior(correlation_estimate(0.10, 20), SACKETT)
    variance = (1 - 0.42**2) ** 2 / 19
    weight = 0.0361 / (0.0361 + variance)
    assert isclose(found.local_weight, weight)
    assert isclose(found.posterior.estimate, 0.42 + weight * (0.10 - 0.42))
    assert isclose(
        found.posterior.high - found.posterior.estimate, 1.6448536 * sqrt(0.0361 * (1 - weight)), rel_tol=1e-6
    )


def test_without_a_local_study_the_prior_stands():
    found = combine_with_prior(None, SACKETT)
    assert found.local_weight == 0
    assert found.posterior.estimate == 0.42
    assert found.posterior.n == 0
    assert "Sackett et al. 2022" in found.explain()
    assert "wegen 0%" in found.explain("nl")


def test_corrections_cost_precision():
    observed = correlation_estimate(0.25, 120)
    plain = combine_with_prior(observed, SACKETT)
    corrected = correct_validity(observed, Attenuation(outcome_reliability=0.6), RangeRestriction(0.8))
    assert combine_with_prior(corrected, SACKETT).local_weight < plain.local_weight


def test_a_corrected_zero_still_combines():
    corrected = correct_validity(correlation_estimate(0.0, 80), Attenuation(outcome_reliability=0.64))
    found = combine_with_prior(corrected, SACKETT)
    assert isclose(
        found.local_weight, 0.0361 / (0.0361 + 1.5625 * (1 - (0.42 * 0.8) ** 2) ** 2 / 79), rel_tol=0.02
    )


def test_posterior_covers_when_settings_vary_as_the_prior_says():
    rng = np.random.default_rng(13)
    prior = ValidityPrior(mean=0.3, sd=0.12, source="simulated")
    covered = 0
    for _ in range(1500):
        truth = prior.mean + prior.sd * rng.normal()
        x = rng.normal(size=60)
        y = truth * x + sqrt(1 - truth**2) * rng.normal(size=60)
        found = combine_with_prior(correlation_estimate(float(np.corrcoef(x, y)[0, 1]), 60), prior)
        covered += found.posterior.low <= truth <= found.posterior.high
    assert abs(covered / 1500 - 0.9) < 0.025


def test_impossible_priors_and_studies_are_refused():
    with pytest.raises(ScienceError, match="sd"):
        ValidityPrior(mean=0.3, sd=0, source="x")
    with pytest.raises(ScienceError, match="mean"):
        ValidityPrior(mean=1.3, sd=0.1, source="x")
    with pytest.raises(InsufficientDataError):
        meta_analysis([0.3], [50])
    with pytest.raises(ScienceError, match="correlations"):
        meta_analysis([0.3, 1.3], [50, 50])
    with pytest.raises(InsufficientDataError):
        combine_with_prior(Estimate(estimate=0.3, low=0, high=0.6, n=3, method="x"), SACKETT)

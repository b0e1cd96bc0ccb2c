import math

import numpy as np
import pytest

from maatwerk.science.errors import ScienceError
from maatwerk.science.retention import FeaturePrior, Prior, weight_from_validity
from maatwerk.science.retention._truncation import quantiles, truncate


@pytest.mark.parametrize("validity", [-0.4, 0.1, 0.3])
def test_a_validity_for_staying_is_the_correlation_with_log_tenure(validity):
    rng = np.random.default_rng(1)
    x = rng.normal(size=200_000)
    beta = weight_from_validity(validity)
    log_tenure = -beta * x + np.log(rng.exponential(size=200_000))  # constant hazard exp(βx)
    assert np.corrcoef(x, log_tenure)[0, 1] == pytest.approx(validity, abs=0.006)


def test_a_validity_for_performing_is_the_correlation_with_the_latent_rating():
    rng = np.random.default_rng(1)
    x = rng.normal(size=200_000)
    latent = weight_from_validity(0.3, outcome="performing") * x + rng.logistic(size=200_000)
    assert np.corrcoef(x, latent)[0, 1] == pytest.approx(0.3, abs=0.006)


def test_a_point_biserial_validity_becomes_biserial_first():
    # half stay: √(.25) / φ(0) = 1.2533, so .2 becomes .25066
    rho = 0.2 * 0.5 * math.sqrt(2 * math.pi)
    assert weight_from_validity(0.2, share_staying=0.5) == pytest.approx(weight_from_validity(rho), abs=1e-12)


def test_importance_and_validity_make_the_same_belief():
    stated = FeaturePrior.from_importance("calm", 2, source="panel")
    published = FeaturePrior.from_validity("calm", 0.20, validity_sd=0.10, source="panel")
    assert stated == published
    harmful = FeaturePrior.from_importance("noise", 2, helps=False, constrain=True)
    assert harmful.mean == pytest.approx(-stated.mean)
    assert (harmful.direction, FeaturePrior.from_importance("calm", 1, constrain=True).direction) == (1, -1)
    performing = FeaturePrior.from_importance("calm", 2, outcome="performing", constrain=True)
    assert performing.mean > 0
    assert performing.direction == 1


def test_the_spread_of_a_belief_is_the_slope_times_the_spread_of_the_validity():
    belief = FeaturePrior.from_validity("x", 0.3, validity_sd=0.1)
    nearby = [weight_from_validity(0.3 + step) for step in (-1e-5, 1e-5)]
    assert belief.sd == pytest.approx(0.1 * abs(nearby[1] - nearby[0]) / 2e-5, rel=1e-6)


@pytest.mark.parametrize(
    "make",
    [
        lambda: FeaturePrior(name=""),
        lambda: FeaturePrior(name="x", sd=0),
        lambda: FeaturePrior(name="x", sd=float("nan")),
        lambda: FeaturePrior(name="x", mean=float("inf")),
        lambda: FeaturePrior(name="x", mean=0.1, direction=-1),
        lambda: FeaturePrior(name="x", direction=2),
        lambda: FeaturePrior(name="x", scale="cm"),
        lambda: FeaturePrior.from_importance("x", 4),
        lambda: FeaturePrior.from_validity("x", 0.2, validity_sd=0),
        lambda: Prior(()),
        lambda: Prior.weak(["x", "x"]),
        lambda: Prior.weak(["x"]).scaled(0),
        lambda: weight_from_validity(1.0),
        lambda: weight_from_validity(0.2, share_staying=1.2),
        lambda: weight_from_validity(0.2, outcome="flying"),
    ],
)
def test_impossible_beliefs_are_refused(make):
    with pytest.raises(ScienceError):
        make()


def test_a_prior_survives_storage_and_says_whether_it_is_sourced():
    prior = Prior((FeaturePrior.from_importance("calm", 2, source="panel"), FeaturePrior(name="speed")))
    assert Prior.from_dict(prior.to_dict()) == prior
    assert prior.is_sourced
    assert not Prior.weak(["x"]).is_sourced
    assert not Prior((FeaturePrior(name="x", mean=0.1),)).is_sourced
    assert prior.scaled(2).features[1].sd == 2 * prior.features[1].sd


def test_one_half_line_is_exact():
    # N(−1, 1) above 0, Johnson, Kotz & Balakrishnan (1994), section 13.10.1: with λ = φ(1) / Φ(−1),
    # mean −1 + λ and variance 1 − λ(λ − 1); φ(1) and Φ(−1) from tables of the normal distribution
    ratio = 0.2419707245191434 / 0.15865525393145707
    found = truncate(np.array([-1.0]), np.eye(1), np.array([1]))
    assert found.mean[0] == pytest.approx(-1 + ratio, abs=1e-9)
    assert found.covariance[0, 0] == pytest.approx(1 - ratio * (ratio - 1), abs=1e-9)


def test_correlated_half_lines_agree_with_sampling():
    rng = np.random.default_rng(0)
    mean, covariance = np.array([0.2, -0.3, 0.5]), np.array([[1, 0.6, 0.3], [0.6, 1, -0.2], [0.3, -0.2, 1]])
    draws = rng.multivariate_normal(mean, covariance, size=2_000_000)
    kept = draws[(draws[:, 0] >= 0) & (draws[:, 1] <= 0)]
    found = truncate(mean, covariance, np.array([1, -1, 0]))
    assert found.converged
    assert found.mean == pytest.approx(kept.mean(axis=0), abs=0.01)
    assert found.covariance == pytest.approx(np.cov(kept.T), abs=0.015)


def test_free_coordinates_are_left_alone():
    mean, covariance = np.array([1.0, 2.0]), np.array([[1.0, 0.3], [0.3, 2.0]])
    found = truncate(mean, covariance, np.zeros(2, dtype=int))
    assert found.mean == pytest.approx(mean)
    assert found.covariance == pytest.approx(covariance)


def test_quantiles_far_in_the_tail():
    # above 0 a N(−20, 1) is nearly exponential with rate 20: median log(2)/20, a little less
    low, high = quantiles(-20.0, 1.0, 1, (0.05, 0.95))
    assert 0 < low < math.log(2) / 20 < high < 0.2
    mirrored = quantiles(20.0, 1.0, -1, (0.05, 0.95))
    assert mirrored == pytest.approx((-high, -low), abs=1e-12)
    assert quantiles(0.0, 1.0, 0, (0.05, 0.95)) == pytest.approx((-1.6448536, 1.6448536), abs=1e-6)

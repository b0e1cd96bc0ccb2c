from math import isclose

import numpy as np
import pytest
from irt_cases import lsat6, simulate

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.irt import (
    Calibration,
    GradedResponseModel,
    ItemParameters,
    Population,
    empirical_reliability,
    marginal_reliability,
    score,
)


def calibration(slopes, intercepts, *, mean=0.0, deviation=1.0, nodes=121):
    """Return known parameters as if they had been calibrated."""
    items = tuple(
        ItemParameters(
            name=f"item {number + 1}",
            answers=tuple(range(len(cuts) + 1)),
            slope=float(slope),
            intercepts=tuple(cuts),
        )
        for number, (slope, cuts) in enumerate(zip(slopes, intercepts, strict=True))
    )
    people = (
        Population(name="all", mean=0.0, deviation=1.0),
        Population(name="other", mean=mean, deviation=deviation),
    )
    return Calibration(
        items=items, populations=people, log_likelihood=0.0, n=1, converged=True, distance=0.0, steps=0,
        theta_limit=6.0, nodes=nodes,
    )  # fmt: skip


def plain_eap(known, responses, *, mean=0.0, deviation=1.0):
    """Posterior mean and SD in logarithms, item by item."""
    theta = known.theta
    logs = np.tile(-0.5 * ((theta - mean) / deviation) ** 2, (len(responses), 1))
    for column, item in enumerate(known.items):
        x = item.slope * theta[None, :] + np.array(item.intercepts)[:, None]
        # log(s(x) - s(y)) by its factors, so that a test of 400 items keeps its digits
        up = np.vstack([np.zeros(len(theta)), -np.logaddexp(0, -x)])
        down = np.vstack([-np.logaddexp(0, x), np.zeros(len(theta))])
        gaps = np.concatenate([[0.0], np.log1p(-np.exp(np.diff(item.intercepts))), [0.0]])
        chance = up + down + gaps[:, None]
        for person, answer in enumerate(responses[:, column]):
            if not np.isnan(answer):
                logs[person] += chance[int(answer)]
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    centre = weights @ theta
    return centre, np.sqrt(np.sum(weights * (theta[None, :] - centre[:, None]) ** 2, axis=1))


def graded_bank(rng, items):
    return rng.uniform(0.5, 2.5, items), [np.sort(rng.normal(0, 1.2, 3))[::-1] for _ in range(items)]


@pytest.mark.parametrize("items", [3, 7, 40, 400])
def test_eap_equals_the_plain_posterior_for_any_length(items):
    # 400 items push the product of probabilities far below the smallest number: the pass must rescale
    rng = np.random.default_rng(items)
    slopes, intercepts = graded_bank(rng, items)
    responses, _ = simulate(rng, 40, slopes, intercepts)
    responses[rng.random(responses.shape) < 0.2] = np.nan
    responses[0] = np.nan
    known = calibration(slopes, intercepts)
    mean, spread = plain_eap(known, responses)
    found = score(known, responses)
    assert np.allclose(found.theta, mean, atol=1e-9)
    assert np.allclose(found.standard_error, spread, atol=1e-8)
    assert found.answered[0] == 0
    assert isclose(found.standard_error[0], 1.0, abs_tol=1e-6)  # no answers: the prior


def test_eap_of_answers_that_contradict_each_other():
    # steep items answered against their difficulty: likelihoods below 1e-300 at every node
    slopes, intercepts = np.full(60, 9.0), [[d] for d in np.linspace(40, -40, 60)]
    responses = np.vstack([np.arange(60) >= 30, np.arange(60) < 30]).astype(float)
    known = calibration(slopes, intercepts)
    mean, spread = plain_eap(known, responses)
    found = score(known, responses)
    assert np.allclose(found.theta, mean, atol=1e-8)
    assert np.allclose(found.standard_error, spread, atol=1e-7)


def test_the_prior_is_the_chosen_population():
    rng = np.random.default_rng(1)
    slopes, intercepts = graded_bank(rng, 5)
    responses, _ = simulate(rng, 20, slopes, intercepts)
    known = calibration(slopes, intercepts, mean=-0.7, deviation=1.4)
    mean, spread = plain_eap(known, responses, mean=-0.7, deviation=1.4)
    found = score(known, responses, population="other")
    assert np.allclose(found.theta, mean, atol=1e-9)
    assert np.allclose(found.standard_error, spread, atol=1e-8)
    with pytest.raises(ScienceError):
        score(known, responses, population="nobody")


def test_modes_are_where_the_derivative_vanishes():
    from scipy.optimize import minimize_scalar

    rng = np.random.default_rng(2)
    slopes, intercepts = graded_bank(rng, 6)
    slopes[2] *= -1
    responses, _ = simulate(rng, 25, slopes, intercepts)
    known = calibration(slopes, intercepts)

    def negative(theta, answers, precision):
        tables = known.probabilities([theta])
        return 0.5 * precision * theta**2 - sum(
            np.log(table[0, int(answer)]) for table, answer in zip(tables, answers, strict=True)
        )

    for method, precision in (("map", 1.0), ("ml", 0.0)):
        found = score(known, responses, method=method)
        for person, answers in enumerate(responses):
            if np.isfinite(found.theta[person]):
                plain = minimize_scalar(
                    negative, bracket=(-1, 1), args=(answers, precision), options={"xtol": 1e-10}
                )
                assert isclose(found.theta[person], plain.x, abs_tol=1e-5)
    found = score(known, responses, method="map")
    information = known.information(found.theta)
    assert np.allclose(found.standard_error, 1 / np.sqrt(information + 1), atol=1e-8)


def test_maximum_likelihood_says_where_it_has_no_value():
    known = calibration([1.0, 1.5, 0.8], [[0.0], [0.5], [-0.5]])
    found = score(known, [[1, 1, 1], [0, 0, 0], [1, 0, 1], [np.nan] * 3], method="ml")
    assert found.theta[0] == np.inf
    assert found.theta[1] == -np.inf
    assert np.isfinite(found.theta[2])
    assert found.theta[3] == 0.0
    assert np.isinf(found.standard_error[[0, 1, 3]]).all()
    assert dict(found.caveats[0].values) == {"n": 3}
    whole = found.person(0)
    assert (whole.low, whole.high) == (-np.inf, np.inf)
    assert whole.explain("en") == "No finite score: 3 answers do not bound it."


def test_higher_answers_never_lower_the_score():
    rng = np.random.default_rng(3)
    slopes, intercepts = graded_bank(rng, 8)
    responses, _ = simulate(rng, 200, slopes, intercepts)
    known = calibration(slopes, intercepts)
    raised = responses.copy()
    raised[np.arange(200), rng.integers(0, 8, 200)] += 1
    raised = np.minimum(raised, 3)
    for method in ("eap", "map"):
        before, after = (score(known, x, method=method).theta for x in (responses, raised))
        assert (after >= before - 1e-9).all()


def test_an_estimate_holds_its_interval():
    known = calibration([1.0, 1.5, 0.8], [[0.0], [0.5], [-0.5]])
    found = score(known, [[1, 0, 1]]).person(0, confidence=0.95)
    assert isclose(found.high - found.theta, 1.959963984540054 * score(known, [[1, 0, 1]]).standard_error[0])
    assert found.answered == 3
    assert found.explain("nl").startswith("Score -0,") or found.explain("nl").startswith("Score 0,")
    with pytest.raises(ScienceError):
        score(known, [[1, 0, 1]]).person(0, confidence=1)


def test_eap_intervals_cover_near_their_promise():
    rng = np.random.default_rng(4)
    slopes, intercepts = graded_bank(rng, 12)
    responses, theta = simulate(rng, 4_000, slopes, intercepts)
    found = score(calibration(slopes, intercepts), responses)
    share = (np.abs(found.theta - theta) < 1.6448536 * found.standard_error).mean()
    assert abs(share - 0.90) < 0.0143  # 3 Monte Carlo standard errors


def test_answers_that_the_calibration_does_not_know_are_refused():
    known = calibration([1.0, 1.5, 0.8], [[0.0], [0.5], [-0.5]])
    for bad in ([[0, 1, 2]], [[0, 1, -1]], [[0, 1]], [[0, 1, 0.5]], [[0, 1, np.inf]], np.empty((0, 3))):
        with pytest.raises(ScienceError):
            score(known, bad)
    with pytest.raises(ScienceError):
        score(known, [[0, 1, 1]], method="mean")


def test_marginal_reliability_is_the_weighted_average():
    # one constant information would give I / (I + 1); a single Rasch item at theta 0 has I = p(1 - p)
    known = calibration([1.0], [[0.0]])
    theta = np.linspace(-6, 6, 121)
    p = 1 / (1 + np.exp(-theta))
    weights = np.exp(-0.5 * theta**2)
    plain = (weights * p * (1 - p) / (p * (1 - p) + 1)).sum() / weights.sum()
    assert isclose(marginal_reliability(known), plain, rel_tol=1e-12)


def test_empirical_reliability_estimates_the_squared_correlation_with_theta():
    rng = np.random.default_rng(6)
    slopes, intercepts = graded_bank(rng, 10)
    known = calibration(slopes, intercepts)
    responses, theta = simulate(rng, 30_000, slopes, intercepts)
    found = score(known, responses)
    truth = np.corrcoef(found.theta, theta)[0, 1] ** 2
    whole = empirical_reliability(found)
    assert isclose(whole.estimate, truth, abs_tol=0.01)
    hits = 0
    for _ in range(200):
        sample = simulate(rng, 150, slopes, intercepts)[0]
        part = empirical_reliability(score(known, sample))
        hits += part.low <= whole.estimate <= part.high
    assert abs(hits / 200 - 0.90) < 0.065  # 3 Monte Carlo standard errors


def test_empirical_reliability_refuses():
    found = GradedResponseModel().fit(lsat6())
    with pytest.raises(ScienceError):
        empirical_reliability(found.score_people(lsat6(), method="map"))
    with pytest.raises(ScienceError):
        empirical_reliability(found.score_people(lsat6()[:3]))  # three people with one pattern
    with pytest.raises(InsufficientDataError):
        empirical_reliability(found.score_people(lsat6()[:2]))
    with pytest.raises(ScienceError):
        empirical_reliability(found.score_people(lsat6()), confidence=2)

"""Exactness that planted faults asked for: each of these once passed with an error in the line it now holds."""

from math import exp, isclose, log

import numpy as np
import pytest

from maatwerk.science import evaluation, irt, retention, scores, selection
from maatwerk.science.adaptive import AdaptiveTest, ItemBank, Rules
from maatwerk.science.evaluation._checks import check_histories
from maatwerk.science.results import Estimate
from maatwerk.science.retention._fold import person_folds
from maatwerk.science.retention._hazard import make_problem
from maatwerk.science.retention._posterior import _log_posterior, period_edges
from maatwerk.science.retention._prior import Prior
from maatwerk.science.scores._omega import _omega_of


def test_an_adaptive_test_stops_at_the_first_estimate_that_is_precise_enough():
    slopes = np.linspace(1.0, 1.6, 40)
    test = AdaptiveTest(
        ItemBank(slopes=slopes, intercepts=slopes * np.linspace(-1, 1, 40)), Rules(max_length=40, stop_se=0.4)
    )
    session, errors = test.start(3), []
    while (choice := session.next_item()) is not None:
        session.answer(choice.item, choice.item % 2)
        errors.append(session.ability.standard_error)
    assert session.stop == "precise"
    assert errors[-1] <= 0.4 < min(errors[:-1])


@pytest.mark.parametrize("seed", range(3))
def test_brier_with_leavings_and_censorings_in_the_same_month(seed):
    # Graf et al. (1999), section 3: who left in a month was still watched when others were censored in it
    rng = np.random.default_rng(seed)
    months, left, said = rng.integers(1, 16, 90).astype(float), rng.random(90) < 0.5, rng.random(90)
    horizon, total = 8.0, 0.0

    def watched(time):
        share = 1.0
        for moment in range(1, int(time)):
            lost = int(((months == moment) & ~left).sum())
            share *= 1 - lost / max(1, int((months > moment).sum()) + lost)
        return share

    def watched_with_leavers(time):
        share = 1.0
        for moment in range(1, int(time)):
            lost = int(((months == moment) & ~left).sum())
            share *= 1 - lost / max(1, int((months >= moment).sum() - ((months == moment) & left).sum()))
        return share

    assert watched(horizon) == watched_with_leavers(horizon)  # the same thing, said twice
    for t, gone, s in zip(months, left, said, strict=True):
        if gone and t <= horizon:
            total += s**2 / watched(t)
        elif t >= horizon:
            total += (1 - s) ** 2 / watched(horizon)
    assert isclose(
        evaluation.ipcw_brier(months, left, said, horizon=horizon).estimate, total / 90, rel_tol=1e-10
    )


@pytest.mark.parametrize("seed", range(3))
def test_unos_concordance_is_its_formula_written_out(seed):
    # Uno et al. (2011), equation 5: pairs weigh 1 / G(t)², G the product-limit estimate of not being censored
    rng = np.random.default_rng(seed)
    months, left, risk = rng.exponential(10, 80), rng.random(80) < 0.6, rng.standard_normal(80)
    until = float(np.quantile(months, 0.7))

    def watched(time):
        return np.prod([1 - 1 / (months >= m).sum() for m in months[~left & (months < time)]])

    top = bottom = 0.0
    for i in np.flatnonzero(left & (months < until)):
        weight = 1 / watched(months[i]) ** 2
        later = months > months[i]
        bottom += weight * later.sum()
        top += weight * (later & (risk[i] > risk)).sum()
    found = evaluation.concordance(months, left, risk, kind="uno", until=until).estimate
    assert isclose(found, top / bottom, rel_tol=1e-10)


def test_the_curvature_of_the_hazard_is_that_of_its_logarithm():
    rng = np.random.default_rng(0)
    known = check_histories(rng.integers(1, 9, 60), rng.random(60) < 0.7)
    problem = make_problem(rng.standard_normal((60, 2)), known, Prior.weak(("a", "b")), period_edges(9, 6))
    theta = rng.normal(-1, 0.3, problem.exposed.at_risk.shape[1] + 2)
    _, gradient, information = _log_posterior(problem, theta)
    step = 1e-5
    for k in range(len(theta)):
        up, down = (_log_posterior(problem, theta + side * step * np.eye(len(theta))[k]) for side in (1, -1))
        assert isclose((up[0] - down[0]) / (2 * step), gradient[k], rel_tol=1e-5, abs_tol=1e-5)
        assert np.allclose((up[1] - down[1]) / (2 * step), -information[k], rtol=1e-5, atol=1e-5)


def test_independent_items_measure_nothing_together():
    rng = np.random.default_rng(1)
    found = [
        irt.parallel_analysis(
            rng.integers(0, 4, (250, 8)), correlation="pearson", draws=60, rng=seed
        ).dimensions
        for seed in range(12)
    ]
    assert sum(found) <= 3  # each exceeds its 95 % quantile one time in twenty


def test_the_interval_of_success_is_symmetric_where_it_is_made():
    from maatwerk.science.retention.simulation import simulate_histories

    history = simulate_histories(2, 400, {"a": -0.4}, performance_weights={"a": 0.5}, rating_month=0.0)
    stay = retention.HazardModel(Prior.weak("a")).fit(history.X, history.tenure, history.event).fitted_
    rated = ~np.isnan(history.rating)
    perform = retention.PerformanceModel(Prior.weak("a")).fit(history.X[rated], history.rating[rated]).fitted_
    found = retention.success(
        stay.advise({"a": 1.0}),
        perform.advise({"a": 1.0}),
        retention.SuccessDefinition(months=12, at_least=3),
    )
    low, middle, high = (log(-log(p)) for p in (found.low, found.estimate, found.high))
    assert isclose(low - middle, middle - high, rel_tol=1e-6)
    # independent errors of the two log probabilities add in squares
    parts = [(log(-log(p[1])) - log(-log(p[2]))) / 2 * -log(p[0]) for p in (found.staying, found.performing)]
    assert isclose((low - middle) * -log(found.estimate), np.hypot(*parts), rel_tol=0.02)


def test_who_left_for_another_reason_was_not_at_risk_in_that_month():
    # 500 of 10,000 leave for each reason in the first month, the others are censored at its end: the odds
    # against staying are 500 to 9,000 for each [begg1984]
    reason = ["a"] * 500 + ["b"] * 500 + [""] * 9_000
    x = np.tile([-1.0, 1.0], 5_000)[:, None]
    model = retention.CompetingHazards(Prior.weak("x", sd=0.01), horizons=(1.0,), follow_up=1).fit(
        x, np.ones(10_000), reason
    )
    for label in ("a", "b"):
        assert abs(model.models_[label].baseline_[0] - log(500 / 9_000)) < 0.01


def validity(skill, concordance):
    def estimate(value, low, high):
        return Estimate(estimate=value, low=low, high=high, n=300, method="x/1")

    entry = retention.HorizonValidity(
        months=12.0,
        brier=estimate(0.1, 0.1, 0.1),
        brier_null=estimate(0.1, 0.1, 0.1),
        skill=estimate(*skill),
        calibration_slope=None,
        calibration_intercept=None,
        potential=estimate(0.05, 0.0, 0.1),
        outcomes=300,
    )
    whole = estimate(*concordance)
    return retention.Validity(
        concordance=whole, potential_concordance=whole, at=(entry,), strength=1.0, n=300, n_left=90, folds=5,
        repeats=1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("skill", "concordance", "answer"),
    [
        ((0.05, 0.01, 0.09), (0.62, 0.55, 0.69), "established"),
        ((0.05, -0.01, 0.11), (0.62, 0.55, 0.69), "not_established"),
        ((0.05, 0.01, 0.09), (0.55, 0.49, 0.61), "not_established"),
        ((0.05, 0.0, 0.10), (0.62, 0.55, 0.69), "not_established"),
    ],
)
def test_established_asks_both_lower_bounds(skill, concordance, answer):
    assert retention.gate(validity(skill, concordance)).answer == answer


def test_folds_are_dealt_by_chance_and_evenly():
    persons = np.repeat(np.arange(50), 2)
    one, other = (person_folds(persons, 5, np.random.default_rng(seed)) for seed in (1, 2))
    assert not np.array_equal(one, other)
    assert not np.array_equal(one, persons % 5)
    for fold in (one, other):
        assert np.bincount(fold).tolist() == [20] * 5
        assert (fold[::2] == fold[1::2]).all()


def test_omega_of_items_on_different_scales():
    loading, unique = np.array([2.0, 1.0, 0.5, 3.0]), np.array([1.0, 2.0, 0.4, 1.5])
    found, _ = _omega_of(np.outer(loading, loading) + np.diag(unique))
    assert isclose(found, loading.sum() ** 2 / (loading.sum() ** 2 + unique.sum()), rel_tol=1e-4)


def test_a_level_of_just_enough_persons_keeps_its_column():
    levels = ["x"] * 10 + ["y"] * 9 + ["z"] * 30
    assert retention.encode("sector", levels, least_persons=10).levels == ("x", "z", "(other)")


@pytest.mark.parametrize(("people", "items"), [(6, 3), (9, 5)])
def test_feldts_interval_in_a_small_group(people, items):
    from scipy.stats import f

    answers = np.random.default_rng(people).standard_normal((people, items)) + np.arange(people)[:, None]
    found = scores.cronbach_alpha(answers, confidence=0.95)
    degrees = (people - 1, (people - 1) * (items - 1))  # Feldt (1965)
    assert isclose(found.low, 1 - (1 - found.estimate) * f.ppf(0.975, *degrees), rel_tol=1e-10)
    assert isclose(found.high, 1 - (1 - found.estimate) * f.ppf(0.025, *degrees), rel_tol=1e-10)


def test_outcomes_lost_among_the_drawn_count_as_lost_by_chance():
    rng = np.random.default_rng(4)
    x = rng.standard_normal(600)
    y = 0.5 * x + rng.standard_normal(600)
    judged = x + rng.standard_normal(600) > 0.8
    drawn = ~judged & (rng.random(600) < 0.3)
    seen = (judged & (rng.random(600) < 0.9)) | (drawn & (rng.random(600) < 0.5))
    outcome = np.where(seen, y, np.nan)
    found = selection.analyse_exploration(x, outcome, judged=judged, drawn=drawn, probability=0.3).combined
    chance = np.where(judged, seen[judged].mean(), 0.3 * seen[drawn].mean())
    by_hand = selection.aipw_validity(x, outcome, x[:, None], propensity=chance)
    assert isclose(found.validity.estimate, by_hand.validity.estimate, rel_tol=1e-12)
    assert isclose(found.effective_n, by_hand.effective_n, rel_tol=1e-12)


def test_the_interval_of_a_gain_inverts_the_noncentral_f():
    # Steiger (2004): R² = λ / (λ + n) at the λ that puts F at a tail; without instruments before, gain is R²
    from scipy.optimize import brentq
    from scipy.stats import ncf

    rng = np.random.default_rng(5)
    X = rng.standard_normal((80, 2))
    y = X @ [0.5, 0.3] + rng.standard_normal(80)
    found = selection.incremental_validity(np.empty((80, 0)), X, y, confidence=0.9).gain
    f = found.estimate / 2 / ((1 - found.estimate) / 77)
    for bound, tail in ((found.low, 0.95), (found.high, 0.05)):
        noncentrality = brentq(lambda value, tail=tail: ncf.cdf(f, 2, 77, value) - tail, 1e-6, 500)
        assert isclose(bound, noncentrality / (noncentrality + 80), rel_tol=1e-5)


def test_population_scores_are_the_derivatives_of_the_weights():
    from maatwerk.science.irt._quadrature import normal_weights

    theta, mean, deviation, step = np.linspace(-6, 6, 61), np.array([0.3]), np.array([1.4]), 1e-6

    class Holder:
        def population_moments(self, _):
            return mean, deviation

    from maatwerk.science.irt._likelihood import Likelihood

    holder = Holder()
    holder.theta = theta
    found = Likelihood.population_scores(holder, np.empty(0))[0]
    moved = [np.log(normal_weights(theta, mean + side * step, deviation)[0]) for side in (1, -1)]
    assert np.allclose(found[0], (moved[0] - moved[1]) / (2 * step), atol=1e-6)
    moved = [np.log(normal_weights(theta, mean, deviation * exp(side * step))[0]) for side in (1, -1)]
    assert np.allclose(found[1], (moved[0] - moved[1]) / (2 * step), atol=1e-6)

import json
import math

import numpy as np
import pytest

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.retention import (
    FittedPerformance,
    HazardModel,
    PerformanceModel,
    Prior,
    SuccessDefinition,
    performance_validation,
    success,
)
from maatwerk.science.retention.simulation import simulate_histories

STAYING, PERFORMING = {"calm": -0.5, "skill": 0.0}, {"calm": 0.2, "skill": 0.8}


@pytest.fixture(scope="module")
def history():
    return simulate_histories(2, 3000, STAYING, performance_weights=PERFORMING, rating_month=6.0)


@pytest.fixture(scope="module")
def model(history):
    rated = np.isfinite(history.rating)
    return PerformanceModel(Prior.weak(STAYING)).fit(history.X[rated], history.rating[rated])


def test_the_mode_is_that_of_the_written_out_likelihood():
    from scipy.optimize import minimize

    rng = np.random.default_rng(0)
    X = rng.normal(size=(120, 2))
    rating = 1 + (X @ [0.7, -0.3] + rng.logistic(size=120) > np.array([[-1.0], [0.5], [2.0]])).sum(axis=0)
    model = PerformanceModel(Prior.weak("ab", sd=0.5)).fit(X, rating)
    Z = (X - X.mean(axis=0)) / X.std(axis=0)

    def loss(theta):
        cuts = np.concatenate(
            [[-np.inf], np.cumsum(np.concatenate([theta[:1], np.exp(theta[1:3])])), [np.inf]]
        )
        chances = 1 / (1 + np.exp(cuts - (Z @ theta[3:])[:, None]))  # at least category k
        average = 1 / (1 + np.exp(cuts))
        seen = chances[np.arange(120), rating - 1] - chances[np.arange(120), rating]
        pseudo = 0.125 * np.log(average[:-1] - average[1:]).sum()  # half a person over four categories
        return float(-np.log(seen).sum() - pseudo + (theta[3:] ** 2).sum() / 0.5)

    best = minimize(loss, [-1, 0, 0, 0.5, 0], method="BFGS", options={"gtol": 1e-5}).x
    assert model.converged_
    assert model.coef_ == pytest.approx(best[3:], abs=1e-3)
    assert model.thresholds_ == pytest.approx(np.cumsum([best[0], *np.exp(best[1:3])]), abs=1e-3)


def test_planted_weights_are_recovered(model, history):
    rated = np.isfinite(history.rating)
    truth = history.performance_weights * history.X[rated].std(axis=0)
    assert model.coef_ == pytest.approx(truth, abs=0.1)
    assert (model.intervals_[:, 0] < truth).all()
    assert (truth < model.intervals_[:, 1]).all()


def test_chances_match_how_often_it_happened(model, history):
    rated = np.isfinite(history.rating)
    for rating in (3, 5):
        said = model.predict_at_least(history.X[rated], rating).mean()
        assert said == pytest.approx((history.rating[rated] >= rating).mean(), abs=0.01)
    with pytest.raises(ScienceError, match="rating"):
        model.predict_at_least(history.X, 9)


def test_reasons_add_up_and_explain_the_chance(model):
    found = model.fitted_.advise({"calm": 1.0, "skill": 2.0})
    assert sum(c.log_odds for c in found.contributions) == pytest.approx(found.log_odds, abs=1e-9)
    chance, low, high = found.probability(4)
    assert chance == pytest.approx(1 / (1 + math.exp(model.thresholds_[2] - found.log_odds)), abs=1e-9)
    assert low < chance < high
    assert {c.pull for c in found.contributions} == {"higher"}
    assert [rating for rating, *_ in found.at_least] == [2, 3, 4, 5]
    with pytest.raises(ScienceError, match="rating"):
        found.probability(1)


def test_storage_is_exact(model):
    stored = json.loads(json.dumps(model.fitted_.to_dict()))
    assert FittedPerformance.from_dict(stored) == model.fitted_
    with pytest.raises(ScienceError, match="method"):
        FittedPerformance.from_dict({**stored, "method": "?"})


def test_a_rating_that_nobody_got_stays_possible():
    rng = np.random.default_rng(1)
    X = rng.normal(size=(60, 1))
    model = PerformanceModel(Prior.weak("x")).fit(X, rng.choice([2, 4], 60), scale=(1, 2, 3, 4, 5))
    assert model.converged_
    assert (np.diff(model.thresholds_) > 0).all()
    assert 0 < model.fitted_.advise({"x": 0.0}).probability(5)[0] < 0.05


def test_directions_hold_for_ratings_too(history):
    rated = np.isfinite(history.rating)
    prior = Prior.weak(STAYING, directions={"skill": -1})
    model = PerformanceModel(prior).fit(history.X[rated], history.rating[rated])
    assert -0.05 < model.coef_[1] < 0


@pytest.mark.parametrize(
    ("rating", "options", "argument"),
    [
        ([3, 3, 3], {}, "rating"),
        ([1, 2.5, 3], {}, "rating"),
        ([1, 2, float("nan")], {}, "rating"),
        ([1, 2, 3], {"scale": (1, 2)}, "rating"),
        ([1, 2, 3], {"scale": (3, 2, 1)}, "rating"),
        ([1, 2, 3], {"weights": [0, 0, 0]}, "weights"),
        ([1, 2], {}, "X"),
    ],
)
def test_bad_ratings_are_named(rating, options, argument):
    with pytest.raises(ScienceError) as failure:
        PerformanceModel(Prior.weak("x")).fit([[1.0], [2.0], [3.0]], rating, **options)
    assert failure.value.argument == argument


def test_success_is_staying_and_then_performing(model, history):
    stay = HazardModel(Prior.weak(STAYING)).fit(history.X, history.tenure, history.event).fitted_
    values = {"calm": 1.0, "skill": 1.0}
    wanted = SuccessDefinition(months=6, at_least=3)
    for language, word in (("en", "rated 3 or higher"), ("nl", "beoordeling van 3 of hoger")):
        assert word in success(stay.advise(values), model.fitted_.advise(values), wanted).explain(language)
    assert "people were rated" in model.fitted_.advise(values).explain()
    assert "een 3 of hoger" in model.fitted_.advise(values).explain("nl")
    found = success(stay.advise(values), model.fitted_.advise(values), wanted)
    assert found.estimate == pytest.approx(found.staying[0] * found.performing[0], abs=1e-9)
    assert found.low < found.estimate < found.high <= min(found.staying[2], found.performing[2])
    # everybody observed past month 6: how often it happened, against what is said of each
    seen = np.flatnonzero((history.tenure >= 6) | history.event)[:400]
    said = [
        success(stay.advise(row), model.fitted_.advise(row), wanted).estimate
        for row in (dict(zip(STAYING, history.X[k].tolist(), strict=True)) for k in seen)
    ]
    happened = np.nan_to_num(history.rating[seen], nan=0.0) >= 3
    assert np.mean(said) == pytest.approx(happened.mean(), abs=0.06)


def test_success_needs_rates_and_known_horizons(model, history):
    options = {"horizons": (3, 6)}
    X, tenure, event = history.X[:300], history.tenure[:300], history.event[:300]
    stay = HazardModel(Prior.weak(STAYING), **options).fit(X, tenure, event).fitted_
    half = HazardModel(Prior.weak(STAYING), by_outcome=True).fit(X, tenure, event).fitted_
    perform = model.fitted_.advise({})
    with pytest.raises(ScienceError, match="months"):
        success(stay.advise({}), perform, SuccessDefinition(months=12, at_least=3))
    with pytest.raises(ScienceError, match="rates"):
        success(half.advise({}), perform, SuccessDefinition(months=6, at_least=3))
    other = HazardModel(Prior.weak(STAYING), confidence=0.8).fit(X, tenure, event).fitted_
    with pytest.raises(ScienceError, match="confidence"):
        success(other.advise({}), perform, SuccessDefinition(months=6, at_least=3))


def test_too_few_to_rate():
    with pytest.raises(InsufficientDataError):
        PerformanceModel(Prior.weak("x")).fit([[1.0]], [3])


def test_ratings_that_can_be_forecast_are_established(history):
    rated = np.flatnonzero(np.isfinite(history.rating))[:400]
    options = {"prior": Prior.weak(STAYING), "rng": 1, "repeats": 1}
    found = performance_validation(history.X[rated], history.rating[rated], history.persons[rated], **options)
    assert found.low > 0.5
    assert found.n == 400
    # two identical rows of everybody: no easier to forecast, and no surer
    rows = np.tile(rated[:100], 2)
    twice = performance_validation(history.X[rows], history.rating[rows], history.persons[rows], **options)
    once = performance_validation(history.X[rows[:100]], history.rating[rows[:100]], **options)
    assert twice.n == once.n == 100
    assert twice.high - twice.low > 0.7 * (once.high - once.low)


def test_noise_is_established_at_most_once_in_twenty():
    established = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        found = performance_validation(
            rng.normal(size=(100, 2)), rng.integers(1, 6, 100), prior=Prior.weak("ab"), rng=seed, repeats=1,
            strengths=(0.4,), inner_folds=2,
        )  # fmt: skip
        established += found.low > 0.5
    assert established <= 0.05 * 60 + 3 * math.sqrt(0.05 * 0.95 * 60)


def test_validation_of_ratings_refuses_too_little():
    options = {"prior": Prior.weak("x"), "rng": 1}
    with pytest.raises(InsufficientDataError):
        performance_validation(np.zeros((19, 1)), np.arange(19) % 3, **options)
    with pytest.raises(InsufficientDataError):
        performance_validation(np.zeros((40, 1)), np.ones(40), **options)
    with pytest.raises(ScienceError, match="folds"):
        performance_validation(np.zeros((40, 1)), np.arange(40) % 3, folds=1, **options)

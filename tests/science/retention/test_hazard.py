import json
import math
import random

import numpy as np
import pytest

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.evaluation import evaluate
from maatwerk.science.retention import (
    FeaturePrior,
    FittedHazard,
    HazardModel,
    Prior,
    fitted_from_prior,
    predict_one,
)
from maatwerk.science.retention.simulation import sample_on_outcome, simulate_histories

WEIGHTS = {"calm": -0.5, "speed": 0.3, "graphology": 0.0}


@pytest.fixture(scope="module")
def history():
    return simulate_histories(11, 3000, WEIGHTS, missing=0.05)


@pytest.fixture(scope="module")
def model(history):
    return HazardModel(Prior.weak(WEIGHTS)).fit(history.X, history.tenure, history.event)


def person_months(tenure, event, months):
    """Expand to one row per person and month at risk, the textbook way (whole months only)."""
    rows, left = [], []
    for person, (end, gone) in enumerate(zip(tenure, event, strict=True)):
        for month in range(int(min(end, months))):
            rows.append((person, month))
            left.append(bool(gone) and month == end - 1)
    return np.array(rows), np.array(left, dtype=float)


def test_the_mode_is_that_of_an_expanded_penalised_regression():
    from scipy.optimize import minimize

    rng = np.random.default_rng(2)
    X = rng.normal(size=(150, 2))
    tenure = rng.integers(1, 13, 150).astype(float)
    event = rng.random(150) < 0.6
    model = HazardModel(Prior.weak("ab", sd=0.5), horizons=(3, 12), follow_up=12).fit(X, tenure, event)
    Z = (X - X.mean(axis=0)) / X.std(axis=0)
    rows, left = person_months(tenure, event, 12)
    rate = left.sum() / len(left)

    def loss(theta):
        b, beta = theta[:12], theta[12:]
        eta = b[rows[:, 1]] + Z[rows[:, 0]] @ beta
        steps = np.diff(b) ** 2 / (0.7**2 * np.log(np.arange(2, 13) / np.arange(1, 12)))
        prior = (b[0] - np.log(rate / (1 - rate))) ** 2 / 4 + steps.sum() + (beta**2).sum() / 0.25
        return float(np.logaddexp(0, eta).sum() - left @ eta + prior / 2)

    start = np.concatenate([model.baseline_ + 0.1, model.coef_ - 0.1])
    best = minimize(loss, start, method="BFGS", options={"gtol": 1e-4})
    assert model.converged_
    assert model.coef_ == pytest.approx(best.x[12:], abs=1e-4)
    assert model.baseline_ == pytest.approx(best.x[:12], abs=1e-3)


def test_planted_weights_are_recovered(model, history):
    for k, name in enumerate(WEIGHTS):
        sd = np.nanstd(history.X[:, k])
        assert model.intervals_[k, 0] < WEIGHTS[name] * sd < model.intervals_[k, 1]
    assert model.coef_[0] == pytest.approx(-0.5, abs=0.08)


def test_planted_survival_is_recovered(model, history):
    complete = np.isfinite(history.X).all(axis=1)
    for horizon in (3, 12):
        found = model.predict_survival(history.X, [horizon]).estimate[complete, 0]
        assert found == pytest.approx(history.true_survival(horizon)[complete], abs=0.06)


def test_contributions_add_up(model, history):
    parts = model.contributions(history.X)
    assert np.all(parts[np.isnan(history.X)] == 0)
    one = model.fitted_.advise(dict(zip(WEIGHTS, history.X[0].tolist(), strict=True)))
    total = sum(c.log_odds for c in one.contributions)
    assert total == pytest.approx(one.log_odds, abs=1e-9)
    assert parts[0].sum() == pytest.approx(one.log_odds, abs=1e-9)
    for month in (1, 12):
        predictor = model.fitted_.linear_predictor(one, month)
        assert predictor == pytest.approx(model.baseline_[month - 1] + total, abs=1e-9)
    # and the curve is what these log-odds say, month by month
    survival = 1.0
    for month in range(1, 13):
        survival *= 1 - 1 / (1 + math.exp(-model.fitted_.linear_predictor(one, month)))
    assert one.at(12).estimate == pytest.approx(survival, abs=1e-9)


def test_one_person_and_many_people_agree(model, history):
    many = model.predict_survival(history.X[:50])
    for k in range(50):
        one = model.fitted_.advise(dict(zip(WEIGHTS, history.X[k].tolist(), strict=True)))
        for h, outlook in enumerate(one.estimates):
            wanted = (many.estimate[k, h], many.low[k, h], many.high[k, h])
            assert (outlook.estimate, outlook.low, outlook.high) == pytest.approx(wanted, abs=1e-10)


def test_replay_is_identical_to_the_last_bit(model):
    stored = json.loads(json.dumps(model.fitted_.to_dict()))
    assert FittedHazard.from_dict(stored) == model.fitted_
    values = {"calm": 0.123456789, "speed": -1.5, "graphology": 2.0}
    first = json.dumps(model.fitted_.advise(values).to_dict())
    for seed in range(5):
        names = list(values)
        random.Random(seed).shuffle(names)
        again = predict_one(stored, {name: values[name] for name in names})
        assert json.dumps(again.to_dict()) == first


def test_an_old_format_is_refused(model):
    with pytest.raises(ScienceError, match="method"):
        FittedHazard.from_dict({**model.fitted_.to_dict(), "method": "retention-hazard/0"})


def test_missing_evidence_counts_as_average_and_widens_the_range(model):
    known = model.fitted_.advise({"calm": model.fitted_.features[0].mean, "speed": 0.0, "graphology": 0.0})
    missing = model.fitted_.advise({"speed": 0.0, "graphology": 0.0})
    assert missing.contributions[0].log_odds == 0.0
    assert missing.at(12).estimate == pytest.approx(known.at(12).estimate, abs=1e-9)
    assert missing.at(12).low < known.at(12).low
    assert [c.code for c in missing.caveats] == ["missing_evidence"]
    assert model.fitted_.advise({"calm": float("nan"), "speed": 0.0, "graphology": 0.0}) == missing


def test_measurement_error_widens_the_range(model):
    values = {"calm": 1.0, "speed": 0.0, "graphology": 0.0}
    plain = model.fitted_.advise(values).at(12)
    noisy = model.fitted_.advise(values, standard_errors={"calm": 0.5}).at(12)
    assert noisy.estimate == plain.estimate
    assert noisy.low < plain.low < plain.high < noisy.high


def test_values_outside_the_history_count_as_its_edge(model, history):
    edge = float(np.nanmax(history.X[:, 0]))
    far = model.fitted_.advise({"calm": 1000.0, "speed": 0.0, "graphology": 0.0})
    near = model.fitted_.advise({"calm": edge, "speed": 0.0, "graphology": 0.0})
    assert far.estimates == near.estimates
    assert [c.code for c in far.caveats] == ["outside_range"]
    assert model.predict_survival([[1000.0, 0, 0]]).estimate[0, 3] == pytest.approx(
        far.at(12).estimate, abs=1e-9
    )


def test_what_the_model_does_not_use_is_named(model):
    assert model.fitted_.advise({"calm": 0.0, "shoe size": 43.0}).unused == ("shoe size",)


def test_order_of_people_and_unit_of_features_do_not_matter(history):
    mixed = np.random.default_rng(0).permutation(600)
    X, tenure, event = history.X[:600], history.tenure[:600], history.event[:600]
    base = HazardModel(Prior.weak(WEIGHTS)).fit(X, tenure, event)
    other = HazardModel(Prior.weak(WEIGHTS)).fit(X[mixed] * 10 + 50, tenure[mixed], event[mixed])
    assert other.coef_ == pytest.approx(base.coef_, abs=1e-7)
    assert other.predict_survival(X * 10 + 50).low == pytest.approx(base.predict_survival(X).low, abs=1e-7)


def test_order_of_features_does_not_matter(history):
    X, tenure, event = history.X[:600], history.tenure[:600], history.event[:600]
    base = HazardModel(Prior.weak(WEIGHTS)).fit(X, tenure, event)
    back = HazardModel(Prior.weak(list(WEIGHTS)[::-1])).fit(X[:, ::-1], tenure, event)
    assert back.coef_[::-1] == pytest.approx(base.coef_, abs=1e-9)


def test_two_rows_of_one_person_count_once(history):
    X, tenure, event = history.X[:300], history.tenure[:300], history.event[:300]
    base = HazardModel(Prior.weak(WEIGHTS)).fit(X, tenure, event)
    twice = HazardModel(Prior.weak(WEIGHTS)).fit(
        np.tile(X, (2, 1)), np.tile(tenure, 2), np.tile(event, 2), persons=np.tile(np.arange(300), 2)
    )
    assert twice.coef_ == pytest.approx(base.coef_, abs=1e-9)
    assert twice.intervals_ == pytest.approx(base.intervals_, abs=1e-9)
    assert (twice.n_, twice.n_left_) == (base.n_, base.n_left_)


def test_a_weight_of_two_is_a_person_twice(history):
    X, tenure, event = history.X[:200], history.tenure[:200], history.event[:200]
    weighted = HazardModel(Prior.weak(WEIGHTS)).fit(X, tenure, event, weights=np.full(200, 2.0))
    repeated = HazardModel(Prior.weak(WEIGHTS)).fit(np.tile(X, (2, 1)), np.tile(tenure, 2), np.tile(event, 2))
    assert weighted.coef_ == pytest.approx(repeated.coef_, abs=1e-9)


def test_left_truncation_undoes_the_bias_of_only_seeing_survivors():
    history = simulate_histories(5, 8000, {"calm": -0.6}, follow_up=(30.0, 30.0))
    entry = np.random.default_rng(0).uniform(0, 20, 8000)
    seen = history.tenure > entry
    X, tenure, event = history.X[seen], history.tenure[seen], history.event[seen]
    right = HazardModel(Prior.weak(["calm"])).fit(X, tenure, event, entry=entry[seen])
    wrong = HazardModel(Prior.weak(["calm"])).fit(X, tenure, event)
    new = simulate_histories(6, 500, {"calm": -0.6})
    truth = new.true_survival(12).mean()
    assert right.predict_survival(new.X).estimate[:, 3].mean() == pytest.approx(truth, abs=0.02)
    assert wrong.predict_survival(new.X).estimate[:, 3].mean() > truth + 0.05


def test_a_firm_prior_holds_and_a_weak_one_yields(history):
    X, tenure, event = history.X[:500], history.tenure[:500], history.event[:500]

    def calm(sd):
        prior = Prior(
            (FeaturePrior(name="calm", mean=0.4, sd=sd), *Prior.weak(["speed", "graphology"]).features)
        )
        return HazardModel(prior).fit(X, tenure, event).coef_[0]

    assert calm(0.01) == pytest.approx(0.4, abs=0.02)
    assert calm(5.0) < -0.35
    assert calm(0.01) > calm(0.1) > calm(0.3) > calm(5.0)


def test_directions_are_kept_and_the_interval_ends_at_zero(history):
    wrong = Prior.weak(WEIGHTS, directions={"calm": 1, "speed": 1, "graphology": -1})
    model = HazardModel(wrong).fit(history.X, history.tenure, history.event)
    assert model.converged_
    assert 0 < model.coef_[0] < 0.05  # the data say -0.5: against the statement, so next to nothing is left
    assert model.intervals_[0, 0] >= 0
    assert model.intervals_[2, 1] <= 0
    without = HazardModel(Prior.weak(["speed", "graphology"]))
    without.fit(history.X[:, 1:], history.tenure, history.event)
    assert model.coef_[1] == pytest.approx(without.coef_[0], abs=0.01)


def test_monotone_means_monotone_for_everybody(history):
    model = HazardModel(Prior.weak(WEIGHTS, directions={"graphology": -1})).fit(
        history.X[:200], history.tenure[:200], history.event[:200]
    )
    stays = [
        model.fitted_.advise({"calm": 0.0, "speed": 0.0, "graphology": value}).at(12).estimate
        for value in np.linspace(-2, 2, 9)
    ]
    assert stays == sorted(stays)


def test_a_history_sampled_on_the_outcome_gives_no_rates(history):
    half = sample_on_outcome(history, 0.5, 1)
    assert half.event.mean() == pytest.approx(0.5, abs=0.01)
    model = HazardModel(Prior.weak(WEIGHTS), by_outcome=True).fit(half.X, half.tenure, half.event)
    advice = model.fitted_.advise({"calm": 2.0, "speed": -1.0, "graphology": 0.0})
    assert advice.estimates == advice.reference == advice.base_rate == ()
    assert advice.log_odds_high < 0
    assert [c.code for c in advice.caveats] == ["rates_withheld"]
    assert "less likely to leave" in advice.explain()
    assert "kleiner" in advice.explain("nl")


def test_separation_stays_finite():
    X = np.repeat([[0.0], [1.0]], 30, axis=0)
    event = np.repeat([0, 1], 30)
    model = HazardModel(Prior.weak(["x"])).fit(X, np.repeat([24.0, 2.0], 30), event)
    assert model.converged_
    assert 0 < model.coef_[0] < 3
    assert np.isfinite(model.intervals_).all()


def test_a_constant_column_says_nothing_and_is_said():
    history = simulate_histories(1, 200, {"x": -0.4})
    X = np.column_stack([history.X, np.full(200, 7.0), np.full(200, np.nan)])
    model = HazardModel(Prior.weak(["x", "same", "empty"])).fit(X, history.tenure, history.event)
    assert model.coef_[1:] == pytest.approx([0, 0], abs=1e-9)
    assert [c.values for c in model.fitted_.caveats] == [(("name", "same"),), (("name", "empty"),)]
    known = model.fitted_.advise({"x": 0.0, "same": 7.0, "empty": 0.0})
    assert known.at(12).low == pytest.approx(model.fitted_.advise({"x": 0.0}).at(12).low, abs=1e-9)


def test_duplicated_columns_share_the_weight():
    history = simulate_histories(1, 400, {"x": -0.5})
    model = HazardModel(Prior.weak(["x", "again"])).fit(np.tile(history.X, 2), history.tenure, history.event)
    assert model.coef_[0] == pytest.approx(model.coef_[1], abs=1e-9)


def test_three_people_get_an_answer_with_a_caveat():
    model = HazardModel(Prior.weak(["x"])).fit([[1.0], [2.0], [3.0]], [2, 14, 20], [1, 0, 0])
    assert [c.code for c in model.fitted_.caveats] == ["few_outcomes"]
    advice = model.fitted_.advise({"x": 2.0})
    assert advice.at(12).low < 0.4
    assert advice.at(12).high > 0.75


def test_everybody_leaves_on_the_first_day_or_exactly_on_a_month():
    model = HazardModel(Prior.weak(["x"])).fit([[1.0], [2.0], [3.0], [4.0]], [0, 0, 12, 12], [1, 1, 0, 1])
    assert model.converged_
    assert np.isfinite(model.predict_survival([[1.0]]).estimate).all()


@pytest.mark.parametrize(
    ("change", "argument"),
    [
        ({"event": [0, 0, 0, 0]}, "event"),
        ({"tenure": [1, 2, 3, -1]}, "tenure"),
        ({"X": [[1.0], [np.inf], [0], [1]]}, "X"),
        ({"X": [[1.0, 2.0]] * 4}, "X"),
        ({"X": [[1.0]] * 3}, "X"),
        ({"X": [["a"]] * 4}, "X"),
        ({"persons": [1, 1, 1, 1]}, "tenure"),
        ({"persons": [1, 1]}, "persons"),
        ({"entry": [0, 0, 0, 9]}, "entry"),
        ({"weights": [1, 1, 1, np.nan]}, "weights"),
    ],
)
def test_bad_input_is_named(change, argument):
    given = {"X": [[1.0], [2.0], [3.0], [4.0]], "tenure": [2, 14, 20, 5], "event": [1, 0, 0, 1], **change}
    with pytest.raises(ScienceError) as failure:
        HazardModel(Prior.weak(["x"])).fit(given.pop("X"), given.pop("tenure"), given.pop("event"), **given)
    assert failure.value.argument == argument


@pytest.mark.parametrize(
    "options",
    [
        {"horizons": ()},
        {"horizons": (-1,)},
        {"horizons": (12, 130)},
        {"confidence": 2},
        {"step_sd": 0},
        {"prior": 3},
    ],
)
def test_bad_options_are_named(options):
    with pytest.raises(ScienceError) as failure:
        HazardModel(**{"prior": Prior.weak(["x"]), **options}).fit([[1.0], [2.0]], [1, 2], [1, 0])
    assert failure.value.argument in (*options, "follow_up")


def test_parameters_follow_the_conventions():
    model = HazardModel(Prior.weak(["x"]))
    assert model.set_params(strength=0.3) is model
    assert model.get_params()["strength"] == 0.3
    with pytest.raises(ScienceError, match="params"):
        model.set_params(magic=1)
    with pytest.raises(ScienceError, match="fitted"):
        model.predict_survival([[1.0]])


def test_advice_refuses_what_is_no_number(model):
    with pytest.raises(ScienceError, match="calm"):
        model.fitted_.advise({"calm": float("inf")})
    with pytest.raises(ScienceError, match="calm"):
        model.fitted_.advise({"calm": "high"})
    with pytest.raises(ScienceError, match="standard_errors"):
        model.fitted_.advise({"calm": 1.0}, standard_errors={"calm": -1.0})


def test_expert_weights_alone_can_advise():
    prior = Prior((FeaturePrior(name="calm", mean=-0.4, sd=0.1, source="panel of 2026"),))
    fitted = fitted_from_prior(prior, {"calm": (50.0, 10.0)}, share_staying=0.7)
    average, high = fitted.advise({"calm": 50.0}), fitted.advise({"calm": 60.0})
    assert average.at(12).estimate == pytest.approx(0.7, abs=1e-9)
    assert high.log_odds == pytest.approx(-0.4)
    assert [c.code for c in high.caveats] == ["prior_only"]
    assert high.n == 0
    assert FittedHazard.from_dict(json.loads(json.dumps(fitted.to_dict()))) == fitted
    with pytest.raises(ScienceError, match="norms"):
        fitted_from_prior(prior, {}, share_staying=0.7)
    with pytest.raises(ScienceError, match="share_staying"):
        fitted_from_prior(prior, {"calm": (50.0, 10.0)}, share_staying=1.0)


def test_a_fit_on_thousands_of_people_is_fast():
    import time

    history = simulate_histories(3, 5000, dict.fromkeys("abcdefghij", 0.1), follow_up=(1, 60))
    started = time.perf_counter()
    HazardModel(Prior.weak("abcdefghij")).fit(history.X, history.tenure, history.event)
    assert time.perf_counter() - started < 2.0  # 0.1 to 0.2 s on two busy cores


def test_nobody_leaves_within_the_follow_up():
    with pytest.raises(InsufficientDataError):
        HazardModel(Prior.weak(["x"]), follow_up=12).fit([[1.0], [2.0]], [20, 30], [1, 1])


def test_a_young_history_says_what_it_extends():
    history = simulate_histories(3, 400, WEIGHTS, follow_up=(1.0, 5.0))
    fitted = HazardModel(Prior.weak(WEIGHTS)).fit(history.X, history.tenure, history.event).fitted_
    assert [c.values for c in fitted.caveats] == [(("months", 6.0),)]
    assert [outlook.months for outlook in fitted.base_rate] == [3.0]
    near, far = (fitted.advise(dict.fromkeys(WEIGHTS, 0.0)).at(months) for months in (3, 12))
    assert far.high - far.low > 2 * (near.high - near.low)
    assert "Nobody has been followed for 6 months" in fitted.caveats[0].explain()
    found = evaluate(fitted, history.X, history.tenure, history.event)
    assert [entry.months for entry in found.at] == [3.0]

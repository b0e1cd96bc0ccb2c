"""The corners of retention: what is refused, what is shown without rates, what is drawn at the edge."""

import numpy as np
import pytest

from maatwerk.science.errors import ScienceError
from maatwerk.science.retention import (
    Encoder,
    HazardModel,
    PerformanceModel,
    Prior,
    choose_strength,
    fitted_from_prior,
    nested_validation,
)
from maatwerk.science.retention.simulation import sample_on_outcome, simulate_histories


@pytest.mark.parametrize(
    ("knobs", "argument"),
    [
        ({"people": 0}, "people"),
        ({"weights": {}}, "people"),
        ({"follow_up": (9.0, 3.0)}, "follow_up"),
        ({"follow_up": (3.0, 99.0)}, "follow_up"),
        ({"correlation": 1.0}, "correlation"),
        ({"missing": -0.1}, "missing"),
        ({"duplicates": 1.5}, "duplicates"),
        ({"reliability": 0.0}, "reliability"),
        ({"reliability": {"x": 2.0}}, "reliability"),
    ],
)
def test_impossible_simulations(knobs, argument):
    given = {"rng": 1, "people": 10, "weights": {"x": 0.1}, **knobs}
    with pytest.raises(ScienceError) as failure:
        simulate_histories(given.pop("rng"), given.pop("people"), given.pop("weights"), **given)
    assert failure.value.argument == argument


def test_simulated_scores_are_as_correlated_and_as_reliable_as_asked():
    history = simulate_histories(1, 20_000, {"x": 0.0, "y": 0.0}, correlation=0.4, reliability={"x": 0.8})
    assert np.corrcoef(history.true_scores.T)[0, 1] == pytest.approx(0.4, abs=0.02)
    assert np.corrcoef(history.X[:, 0], history.true_scores[:, 0])[0, 1] ** 2 == pytest.approx(0.8, abs=0.01)
    assert history.X[:, 1] == pytest.approx(history.true_scores[:, 1])
    assert history.true_survival(3).mean() == pytest.approx((history.tenure >= 3).mean(), abs=0.01)
    with pytest.raises(ScienceError, match="months"):
        history.true_survival(100)
    with pytest.raises(ScienceError, match="share_left"):
        sample_on_outcome(history, 1.0, 1)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_advice_without_rates_still_says_which_side_of_average(language):
    history = simulate_histories(1, 1500, {"x": -0.8})
    fitted = (
        HazardModel(Prior.weak("x"), by_outcome=True).fit(history.X, history.tenure, history.event).fitted_
    )
    said = [
        fitted.advise({"x": value}).explain(language).split(".")[0]
        for value in (-2.0, fitted.features[0].mean, 2.0)
    ]
    assert len(set(said)) == 3


def test_what_was_not_computed_is_not_guessed():
    history = simulate_histories(1, 200, {"x": -0.5})
    model = HazardModel(Prior.weak("x"))
    with pytest.raises(ScienceError, match="fitted"):
        PerformanceModel(Prior.weak("x")).predict_at_least([[1.0]], 3)
    fitted = model.fit(history.X, history.tenure, history.event).fitted_
    with pytest.raises(KeyError):
        fitted.advise({"x": 0.0}).at(5)
    with pytest.raises(ScienceError, match="month"):
        fitted.linear_predictor(fitted.advise({"x": 0.0}), 13)
    for horizons in ((), (0,), (24,)):
        with pytest.raises(ScienceError, match="horizons"):
            model.predict_survival(history.X, horizons)
    with pytest.raises(ScienceError, match="norms"):
        fitted_from_prior(Prior.weak("x"), {"x": (0.0, 0.0)}, share_staying=0.5)
    with pytest.raises(ScienceError, match="prior"):
        HazardModel("weak").fit([[1.0], [2.0]], [1, 2], [1, 0])


def test_parameters_of_the_rating_model():
    model = PerformanceModel(Prior.weak("x"))
    assert model.set_params(strength=0.5).get_params()["strength"] == 0.5
    with pytest.raises(ScienceError, match="params"):
        model.set_params(magic=1)


def test_strength_is_chosen_alone_as_inside_the_validation():
    history = simulate_histories(2, 500, {"a": -0.6, "b": 0.5})
    arguments = history.X, history.tenure, history.event
    assert choose_strength(*arguments, prior=Prior.weak("ab"), rng=1) >= 0.4
    assert choose_strength(*arguments, prior=Prior.weak("ab"), rng=1, strengths=[0.3]) == 0.3
    with pytest.raises(ScienceError, match="folds"):
        nested_validation(*arguments, prior=Prior.weak("ab"), rng=1, folds=1)
    young = np.minimum(history.tenure, 2.0)
    with pytest.raises(ScienceError, match="tenure"):
        nested_validation(history.X, young, (history.tenure < 2), prior=Prior.weak("ab"), rng=1)


def test_an_encoder_keeps_levels_in_order():
    assert Encoder("way", ("bus", "car")).rows(["car", "bus"]) == [[0.0, 1.0], [1.0, 0.0]]

import numpy as np
import pytest

from maatwerk.science.errors import ScienceError
from maatwerk.science.retention import FeaturePrior, HazardModel, Prior, challenge, learn_curves
from maatwerk.science.retention.simulation import simulate_histories


def bent_history(people):
    """Leaving depends on the distance from the middle, which no straight line can say."""
    rng = np.random.default_rng(4)
    x = rng.normal(size=people)
    leaves = rng.exponential(25, people) * np.exp(-1.2 * (np.abs(x) - 0.8))
    seen = rng.uniform(6, 30, people)
    return x[:, None], np.minimum(leaves, seen), leaves <= seen


def test_curves_win_where_the_truth_is_curved():
    X, tenure, event = bent_history(900)
    found = challenge(X, tenure, event, prior=Prior.weak("x"), rng=1, repeats=1)
    assert found.replaces
    assert found.gain.low > 0
    assert "beter dan rechte" in found.explain("nl")


def test_lines_stay_where_the_truth_is_straight():
    history = simulate_histories(3, 600, {"a": -0.5, "b": 0.0})
    found = challenge(history.X, history.tenure, history.event, prior=Prior.weak("ab"), rng=1, repeats=1)
    assert not found.replaces
    assert "stays" in found.explain()


def test_columns_of_a_curve_add_up_to_a_bent_line():
    curve = learn_curves("x", [0, 1, 2, 3, 4, float("nan")])
    assert curve.knots == (1.0, 2.0, 3.0)
    assert curve.values(2.5) == {"x": 2.5, "x above 1": 1.5, "x above 2": 0.5, "x above 3": 0.0}
    assert set(curve.values(None).values()) == {None}
    assert curve.rows([2.5]).tolist() == [[2.5, 1.5, 0.5, 0.0]]
    assert np.isnan(curve.rows([float("nan")])).all()
    assert learn_curves("two values", [0, 1, 0, 1]).knots == ()
    with pytest.raises(ScienceError):
        learn_curves("x", [float("nan")])


def test_a_challenger_explains_itself_as_exactly():
    X, tenure, event = bent_history(600)
    curve = learn_curves("x", X[:, 0])
    model = HazardModel(Prior(curve.priors(FeaturePrior(name="x")))).fit(curve.rows(X[:, 0]), tenure, event)
    left, middle, right = (model.fitted_.advise(curve.values(value)) for value in (-2.0, 0.0, 2.0))
    assert middle.log_odds < min(left.log_odds, right.log_odds)
    assert sum(c.log_odds for c in left.contributions) == pytest.approx(left.log_odds, abs=1e-9)

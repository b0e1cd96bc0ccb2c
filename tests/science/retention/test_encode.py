import numpy as np
import pytest

from maatwerk.science.errors import ScienceError
from maatwerk.science.evaluation import evaluate
from maatwerk.science.retention import Encoder, HazardModel, Prior, encode

LEVELS = ["shop"] * 200 + ["bank"] * 100 + ["farm"] * 4 + [None] * 6


def test_rare_levels_share_a_column_and_missing_ones_have_none():
    found = encode("industry", LEVELS)
    assert found.columns == ("industry=bank", "industry=shop", "industry=(other)")
    assert found.values("shop") == {"industry=bank": 0.0, "industry=shop": 1.0, "industry=(other)": 0.0}
    assert found.values("farm") == found.values("never seen")
    assert set(found.values(None).values()) == {None}
    assert np.isnan(found.rows([None, "bank"])[0]).all()
    assert Encoder.from_dict(found.to_dict()) == found


def test_a_level_is_counted_in_persons():
    with pytest.raises(ScienceError, match="two levels"):
        encode("industry", ["shop"] * 30 + ["bank"] * 30, [1] * 30 + [2] * 30)
    with pytest.raises(ScienceError, match="persons"):
        encode("industry", ["shop"], [1, 2])


def test_a_level_never_seen_is_missing_when_no_level_was_rare():
    found = encode("industry", ["shop"] * 20 + ["bank"] * 20)
    assert set(found.values("farm").values()) == {None}


def test_weights_of_levels_are_recovered_and_rare_ones_shrunk():
    rng = np.random.default_rng(1)
    level = rng.choice(["bank", "farm", "shop"], 4000, p=[0.48, 0.02, 0.5])
    hazard = 0.04 * np.exp(np.select([level == "bank", level == "farm"], [-0.6, 0.6], 0.0))
    leaves, seen = rng.exponential(1 / hazard), rng.uniform(3, 36, 4000)
    encoder = encode("industry", level.tolist())
    model = HazardModel(Prior(encoder.priors(sd=0.3, source="exception 12")))
    model.fit(encoder.rows(level.tolist()), np.minimum(leaves, seen), leaves <= seen)
    weights = dict(zip(encoder.levels, model.coef_, strict=True))
    assert weights["bank"] - weights["shop"] == pytest.approx(-0.6, abs=0.1)
    assert 0.2 < weights["farm"] - weights["shop"] < 0.75
    advice = model.fitted_.advise(encoder.values(None))
    assert [c.values for c in advice.caveats] == [(("name", "industry"),)]
    assert {c.group for c in advice.contributions} == {"industry"}
    assert model.fitted_.features[0].source == "exception 12"


def test_a_live_model_is_evaluated_on_people_it_has_not_seen():
    rng = np.random.default_rng(2)
    X = rng.normal(size=(1600, 1))
    leaves, seen = rng.exponential(20, 1600) * np.exp(0.6 * X[:, 0]), rng.uniform(3, 36, 1600)
    tenure, event = np.minimum(leaves, seen), leaves <= seen
    fitted = HazardModel(Prior.weak("x")).fit(X[:800], tenure[:800], event[:800]).fitted_
    found = evaluate(fitted, X[800:], tenure[800:], event[800:])
    assert found.concordance.low > 0.5
    assert found.horizon(12).skill.low > 0
    assert found.horizon().calibration_slope.low < 1 < found.horizon().calibration_slope.high
    assert "On these 800 people" in found.explain()
    assert "deze 800 mensen" in found.explain("nl")
    assert (found.n, found.n_left) == (800, int(event[800:].sum()))
    # no model is what the model's own history said of everybody
    null = fitted.base_rate[-1].estimate
    known = (tenure[800:] >= 12) | event[800:]
    plain = np.mean(((tenure[800:] > 12)[known] - null) ** 2)
    assert found.horizon(12).brier_null.estimate == pytest.approx(plain, abs=0.03)
    with pytest.raises(ScienceError, match="months"):
        found.horizon(5)
    with pytest.raises(ScienceError, match="tenure"):
        evaluate(fitted, X[:50], np.full(50, 1.0), np.ones(50))

"""A chosen weighting: proportions kept, common size learned, the same predictions as the composite alone."""

import numpy as np
import pytest

from maatwerk.science.errors import ScienceError
from maatwerk.science.retention import (
    COMPOSITE,
    FittedHazard,
    HazardModel,
    Prior,
    composite,
    reweighted,
    unfold,
)


@pytest.fixture(scope="module")
def learned():
    rng = np.random.default_rng(5)
    X = rng.normal(50, 10, size=(600, 3)).round(1)
    hazard = 1 / (1 + np.exp(-(-3 - 0.5 * (X[:, 0] - 50) / 10 - 0.2 * (X[:, 1] - 50) / 10)))
    left = rng.geometric(hazard).astype(float)
    seen = rng.uniform(6, 30, size=600)
    tenure, event = np.minimum(left, seen), left <= seen
    fitted = HazardModel(Prior.weak(["a", "b", "c"])).fit(X, tenure, event).fitted_
    return X, tenure, event, fitted


def steer(learned, factors):
    X, tenure, event, fitted = learned
    features = reweighted(fitted, factors)
    columns = X[:, [fitted.names.index(feature.name) for feature in features]]
    C = composite(features, fitted, columns)
    one = HazardModel(Prior.weak([COMPOSITE])).fit(C[:, None], tenure, event).fitted_
    return columns, C, one, unfold(features, one)


def test_the_unfolded_model_says_what_the_composite_says(learned):
    columns, C, one, found = steer(learned, {"a": 0.5, "b": 2.0, "c": 0.0})
    assert found.names == ("a", "b")
    for months in (3.0, 12.0):
        np.testing.assert_allclose(
            found.survival_of(columns, months), one.survival_of(C[:, None], months), atol=1e-12
        )
    for row, value in zip(columns[:20], C[:20], strict=True):
        many = found.advise(dict(zip(found.names, row, strict=True)))
        single = one.advise({COMPOSITE: value})
        shown = [[(e.estimate, e.low, e.high) for e in said.estimates] for said in (many, single)]
        np.testing.assert_allclose(shown[0], shown[1], atol=1e-9)


def test_proportions_are_those_that_were_chosen(learned):
    *_rest, fitted = learned
    before = {feature.name: feature.weight for feature in fitted.features}
    factors = {"a": 0.5, "b": 2.0, "c": 1.0}
    *_rest, found = steer(learned, factors)
    sizes = [feature.weight / (factors[feature.name] * before[feature.name]) for feature in found.features]
    assert sizes == pytest.approx([sizes[0]] * 3, rel=1e-12)
    assert all(feature.weight_low <= feature.weight <= feature.weight_high for feature in found.features)
    assert "weights_chosen" in {caveat.code for caveat in found.caveats}


def test_the_factors_of_today_give_the_order_of_today(learned):
    X, *_rest, fitted = learned
    _columns, _C, _one, found = steer(learned, {"a": 1.0, "b": 1.0, "c": 1.0})
    assert (np.argsort(found.risk_of(X)) == np.argsort(fitted.risk_of(X))).all()
    # the size that was learned on the same people is that of the fit itself, give or take the priors
    assert found.features[0].weight == pytest.approx(fitted.features[0].weight, rel=0.1)


def test_scaling_all_factors_changes_nothing(learned):
    X, *_rest = learned
    one = steer(learned, {"a": 1.0, "b": 0.5, "c": 0.25})[-1]
    other = steer(learned, {"a": 40.0, "b": 20.0, "c": 10.0})[-1]
    np.testing.assert_allclose(one.risk_of(X), other.risk_of(X), atol=1e-9)


def test_it_survives_json_and_missing_evidence_widens_the_interval(learned):
    found = steer(learned, {"a": 1.0, "b": 1.0, "c": 0.0})[-1]
    assert FittedHazard.from_dict(found.to_dict()) == found
    known, gap = found.advise({"a": 55.0, "b": 50.0}), found.advise({"a": 55.0})
    assert gap.log_odds_high - gap.log_odds_low > known.log_odds_high - known.log_odds_low


@pytest.mark.parametrize(
    "factors",
    [
        {"a": 1.0, "b": 1.0},
        {"a": 1.0, "b": 1.0, "c": 1.0, "sex": 1.0},
        {"a": -1.0, "b": 1.0, "c": 1.0},
        {"a": float("nan"), "b": 1.0, "c": 1.0},
        {"a": 0.0, "b": 0.0, "c": 0.0},
    ],
)
def test_factors_that_are_no_weighting_are_refused(learned, factors):
    with pytest.raises(ScienceError, match="factors"):
        reweighted(learned[-1], factors)


def test_only_a_model_of_the_composite_unfolds(learned):
    *_rest, fitted = learned
    with pytest.raises(ScienceError, match="composite alone"):
        unfold(fitted.features, fitted)

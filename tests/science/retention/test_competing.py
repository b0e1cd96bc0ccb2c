import numpy as np
import pytest

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.retention import CompetingHazards, Prior


@pytest.fixture(scope="module")
def leavers():
    """Voluntary leaving driven by `pay`, dismissal by `late`: whole months, everybody seen for two years."""
    rng = np.random.default_rng(1)
    X = rng.normal(size=(6000, 2))
    quits, fired = 0.03 * np.exp(-0.6 * X[:, 0]), 0.015 * np.exp(0.8 * X[:, 1])
    total = 1 + quits + fired
    tenure, reason = np.full(6000, 24.0), np.full(6000, "", dtype=object)
    for month in range(1, 25):
        there = reason == ""
        draw = rng.random(6000)
        gone = there & (draw < quits / total)
        out = there & ~gone & (draw < (quits + fired) / total)
        tenure[gone | out] = month
        reason[gone], reason[out] = "voluntary", "dismissed"
    return X, tenure, list(reason)


def test_each_reason_has_its_own_weights(leavers):
    X, tenure, reason = leavers
    models = CompetingHazards(Prior.weak(["pay", "late"])).fit(X, tenure, reason).models_
    assert set(models) == {"voluntary", "dismissed"}
    assert models["voluntary"].coef_ == pytest.approx([-0.6, 0.0], abs=0.08)
    assert models["dismissed"].coef_ == pytest.approx([0.0, 0.8], abs=0.1)


def test_chances_add_up_and_match_what_happened(leavers):
    X, tenure, reason = leavers
    found = CompetingHazards(Prior.weak(["pay", "late"])).fit(X, tenure, reason).predict_incidence(X, [12])
    assert found.staying + sum(found.left.values()) == pytest.approx(np.ones((6000, 1)), abs=1e-12)
    for label, chances in found.left.items():
        happened = np.mean([r == label and t <= 12 for r, t in zip(reason, tenure, strict=True)])
        assert chances.mean() == pytest.approx(happened, abs=0.01)


def test_impossible_questions_are_refused(leavers):
    X, tenure, reason = leavers
    model = CompetingHazards(Prior.weak(["pay", "late"]))
    with pytest.raises(ScienceError, match="fitted"):
        model.predict_incidence(X)
    with pytest.raises(InsufficientDataError):
        model.fit(X, tenure, [None] * 6000)
    with pytest.raises(ScienceError, match="reason"):
        model.fit(X, tenure, reason[:5])
    with pytest.raises(ScienceError, match="prior"):
        CompetingHazards({"voluntary": Prior.weak(["pay", "late"])}).fit(X, tenure, reason)
    with pytest.raises(ScienceError, match="params"):
        model.set_params(magic=1)
    model.set_params(strength=0.5).fit(X[:500], tenure[:500], reason[:500])
    with pytest.raises(ScienceError, match="horizons"):
        model.predict_incidence(X, [2.5])

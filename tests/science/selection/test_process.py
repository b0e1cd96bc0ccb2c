"""Incremental validity and concordance: known answers, coverage, alarms, refusals."""

from math import isclose

import numpy as np
import pytest

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.selection import (
    concordance_by_decider,
    decision_concordance,
    incremental_validity,
)


def test_gain_and_test_are_those_of_nested_regressions():
    stats = pytest.importorskip("scipy.stats")
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(2, 80))
    y = 0.5 * a + 0.3 * b + rng.normal(size=80)
    found = incremental_validity(a, b, y)
    r_a = np.corrcoef(a, y)[0, 1]
    X = np.column_stack([np.ones(80), a, b])
    fitted = X @ np.linalg.lstsq(X, y, rcond=None)[0]
    r_both = np.corrcoef(fitted, y)[0, 1]
    assert isclose(found.multiple_r[0], abs(r_a), rel_tol=1e-9)
    assert isclose(found.multiple_r[1], r_both, rel_tol=1e-9)
    assert isclose(found.gain.estimate, r_both**2 - r_a**2, rel_tol=1e-8)
    f = (r_both**2 - r_a**2) / ((1 - r_both**2) / 77)
    assert isclose(found.p, stats.f.sf(f, 1, 77), rel_tol=1e-8)
    assert found.gain.low < found.gain.estimate < found.gain.high
    assert isclose(
        found.adjusted_gain, (1 - (1 - r_both**2) * 79 / 77) - (1 - (1 - r_a**2) * 79 / 78), abs_tol=1e-9
    )


def test_interval_inverts_the_noncentral_f():
    stats = pytest.importorskip("scipy.stats")
    rng = np.random.default_rng(2)
    a, b = rng.normal(size=(2, 120))
    y = a + b + rng.normal(size=120)
    found = incremental_validity(a, b, y, confidence=0.9)
    before, after = (r**2 for r in found.multiple_r)
    f = (after - before) / ((1 - after) / 117)
    for bound, share in ((found.gain.low, 0.95), (found.gain.high, 0.05)):
        partial = bound / (1 - before)
        assert isclose(stats.ncf.cdf(f, 1, 117, 120 * partial / (1 - partial)), share, abs_tol=1e-6)


def test_a_worthless_instrument_gains_nothing_on_average():
    rng = np.random.default_rng(3)
    adjusted, p, zero = [], [], 0
    for _ in range(300):
        a, b, e = rng.normal(size=(3, 60))
        found = incremental_validity(a, b, 0.5 * a + e)
        adjusted.append(found.adjusted_gain)
        p.append(found.p)
        zero += found.gain.low == 0
    assert abs(np.mean(adjusted)) < 0.004
    assert abs(np.mean(np.array(p) < 0.05) - 0.05) < 0.04
    assert zero / 300 > 0.9


def test_first_instrument_against_none():
    rng = np.random.default_rng(4)
    a = rng.normal(size=40)
    y = a + rng.normal(size=40)
    found = incremental_validity(np.empty((40, 0)), a, y)
    assert isclose(found.gain.estimate, np.corrcoef(a, y)[0, 1] ** 2, rel_tol=1e-9)
    assert found.multiple_r[0] == 0
    assert "from 0.00 to 0." in found.explain()
    assert "van 0,00 naar 0," in found.explain("nl")


@pytest.mark.parametrize(
    ("base", "added", "y", "argument"),
    [
        (np.ones(5), np.arange(4), np.arange(5), "added"),
        (np.arange(5), np.empty((5, 0)), np.arange(5), "added"),
        (np.arange(5), np.arange(5) ** 2, np.ones(5), "outcome"),
        (np.arange(9), 2 * np.arange(9), np.arange(9) ** 2, "X"),
        (np.arange(3), np.arange(3) ** 2, [1, 0, 1], "X"),
    ],
)
def test_unusable_instruments_are_refused(base, added, y, argument):
    with pytest.raises(ScienceError) as caught:
        incremental_validity(base, added, y)
    assert caught.value.argument == argument


def test_concordance_known_answer():
    # 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: agreement .70, kappa .40 (Cohen 1960)
    advised = [1] * 25 + [0] * 25
    decided = [1] * 20 + [0] * 5 + [1] * 10 + [0] * 15
    found = decision_concordance(advised, decided)
    assert found.followed.estimate == 0.7
    assert isclose(found.kappa, 0.4)
    assert found.unseen is None
    assert found.seconds is None
    assert not found.rubber_stamp
    # Wilson, 90 %: (35 + 1.3528 - 1.64485 sqrt(10.5 + .6764)) / 52.7055
    assert round(found.followed.low, 4) == 0.5854


def test_rubber_stamp_raises_the_alarm():
    advised = [1, 0] * 30
    fast = decision_concordance(advised, advised, seconds=[4.0] * 60)
    assert fast.rubber_stamp
    assert "very fast" in fast.explain()
    assert "heel snel" in fast.explain("nl")
    assert not decision_concordance(advised, advised, seconds=[40.0] * 60).rubber_stamp
    assert not decision_concordance(advised, advised, seconds=[np.nan] * 60).rubber_stamp
    assert not decision_concordance(advised, [1] * 60, seconds=[4.0] * 60).rubber_stamp
    few = decision_concordance(advised[:10], advised[:10], seconds=[4.0] * 10)
    assert not few.rubber_stamp
    assert [item.code for item in few.caveats] == ["few_decisions"]


def test_decisions_without_seeing_the_advice_stand_apart():
    advised = [1] * 40
    decided = [1] * 20 + [0, 1] * 10
    seen = [1] * 20 + [0] * 20
    found = decision_concordance(advised, decided, seen=seen)
    assert (found.n, found.followed.estimate, found.unseen.estimate) == (20, 1, 0.5)
    assert found.kappa is None


def test_by_decider():
    deciders = ["ann"] * 30 + ["bob"] * 30 + ["cas"]
    advised = [1, 0] * 30 + [1]
    decided = [1, 0] * 15 + [1] * 30 + [1]
    seen = [1] * 60 + [0]
    found = concordance_by_decider(deciders, advised, decided, seen=seen, seconds=[3.0] * 61)
    assert list(found) == ["ann", "bob"]
    assert found["ann"].rubber_stamp
    assert found["bob"].followed.estimate == 0.5


def test_concordance_refusals():
    for given, argument in [
        (([1, 0], [1]), "decided"),
        (([1, 2], [1, 0]), "advised"),
    ]:
        with pytest.raises(ScienceError) as caught:
            decision_concordance(*given)
        assert caught.value.argument == argument
    with pytest.raises(InsufficientDataError, match="seen"):
        decision_concordance([1, 0], [1, 0], seen=[0, 0])
    with pytest.raises(ScienceError, match="seconds"):
        decision_concordance([1, 0], [1, 0], seconds=[-1, 2])
    with pytest.raises(ScienceError, match="deciders"):
        concordance_by_decider(["a"], [1, 0], [1, 0])

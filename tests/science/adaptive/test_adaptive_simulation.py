"""Simulated sessions: the same choices as live ones, the exposure cap, and the gain over a fixed form."""

import numpy as np
import pytest
from adaptive_banks import QUARTERS, bank_2pl, bank_graded

from maatwerk.science.adaptive import (
    AdaptiveTest,
    Rules,
    best_fixed_form,
    calibrate_exposure,
    simulate,
    simulate_form,
)

RULES = Rules(max_length=30, min_length=5, stop_se=0.32, quotas=QUARTERS, randomesque=3, start_spread=0.5)


def controlled(bank, rules=RULES, *, populations=()):
    test = AdaptiveTest(bank, rules)
    return test.with_exposure(
        calibrate_exposure(test, rng=np.random.default_rng(1), populations=populations, rounds=8)
    )


def test_simulation_gives_the_sessions_that_live_use_gives():
    test = AdaptiveTest(bank_2pl(100), RULES)
    found = simulate(test, np.linspace(-2, 2, 20), rng=np.random.default_rng(4))
    for person in range(20):
        length = found.length[person]
        items, responses = (row[person][:length].tolist() for row in (found.items, found.responses))
        seed = int(found.seed[person])
        assert [choice.item for choice in test.replay(seed, items, responses)] == items
        session = test.resume(seed, items, responses)
        assert session.stop == found.stop[person]
        assert session.ability.theta == pytest.approx(found.estimate[person], abs=1e-12)


@pytest.mark.parametrize("population", [0.0, 1.0])
def test_exposure_cap_holds_over_ten_thousand_sessions(population):
    # SEC-14: at most .25; calibrated on two populations, tried on fresh people of each
    rng = np.random.default_rng(7)
    samples = [rng.standard_normal(4000), 1 + rng.standard_normal(4000)]
    test = controlled(bank_2pl(300), populations=samples)
    found = simulate(test, population + rng.standard_normal(10_000), rng=rng)
    assert found.exposure.max() <= 0.25
    assert set(found.stop) <= {"precise", "length"}
    free = simulate(AdaptiveTest(bank_2pl(300), RULES), population + rng.standard_normal(4000), rng=rng)
    assert free.exposure.max() > 0.3  # without control the cap would not hold


def test_a_third_fewer_items_than_the_best_fixed_form_at_equal_error():
    bank = bank_2pl(300)
    thetas = np.random.default_rng(3).standard_normal(10_000)
    adaptive = simulate(controlled(bank), thetas, rng=np.random.default_rng(4))
    assert adaptive.exposure.max() <= 0.25
    for area in "ABCD":
        mine = np.array([label == area for label in bank.areas])
        counts = np.array([mine[row[row >= 0]].sum() for row in adaptive.items])
        assert counts.min() >= 2
        assert np.all(counts < 0.25 * adaptive.length + 1)
    fixed = next(
        length
        for length in range(10, 40)
        if simulate_form(bank, best_fixed_form(bank, length), thetas, rng=np.random.default_rng(5)).rmse
        <= adaptive.rmse
    )
    assert 1 - adaptive.mean_length / fixed >= 0.35


def test_standard_errors_tell_the_error_and_estimates_are_near():
    thetas = np.random.default_rng(2).standard_normal(4000)
    found = simulate(AdaptiveTest(bank_2pl(200), Rules(max_length=20)), thetas, rng=np.random.default_rng(5))
    assert found.rmse == pytest.approx(np.sqrt(np.mean(found.standard_error**2)), rel=0.04)
    assert abs(np.mean(found.estimate - thetas)) < 0.02
    within = np.abs(found.estimate - thetas) < 1.645 * found.standard_error
    assert within.mean() == pytest.approx(0.90, abs=0.015)


def test_more_items_are_more_precise():
    thetas = np.random.default_rng(2).standard_normal(2000)
    errors = [
        simulate(AdaptiveTest(bank_graded(), Rules(max_length=n)), thetas, rng=np.random.default_rng(1)).rmse
        for n in (3, 6, 12, 24)
    ]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 0.6 * errors[0]


def test_classification_keeps_its_error_rates():
    from maatwerk.science.adaptive import Classification

    rules = Rules(max_length=150, classify=Classification(cut=0.0, margin=0.4, alpha=0.05, beta=0.05))
    test = AdaptiveTest(bank_2pl(200), rules)
    for theta, wrong in ((0.4, "below"), (-0.4, "above")):
        found = simulate(test, np.full(2000, theta), rng=np.random.default_rng(8))
        assert found.stop.count(wrong) / 2000 < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 2000)
        assert found.mean_length < 40


def test_simulation_is_repeatable_and_explains_itself():
    test = AdaptiveTest(bank_2pl(60), Rules(max_length=6))
    one, other = (simulate(test, np.zeros(50), rng=np.random.default_rng(9)) for _ in range(2))
    assert np.array_equal(one.items, other.items)
    assert one.explain().startswith("In 50 simulated sessions the test took 6.00 items on average")
    assert one.explain("nl").startswith("In 50 gesimuleerde sessies kostte de test gemiddeld 6,00 items")

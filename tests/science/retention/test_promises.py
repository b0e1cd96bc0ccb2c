"""Do the intervals and the gate keep their word on simulated histories with known truth?"""

from collections import Counter

import numpy as np
import pytest

from maatwerk.science.evaluation import coverage
from maatwerk.science.retention import HazardModel, Prior, gate, nested_validation
from maatwerk.science.retention.simulation import simulate_histories

WEIGHTS = {"calm": -0.5, "speed": 0.3, "graphology": 0.0, "nerve": -0.1}


def coverages(runs, people):
    """Coverage of the 90 % intervals of weights and of a new person's survival at 3 and 12 months."""
    weights, survivals = [], []
    for seed in range(runs):
        rng = np.random.default_rng(seed)
        history = simulate_histories(rng, people, WEIGHTS)
        model = HazardModel(Prior.weak(WEIGHTS)).fit(history.X, history.tenure, history.event)
        truth = history.weights * history.X.std(axis=0)
        weights.append(np.column_stack([model.intervals_, truth]))
        new = simulate_histories(rng, 1, WEIGHTS)
        found = model.predict_survival(new.X, (3, 12))
        chance = [new.true_survival(3)[0], new.true_survival(12)[0]]
        survivals.append(np.column_stack([found.low[0], found.high[0], chance]))
    return np.concatenate([np.array(weights), np.array(survivals)], axis=1)


@pytest.mark.parametrize("runs", [200, pytest.param(2000, marks=pytest.mark.long)])
def test_intervals_of_weights_and_of_advice_cover(runs):
    found = coverages(runs, 400)
    for k in range(found.shape[1]):
        report = coverage(*found[:, k, :].T)
        assert report.low <= report.estimate <= report.high, k


def answers(runs, people, weights, **options):
    counted = Counter()
    for seed in range(runs):
        history = simulate_histories(seed, people, weights, duplicates=0.2)
        validity = nested_validation(
            history.X,
            history.tenure,
            history.event,
            history.persons,
            prior=Prior.weak(weights),
            rng=seed,
            **options,
        )
        counted[gate(validity).answer] += 1
    return counted


@pytest.mark.parametrize(
    ("runs", "people"),
    [
        (30, 120),
        pytest.param(400, 60, marks=pytest.mark.long),
        pytest.param(400, 200, marks=pytest.mark.long),
        pytest.param(200, 800, marks=pytest.mark.long),
    ],
)
def test_nothing_is_called_established_more_than_once_in_twenty(runs, people):
    found = answers(runs, people, dict.fromkeys("abcde", 0.0), repeats=1, horizons=(12.0,))
    assert found["established"] <= 0.05 * runs + 3 * np.sqrt(0.05 * 0.95 * runs)


@pytest.mark.long
def test_a_useful_signal_is_not_called_none():
    # skill of about 3 % when known perfectly: half as much again as the smallest useful
    found = answers(200, 300, {"a": -0.3, "b": 0.2, "c": 0.0, "d": 0.0, "e": 0.0}, repeats=1)
    assert found["no_signal"] <= 0.10 * 200


@pytest.mark.long
def test_with_enough_outcomes_the_answer_is_right():
    assert answers(20, 3000, dict.fromkeys("abcde", 0.0), repeats=1)["no_signal"] >= 19
    assert answers(20, 1500, {"a": -0.4, "b": 0.0, "c": 0.0}, repeats=1)["established"] >= 19

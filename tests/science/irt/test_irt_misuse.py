"""Copied answers and leaked items: found where planted, quiet where not, as often as promised."""

import numpy as np
import pytest
from irt_cases import simulate
from test_irt_scoring import calibration, graded_bank

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.irt import copying_screen, item_drift, score
from maatwerk.science.irt._copying import _omegas
from maatwerk.science.irt._drift import _predictive_residuals, detector

BETS = (0.05, 0.1, 0.2, 0.4, 0.8)


def bank(rng, items):
    slopes, intercepts = graded_bank(rng, items)
    return calibration(slopes, intercepts), slopes, intercepts


def test_omega_is_wollacks_formula_written_out():
    rng = np.random.default_rng(0)
    known, slopes, intercepts = bank(rng, 24)
    responses, _ = simulate(rng, 12, slopes, intercepts)
    responses[3, 5] = np.nan
    found = copying_screen(known, responses, false_discovery_rate=0.999999)
    theta = score(known, responses).theta
    pair = next(p for p in found.pairs if p.one == 3)
    curves = known.probabilities(theta[3])
    equal = expected = spread = 0.0
    for item in range(24):
        mine, theirs = responses[3, item], responses[pair.other, item]
        if np.isnan(mine):
            continue
        chance = curves[item][0, int(theirs)]
        equal, expected, spread = equal + (mine == theirs), expected + chance, spread + chance * (1 - chance)
    assert pair.equal == equal
    assert np.isclose(pair.expected, expected)
    assert np.isclose(pair.omega, (equal - expected) / np.sqrt(spread))
    assert found.compared == 12 * 11


def test_a_copied_paper_is_found_and_nobody_else_is():
    rng = np.random.default_rng(1)
    known, slopes, intercepts = bank(rng, 40)
    responses, _ = simulate(rng, 150, slopes, intercepts)
    copied = rng.random(40) < 0.9
    responses[7, copied] = responses[80, copied]
    found = copying_screen(known, responses)
    assert {frozenset((pair.one, pair.other)) for pair in found.pairs} == {frozenset((7, 80))}
    assert "1 pairs" in found.explain("en")
    assert "geen bewijs" in found.explain("nl")


def test_the_tail_of_omega_is_no_heavier_than_normal():
    rng = np.random.default_rng(2)
    known, slopes, intercepts = bank(rng, 40)
    responses, _ = simulate(rng, 400, slopes, intercepts)
    omega = _omegas(known, responses.astype(int), score(known, responses).theta)[2]
    judged = omega[~np.isnan(omega)]
    assert judged.size == 400 * 399
    assert (judged > 2.326).mean() < 0.015
    assert (judged > 3.719).mean() < 3e-4  # one in ten thousand when normal
    assert copying_screen(known, responses).pairs == ()


def drifting(rng, items=12, people=1_500, *, leaked=None, since=700):
    known, slopes, intercepts = bank(rng, items)
    responses, _ = simulate(rng, people, slopes, intercepts)
    if leaked is not None:
        seen = np.arange(people) >= since
        responses[seen & (rng.random(people) < 0.5), leaked] = 3  # half of the people know the best answer
    return known, responses


def test_a_leaked_item_raises_the_alarm_soon_and_alone():
    known, responses = drifting(np.random.default_rng(3), leaked=4)
    found = item_drift(known, responses)
    assert [index for index, item in enumerate(found) if item.suspect] == [4]
    assert 700 < found[4].alarm_at < 850
    assert found[4].surplus > 0.3
    assert "leaked" in found[4].explain("en")
    assert "niet makkelijker" in found[0].explain("nl")


def test_false_alarms_come_no_sooner_than_promised():
    # 40 items x 1,500 people at a promise of one in 5,000: 12 expected at most; three standard deviations more
    rng = np.random.default_rng(4)
    alarms = 0
    for _ in range(4):
        known, responses = drifting(rng, items=10)
        alarms += sum(item.suspect for item in item_drift(known, responses, run_length=5_000))
    assert alarms <= 12 + 3 * np.sqrt(12)


def test_the_detector_is_the_sum_over_starts_of_the_products_of_bets():
    residuals = np.array([0.3, -0.2, 0.5, 0.1])
    direct = [
        np.mean(
            [sum(np.prod(1 + bet * residuals[start : end + 1]) for start in range(end + 1)) for bet in BETS]
        )
        for end in range(4)
    ]
    assert np.allclose(detector(residuals), direct, rtol=1e-12)


def test_faster_answers_raise_an_alarm_too():
    rng = np.random.default_rng(5)
    known, responses = drifting(rng)
    pace = rng.normal(0, 0.4, (1_500, 1))
    seconds = np.exp(3 + pace + rng.normal(0, 0.4, responses.shape))
    seconds[700:, 2] *= 0.4
    found = item_drift(known, responses, seconds=seconds)
    assert [index for index, item in enumerate(found) if item.suspect] == [2]
    assert found[2].alarm_at is None
    assert 700 < found[2].faster_alarm_at < 900


def test_bad_input_is_named():
    rng = np.random.default_rng(6)
    known, responses = drifting(rng, people=60)
    with pytest.raises(ScienceError):
        item_drift(known, responses, run_length=1)
    with pytest.raises(ScienceError):
        item_drift(known, responses, baseline=10)
    with pytest.raises(ScienceError):
        item_drift(known, responses, seconds=responses[:, :2])
    with pytest.raises(ScienceError):
        item_drift(known, responses, seconds=-np.ones(responses.shape))
    with pytest.raises(InsufficientDataError):
        item_drift(known, responses, seconds=np.ones(responses.shape))
    with pytest.raises(InsufficientDataError):
        copying_screen(known, responses)
    with pytest.raises(ScienceError):
        copying_screen(known, responses, false_discovery_rate=2)


def test_the_expected_answer_rests_on_the_other_answers_alone():
    rng = np.random.default_rng(7)
    known, slopes, intercepts = bank(rng, 5)
    responses, _ = simulate(rng, 4, slopes, intercepts)
    responses[1, 2] = np.nan
    theta = np.linspace(-6, 6, 121)
    curves = known.probabilities(theta)
    found = _predictive_residuals(known, np.where(np.isnan(responses), -1, responses).astype(int))
    for person, item in np.ndindex(responses.shape):
        if np.isnan(responses[person, item]):
            assert found[person, item] == 0
            continue
        weight = np.exp(-0.5 * theta**2)
        for other in range(5):
            if other != item and not np.isnan(responses[person, other]):
                weight = weight * curves[other][:, int(responses[person, other])]
        expected = weight @ (curves[item] @ np.arange(4.0)) / weight.sum()
        assert np.isclose(found[person, item], (responses[person, item] - expected) / 3, atol=1e-10)

import csv
from dataclasses import replace

import numpy as np
import pytest

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.results import Estimate
from maatwerk.science.retention import Prior, Validity, gate, nested_validation
from maatwerk.science.retention._potential import (
    concordance_of_variance,
    noncentrality_bounds,
    skill_of_variance,
)
from maatwerk.science.retention.simulation import simulate_histories
from realdata import shared

NULL = dict.fromkeys("abcde", 0.0)
REAL = {"a": -0.5, "b": 0.4, "c": 0.0, "d": 0.0, "e": 0.0}
TRAITS = ("extraversion", "independ", "selfcontrol", "anxiety", "novator")


def validate(weights, people, seed, **options):
    history = simulate_histories(seed, people, weights)
    return nested_validation(
        history.X, history.tenure, history.event, history.persons, prior=Prior.weak(weights), rng=seed,
        repeats=1, **options,
    )  # fmt: skip


@pytest.fixture(scope="module")
def signal():
    return validate(REAL, 800, 1)


def test_a_planted_signal_is_established(signal):
    found = gate(signal)
    assert found.answer == "established"
    assert found.may_advise
    assert found.more_outcomes == 0
    assert signal.horizon().skill.low > 0
    known = f"{found.outcomes} people it had not seen, and of whom it is known whether they stayed {found.months:g} months"
    assert 0 < found.outcomes < 800
    assert known in found.explain()
    assert "vastgesteld" in found.explain("nl")
    assert "On 800 people it had not seen" in signal.explain()
    assert "Bij 800 mensen" in signal.explain("nl")


@pytest.fixture(scope="module")
def nothing():
    return validate(NULL, 1500, 3)


def test_worthless_tests_on_many_people_are_found_worthless(nothing):
    found = gate(nothing, prior_sourced=True)
    assert found.answer == "no_signal"
    assert not found.may_advise


def test_too_few_outcomes_establish_nothing_whether_or_not_there_is_a_signal():
    for weights in (NULL, {**NULL, "a": -0.2}):
        found = gate(validate(weights, 60, 3))
        assert found.answer == "not_established"
        assert not found.may_advise
        assert found.more_outcomes is None or found.more_outcomes > 0
        assert found.explain("en") != found.explain("nl")
    assert gate(validate(NULL, 60, 3), prior_sourced=True).may_advise


@pytest.mark.realdata
def test_five_trait_scores_of_the_turnover_data_carry_no_usable_signal():
    with shared("data/turnover-babushkin/turnover_dev.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    X = [[float(row[name]) for name in TRAITS] for row in rows]
    validity = nested_validation(  # at its defaults, as the product runs it
        X,
        [float(row["stag"]) for row in rows],
        [int(row["event"]) for row in rows],
        [row["person_group"] for row in rows],
        prior=Prior.weak(TRAITS),
        rng=0,
    )
    assert validity.n == 602
    assert gate(validity).answer == "no_signal"


def test_validity_survives_storage(signal):
    import json

    assert Validity.from_dict(json.loads(json.dumps(signal.to_dict()))) == signal


def test_validation_is_the_same_for_the_same_seed_and_whatever_the_labels_of_persons():
    history = simulate_histories(4, 120, REAL, duplicates=0.3)
    arguments = history.X, history.tenure, history.event
    options = {"prior": Prior.weak(REAL), "rng": 7, "repeats": 1}
    labels = np.array([f"person {code:04d}" for code in history.persons])
    assert nested_validation(*arguments, labels, **options) == nested_validation(
        *arguments, history.persons, **options
    )


def test_rows_of_one_person_never_help_to_predict_each_other():
    # tests say nothing about tenure but identify the person: leaking would look like skill
    history = simulate_histories(5, 150, dict.fromkeys("abcdefgh", 0.0))
    twice = history.take(np.tile(np.arange(150), 2))
    found = nested_validation(
        twice.X, twice.tenure, twice.event, twice.persons, prior=Prior.weak("abcdefgh"), rng=1, repeats=1
    )
    assert found.horizon().skill.low <= 0
    assert found.n == 150


def test_weights_are_shrunk_hard_where_there_is_nothing(signal):
    assert signal.strength >= 0.4
    assert validate(NULL, 400, 6).strength <= 0.2


def test_horizons_beyond_the_follow_up_are_left_out():
    history = simulate_histories(4, 300, REAL, follow_up=(2.0, 8.0))
    found = nested_validation(
        history.X, history.tenure, history.event, prior=Prior.weak(REAL), rng=1, repeats=1
    )
    assert [entry.months for entry in found.at] == [3.0, 6.0]
    assert gate(found).months == 6.0
    with pytest.raises(ScienceError, match="months"):
        gate(found, months=12.0)


def test_horizons_by_which_nobody_left_are_left_out():
    # tenures in whole years, put in the middle of the year; or a job that nobody leaves within three months
    history = simulate_histories(4, 300, REAL)
    later = history.tenure + 4.0
    found = nested_validation(history.X, later, history.event, prior=Prior.weak(REAL), rng=1, repeats=1)
    assert [entry.months for entry in found.at] == [6.0, 9.0, 12.0]
    assert gate(found).answer == "established"


def test_a_history_in_which_everybody_stayed_past_every_horizon_is_refused():
    history = simulate_histories(4, 300, REAL)
    with pytest.raises(InsufficientDataError):
        nested_validation(
            history.X, history.tenure + 13.0, history.event, prior=Prior.weak(REAL), rng=1, repeats=1
        )


def test_calibration_that_does_not_exist_is_said_and_not_invented():
    early = validate(REAL, 60, 5).at[0]
    told = validate(REAL, 60, 5).caveats
    assert early.months == 3.0
    assert (early.calibration_slope is None) == any(c.code == "few_at_horizon" for c in told)
    constant = simulate_histories(4, 200, {"a": 0.0})
    flat = nested_validation(
        np.ones((200, 1)), constant.tenure, constant.event, prior=Prior.weak("a"), rng=1, repeats=1
    )
    assert flat.horizon().potential.high == 0.0
    assert flat.concordance.estimate == 0.5
    assert gate(flat).answer == "no_signal"


def test_too_small_to_validate():
    history = simulate_histories(4, 12, REAL)
    with pytest.raises(InsufficientDataError):
        nested_validation(history.X, history.tenure, history.event, prior=Prior.weak(REAL), rng=1)
    found = gate(None, prior_sourced=True)
    assert (found.answer, found.may_advise, found.more_outcomes) == ("not_established", True, None)
    assert "cannot be said" in found.explain()


def judged(skill, concordance, potential):
    """A validity with three stated intervals."""

    def estimate(bounds):
        low, value, high = bounds
        return Estimate(estimate=value, low=low, high=high, n=500, method="stated/1")

    base = judged.base
    entry = replace(base.at[-1], skill=estimate(skill), potential=estimate(potential), outcomes=500)
    return replace(base, at=(entry,), concordance=estimate(concordance))


@pytest.mark.parametrize(
    ("skill", "concordance", "potential", "answer"),
    [
        ((0.001, 0.01, 0.03), (0.51, 0.6, 0.65), (0.0, 0.01, 0.05), "established"),
        # a smoother baseline alone gains a little, without ranking anybody
        ((0.001, 0.002, 0.003), (0.48, 0.5, 0.52), (0.0, 0.0, 0.01), "no_signal"),
        # ranks, but its probabilities mislead
        ((-0.05, -0.01, 0.03), (0.52, 0.6, 0.65), (0.0, 0.03, 0.06), "not_established"),
        # shrunk to nothing because there was too little to learn from: not the same as nothing there
        ((-0.001, 0.0, 0.001), (0.45, 0.5, 0.55), (0.0, 0.0, 0.06), "not_established"),
        ((-0.03, -0.01, 0.01), (0.45, 0.5, 0.55), (0.0, 0.0, 0.01), "no_signal"),
        ((-0.03, 0.0, 0.03), (0.45, 0.5, 0.55), (0.0, 0.0, 0.01), "not_established"),
    ],
)
def test_how_bounds_combine(signal, skill, concordance, potential, answer):
    judged.base = signal
    assert gate(judged(skill, concordance, potential)).answer == answer


def test_how_many_more(signal):
    judged.base = signal
    found = gate(judged((-0.02, 0.02, 0.06), (0.45, 0.55, 0.65), (0.0, 0.03, 0.06)))
    assert found.more_outcomes == 4 * 500 - 500  # skill's distance to 0 must halve; concordance's too
    assert "1500" in found.explain()


def test_a_job_family_may_state_concordance_instead(nothing):
    found = gate(nothing, statistic="concordance")
    assert found.smallest_useful == 0.55
    assert found.answer == "no_signal"
    for wrong in (
        {"statistic": "luck"},
        {"smallest_useful": 1.5},
        {"statistic": "concordance", "smallest_useful": 0.02},
    ):
        with pytest.raises(ScienceError):
            gate(None, **wrong)


def test_noncentrality_bounds_cover():
    rng = np.random.default_rng(0)
    hits = 0
    for _ in range(400):
        low, high = noncentrality_bounds(rng.noncentral_chisquare(5, 8.0), 5, 0.90)
        hits += low <= 8.0 <= high
    assert hits / 400 == pytest.approx(0.90, abs=3 * np.sqrt(0.09 / 400))
    # Steiger (2004) style check by definition: P(χ²(5, λ) ≤ 20) = .95 and .05 at the bounds
    low, high = noncentrality_bounds(20.0, 5, 0.90)
    draws = rng.noncentral_chisquare(5, [[low], [high]], size=(2, 400_000))
    assert (draws <= 20).mean(axis=1) == pytest.approx([0.95, 0.05], abs=0.003)


def test_what_a_spread_between_people_is_worth():
    rng = np.random.default_rng(0)
    u = 0.4 * rng.normal(size=400_000)
    survival = 0.8 ** np.exp(u)
    wanted = survival.var() / (survival.mean() * (1 - survival.mean()))
    assert skill_of_variance(0.16, 0.8) == pytest.approx(wanted, abs=2e-4)
    tenure = rng.exponential(size=400_000) / np.exp(u)
    first = u[::2] > u[1::2]
    assert concordance_of_variance(0.16) == pytest.approx(
        (first == (tenure[::2] < tenure[1::2])).mean(), abs=0.004
    )
    assert (skill_of_variance(0.0, 0.8), concordance_of_variance(0.0)) == (0.0, pytest.approx(0.5))

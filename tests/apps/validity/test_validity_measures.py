"""What a score is worth: known answers, verdicts, corrections with their inputs, who is missing, and chance."""

import numpy as np
import pytest

from maatwerk.apps.validity.analysis import followed, measure, predicted_by_group, worth
from maatwerk.apps.validity.analysis.measuring import verdict
from maatwerk.apps.validity.contracts import Material, Money, Predictor, Stamp
from maatwerk.apps.validity.rules import prior_for
from maatwerk.science.selection import thorndike_2


def people(n, r, *, seed=1):
    """Scores and outcomes whose correlation in the sample is exactly r."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    x = (x - x.mean()) / x.std()
    e = rng.normal(size=n)
    e -= e.mean() + (e @ x / n) * x
    return x, r * x + np.sqrt(1 - r * r) * e / e.std()


def one(x, y, **more):
    pool = tuple(more.pop("pool", ()))
    outcome = tuple(None if np.isnan(value) else float(value) for value in y)
    material = Material(
        predictors=(Predictor(key="x", values=tuple(map(float, x)), pool=pool),), outcome=outcome, **more
    )
    return measure(material)[0]


def test_the_observed_value_comes_first_and_is_the_plain_correlation():
    found = one(*people(200, 0.30))
    assert found["observed"]["estimate"] == pytest.approx(0.30, abs=1e-12)
    # Fisher: tanh(atanh(.30) ± 1.96 / sqrt(197))
    assert found["observed"]["low"] == pytest.approx(0.1683, abs=5e-5)
    assert found["observed"]["high"] == pytest.approx(0.4212, abs=5e-5)
    assert found["steps"] == []
    assert found["without"] == {"attenuation": "not_stated", "range": "no_pool"}


def test_each_correction_stands_with_its_inputs_and_in_the_order_of_the_vector():
    # REQUIREMENTS V6c: .30 at reliability .52 is .4160; then u = .60 gives .6063
    x, y = people(400, 0.30)
    wide = tuple(x / 0.60 * np.sqrt(399 / 400)) + tuple(-x / 0.60 * np.sqrt(399 / 400))
    wide = tuple(np.array(wide) * (np.std(x, ddof=1) / 0.60) / np.std(wide, ddof=1))
    found = one(x, y, pool=wide, reliability=0.52)
    first, second = found["steps"]
    assert first["inputs"] == {"outcome_reliability": 0.52}
    assert first["estimate"] == pytest.approx(0.4160, abs=5e-5)
    assert second["inputs"]["u"] == pytest.approx(0.60, abs=1e-9)
    assert second["inputs"]["pool_n"] == 800
    assert second["estimate"] == pytest.approx(0.6063, abs=5e-5)
    assert second["estimate"] == pytest.approx(thorndike_2(first["estimate"], 0.60))


def test_twenty_people_establish_nothing_whatever_they_show():
    found = one(*people(20, 0.70))
    assert found["observed"]["low"] > 0
    assert found["verdict"] == "not_established"


@pytest.mark.parametrize(
    ("r", "n", "together", "said"),
    [
        (0.40, 49, 1, "not_established"),
        (0.40, 50, 1, "established"),
        (-0.40, 50, 1, "established"),
        (0.09, 400, 1, "not_established"),
        (0.03, 5000, 1, "no_signal"),  # its interval leaves 0 out, and there is nothing to use
        (0.07, 822, 1, "established"),
        (0.07, 822, 5, "not_established"),  # one of five scores looked at together
    ],
)
def test_verdicts(r, n, together, said):
    assert verdict(r, n, together=together) == said


def test_a_study_of_worthless_scores_calls_any_established_no_more_often_than_promised():
    rng = np.random.default_rng(8)
    established = 0
    for _study in range(200):
        *scores, outcome = rng.normal(size=(6, 80))
        predictors = tuple(Predictor(key=str(at), values=tuple(x)) for at, x in enumerate(scores))
        found = measure(Material(predictors=predictors, outcome=tuple(outcome)))
        established += any(row["verdict"] == "established" for row in found)
    assert established <= 200 * 0.05 + 3 * np.sqrt(200 * 0.05 * 0.95)  # three Monte Carlo standard errors


def test_who_left_before_being_rated_is_told_where_they_scored_otherwise():
    x, y = people(300, 0.30)
    lost = y.copy()
    lost[np.argsort(x)[:90]] = np.nan  # PSY-19: the lowest scores are never rated
    planted = one(x, lost)["missing"]
    assert planted["n"] == 90
    assert planted["warns"]
    assert planted["difference"]["estimate"] < -1
    by_chance = y.copy()
    by_chance[np.random.default_rng(3).choice(300, 90, replace=False)] = np.nan
    assert not one(x, by_chance)["missing"]["warns"]


def test_validity_stands_apart_for_raters_who_had_seen_the_advice():
    x, y = people(200, 0.10, seed=2)
    saw = tuple(at % 2 == 0 for at in range(200))
    y = np.where(saw, x, y)  # who saw the advice rates what it said
    found = one(x, y, saw_advice=saw)["by_rater"]
    assert found["seen"]["observed"]["estimate"] == pytest.approx(1)
    assert abs(found["unseen"]["observed"]["estimate"]) < 0.3
    assert found["seen"]["n"] == found["unseen"]["n"] == 100


@pytest.mark.parametrize(
    ("x", "y", "why"),
    [
        ([1.0] * 30, range(30), "constant_score"),
        (range(30), [2.0] * 30, "constant_outcome"),
        (range(5), range(5), "too_few"),
        (range(30), [float("nan")] * 30, "too_few"),
    ],
)
def test_what_cannot_be_computed_says_why(x, y, why):
    found = one(list(x), list(map(float, y)))
    assert (found["observed"], found["why"], found["verdict"]) == (None, why, "not_established")


def test_a_reliability_that_cannot_be_true_is_said_and_corrects_nothing():
    found = one(*people(100, 0.80), reliability=0.5)
    assert found["without"]["attenuation"] == "impossible"
    assert found["steps"] == []


def test_what_a_score_adds_is_told_beside_all_others():
    x, y = people(200, 0.5)
    other = np.random.default_rng(4).normal(size=200)
    material = Material(
        predictors=(Predictor(key="x", values=tuple(x)), Predictor(key="noise", values=tuple(other))),
        outcome=tuple(y),
    )
    first, noise = measure(material)
    r2 = np.corrcoef(other, y)[0, 1] ** 2
    assert first["adds"]["before"] ** 2 == pytest.approx(r2)
    assert first["adds"]["p"] < 1e-6
    assert noise["adds"]["gain"]["estimate"] < 0.02


MONEY = Money(base_rate=0.5, applicants=100, hired=50, sd_cents=1_000_000, years=1, cost_cents=0)


def test_worth_holds_the_exact_vectors_and_takes_an_interval_over_zero_as_it_is():
    # V6d: base rate and selection ratio .50, r .50: two in three do well
    made = worth({"estimate": 0.5, "low": -0.1, "high": 0.8, "n": 60, "confidence": 0.95}, MONEY)
    assert made["success"]["estimate"] == pytest.approx(2 / 3)
    assert made["success"]["low"] < 0.5 < made["success"]["high"]
    # V6g at a ratio of .50: ordinate .39894 / .50 times r
    assert made["level"]["estimate"] == pytest.approx(0.3989, abs=5e-5)
    assert made["gain"]["estimate"] == pytest.approx(50 * 0.39894 * 1_000_000, rel=1e-4)
    turned = worth({"estimate": -0.5, "low": -0.8, "high": 0.1, "n": 60, "confidence": 0.95}, MONEY)
    assert turned["success"] == pytest.approx(made["success"])


def test_following_is_counted_apart_from_agreeing_unseen():
    found = followed(
        [True] * 30,
        [True] * 25 + [False] * 5,
        seen=[True] * 20 + [False] * 10,
        seconds=[4] * 30,
        stamp=Stamp(0.95, 10, 20),
    )
    assert (found["followed"]["estimate"], found["n"], found["unseen"]["estimate"]) == (1, 20, 0.5)
    assert found["rubber_stamp"]
    few = followed([True] * 20, [True] * 20, seen=[True] * 20, seconds=[4] * 20, stamp=Stamp(0.95, 10, 21))
    assert (few["rubber_stamp"], few["few"]) == (False, True)  # one short of what the rule asks
    assert followed([True], [True], seen=[False], seconds=[None], stamp=Stamp(0.95, 10, 20)) is None


def test_a_planted_difference_between_groups_is_found_and_its_absence_is_not():
    rng = np.random.default_rng(6)
    x, focal = rng.normal(size=400), np.arange(400) % 2 == 0
    y = 0.5 * x + rng.normal(size=400) * 0.8
    assert predicted_by_group(x, y, focal)["finding"] == "none"
    planted = predicted_by_group(x, y - 0.6 * focal, focal)
    assert planted["finding"] == "intercept"
    assert planted["intercept"]["estimate"] == pytest.approx(-0.6, abs=0.2)
    assert predicted_by_group(x[:5], y[:5], focal[:5]) is None


def test_published_means_are_kept_by_construct():
    assert prior_for("structured_interview").mean == 0.42
    assert prior_for("structured_interview").sd == 0.19
    assert prior_for("shoe_size") is None

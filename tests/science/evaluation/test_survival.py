import csv

import numpy as np
import pytest

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.evaluation import survival_curve
from realdata import shared

# Kalbfleisch & Prentice (2002), table 1.1, vaginal cancer in rats, group 1: days to death, + censored.
# Kaplan–Meier at 143, 164, 188, 216 and 246 days as printed there (figure 1.2): 18/19, 17/19, 15/19, 9/19 ...
RATS = [143, 164, 188, 188, 190, 192, 206, 209, 213, 216, 220, 227, 230, 234, 246, 265, 304, 216.5, 244]
RATS_DIED = [1] * 17 + [0, 0]


def test_the_curve_of_a_textbook_sample():
    curve = survival_curve(RATS, RATS_DIED)
    # computed by hand: 19 rats; two die on day 188; one is censored after 10 deaths at 216, one at 244
    wanted = {143: 18 / 19, 164: 17 / 19, 188: 15 / 19, 216: 9 / 19, 220: 9 / 19 * 7 / 8, 304: 0.0}
    for day, share in wanted.items():
        assert curve.at([day])[0] == pytest.approx(share, abs=1e-12)
    assert curve.at([0])[0] == 1.0
    assert curve.n_left == 17
    assert curve.explain().startswith("17 of 19 tenures")
    assert curve.explain("nl").startswith("17 van 19")


@pytest.mark.realdata
def test_the_numbers_of_the_turnover_data():
    with shared("data/turnover-babushkin/turnover_dev.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    curve = survival_curve([float(row["stag"]) for row in rows], [int(row["event"]) for row in rows])
    # data README, "Reference numbers for this part"
    assert curve.at([3, 6, 9, 12, 24]).round(4).tolist() == [0.9778, 0.9344, 0.887, 0.838, 0.6782]


def product_limit(tenure, event, entry, month):
    """The definition, person by person: at each time somebody left, the share of those under observation."""
    survival, greenwood = 1.0, 0.0
    for time in sorted({t for t, e in zip(tenure, event, strict=True) if e and t <= month}):
        at_risk = sum(1 for t, a in zip(tenure, entry, strict=True) if a < time <= t)
        leaving = sum(1 for t, e in zip(tenure, event, strict=True) if e and t == time)
        survival *= 1 - leaving / at_risk
        greenwood += leaving / (at_risk * (at_risk - leaving))
    return survival, greenwood


@pytest.mark.parametrize("month", [1.0, 3.0, 6.0, 12.0, 20.0])
def test_left_truncation_agrees_with_the_definition(month):
    rng = np.random.default_rng(3)
    entry = np.where(rng.random(300) < 0.5, rng.uniform(0, 5, 300), 0)
    tenure = np.ceil((entry + rng.exponential(12, 300) + 0.01) * 4) / 4  # quarters of a month, so with ties
    event = rng.random(300) < 0.6
    survival, greenwood = product_limit(tenure, event, entry, month)
    found = survival_curve(tenure, event, entry=entry).estimates([month])[0]
    spread = 1.6448536269514722 * np.sqrt(greenwood) / -np.log(survival)
    assert found.estimate == pytest.approx(survival, abs=1e-12)
    assert found.low == pytest.approx(survival ** np.exp(spread), abs=1e-12)
    assert found.high == pytest.approx(survival ** np.exp(-spread), abs=1e-12)


def test_a_weight_of_two_is_a_person_twice():
    tenure, event = np.array([1.0, 2, 3, 4, 5]), np.array([1, 0, 1, 1, 0])
    weighted = survival_curve(tenure, event, weights=[2, 1, 1, 1, 1])
    repeated = survival_curve(np.append(tenure, 1.0), np.append(event, 1))
    assert weighted.survival == pytest.approx(repeated.survival, abs=1e-12)


def test_order_and_scale_do_not_matter():
    rng = np.random.default_rng(1)
    tenure, event = rng.exponential(10, 50), rng.random(50) < 0.5
    mixed = rng.permutation(50)
    base = survival_curve(tenure, event)
    assert survival_curve(tenure[mixed], event[mixed]).survival == pytest.approx(base.survival, abs=1e-15)
    assert survival_curve(tenure * 7, event).low == pytest.approx(base.low, abs=1e-12)


def test_nobody_left_and_everybody_left():
    assert survival_curve([5, 6, 7], [0, 0, 0]).at([6])[0] == 1.0
    gone = survival_curve([5, 6, 7], [1, 1, 1])
    assert gone.at([100])[0] == 0.0
    assert gone.low[-1] == 0.0
    assert gone.high[-1] == gone.high[-2] > 0
    assert gone.caveats[0].code == "small_sample"


@pytest.mark.parametrize(
    ("arguments", "argument"),
    [
        (([1, -2], [1, 0]), "tenure"),
        (([1, float("nan")], [1, 0]), "tenure"),
        (([1, 2], [1, 2]), "event"),
        (([1, 2], [1]), "event"),
        (([[1, 2]], [1, 0]), "tenure"),
        ((["a", "b"], [1, 0]), "tenure"),
        (([1, 2], [1, 0], [0, 3]), "entry"),
        (([1, 2], [1, 0], None, [-1, 1]), "weights"),
        (([1, 2], [1, 0], None, [0, 0]), "weights"),
    ],
)
def test_bad_histories_are_named(arguments, argument):
    with pytest.raises(ScienceError) as failure:
        survival_curve(*arguments)
    assert failure.value.argument == argument


def test_nothing_is_said_beyond_the_follow_up():
    with pytest.raises(ScienceError, match="follow-up of 4 months"):
        survival_curve([2, 4], [1, 0]).at([5])
    with pytest.raises(InsufficientDataError):
        survival_curve([], [])
    with pytest.raises(ScienceError, match="confidence"):
        survival_curve([1], [1], confidence=1.0)


def test_estimates_carry_interval_and_n():
    found = survival_curve([2, 4, 6, 8], [1, 0, 1, 0]).estimates([3])[0]
    assert (found.estimate, found.n) == (0.75, 4)
    # log(−log) interval: S = 3/4, Greenwood 1/(4·3) = 1/12, z = 1.6448536
    spread = 1.6448536269514722 * np.sqrt(1 / 12) / -np.log(0.75)
    assert found.low == pytest.approx(0.75 ** np.exp(spread), abs=1e-12)

"""Only the hired have outcomes: what corrections recover, what they cannot, and what a lottery adds."""

from math import isclose, sqrt

import numpy as np
import pytest

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.selection import (
    aipw_validity,
    analyse_exploration,
    draw_lottery,
    exploration_size,
    ipw_validity,
    observed_validity,
)
from maatwerk.science.selection._missing_outcomes import _Applicants, _estimate

TRUTH = 0.385


def applicants(rng, n=4000, *, hidden=False, sharp=True):
    """Score x, recorded second signal s, hidden signal h; one in five hired on their sum; r(x, y) = .385."""
    x, s, h = rng.normal(size=(3, n))
    y = TRUTH * x + 0.30 * s + 0.35 * h + sqrt(1 - TRUTH**2 - 0.30**2 - 0.35**2) * rng.normal(size=n)
    index = x + s + (h if hidden else 0) + (0 if sharp else 4) * rng.normal(size=n)
    hired = index >= np.quantile(index, 0.8)
    return x, s, h, y, hired


def mean_bias(estimate, runs=40, seed=3, **options):
    rng = np.random.default_rng(seed)
    return np.mean([estimate(*applicants(rng, **options)) - TRUTH for _ in range(runs)])


def naive(x, s, h, y, hired):
    return observed_validity(x[hired], y[hired]).estimate


def doubly_robust(x, s, h, y, hired):
    return aipw_validity(x, np.where(hired, y, np.nan), np.column_stack([x, s])).validity.estimate


def weighted(x, s, h, y, hired):
    return ipw_validity(x, np.where(hired, y, np.nan), np.column_stack([x, s])).validity.estimate


def test_recorded_selection_is_undone():
    assert mean_bias(naive) < -0.12
    assert abs(mean_bias(doubly_robust)) < 0.02


def test_weighting_needs_overlap():
    # a sharp cut leaves nobody to weigh; selection with chance in it leaves enough
    assert mean_bias(weighted) < -0.05
    assert abs(mean_bias(weighted, sharp=False)) < 0.03


def test_a_hidden_signal_defeats_every_correction():
    assert mean_bias(doubly_robust, hidden=True) < -0.08


def explored(rng, share=0.05):
    """Hidden signal; the 90 % on whom the recruiter sees no objection are acceptable; `share` hired by lot."""
    x, s, _, y, hired = applicants(rng, hidden=True)
    objection = rng.random(len(x)) < 0.1
    hired &= ~objection
    acceptable = ~objection
    pool = np.flatnonzero(acceptable & ~hired)
    lot = np.zeros(len(x), dtype=bool)
    lot[rng.choice(pool, round(share * len(x)), replace=False)] = True
    chance = lot.sum() / len(pool)
    seen = np.where(hired | lot, y, np.nan)
    return analyse_exploration(
        x[acceptable],
        seen[acceptable],
        judged=hired[acceptable],
        drawn=lot[acceptable],
        probability=chance,
        recorded=s[acceptable],
    )


def test_five_per_cent_exploration_meets_the_bar():
    """The bar: |bias| of at most .03 under hidden selection with 5 % hired by lot."""
    rng = np.random.default_rng(8)
    found = [explored(rng) for _ in range(60)]
    combined = np.array([one.combined.validity.estimate for one in found])
    by_lot = np.array([one.by_lot.estimate for one in found])
    judged = np.array([one.judged.estimate for one in found])
    assert abs(combined.mean() - TRUTH) <= 0.03
    assert abs(combined.mean() - TRUTH) <= 3 * combined.std() / sqrt(60) + 0.005
    assert judged.mean() - TRUTH < -0.2
    assert combined.std() <= by_lot.std()
    covered = [one.combined.validity.low <= TRUTH <= one.combined.validity.high for one in found]
    assert np.mean(covered) >= 0.9 - 3 * (0.09 / 60) ** 0.5


@pytest.mark.parametrize("sharp", [False, True])
def test_intervals_cover_under_recorded_selection(sharp):
    rng = np.random.default_rng(9)
    covered = 0
    for _ in range(150):
        x, s, _, y, hired = applicants(rng, 1500, sharp=sharp)
        one = aipw_validity(x, np.where(hired, y, np.nan), np.column_stack([x, s])).validity
        covered += one.low <= TRUTH <= one.high
    assert covered / 150 >= 0.9 - 3 * (0.09 / 150) ** 0.5


def test_with_everybody_observed_all_is_plain_correlation():
    rng = np.random.default_rng(1)
    x, s, _, y, _ = applicants(rng, 200)
    plain = observed_validity(x, y)
    for estimator in (ipw_validity, aipw_validity):
        found = estimator(x, y, s)
        assert isclose(found.validity.estimate, plain.estimate, abs_tol=1e-9)
        assert isclose(found.validity.low, plain.low, abs_tol=0.03)
        assert found.effective_n == 200
        assert found.share_observed == 1
        assert found.caveats == ()


def test_known_chances_are_used_as_they_are():
    rng = np.random.default_rng(2)
    x, s, _, y, _ = applicants(rng, 6000)
    chance = np.where(x > 0, 0.6, 0.15)
    seen = rng.random(6000) < chance
    found = ipw_validity(x, np.where(seen, y, np.nan), s, propensity=chance)
    weights = seen / chance

    def moment(values):
        return (weights * values).sum() / weights.sum()

    y0 = np.where(seen, y, 0.0)
    covariance = moment(x * y0) - moment(x) * moment(y0)
    expected = covariance / sqrt((moment(x * x) - moment(x) ** 2) * (moment(y0 * y0) - moment(y0) ** 2))
    assert isclose(found.validity.estimate, expected, abs_tol=1e-9)
    assert isclose(found.validity.estimate, TRUTH, abs_tol=0.06)
    assert found.caveats == ()


def test_order_and_scale_do_not_matter():
    rng = np.random.default_rng(4)
    x, s, _, y, hired = applicants(rng, 800)
    seen = np.where(hired, y, np.nan)
    first = aipw_validity(x, seen, s).validity.estimate
    order = rng.permutation(800)
    assert isclose(aipw_validity(x[order], seen[order], s[order]).validity.estimate, first, abs_tol=1e-8)
    assert isclose(aipw_validity(5 * x + 2, 0.1 * seen - 4, 9 * s).validity.estimate, first, abs_tol=1e-8)


def test_what_is_not_recorded_is_said():
    x, s, _, y, hired = applicants(np.random.default_rng(5), 400)
    found = aipw_validity(x, np.where(hired, y, np.nan), s)
    assert [item.code for item in found.caveats] == ["small_sample", "only_recorded_selection"]
    assert "a signal that nobody recorded" in found.explain()
    assert "een signaal dat niemand vastlegde" in found.explain("nl")


def test_lottery_can_be_repeated_and_is_even():
    keys = [f"p{number}" for number in range(40)]
    first = draw_lottery(keys, 4, seed="vacancy 7, round 1")
    assert draw_lottery(keys[::-1], 4, seed="vacancy 7, round 1") == first
    assert first.probability == 0.1
    assert set(first.drawn) <= set(keys)
    assert (
        first.explain() == "4 of 40 acceptable candidates were drawn by lot; everybody had a chance of 10.0%."
    )
    assert "4 van de 40" in first.explain("nl")
    times = np.zeros(40)
    for round_number in range(3000):
        for key in draw_lottery(keys, 4, seed=f"round {round_number}").drawn:
            times[int(key[1:])] += 1
    expected = 300
    chi2 = ((times - expected) ** 2 / (expected * 0.9)).sum()
    assert 16 < chi2 < 70  # 39 degrees of freedom: .0005 to .998


def test_lottery_refusals():
    with pytest.raises(ScienceError, match="places"):
        draw_lottery(["a"], 2, seed="x")
    with pytest.raises(ScienceError, match="acceptable"):
        draw_lottery(["a", "a"], 1, seed="x")
    with pytest.raises(ScienceError, match="seed"):
        draw_lottery(["a"], 1, seed="")
    assert draw_lottery([], 0, seed="x").probability == 0


def test_exploration_size_gives_the_promised_width():
    n = exploration_size(0.10, validity=0.3)
    found = observed_validity(*exact_sample(n, 0.3))
    assert isclose((found.high - found.low) / 2, 0.10, abs_tol=0.002)
    with pytest.raises(ScienceError, match="half_width"):
        exploration_size(0)
    with pytest.raises(ScienceError, match="validity"):
        exploration_size(0.1, validity=1)


def exact_sample(n, r):
    """Two variables whose sample correlation is exactly r."""
    rng = np.random.default_rng(0)
    x, e = rng.normal(size=(2, n))
    x -= x.mean()
    e -= e.mean()
    e -= (e @ x) / (x @ x) * x
    return x, r * x / np.linalg.norm(x) + sqrt(1 - r * r) * e / np.linalg.norm(e)


def test_lost_outcomes_are_counted():
    rng = np.random.default_rng(6)
    n = 300
    x = rng.normal(size=n)
    y = 0.4 * x + rng.normal(size=n)
    judged, drawn = np.arange(n) < 60, (np.arange(n) >= 60) & (np.arange(n) < 100)
    y[~(judged | drawn)] = np.nan
    y[[3, 70]] = np.nan
    found = analyse_exploration(x, y, judged=judged, drawn=drawn, probability=40 / 240)
    assert found.n == 98
    assert [item.code for item in found.caveats] == ["outcomes_lost"]
    assert found.combined.caveats[0].code == "small_sample"
    assert "With the lottery" in found.explain()
    assert "Met de loting" in found.explain("nl")


def test_a_lottery_alone_is_enough():
    rng = np.random.default_rng(7)
    x = rng.normal(size=200)
    y = np.where(np.arange(200) < 50, 0.4 * x + rng.normal(size=200), np.nan)
    drawn = np.arange(200) < 50
    found = analyse_exploration(x, y, judged=np.zeros(200), drawn=drawn, probability=0.25)
    assert found.judged is None
    assert isclose(found.combined.validity.estimate, found.by_lot.estimate, abs_tol=0.1)


@pytest.mark.parametrize(
    ("change", "argument"),
    [
        ({"judged": np.ones(30, dtype=bool)}, "drawn"),
        ({"drawn": np.zeros(30, dtype=bool)}, "outcome"),
        ({"drawn": np.zeros(29, dtype=bool)}, "drawn"),
        ({"judged": np.zeros(30, dtype=bool)}, "outcome"),
        ({"probability": 0.0}, "propensity"),
    ],
)
def test_contradicting_designs_are_refused(change, argument):
    rng = np.random.default_rng(0)
    given = {
        "judged": np.arange(30) < 15,
        "drawn": (np.arange(30) >= 15) & (np.arange(30) < 25),
        "probability": 10 / 15,
    } | change
    y = np.where(np.arange(30) < 25, rng.normal(size=30), np.nan)
    with pytest.raises(ScienceError) as caught:
        analyse_exploration(rng.normal(size=30), y, **given)
    assert caught.value.argument == argument


def test_moments_without_spread_are_refused():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, 40))
    data = _Applicants(x, y, x, None)
    parts = np.ones((40, 6))
    with pytest.raises(InsufficientDataError, match="resemble"):
        _estimate(data, parts, method="x", confidence=0.9)


def test_too_few_drawn_is_refused():
    y = np.where(np.arange(30) < 25, np.arange(30.0), np.nan)
    with pytest.raises(InsufficientDataError, match="drawn"):
        analyse_exploration(
            np.arange(30.0),
            y,
            judged=np.arange(30) < 22,
            drawn=(np.arange(30) >= 22) & (np.arange(30) < 25),
            probability=3 / 8,
        )


@pytest.mark.parametrize(
    ("x", "y", "z", "options", "argument"),
    [
        (np.arange(30.0), np.arange(29.0), np.ones(30), {}, "outcome"),
        (np.arange(30.0), np.arange(30.0), np.ones(29), {}, "recorded"),
        (np.arange(30.0), np.full(30, np.nan), np.ones(30), {}, "outcome"),
        (np.arange(30.0), np.full(30, 3.0), np.ones(30), {}, "outcome"),
        (np.ones(30), np.arange(30.0), np.ones(30), {}, "predictor"),
        (np.arange(30.0), np.r_[np.inf, np.arange(29.0)], np.ones(30), {}, "outcome"),
        (np.arange(30.0), np.arange(30.0), np.ones(30), {"propensity": np.zeros(30)}, "propensity"),
        (np.arange(30.0), np.arange(30.0), np.ones(30), {"propensity": np.ones(29)}, "propensity"),
    ],
)
def test_unusable_applicants_are_refused(x, y, z, options, argument):
    with pytest.raises(ScienceError) as caught:
        aipw_validity(x, y, z, **options)
    assert caught.value.argument == argument

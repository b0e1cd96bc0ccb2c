import numpy as np
import pytest

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.evaluation import (
    brier_skill,
    calibration,
    calibration_curve,
    concordance,
    coverage,
    decision_curve,
    grouped_bootstrap,
    ipcw_brier,
    learning_curve,
    outcomes_needed,
)
from maatwerk.science.results import Estimate


def sample(seed=0, n=400, slope=0.6):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    leaves = rng.exponential(20, n) * np.exp(-slope * x)
    seen = rng.uniform(2, 40, n)
    survival = np.exp(-12 / 20 * np.exp(slope * x))
    return x, np.minimum(leaves, seen), leaves <= seen, survival


def test_concordance_by_hand():
    # tenures 1, 2, 3 (censored), 4; risks 4, 1, 2, 1: usable pairs (1,2) (1,3) (1,4) (2,3) (2,4)
    found = concordance([1, 2, 3, 4], [1, 1, 0, 1], [4, 1, 2, 1])
    assert found.estimate == pytest.approx((1 + 1 + 1 + 0 + 0.5) / 5)


def test_concordance_agrees_with_its_definition():
    x, tenure, event, _ = sample(n=80)
    x, tenure = x.round(1), np.ceil(tenure)  # with ties in both
    right = usable = 0.0
    for i in range(80):
        for j in range(80):
            if event[i] and (tenure[i] < tenure[j] or (tenure[i] == tenure[j] and not event[j])):
                usable += 1
                right += (x[i] > x[j]) + 0.5 * (x[i] == x[j])
    assert concordance(tenure, event, x).estimate == pytest.approx(right / usable, abs=1e-12)


def test_concordance_depends_only_on_ranks_and_mirrors():
    x, tenure, event, _ = sample(1)
    base = concordance(tenure, event, x)
    assert concordance(tenure, event, np.exp(x)).estimate == base.estimate
    assert concordance(tenure, event, -x).estimate == pytest.approx(1 - base.estimate, abs=1e-12)
    assert concordance(tenure, event, np.zeros(400)).estimate == 0.5


def test_rows_of_one_person_are_neither_compared_nor_counted_twice():
    x, tenure, event, _ = sample(2, n=120)
    once = concordance(tenure, event, x)
    persons = np.tile(np.arange(120), 2)
    twice = concordance(np.tile(tenure, 2), np.tile(event, 2), np.tile(x, 2), persons=persons)
    naive = concordance(np.tile(tenure, 2), np.tile(event, 2), np.tile(x, 2))
    assert twice.estimate == pytest.approx(once.estimate, abs=1e-12)
    assert (twice.n, naive.n) == (120, 240)
    assert twice.high - twice.low == pytest.approx(once.high - once.low, rel=1e-9)
    assert naive.high - naive.low < 0.8 * (once.high - once.low)


def test_concordance_interval_covers():
    rng = np.random.default_rng(5)
    hits = []
    for _ in range(300):
        d = rng.normal(size=150)
        tenure = rng.exponential(1, 150) * np.exp(-0.5 * d)
        found = concordance(tenure, np.ones(150), d)
        # E[1 / (1 + e^−|z|)] for z normal with variance 2 · .25: truth by quadrature
        z, w = np.polynomial.hermite_e.hermegauss(60)
        truth = (w / w.sum()) @ (1 / (1 + np.exp(-np.abs(z * np.sqrt(0.5)))))
        hits.append((found.low, found.high, truth))
    assert hits
    report = coverage(*np.array(hits).T)
    assert report.low <= report.estimate <= report.high


def test_uno_does_not_depend_on_how_many_were_censored():
    rng = np.random.default_rng(8)
    x = rng.normal(size=2000)
    leaves = rng.exponential(20, 2000) * np.exp(-0.7 * x)
    full = concordance(leaves, np.ones(2000), x, kind="uno", until=15).estimate
    seen = rng.uniform(0, 60, 2000)
    cut = concordance(np.minimum(leaves, seen), leaves <= seen, x, kind="uno", until=15)
    assert cut.low <= full <= cut.high


def test_perfect_concordance_has_an_interval_that_admits_doubt():
    found = concordance([1, 2, 3, 4, 5], [1] * 5, [5, 4, 3, 2, 1])
    assert found.estimate == found.high == 1.0
    assert found.low == pytest.approx(0.05 ** (1 / 5))


def test_strata_compare_only_within():
    tenure, event = [1, 2, 10, 20], [1, 1, 1, 1]
    assert concordance(tenure, event, [1, 0, 9, 8], strata=[0, 0, 1, 1]).estimate == 1.0
    assert concordance(tenure, event, [1, 0, 9, 8]).estimate == pytest.approx(2 / 6)


@pytest.mark.parametrize("event", [[0, 0, 0], [0, 0, 1]])
def test_no_usable_pair(event):
    with pytest.raises(InsufficientDataError):
        concordance([1, 2, 3], event, [1, 2, 3])


def test_brier_without_censoring_is_the_plain_mean_squared_error():
    rng = np.random.default_rng(4)
    tenure, survival = rng.exponential(10, 200), rng.random(200)
    found = ipcw_brier(tenure, np.ones(200), survival, horizon=6)
    assert found.estimate == pytest.approx(np.mean(((tenure > 6) - survival) ** 2), abs=1e-12)
    assert found.low < found.estimate < found.high


def test_brier_by_hand_under_censoring():
    # horizon 5; tenures 2 (left), 3 (censored), 4 (left), 6, 7: G(2−) = G(3−) = 1, G(4−) = G(5−) = 3/4
    found = ipcw_brier([2, 3, 4, 6, 7], [1, 0, 1, 0, 1], [0.9, 0.9, 0.4, 0.8, 0.5], horizon=5)
    wanted = (0.81 + 0 + 0.16 / 0.75 + 0.04 / 0.75 + 0.25 / 0.75) / 5
    assert found.estimate == pytest.approx(wanted, abs=1e-12)


def test_brier_is_the_same_however_many_were_censored_at_random():
    rng = np.random.default_rng(0)
    x = rng.normal(size=5000)
    leaves = rng.exponential(20, 5000) * np.exp(-0.6 * x)
    survival = np.exp(-12 / 20 * np.exp(0.6 * x))
    seen = rng.uniform(2, 40, 5000)
    full = ipcw_brier(leaves, np.ones(5000), survival, horizon=12).estimate
    cut = ipcw_brier(np.minimum(leaves, seen), leaves <= seen, survival, horizon=12)
    assert cut.estimate == pytest.approx(full, abs=0.006)


def test_people_last_seen_exactly_at_the_horizon_were_still_there():
    found = ipcw_brier([2, 12, 12, 12], [1, 0, 0, 0], [0.75] * 4, horizon=12)
    assert found.estimate == pytest.approx((0.75**2 + 3 * 0.25**2) / 4)


def test_skill_is_zero_against_oneself_and_positive_for_the_truth():
    _, tenure, event, survival = sample(0)
    same = brier_skill(tenure, event, survival, survival, horizon=12).skill
    assert (same.estimate, same.low, same.high) == (0, 0, 0)
    null = np.full(400, survival.mean())
    assert brier_skill(tenure, event, survival, null, horizon=12).skill.low > 0


def test_calibration_of_the_truth_and_of_exaggeration():
    found = [calibration(*sample(seed, n=500)[1:], horizon=12) for seed in range(200)]
    for parts, truth in (([f.slope for f in found], 1.0), ([f.intercept for f in found], 0.0)):
        report = coverage([p.low for p in parts], [p.high for p in parts], [truth] * 200)
        assert report.low <= report.estimate <= report.high
    _, tenure, event, survival = sample(1, n=4000)
    right = calibration(tenure, event, survival, horizon=12)
    logit = np.log(survival / (1 - survival))
    bold = calibration(tenure, event, 1 / (1 + np.exp(-2 * logit)), horizon=12)
    assert bold.slope.estimate == pytest.approx(right.slope.estimate / 2, abs=1e-6)
    timid = calibration(tenure, event, 1 / (1 + np.exp(-(logit + 0.5))), horizon=12)
    assert timid.intercept.estimate - right.intercept.estimate == pytest.approx(0.5, abs=0.02)


def test_calibration_slope_maximises_the_likelihood():
    from scipy.optimize import minimize

    _, tenure, _, survival = sample(3)
    logit, left = np.log((1 - survival) / survival), tenure <= 12

    def deviance(line):
        eta = line[0] + line[1] * logit
        return float(np.logaddexp(0, eta).sum() - eta[left].sum())

    best = minimize(deviance, [0.0, 1.0], method="BFGS", options={"gtol": 1e-7}).x
    found = calibration(tenure, np.ones(400), survival, horizon=12)
    assert found.slope.estimate == pytest.approx(best[1], abs=1e-5)


def test_calibration_refuses_what_has_no_slope():
    _, tenure, event, _ = sample(3)
    with pytest.raises(ScienceError, match="survival"):
        calibration(tenure, event, np.full(400, 0.8), horizon=12)
    with pytest.raises(InsufficientDataError):
        calibration([1, 2, 20, 20], [1, 1, 0, 0], [0.5, 0.4, 0.3, 0.2], horizon=12)


def test_calibration_curve_holds_the_truth():
    _, tenure, event, survival = sample(0, n=3000)
    points = calibration_curve(tenure, event, survival, horizon=12, groups=5)
    assert len(points) == 5
    assert [p.predicted for p in points] == sorted(p.predicted for p in points)
    assert sum(p.observed.n for p in points) == 3000
    assert sum(p.observed.low <= p.predicted <= p.observed.high for p in points) >= 3


def test_decision_curve_by_hand():
    # everybody known at 5: leavers have risk .8, .3; stayers .6, .1; threshold .5 flags .8 and .6
    points = decision_curve(
        [1, 2, 9, 9], [1, 1, 0, 0], [0.2, 0.7, 0.4, 0.9], horizon=5, thresholds=[0.5, 0.9]
    )
    assert points[0].model == pytest.approx(1 / 4 - 1 / 4)
    assert points[0].everybody == pytest.approx(0.5 - 0.5)
    assert points[1].model == 0.0
    assert points[1].everybody == pytest.approx(0.5 - 0.5 * 9)


def test_bootstrap_of_a_mean_has_the_width_of_theory():
    values = np.random.default_rng(1).normal(size=400)
    found = grouped_bootstrap(lambda rows: float(values[rows].mean()), np.arange(400), 1, method="mean/1")
    assert found.high - found.low == pytest.approx(2 * 1.645 * values.std() / 20, rel=0.1)
    doubled = np.tile(values, 2)
    persons = np.tile(np.arange(400), 2)
    grouped = grouped_bootstrap(lambda rows: float(doubled[rows].mean()), persons, 1, method="mean/1")
    assert grouped.high - grouped.low == pytest.approx(found.high - found.low, rel=0.1)
    assert grouped.n == 400


def test_learning_curve_rises_with_people():
    x, tenure, _, _ = sample(0)

    def score(rows, rng):
        half = rows[rng.permutation(len(rows))[: len(rows) // 2]]
        return float(np.corrcoef(x[half], tenure[half])[0, 1] ** 2 - 1 / len(half))

    points = learning_curve(score, np.arange(400), [20, 400], rng=0, repeats=5)
    assert [point.persons for point in points] == [20, 400]
    assert points[1].score.high - points[1].score.low < points[0].score.high - points[0].score.low


def test_outcomes_needed_follows_the_square_root_law():
    skill = Estimate(estimate=0.02, low=-0.02, high=0.06, n=100, method="x/1")
    # the half-width .04 must halve to reach 0: four times the outcomes
    assert outcomes_needed(skill, 100, smallest_useful=0.02) == 400
    nothing = Estimate(estimate=0.0, low=-0.04, high=0.04, n=100, method="x/1")
    assert outcomes_needed(nothing, 100, smallest_useful=0.02) == 400
    assert (
        outcomes_needed(Estimate(estimate=0.0, low=0.0, high=0.0, n=9, method="x/1"), 9, smallest_useful=0.1)
        is None
    )


def test_coverage_states_its_own_noise():
    found = coverage([0, 0], [1, 1], [0.5, 2.0])
    assert found.estimate == 0.5
    assert found.low == pytest.approx(0.9 - 3 * np.sqrt(0.09 / 2))

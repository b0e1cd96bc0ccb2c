"""Monitoring: false alarms under daily looks, coverage at all times, detection, exact likelihood."""

from math import exp, isclose, log

import numpy as np
import pytest
from scipy.special import gammaln

from maatwerk.science.errors import ScienceError
from maatwerk.science.fairness import ImpactMonitor, monitor_impact
from maatwerk.science.fairness._monitoring import GRID, _conditional


def year(rng, *, log_odds=0.0, days=365):
    """Daily counts whose selection rate wanders; `log_odds` is the group's standing difference."""
    rate = rng.uniform(-2, 0.5, size=days)
    n1, n2 = rng.integers(0, 9, days), rng.integers(0, 15, days)
    x1 = rng.binomial(n1, 1 / (1 + np.exp(-(rate + log_odds))))
    x2 = rng.binomial(n2, 1 / (1 + np.exp(-rate)))
    return zip(x1.tolist(), n1.tolist(), x2.tolist(), n2.tolist(), strict=True)


def follow(counts):
    monitor = ImpactMonitor()
    for x1, n1, x2, n2 in counts:
        monitor.update(selected=x1, applicants=n1, reference_selected=x2, reference_applicants=n2)
    return monitor.watch()


def simulate(years, seed, **options):
    rng = np.random.default_rng(seed)
    return [follow(year(rng, **options)) for _ in range(years)]


def test_false_alarms_in_a_year_of_daily_looks():
    """200 years without a difference, a look every day."""
    states = simulate(200, seed=100)
    assert np.mean([state.alarm_at is not None for state in states]) <= 0.05
    # exclusion of 1 on either side, at any time: at most 5 %, within three Monte Carlo errors
    excluded = [state.alarm_at is not None or state.odds_ratio_low > 1 for state in states]
    assert np.mean(excluded) <= 0.05 + 3 * (0.05 * 0.95 / 200) ** 0.5


@pytest.mark.long
def test_false_alarms_in_a_thousand_years():
    states = simulate(1000, seed=101)
    assert np.mean([state.alarm_at is not None or state.odds_ratio_low > 1 for state in states]) <= 0.05


def test_planted_difference_is_found_and_covered():
    states = simulate(40, seed=102, log_odds=log(0.6))
    assert np.mean([state.alarm for state in states]) > 0.9
    covered = [state.odds_ratio_low <= 0.6 <= state.odds_ratio_high for state in states]
    assert np.mean(covered) >= 0.95 - 3 * (0.05 * 0.95 / 40) ** 0.5


def test_an_alarm_stays_and_the_sequence_only_narrows():
    states = monitor_impact(year(np.random.default_rng(5), log_odds=-1.0))
    lows, highs = [s.odds_ratio_low for s in states], [s.odds_ratio_high for s in states]
    assert np.all(np.diff(lows) >= 0)
    assert np.all(np.diff([min(high, 1e9) for high in highs]) <= 0)
    first = states[-1].alarm_at
    assert all(state.alarm == (index >= first) for index, state in enumerate(states))


def test_likelihood_is_the_noncentral_hypergeometric():
    stats = pytest.importorskip("scipy.stats")
    for x, n1, chosen, total in [(3, 10, 8, 30), (0, 4, 2, 9), (5, 5, 20, 24)]:
        found = _conditional(x, n1, chosen, total)
        for index in (300, 600, 777):
            peer = stats.nchypergeom_fisher.logpmf(x, total, n1, chosen, exp(GRID[index]))
            assert isclose(found[index], peer, abs_tol=1e-8)


@pytest.mark.parametrize(
    ("x", "n1", "chosen", "total"),
    [(1500, 9000, 4000, 20_000), (40, 300, 2900, 3200), (260, 4000, 261, 9000)],
)
def test_left_out_terms_change_no_digit(x, n1, chosen, total):
    """Periods of thousands take a window around each mode; here every term is summed."""
    first, last = max(0, chosen + n1 - total), min(n1, chosen)
    k = np.arange(first, last + 1)
    weights = (
        -gammaln(k + 1) - gammaln(n1 - k + 1) - gammaln(chosen - k + 1) - gammaln(total - n1 - chosen + k + 1)
    )
    found = _conditional(x, n1, chosen, total)
    for index in range(0, len(GRID), 60):
        terms = weights + GRID[index] * k
        assert isclose(
            found[index], terms[x - first] - np.logaddexp.reduce(terms), rel_tol=1e-10, abs_tol=1e-9
        )


def test_evidence_is_the_mixture_over_the_null():
    grid = np.linspace(-6, 6, 1201)
    prior = np.exp(-0.5 * (grid / 0.7) ** 2)
    prior /= prior.sum()
    stats = pytest.importorskip("scipy.stats")
    alternative = stats.nchypergeom_fisher.pmf(2, 40, 15, 14, np.exp(grid))
    expected = float(prior @ alternative) / stats.hypergeom.pmf(2, 40, 15, 14)
    found = follow([(2, 15, 12, 25)])
    assert isclose(found.evidence, expected, rel_tol=1e-6)


def test_periods_without_a_choice_say_nothing():
    empty = [(0, 0, 3, 9), (2, 5, 0, 0), (0, 4, 0, 6), (4, 4, 6, 6), (0, 0, 0, 0)]
    state = follow(empty)
    assert isclose(state.evidence, 1)
    assert (state.odds_ratio_low, state.odds_ratio_high) == (0, float("inf"))
    assert state.ratio_low == 0
    assert (state.periods, state.n) == (5, 34)


def test_the_order_of_periods_does_not_matter_for_the_evidence():
    counts = list(year(np.random.default_rng(9), log_odds=-0.3, days=60))
    assert isclose(follow(counts).evidence, follow(counts[::-1]).evidence, rel_tol=1e-9)


def test_ratio_bounds_follow_from_the_odds():
    state = follow([(10, 100, 30, 100)] * 5)
    base = 150.5 / 501
    assert isclose(state.ratio_high, state.odds_ratio_high / (1 - base + state.odds_ratio_high * base))
    assert state.ratio_low < (0.1 / 0.3) < state.ratio_high


def test_what_the_monitor_says():
    state = follow([(10, 100, 30, 100)] * 5)
    assert state.explain().startswith("Alarm: this group is selected less often")
    assert follow([(3, 10, 3, 10)]).explain("nl").startswith("Geen alarm. Na 1 perioden")


def test_contradicting_periods_are_refused():
    with pytest.raises(ScienceError, match="selected"):
        monitor_impact([(5, 3, 1, 2)])
    with pytest.raises(ScienceError, match="applicants"):
        monitor_impact([(5, 0, 1, 2)])
    with pytest.raises(ScienceError, match="periods"):
        monitor_impact([(5, 6, 1)])
    with pytest.raises(ScienceError, match="confidence"):
        ImpactMonitor(confidence=1)

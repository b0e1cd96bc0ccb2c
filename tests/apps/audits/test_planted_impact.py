"""Simulated years of hiring through the trend's own bridge: a planted difference is found, no difference seldom alarms."""

import datetime as dt

import numpy as np
import pytest

from maatwerk.apps.audits.analysis import watched
from maatwerk.science.procedure import proportion

START = dt.date(2025, 1, 6)


def year(rng, *, odds):
    """One year of 600 applications of women and men in equal parts; the odds of women are `odds` times those of men."""
    men = rng.uniform(0.15, 0.35)
    women = odds * men / (1 - men + odds * men)
    sexes = rng.choice(["female", "male"], 600)
    weeks = [START + dt.timedelta(days=int(day) // 7 * 7) for day in rng.integers(0, 365, 600)]
    hired = rng.random(600) < np.where(sexes == "female", women, men)
    return [{"sex": str(sex)} for sex in sexes], weeks, [bool(taken) for taken in hired]


def alarms(rng, years, *, odds):
    """Return in how many years there was an alarm about women, and about anybody."""
    women, anybody = 0, 0
    for _year in range(years):
        found = watched(*year(rng, odds=odds), wrong=0.05, smallest_cell=10)
        women += any(one.alarm is not None and one.group == "female" for one in found)
        anybody += any(one.alarm is not None for one in found)
    return women, anybody


def test_planted_impact_is_found_and_noise_is_not():
    rng = np.random.default_rng(7)
    assert alarms(rng, 6, odds=0.3)[0] >= 5
    assert alarms(rng, 12, odds=1.0)[1] <= 2


@pytest.mark.long
def test_rates_over_200_simulated_years():
    rng = np.random.default_rng(11)
    found = proportion(alarms(rng, 200, odds=0.3)[0], 200, confidence=0.95)
    false = proportion(alarms(rng, 200, odds=1.0)[1], 200, confidence=0.95)
    assert found.low > 0.85, found
    assert false.low <= 0.05, false

"""Histories with a known truth: for tests of the statistics, and for demonstrations labelled as simulated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from maatwerk.science.errors import ScienceError
from maatwerk.science.evaluation._checks import Bools, Floats, Ints
from maatwerk.science.evaluation._resampling import as_generator

# monthly chance of leaving of an average hire where many leave early (a call centre, say): 7 % in the first
# month, falling to under 2 % after a year; an invented but ordinary shape
LEAVER_HEAVY = tuple(0.015 + 0.055 * 0.8**month for month in range(60))
STEADY = (0.02,) * 60


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SimulatedHistories:
    """People once hired, what was measured, what happened, and the truth behind it.

    Attributes
    ----------
    names
        Features, in the order of the columns.
    X : array of shape (n, p)
        Measured scores: true score plus error, mean 0 and variance 1 / reliability.
    true_scores : array of shape (n, p)
        Standard normal, with the stated correlation.
    tenure, event : arrays of shape (n,)
        Months to leaving or to the end of observation; whether the person left.
    persons : array of shape (n,)
        Person of each row (rows repeat when `duplicates` were asked for).
    rating : array of shape (n,)
        1 to 5 at the rating month, NaN for who was not there (any more).
    weights, performance_weights : arrays of shape (p,)
        True log-odds of leaving, and of a higher rating, per SD of the true score.
    hazards : array of shape (months,)
        True monthly chance of leaving of a person with average true scores.
    """

    names: tuple[str, ...]
    X: Floats
    true_scores: Floats
    tenure: Floats
    event: Bools
    persons: Ints
    rating: Floats
    weights: Floats
    performance_weights: Floats
    hazards: Floats

    def true_survival(self, months: float) -> Floats:
        """Return each row's true probability of still being there after `months`."""
        return true_survival(self.true_scores @ self.weights, self.hazards, months)

    def take(self, rows: Ints) -> "SimulatedHistories":
        """Return some of the rows."""
        columns = ("X", "true_scores", "tenure", "event", "persons", "rating")
        return replace(self, **{name: getattr(self, name)[rows] for name in columns})


def true_survival(log_odds: Floats, hazards: Floats, months: float) -> Floats:
    """Probability of lasting `months` for people who differ by `log_odds` from the monthly `hazards`."""
    if not 0 < months <= len(hazards):
        raise ScienceError("months", f"in (0, {len(hazards)}]", months)
    shares = np.clip(months - np.arange(len(hazards)), 0.0, 1.0)
    baseline = np.log(hazards / (1.0 - hazards))
    return np.asarray(np.exp(-np.logaddexp(0.0, baseline + np.asarray(log_odds)[:, None]) @ shares))


def simulate_histories(  # noqa: PLR0913 - keyword-only knobs of one simulation
    rng: np.random.Generator | int,
    people: int,
    weights: Mapping[str, float],
    *,
    hazards: Sequence[float] = LEAVER_HEAVY,
    follow_up: tuple[float, float] = (3.0, 36.0),
    correlation: float = 0.0,
    reliability: float | Mapping[str, float] = 1.0,
    performance_weights: Mapping[str, float] | None = None,
    rating_month: float = 6.0,
    duplicates: float = 0.0,
    missing: float = 0.0,
) -> SimulatedHistories:
    """Simulate hires from exactly the model that `HazardModel` assumes (at reliability 1).

    Parameters
    ----------
    rng
        Generator or seed.
    people
        Number of persons hired.
    weights
        True log-odds of leaving in a month per SD of each true score; 0 for a worthless test.
    hazards
        Monthly chance of leaving of an average person; after the last month nobody is followed.
    follow_up
        Everybody is observed for a number of months drawn uniformly between these two: hired over a
        period, looked at on one day.
    correlation
        Between any two true scores, in [0, 1).
    reliability
        Of each measurement, in (0, 1]: share of the variance that is true.
    performance_weights
        True log-odds of a higher rating per SD; default none.
    rating_month
        Month at which who is still there (and observed) gets a rating.
    duplicates
        Share of persons with a second row: the same tenure, tests taken again.
    missing
        Share of scores that are missing, at random.

    Raises
    ------
    ScienceError
        A knob out of range.
    """
    generator = as_generator(rng)
    names = tuple(weights)
    _check_knobs(people, names, follow_up, len(hazards), correlation, duplicates, missing)
    beta = np.array([weights[name] for name in names])
    gamma = np.array([(performance_weights or {}).get(name, 0.0) for name in names])
    common = generator.standard_normal((people, 1))
    own = generator.standard_normal((people, len(names)))
    true_scores = np.sqrt(correlation) * common + np.sqrt(1.0 - correlation) * own
    monthly = np.asarray(hazards, dtype=np.float64)
    leaves = _months_until_leaving(generator, true_scores @ beta, monthly)
    seen = generator.uniform(*follow_up, people)
    tenure, event = np.minimum(leaves, seen), leaves <= seen
    latent = true_scores @ gamma + generator.logistic(size=people)
    rating = 1.0 + (latent[:, None] > np.array([-2.5, -1.0, 0.5, 2.0])).sum(axis=1)
    rating[tenure < rating_month] = np.nan
    rows = np.concatenate([np.arange(people), np.flatnonzero(generator.random(people) < duplicates)])
    return SimulatedHistories(
        names=names,
        X=_measure(generator, true_scores[rows], _reliabilities(names, reliability), missing),
        true_scores=true_scores[rows],
        tenure=tenure[rows],
        event=event[rows],
        persons=rows,
        rating=rating[rows],
        weights=beta,
        performance_weights=gamma,
        hazards=monthly,
    )


def sample_on_outcome(
    history: SimulatedHistories, share_left: float, rng: np.random.Generator | int
) -> SimulatedHistories:
    """Keep all leavers or all stayers, and as many of the others that `share_left` of the rows have left.

    This is how files of "stayers and leavers" come about; absolute rates in them mean nothing.
    """
    if not 0 < share_left < 1:
        raise ScienceError("share_left", "between 0 and 1", share_left)
    generator = as_generator(rng)
    left, stayed = np.flatnonzero(history.event), np.flatnonzero(~history.event)
    ratio = share_left / (1.0 - share_left)
    wanted_left = min(len(left), round(len(stayed) * ratio))
    wanted_stayed = min(len(stayed), round(wanted_left / ratio))
    rows = np.concatenate(
        [generator.permutation(left)[:wanted_left], generator.permutation(stayed)[:wanted_stayed]]
    )
    return history.take(np.sort(rows))


def _months_until_leaving(rng: np.random.Generator, log_odds: Floats, hazards: Floats) -> Floats:
    """Invert the survival curve: constant rate within a month; infinity after the last."""
    baseline = np.log(hazards / (1.0 - hazards))
    rates = np.logaddexp(0.0, baseline + log_odds[:, None])  # −log(1 − hazard) of each month
    passed = np.cumsum(rates, axis=1)
    target = rng.exponential(size=len(log_odds))
    month = (passed < target[:, None]).sum(axis=1)
    lasting = month >= len(hazards)
    index = np.minimum(month, len(hazards) - 1)
    rows = np.arange(len(log_odds))
    before = passed[rows, index] - rates[rows, index]
    return np.where(lasting, np.inf, index + (target - before) / rates[rows, index])


def _measure(rng: np.random.Generator, true_scores: Floats, reliability: Floats, missing: float) -> Floats:
    """Add error so that the share `reliability` of each variance is true, and lose some scores."""
    measured = true_scores + rng.standard_normal(true_scores.shape) * np.sqrt(1.0 / reliability - 1.0)
    return np.where(rng.random(true_scores.shape) < missing, np.nan, measured)


def _reliabilities(names: Sequence[str], stated: float | Mapping[str, float]) -> Floats:
    by_name = stated if isinstance(stated, Mapping) else dict.fromkeys(names, stated)
    values = np.array([by_name.get(name, 1.0) for name in names], dtype=np.float64)
    if ((values <= 0) | (values > 1)).any():
        raise ScienceError("reliability", "in (0, 1]", stated)
    return values


def _check_knobs(
    people: int,
    names: Sequence[str],
    follow_up: tuple[float, float],
    months: int,
    correlation: float,
    duplicates: float,
    missing: float,
) -> None:
    if people < 1 or not names:
        raise ScienceError("people", "at least one, with at least one weight", people)
    if not 0 <= follow_up[0] <= follow_up[1] <= months:
        raise ScienceError("follow_up", f"ascending within 0 to {months} months", follow_up)
    for name, value in (("correlation", correlation), ("duplicates", duplicates), ("missing", missing)):
        if not 0 <= value < 1:
            raise ScienceError(name, "in [0, 1)", value)

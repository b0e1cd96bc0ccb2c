"""Items that become easier than they were, or faster to answer: have they leaked?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.inputs import as_floats
from maatwerk.science.irt._calibration import Calibration
from maatwerk.science.irt._fit_statistics import categories_of
from maatwerk.science.irt._quadrature import normal_weights
from maatwerk.science.irt._responses import Floats, Ints
from maatwerk.science.irt._scoring import read_for
from maatwerk.science.irt._threads import thread_count
from maatwerk.science.results import Language
from maatwerk.science.words import number

BETS = (0.05, 0.1, 0.2, 0.4, 0.8)  # shares staked on "higher than expected", mixed evenly
MIDDLE_BET = 0.2
RUN_LENGTH = 10_000
BASELINE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDrift:
    """One item followed over time.

    Attributes
    ----------
    n
        People who answered it.
    surplus
        Mean of (answer - expected answer), in item points, over the people since the likeliest start of a rise;
        0 while there is none.
    evidence
        Where the detector stands now, and `highest` where it stood at most.
    alarm_at
        Position of the person at whom it first reached `run_length`; None while it has not.
    faster_evidence, faster_alarm_at
        The same for answer times; None without times.
    """

    name: str
    n: int
    surplus: float
    evidence: float
    highest: float
    alarm_at: int | None
    faster_evidence: float | None = None
    faster_alarm_at: int | None = None
    run_length: float = RUN_LENGTH
    method: str = "item-drift/1"

    @property
    def suspect(self) -> bool:
        """Whether answers or times raised the alarm."""
        return self.alarm_at is not None or self.faster_alarm_at is not None

    def explain(self, language: Language = "en") -> str:
        """Return what was found as one plain sentence."""
        if not self.suspect:
            return {
                "en": f"“{self.name}” is no easier than it was ({self.n} people).",
                "nl": f"“{self.name}” is niet makkelijker dan het was ({self.n} personen).",
            }[language]
        size = number(self.surplus, language)
        return {
            "en": f"“{self.name}” is now answered {size} points better than ability explains, or much faster: it may "
            "have leaked.",
            "nl": f"“{self.name}” gaat nu {size} punt beter dan het niveau verklaart, of veel sneller: misschien is het "
            "uitgelekt.",
        }[language]


def item_drift(
    calibration: Calibration,
    responses: ArrayLike,
    *,
    seconds: ArrayLike | None = None,
    run_length: float = RUN_LENGTH,
    baseline: int = BASELINE,
    threads: int | None = None,
) -> tuple[ItemDrift, ...]:
    """Follow each item over people in the order they came, and raise an alarm when it becomes easier.

    The expected answer of each person is that of the model given *all their other answers* (posterior
    predictive), so that a good answer is no evidence where it was to be expected. Bets against "not higher than
    expected" that are fair or worse while nothing changed are summed over all starting points: the
    Shiryaev–Roberts e-detector [1]_. While nothing changed, the mean number of people until a false alarm is at
    least `run_length` per item, whatever the answers' distribution; over m items, at least run_length / m.

    Parameters
    ----------
    calibration
        From before: items as they were.
    responses : (n_people, n_items)
        In order of time; NaN for items that were not given.
    seconds : (n_people, n_items), optional
        Times; the first `baseline` people who answered an item say how long it took. A time counts relative to
        the person's own pace on the other items, by its rank in the baseline, so the promise on false alarms is
        approximate there.
    run_length
        People until a false alarm, 20 or more.

    Raises
    ------
    ScienceError
        Other shapes, negative times, values out of range.

    References
    ----------
    .. [1] shin2024, definition 2.2 and section 4. Posterior predictive residuals: veerkamp2000 for the idea of
       following items by sequential tests.
    """
    if not run_length >= 20:
        raise ScienceError("run_length", "20 people or more", run_length)
    if baseline < 50:
        raise ScienceError("baseline", "50 people or more", baseline)
    array, _, _ = read_for(calibration, responses, thread_count(threads))
    chosen = categories_of(calibration, array)
    residuals = _predictive_residuals(calibration, chosen)
    paces = None if seconds is None else _paces(seconds, array, baseline)
    return tuple(
        _follow(calibration, chosen, residuals, paces, index=index, run_length=float(run_length), baseline=baseline)
        for index in range(len(calibration.items))
    )  # fmt: skip


def _predictive_residuals(calibration: Calibration, chosen: Ints) -> Floats:
    """(answer - its expectation given the other answers) / (categories - 1), in [-1, 1]; 0 where missing."""
    theta = calibration.theta
    first = calibration.populations[0]
    weights = normal_weights(theta, np.array([first.mean]), np.array([first.deviation]))[0]
    curves = calibration.probabilities(theta)
    logs = [np.vstack([np.log(np.maximum(curve.T, 1e-300)), np.zeros(len(theta))]) for curve in curves]
    total = np.log(np.maximum(weights, 1e-300)) + sum(
        log[chosen[:, index]]
        for index, log in enumerate(logs)  # -1, missing, takes the last row: zeros
    )
    residuals = np.zeros(chosen.shape)
    for index, (curve, log) in enumerate(zip(curves, logs, strict=True)):
        seen = chosen[:, index] >= 0
        others = total[seen] - log[chosen[seen, index]]
        posterior = np.exp(others - others.max(axis=1, keepdims=True))
        posterior /= posterior.sum(axis=1, keepdims=True)
        steps = curve.shape[1] - 1
        expected = posterior @ (curve @ np.arange(steps + 1.0))
        residuals[seen, index] = (chosen[seen, index] - expected) / steps
    return residuals


def _paces(seconds: ArrayLike, array: Floats, baseline: int) -> Floats:
    """Log time relative to the item's baseline and to the person's pace on the other items; NaN where unknown."""
    times = as_floats("seconds", seconds)
    if times.shape != array.shape:
        raise ScienceError("seconds", f"of shape {array.shape}, as the responses", times.shape)
    if np.isinf(times).any() or (times < 0).any():
        raise ScienceError("seconds", "finite times of 0 or more, NaN where not recorded", "others")
    logs = np.log(np.maximum(times, 0.1))
    for column in range(logs.shape[1]):
        known = logs[:, column][~np.isnan(logs[:, column])]
        if len(known) < baseline:
            raise InsufficientDataError("seconds", f"at least {baseline} times per item", len(known))
        logs[:, column] -= np.median(known[:baseline])
    seen = ~np.isnan(logs)
    filled = np.where(seen, logs, 0.0)
    count = seen.sum(axis=1, keepdims=True) - seen
    pace = (filled.sum(axis=1, keepdims=True) - filled) / np.maximum(count, 1)
    return np.where(seen & (count > 0), logs - pace, np.nan)


def _follow(
    calibration: Calibration,
    chosen: Ints,
    residuals: Floats,
    paces: Floats | None,
    *,
    index: int,
    run_length: float,
    baseline: int,
) -> ItemDrift:
    item = calibration.items[index]
    who = np.flatnonzero(chosen[:, index] >= 0)
    path = detector(residuals[who, index])
    alarm = _first(path, run_length)
    gains = np.concatenate([[0.0], np.cumsum(np.log1p(MIDDLE_BET * residuals[who, index]))])
    recent = residuals[who, index][int(np.argmin(gains)) :]  # the start from which a bet would have won most
    faster = faster_at = None
    if paces is not None:
        timed = np.flatnonzero(~np.isnan(paces[:, index]))
        start = np.sort(paces[timed[:baseline], index])
        later = timed[baseline:]
        place = np.searchsorted(start, paces[later, index], side="left") + np.searchsorted(
            start, paces[later, index], side="right"
        )
        speed = detector(1 - (place + 1) / (len(start) + 1))  # mid-rank: mean 0 while nothing changed
        found = _first(speed, run_length)
        faster = float(speed[-1]) if len(speed) else 0.0
        faster_at = None if found is None else int(later[found])
    return ItemDrift(
        name=item.name,
        n=len(who),
        surplus=float(recent.mean()) * len(item.intercepts) if len(recent) else 0.0,
        evidence=float(path[-1]) if len(path) else 0.0,
        highest=float(path.max(initial=0.0)),
        alarm_at=None if alarm is None else int(who[alarm]),
        faster_evidence=faster,
        faster_alarm_at=faster_at,
        run_length=run_length,
    )


def detector(residuals: Floats) -> Floats:
    """Return the Shiryaev–Roberts e-detector after each residual in [-1, 1] of mean 0 or less while unchanged."""
    bets = np.array(BETS)
    now, path = np.zeros(len(bets)), np.empty(len(residuals))
    for place, residual in enumerate(residuals):
        now = np.minimum((now + 1.0) * (1.0 + bets * residual), 1e300)
        path[place] = now.mean()
    return path


def _first(path: Floats, bound: float) -> int | None:
    passed = np.flatnonzero(path >= bound)
    return int(passed[0]) if len(passed) else None

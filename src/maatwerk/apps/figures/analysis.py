"""The only bridge from figures to the science core: plain numbers in, small frozen results out."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from maatwerk.apps.figures.rules import CONFIDENCE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: The most points a curve is drawn with; on the widest drawing these lie three pixels apart.
MOST_DRAWN = 200


@dataclass(frozen=True, slots=True)
class Share:
    """A share in [0, 1] with its interval, and of how many."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How long something takes: the day by which half had it, with its interval (None: not seen yet), and the curve.

    `waiting` (x in days, y and its interval in [0, 1]) is the share still waiting: at every moment that something
    happened, or, where these are more than can be drawn apart, at the end of whole days (of as many days as that takes).
    """

    median: float | None
    low: float | None
    high: float | None
    n: int
    happened: int
    other: int
    days: tuple[float, ...]
    waiting: tuple[float, ...]
    waiting_low: tuple[float, ...]
    waiting_high: tuple[float, ...]

    @property
    def open(self) -> int:
        """How many still wait."""
        return self.n - self.happened - self.other


@dataclass(frozen=True, slots=True)
class Cost:
    """What one costs, in cents, with its interval."""

    cents: float
    low: float
    high: float
    n: int


def share(count: int, n: int) -> Share | None:
    """Return `count` of `n` with Wilson's interval; None of nobody."""
    from maatwerk.science.procedure import proportion

    if not n:
        return None
    found = proportion(count, n, confidence=CONFIDENCE)
    return Share(found.estimate, found.low, found.high, n)


def waiting(days: Sequence[float], ended: Sequence[int], *, of_those: bool = False) -> Waiting | None:
    """Return how long it takes (Aalen–Johansen); `ended`: 0 waits, 1 happened, 2 ended in another way. None of nobody.

    `of_those` asks for the median of those for whom it does happen, where most end in another way (time to hire):
    the day by which half of the final share is reached.
    """
    from maatwerk.science.procedure import cumulative_incidence

    if not days:
        return None
    curve = cumulative_incidence(days, ended, confidence=CONFIDENCE)
    final = float(curve.incidence[-1]) if len(curve.times) else 0.0
    middle = curve.quantile(final / 2 if of_those and final else 0.5)
    shown, at = _drawn(curve.times)
    return Waiting(
        median=middle.days,
        low=middle.low,
        high=middle.high,
        n=curve.n,
        happened=curve.n_happened,
        other=curve.n_other,
        days=(0.0, *shown.tolist()),
        waiting=(1.0, *(1 - _after(curve.incidence, at)).tolist()),
        waiting_low=(1.0, *(1 - _after(curve.high, at)).tolist()),
        waiting_high=(1.0, *(1 - _after(curve.low, at)).tolist()),
    )


def _drawn(times: "Floats") -> tuple["Floats", "NDArray[np.intp]"]:
    """Return the days to draw a curve at, and how many of its moments have passed on each."""
    import numpy as np

    if len(times) <= MOST_DRAWN:
        return times, np.arange(1, len(times) + 1)
    step = math.ceil(times[-1] / MOST_DRAWN)
    days = np.append(np.arange(step, times[-1], step), times[-1])
    return days, np.searchsorted(times, days, side="right")


def _after(column: "Floats", at: "NDArray[np.intp]") -> "Floats":
    """Return the value of a step function, 0 before its first step, after so many steps."""
    import numpy as np

    return np.concatenate([[0.0], column])[at]


def staying(
    tenures: Sequence[tuple[float, bool]], months: Sequence[int], *, confidence: float = CONFIDENCE
) -> dict[int, Share]:
    """Return the share of hires still here after so many months (Kaplan–Meier), as far as somebody was followed."""
    from maatwerk.science.evaluation import survival_curve

    if not tenures:
        return {}
    curve = survival_curve(
        [tenure for tenure, _left in tenures],
        [float(left) for _tenure, left in tenures],
        confidence=confidence,
    )
    everybody_left = bool(len(curve.survival)) and curve.survival[-1] == 0
    seen = [month for month in months if month <= curve.follow_up or everybody_left]
    found = {}
    for month, one in zip(seen, curve.estimates([float(month) for month in seen]), strict=True):
        # where nobody has left yet the curve has no width of its own: the share of so many who stayed has
        low = one.low if one.estimate < 1 else _of_all(len(tenures), confidence)
        found[month] = Share(one.estimate, low, max(one.high, one.estimate), one.n)
    return found


def _of_all(n: int, confidence: float) -> float:
    from maatwerk.science.procedure import proportion

    return proportion(n, n, confidence=confidence).low


def cost(cents: int, count: int, stays: Share | None = None) -> Cost | None:
    """Return what one costs, or one who stays; None where nothing was paid, or nothing can be divided by."""
    from maatwerk.science.errors import InsufficientDataError
    from maatwerk.science.procedure import cost_per

    if not cents:
        return None
    kept = None if stays is None else (stays.value, stays.low, stays.high)
    try:
        found = cost_per(cents, count, share=kept, confidence=CONFIDENCE)
    except InsufficientDataError:
        return None
    return Cost(found.estimate, found.low, found.high, count)


def shrunken(counts: Mapping[tuple[str, str], tuple[int, int]]) -> dict[tuple[str, str], Share]:
    """Return per (channel, family) the share of applications that became retained hires, each borrowing from the others.

    `counts` holds (retained, applications). Empty where nothing can be learnt: fewer than three cells, or nobody retained.
    """
    from maatwerk.science.errors import InsufficientDataError
    from maatwerk.science.fairness import Tally, shrunken_rates

    cells: dict[tuple[str | None, ...], tuple[int, int]] = dict(counts.items())
    try:
        found = shrunken_rates(Tally.from_counts(("channel", "family"), cells), confidence=CONFIDENCE)
    except InsufficientDataError:
        return {}
    return {
        (row.levels[0], row.levels[1]): Share(row.rate.estimate, row.rate.low, row.rate.high, row.applicants)
        for row in found.rows
    }

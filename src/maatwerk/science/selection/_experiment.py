"""Controlled experiments on the process: two arms, dealt by a seed, compared however often one looks."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import log, sqrt
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.inputs import as_floats
from maatwerk.science.results import Caveat, Estimate, Language, caveat
from maatwerk.science.selection._validity import check_confidence, vector
from maatwerk.science.words import number, with_caveats

ARMS = ("control", "treated")
CONFIDENCE = 0.95
FEWEST = (
    10  # people per arm: below it the normal approximation behind every interval here has nothing to stand on
)
SMALL_ARM = 50

Kind = Literal["proportion", "mean", "retention"]


def assign_arm(
    position: int, *, seed: str, arms: Sequence[str] = ARMS, block: int = 4, stratum: str = ""
) -> str:
    """Return the arm of the person who came `position`-th (from 0) into a stratum, by permuted blocks [1]_.

    Each block of `block` people holds every arm equally often, in an order that follows from the SHA-256
    hashes of seed, stratum, block and place: anyone with the seed can repeat it, nobody without it can
    foresee the next arm but by counting within a block, so keep the seed and the block size from deciders.

    Parameters
    ----------
    position
        How many people came before in the same stratum.
    seed
        Text fixed before the first person, unique per experiment.
    arms
        Two or more different names.
    block
        A multiple of the number of arms.
    stratum
        What is balanced separately, e.g. the vacancy.

    References
    ----------
    .. [1] pocock1983, section 5.3.
    """
    if position < 0:
        raise ScienceError("position", "0 or more", position)
    if not seed:
        raise ScienceError("seed", "a text fixed before the first person", "an empty one")
    if len(arms) < 2 or len(set(arms)) != len(arms):
        raise ScienceError("arms", "two or more different names", list(arms))
    if block < len(arms) or block % len(arms):
        raise ScienceError("block", f"a multiple of {len(arms)}", block)
    turn, place = divmod(position, block)
    lots = [
        hashlib.sha256(f"{seed}\x1f{stratum}\x1f{turn}\x1f{slot}".encode()).digest() for slot in range(block)
    ]
    order = sorted(range(block), key=lambda slot: lots[slot])
    return arms[order[place] % len(arms)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmComparison:
    """What a change to the process did.

    Attributes
    ----------
    difference
        Treated minus control; the interval holds at every look together when `looks` is "any".
    treated, control
        Each arm's value: a proportion, a mean, or the share still there at the horizon.
    looks
        "once": the interval holds at one look decided beforehand. "any": however often one looks.
    """

    kind: Kind
    difference: Estimate
    treated: float
    control: float
    n_treated: int
    n_control: int
    looks: Literal["once", "any"]
    method: str = "two-arms/1"
    caveats: tuple[Caveat, ...] = field(default=())

    @property
    def n(self) -> int:
        """People in both arms."""
        return self.n_treated + self.n_control

    @property
    def decided(self) -> bool:
        """Whether the interval lies on one side of no difference."""
        return self.difference.low > 0 or self.difference.high < 0

    def explain(self, language: Language = "en") -> str:
        """Return the difference with its interval as one plain sentence."""
        sentence = _SENTENCE[language].format(
            what=_WHAT[self.kind][language],
            t=number(self.treated, language),
            c=number(self.control, language),
            d=number(self.difference.estimate, language),
            low=number(self.difference.low, language),
            high=number(self.difference.high, language),
            n=self.n,
        )
        return with_caveats(f"{sentence} {_DECIDED[self.decided][language]}", self.caveats, language)


_WHAT: dict[Kind, dict[Language, str]] = {
    "proportion": {"en": "The proportion", "nl": "Het aandeel"},
    "mean": {"en": "The mean", "nl": "Het gemiddelde"},
    "retention": {"en": "The share still there", "nl": "Het deel dat er nog is"},
}
_SENTENCE: dict[Language, str] = {
    "en": "{what} was {t} with the change and {c} without: a difference of {d} (interval {low} to {high}, {n} people).",
    "nl": "{what} was {t} met de verandering en {c} zonder: een verschil van {d} (interval {low} tot {high}, {n} mensen).",
}
_DECIDED: dict[bool, dict[Language, str]] = {
    True: {"en": "Chance alone does not explain it.", "nl": "Toeval alleen verklaart dit niet."},
    False: {"en": "This may be chance.", "nl": "Dit kan toeval zijn."},
}


def compare_arms(
    outcome: ArrayLike,
    treated: ArrayLike,
    *,
    kind: Literal["proportion", "mean"] = "proportion",
    planned: int | None = None,
    confidence: float = CONFIDENCE,
) -> ArmComparison:
    """Estimate the difference in a proportion or a mean between two arms.

    Looked at once: Newcombe's interval for proportions [1]_, Welch's for means [2]_. Looked at as often as
    wanted: Robbins' mixture boundary on the estimate's own standard error, a confidence sequence that holds
    the difference at all looks together, for samples in which means are about normal [3]_.

    Parameters
    ----------
    outcome : (n,) float
        0 or 1 for a proportion; NaN where the outcome is not known yet, which leaves the person out.
    treated : (n,) bool or 0/1
        Who was dealt the change, also when they did not get it (intention to treat).
    planned
        People expected in both arms together; giving it makes the interval valid at every look, and narrowest
        for its length around that number.
    confidence
        Coverage.

    Raises
    ------
    InsufficientDataError
        Fewer than 10 people with an outcome in an arm.
    ScienceError
        A proportion of other values than 0 and 1, an outcome that is the same for everybody (mean).

    References
    ----------
    .. [1] newcombe1998, method 10. [2] welch1947.
    .. [3] waudbysmith2024, theorem 2.2; robbins1970.
    """
    level = check_confidence(confidence)
    arm = _arm(treated)
    values = as_floats("outcome", outcome)
    if values.shape != arm.shape:
        raise ScienceError("outcome", f"{len(arm)} values, one per person", values.shape)
    if np.isinf(values).any():
        raise ScienceError("outcome", "finite, NaN where not known yet", "infinity")
    known = ~np.isnan(values)
    one, other = values[known & arm], values[known & ~arm]
    _check_sizes(len(one), len(other), planned)
    if kind == "proportion":
        low, high, error = _proportions(one, other, level)
    elif kind == "mean":
        low, high, error = _means(one, other, level)
    else:
        raise ScienceError("kind", "'proportion' or 'mean'", repr(kind))
    gap = float(one.mean() - other.mean())
    if planned is not None:
        low, high = _sequence(gap, error, len(one) + len(other), planned, level)
    lost = int((~known).sum())
    return _comparison(
        kind,
        (float(one.mean()), float(other.mean())),
        (len(one), len(other)),
        (low, high) if kind == "mean" else (max(-1.0, low), min(1.0, high)),
        planned=planned,
        confidence=level,
        caveats=(caveat("left_out", n=lost),) if lost else (),
    )


def compare_means(
    treated: tuple[int, float, float],
    control: tuple[int, float, float],
    *,
    confidence: float = CONFIDENCE,
) -> ArmComparison:
    """Estimate the difference in a mean from sums alone, as `compare_arms` does from values looked at once.

    Parameters
    ----------
    treated, control
        Number of people, mean, and variance with divisor n - 1.
    confidence
        Coverage of Welch's interval [1]_.

    Raises
    ------
    InsufficientDataError
        Fewer than 10 people in an arm.
    ScienceError
        No spread in either arm.

    References
    ----------
    .. [1] welch1947.
    """
    level = check_confidence(confidence)
    sizes, means = (treated[0], control[0]), (treated[1], control[1])
    _check_sizes(*sizes, None)
    low, high, _error = _welch(sizes, means, (treated[2], control[2]), level)
    return _comparison("mean", means, sizes, (low, high), planned=None, confidence=level)


def compare_retention(
    tenure: ArrayLike,
    event: ArrayLike,
    treated: ArrayLike,
    *,
    horizon: float,
    planned: int | None = None,
    confidence: float = CONFIDENCE,
) -> ArmComparison:
    """Estimate the difference in the share still there at a horizon, both arms by Kaplan–Meier [1]_.

    Parameters
    ----------
    tenure, event : (n,)
        Months, and 1 for left, 0 for still there when last seen.
    treated : (n,) bool or 0/1
        Who was dealt the change.
    horizon
        Months; both arms must have been followed so long.
    planned, confidence
        As in `compare_arms`.

    References
    ----------
    .. [1] klein2007, section 2 (difference without transformation); Greenwood's variance.
    """
    from maatwerk.science.evaluation import survival_curve

    level = check_confidence(confidence)
    arm = _arm(treated)
    months, left = vector("tenure", tenure), vector("event", event)
    if months.shape != arm.shape or left.shape != arm.shape:
        raise ScienceError("tenure", f"{len(arm)} values, one per person", months.shape)
    sizes = int(arm.sum()), int((~arm).sum())
    _check_sizes(*sizes, planned)
    shares, variance = [], 0.0
    for side in (arm, ~arm):
        curve = survival_curve(months[side], left[side])
        if curve.follow_up < horizon:
            raise InsufficientDataError("horizon", f"at most {curve.follow_up:g} months in each arm", horizon)
        share = float(curve.at([horizon])[0])
        shares.append(share)
        variance += _greenwood(months[side], left[side] == 1, horizon) * share**2
    gap, error = shares[0] - shares[1], sqrt(variance)
    half = NormalDist().inv_cdf((1 + level) / 2) * error
    low, high = gap - half, gap + half
    if planned is not None:
        low, high = _sequence(gap, error, sum(sizes), planned, level)
    return _comparison(
        "retention",
        (shares[0], shares[1]),
        sizes,
        (max(-1.0, low), min(1.0, high)),
        planned=planned,
        confidence=level,
    )


def _comparison(
    kind: Kind,
    values: tuple[float, float],
    sizes: tuple[int, int],
    bounds: tuple[float, float],
    *,
    planned: int | None,
    confidence: float,
    caveats: tuple[Caveat, ...] = (),
) -> ArmComparison:
    smaller = min(sizes)
    found = ((caveat("small_group", n=smaller),) if smaller < SMALL_ARM else ()) + caveats
    often = "" if planned is None else "-any-look"
    return ArmComparison(
        kind=kind,
        difference=Estimate(
            estimate=values[0] - values[1],
            low=bounds[0],
            high=bounds[1],
            n=sum(sizes),
            method=f"difference-in-{kind}{often}/1",
            confidence=confidence,
        ),
        treated=values[0],
        control=values[1],
        n_treated=sizes[0],
        n_control=sizes[1],
        looks="once" if planned is None else "any",
        caveats=found,
    )


def _arm(treated: ArrayLike) -> NDArray[np.bool_]:
    arm = np.asarray(treated)
    if arm.ndim != 1 or (arm.dtype != bool and not np.isin(arm, (0, 1)).all()):
        raise ScienceError("treated", "0 or 1 per person", "other values")
    return arm.astype(bool)


def _check_sizes(treated: int, control: int, planned: int | None) -> None:
    if min(treated, control) < FEWEST:
        raise InsufficientDataError("treated", f"at least {FEWEST} people in each arm", (treated, control))
    if planned is not None and planned < 2 * FEWEST:
        raise ScienceError("planned", f"at least {2 * FEWEST} people", planned)


def _proportions(
    one: NDArray[np.float64], other: NDArray[np.float64], confidence: float
) -> tuple[float, float, float]:
    """Newcombe's interval, and a standard error that is never 0 (agresti2000: one success and failure each)."""
    from maatwerk.science.fairness._intervals import newcombe

    if not (np.isin(one, (0, 1)).all() and np.isin(other, (0, 1)).all()):
        raise ScienceError("outcome", "0 or 1 for a proportion", "other values")
    counts = int(one.sum()), len(one), int(other.sum()), len(other)
    low, high = newcombe(*counts, confidence=confidence)
    shares = [((x + 1) / (n + 2), n + 2) for x, n in (counts[:2], counts[2:])]
    return low, high, sqrt(sum(p * (1 - p) / n for p, n in shares))


def _means(
    one: NDArray[np.float64], other: NDArray[np.float64], confidence: float
) -> tuple[float, float, float]:
    return _welch(
        (len(one), len(other)),
        (float(one.mean()), float(other.mean())),
        (float(one.var(ddof=1)), float(other.var(ddof=1))),
        confidence,
    )


def _welch(
    sizes: tuple[int, int], means: tuple[float, float], variances: tuple[float, float], confidence: float
) -> tuple[float, float, float]:
    from scipy.special import stdtrit

    parts = [variance / n for variance, n in zip(variances, sizes, strict=True)]
    if not sum(parts) > 0:
        raise ScienceError("outcome", "different between people", "the same value within each arm")
    error = sqrt(sum(parts))
    degrees = sum(parts) ** 2 / sum(part**2 / (n - 1) for part, n in zip(parts, sizes, strict=True))
    half = float(stdtrit(degrees, (1 + confidence) / 2)) * error
    gap = means[0] - means[1]
    return gap - half, gap + half, error


def _greenwood(months: NDArray[np.float64], left: NDArray[np.bool_], horizon: float) -> float:
    """Variance of the log of the product-limit estimate at the horizon."""
    total = 0.0
    for time in np.unique(months[left & (months <= horizon)]):
        at_risk, gone = int((months >= time).sum()), int((left & (months == time)).sum())
        if at_risk > gone:
            total += gone / (at_risk * (at_risk - gone))
    return total


def _sequence(
    gap: float, error: float, n: int, planned: int, confidence: float
) -> tuple[float, float]:  # fmt: skip
    """Robbins' normal mixture: gap ± error · sqrt((m + 1)/m · 2 log(sqrt(m + 1)/α)), m = c · n / planned.

    Information grows in proportion to people; c puts the narrowest point at `planned` (waudbysmith2024, B.2).
    """
    alpha = 1 - confidence
    scale = -2 * log(alpha) + log(1 - 2 * log(alpha))
    m = scale * n / planned
    half = error * sqrt((m + 1) / m * 2 * log(sqrt(m + 1) / alpha))
    return gap - half, gap + half

"""What a test must satisfy: quotas, exposure control, where it starts and when it stops."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from maatwerk.science.adaptive._bank import Floats, ItemBank
from maatwerk.science.errors import ScienceError

Criterion = Literal["fisher", "posterior"]


@dataclass(frozen=True, slots=True)
class Quota:
    """How much of the test a content area gets.

    `share` in (0, 1] is its aimed proportion: the area is closed while it holds its share of the test so far,
    so each prefix of a test is balanced to within about one item. `minimum` and `maximum` bound its number of
    items; they are never broken.
    """

    share: float | None = None
    minimum: int = 0
    maximum: int | None = None

    def __post_init__(self) -> None:
        if self.share is not None and not 0 < self.share <= 1:
            raise ScienceError("share", "in (0, 1]", self.share)
        if self.minimum < 0 or (self.maximum is not None and self.maximum < self.minimum):
            raise ScienceError(
                "maximum", "at least the minimum, which is at least 0", (self.minimum, self.maximum)
            )


@dataclass(frozen=True, slots=True)
class Classification:
    """Stop as soon as theta lies above or below `cut` with error rates `alpha` and `beta`.

    Wald's sequential probability ratio test of ``theta = cut + margin`` against ``theta = cut - margin``
    [1]_; between these two it makes no promise.

    References
    ----------
    .. [1] Reckase (1983), in Weiss (ed.), New Horizons in Testing, 237-255. `reckase1983`
    """

    cut: float
    margin: float = 0.25
    alpha: float = 0.05
    beta: float = 0.05

    def __post_init__(self) -> None:
        if not self.margin > 0 or not np.isfinite(self.cut):
            raise ScienceError("margin", "positive, around a finite cut", (self.cut, self.margin))
        if not (0 < self.alpha < 0.5 and 0 < self.beta < 0.5):
            raise ScienceError("alpha", "in (0, .5), as beta", (self.alpha, self.beta))


@dataclass(frozen=True, eq=False, kw_only=True)
class Exposure:
    """For each item the probability that a session may use it, so that few people see it.

    Each session draws once, by its seed, which items it may use (eligibility method [1]_). As an item that
    fails the Sympson–Hetter experiment [2]_ is set aside for that session too, both are this one draw; they
    differ only in how `probabilities` are found, see `calibrate_exposure`.

    Attributes
    ----------
    probabilities : (n_items,) in [0, 1]
    cap : the exposure rate that was aimed for
    highest : the highest exposure rate in the last round of calibration, over `sessions` simulated sessions

    References
    ----------
    .. [1] van der Linden & Veldkamp (2004), JEBS 29(3), 273-291, eq. 13. `vanderlinden2004`
    .. [2] Sympson & Hetter (1985), Proc. 27th Military Testing Association, 973-977. `sympson1985`
    """

    probabilities: Floats
    cap: float
    highest: float = float("nan")
    sessions: int = 0

    def __post_init__(self) -> None:
        probabilities = np.array(self.probabilities, dtype=np.float64)
        if probabilities.ndim != 1 or not np.all((probabilities >= 0) & (probabilities <= 1)):
            raise ScienceError(
                "probabilities", "one number in [0, 1] for each item", f"shape {probabilities.shape}"
            )
        probabilities.setflags(write=False)
        object.__setattr__(self, "probabilities", probabilities)


@dataclass(frozen=True, eq=False, kw_only=True)
class Rules:
    """How a test is given. Everything here is part of the published test, nothing depends on the session.

    Parameters
    ----------
    max_length, min_length
        Most and fewest items. The test also ends when no item is left.
    stop_se
        Stop when the posterior standard deviation of theta is at most this.
    classify
        Stop when theta is on a known side of a cut.
    time_limit_seconds
        No next item after this much time; the caller keeps the clock.
    quotas
        Content areas by label. Areas without a quota are free.
    criterion
        ``"fisher"``: information at the posterior mean; ``"posterior"``: information averaged over the
        posterior [1]_, less greedy in the first items.
    randomesque
        Draw among this many best items [2]_; a tuple gives the number per position, its last entry for all
        later ones, e.g. ``(5, 4, 3, 2, 1)``.
    start_spread
        The first item is chosen at a point drawn from prior mean ± this many theta units, by the seed.
    exposure
        Result of `calibrate_exposure`.
    prior_mean, prior_sd
        Normal prior of theta.
    grid_size, grid_range
        Points of the quadrature and its half-width in prior standard deviations.

    References
    ----------
    .. [1] van der Linden (1998), Psychometrika 63(2), 201-216, eq. 9. `vanderlinden1998`
    .. [2] Kingsbury & Zara (1989), Applied Measurement in Education 2(4), 359-375. `kingsbury1989`
    """

    max_length: int
    min_length: int = 1
    stop_se: float | None = None
    classify: Classification | None = None
    time_limit_seconds: float | None = None
    quotas: Mapping[str, Quota] = field(default_factory=dict)
    criterion: Criterion = "fisher"
    randomesque: int | tuple[int, ...] = 1
    start_spread: float = 0.0
    exposure: Exposure | None = None
    prior_mean: float = 0.0
    prior_sd: float = 1.0
    grid_size: int = 81
    grid_range: float = 5.0

    def __post_init__(self) -> None:
        if not 1 <= self.min_length <= self.max_length:
            raise ScienceError("min_length", f"from 1 to max_length {self.max_length}", self.min_length)
        for name in ("stop_se", "time_limit_seconds"):
            limit = getattr(self, name)
            if limit is not None and not limit > 0:
                raise ScienceError(name, "positive", limit)
        if self.criterion not in ("fisher", "posterior"):
            raise ScienceError("criterion", "'fisher' or 'posterior'", self.criterion)
        given = self.randomesque
        sizes = given if isinstance(given, tuple) else (given,)
        if not sizes or not all(1 <= size <= MAX_RANDOMESQUE for size in sizes):
            raise ScienceError("randomesque", f"from 1 to {MAX_RANDOMESQUE}", given)
        if not (self.start_spread >= 0 and np.isfinite(self.start_spread)):
            raise ScienceError("start_spread", "0 or more theta units", self.start_spread)
        if not (self.prior_sd > 0 and np.isfinite(self.prior_mean) and np.isfinite(self.prior_sd)):
            raise ScienceError("prior_sd", "positive and finite", self.prior_sd)
        if self.grid_size < 11 or not self.grid_range >= 3:
            raise ScienceError("grid_size", "at least 11 points over at least ± 3 SD", self.grid_size)
        object.__setattr__(self, "randomesque", sizes)
        object.__setattr__(self, "quotas", MappingProxyType(dict(self.quotas)))

    @property
    def bins(self) -> tuple[int, ...]:
        """`randomesque` as a tuple, one size for each position."""
        return self.randomesque if isinstance(self.randomesque, tuple) else (self.randomesque,)


MAX_RANDOMESQUE = 32


@dataclass(frozen=True, slots=True)
class AreaTable:
    """The quotas as arrays over the areas of a bank, in order of first appearance."""

    labels: tuple[str, ...]
    of_item: NDArray[np.int64]
    share: Floats
    minimum: NDArray[np.int64]
    maximum: NDArray[np.int64]


def area_table(bank: ItemBank, rules: Rules) -> AreaTable:
    """Check the quotas against the bank and lay them out as arrays; an area without a share has share 1."""
    labels = tuple(dict.fromkeys(bank.areas))
    unknown = set(rules.quotas) - set(labels)
    if unknown:
        raise ScienceError("quotas", f"areas of the bank ({', '.join(labels)})", sorted(unknown))
    quotas = [rules.quotas.get(label, Quota()) for label in labels]
    of_item = np.array([labels.index(area) for area in bank.areas], dtype=np.int64)
    usable = np.bincount(np.delete(of_item, list(bank.excluded)), minlength=len(labels))
    minimum = np.array([quota.minimum for quota in quotas], dtype=np.int64)
    most = [rules.max_length if quota.maximum is None else quota.maximum for quota in quotas]
    maximum = np.minimum(np.array(most, dtype=np.int64), rules.max_length)
    for label, least, there in zip(labels, minimum, usable, strict=True):
        if least > there:
            raise ScienceError("quotas", f"at most the {there} usable items of area “{label}”", int(least))
    if minimum.sum() > rules.max_length:
        raise ScienceError("quotas", f"minima that fit in {rules.max_length} items", int(minimum.sum()))
    share = np.array([1.0 if quota.share is None else quota.share for quota in quotas])
    if all(quota.share is not None for quota in quotas) and share.sum() < 1 - 1e-9:
        raise ScienceError("quotas", "shares that add up to 1 or more", float(share.sum()))
    return AreaTable(labels, of_item, share, minimum, maximum)

"""The item bank: item parameters with what a test assembler needs to know about each item."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maatwerk.science.errors import ScienceError

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, kw_only=True)
class ItemBank:
    """Calibrated items of one scale, in slope–intercept form.

    The probability of a response in category ``k`` or higher is
    ``P*(k) = logistic(slope * theta + intercept_k)`` [1]_; an item scored right or wrong (2PL) has one
    intercept, a graded item with ``K`` categories has ``K - 1`` of them, in descending order.

    Parameters
    ----------
    slopes : (n_items,) positive
        Discrimination, logistic metric (no 1.7).
    intercepts : (n_items,) or (n_items, K_max - 1)
        One column for each step between categories. Items with fewer categories end in NaN.
    areas : n_items labels, optional
        The content area of each item; without it all items share one area.
    names : n_items distinct labels, optional
        How the item is called in explanations and stored records; defaults to its position.
    enemies : pairs of positions
        Items that may not meet in one session, since one gives the other away.
    excluded : positions
        Items that are never given (withdrawn, suspected of having leaked).

    Raises
    ------
    ScienceError
        When a parameter is not finite, a slope is not positive, intercepts do not descend, or a position
        does not exist.

    References
    ----------
    .. [1] Samejima (1969), Psychometrika Monograph 17. `samejima1969`
    """

    slopes: Floats
    intercepts: Floats
    areas: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    enemies: tuple[tuple[int, int], ...] = ()
    excluded: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        slopes = np.array(self.slopes, dtype=np.float64)
        intercepts = np.array(self.intercepts, dtype=np.float64)
        if intercepts.ndim == 1:
            intercepts = intercepts[:, None]
        if slopes.ndim != 1 or slopes.size == 0:
            raise ScienceError("slopes", "one number for each of at least one item", f"shape {slopes.shape}")
        if not np.all(np.isfinite(slopes) & (slopes > 0)):
            raise ScienceError(
                "slopes", "positive and finite", slopes[~(slopes > 0)][:3].tolist() or "infinity"
            )
        _check_intercepts(intercepts, slopes.size)
        slopes.setflags(write=False)
        intercepts.setflags(write=False)
        count = slopes.size
        put = object.__setattr__
        put(self, "slopes", slopes)
        put(self, "intercepts", intercepts)
        put(self, "areas", _labels("areas", self.areas, [""] * count))
        put(self, "names", _labels("names", self.names, [str(item) for item in range(count)]))
        if len(set(self.names)) != count:
            raise ScienceError("names", "a different name for each item", "the same name twice")
        put(self, "excluded", tuple(sorted({_position("excluded", item, count) for item in self.excluded})))
        pairs = [tuple(_position("enemies", item, count) for item in pair) for pair in self.enemies]
        if any(len(pair) != 2 or pair[0] == pair[1] for pair in pairs):
            raise ScienceError("enemies", "pairs of two different items", self.enemies)
        put(self, "enemies", tuple(pairs))

    def __len__(self) -> int:
        return self.slopes.size

    @property
    def n_categories(self) -> NDArray[np.int64]:
        """Number of response categories of each item, shape (n_items,), at least 2."""
        return np.asarray(np.isfinite(self.intercepts).sum(axis=1) + 1, dtype=np.int64)

    def probabilities(self, theta: ArrayLike) -> Floats:
        """Return P(category | theta) as (n_items, K_max, n_theta); categories an item lacks have 0."""
        at = np.atleast_1d(np.asarray(theta, dtype=np.float64))
        passed = _passed(self.slopes, self.intercepts, at)
        edges = np.concatenate([np.ones_like(passed[:, :1]), passed, np.zeros_like(passed[:, :1])], axis=1)
        return np.asarray(edges[:, :-1] - edges[:, 1:])

    def information(self, theta: ArrayLike) -> Floats:
        """Return Fisher information, shape (n_items, n_theta), in units of 1 / theta².

        ``I(theta) = slope² Σ_k (w_k - w_{k+1})² / P_k`` with ``w = P*(1 - P*)`` [Samejima 1969, eq. 6-4].
        """
        at = np.atleast_1d(np.asarray(theta, dtype=np.float64))
        passed = _passed(self.slopes, self.intercepts, at)
        none = np.zeros_like(passed[:, :1])
        spread = np.concatenate([none, passed * (1 - passed), none], axis=1)
        change = spread[:, :-1] - spread[:, 1:]
        category = self.probabilities(at)
        terms = np.divide(change**2, category, out=np.zeros_like(change), where=category > 1e-300)
        return np.asarray(self.slopes[:, None] ** 2 * terms.sum(axis=1))


def _passed(slopes: Floats, intercepts: Floats, theta: Floats) -> Floats:
    """Probability of passing each step, (n_items, steps, n_theta); steps that an item lacks have 0."""
    linear = slopes[:, None, None] * theta + np.where(np.isnan(intercepts), -np.inf, intercepts)[:, :, None]
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * linear)))


def _check_intercepts(intercepts: Floats, count: int) -> None:
    if intercepts.ndim != 2 or len(intercepts) != count or intercepts.shape[1] == 0:
        raise ScienceError("intercepts", f"{count} rows, one for each slope", f"shape {intercepts.shape}")
    missing = np.isnan(intercepts)
    if missing[:, 0].any() or np.any(missing[:, :-1] & ~missing[:, 1:]):
        raise ScienceError(
            "intercepts", "finite, with NaN only behind an item's last step", "NaN before a step"
        )
    if np.isinf(intercepts).any():
        raise ScienceError("intercepts", "finite", "infinity")
    if np.any(np.diff(intercepts, axis=1) >= 0):  # NaN compares as False
        raise ScienceError("intercepts", "descending within each item", "an item whose steps do not descend")


def _labels(argument: str, given: Sequence[str], default: list[str]) -> tuple[str, ...]:
    labels = tuple(str(label) for label in given) or tuple(default)
    if len(labels) != len(default):
        raise ScienceError(argument, f"{len(default)} labels, one for each item", f"{len(labels)} labels")
    return labels


def _position(argument: str, item: int, count: int) -> int:
    if not 0 <= int(item) < count:
        raise ScienceError(argument, f"positions from 0 to {count - 1}", item)
    return int(item)

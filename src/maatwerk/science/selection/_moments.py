"""Sufficient moments: anonymous sums that add up, from which corrected validity still follows exactly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.inputs import as_floats
from maatwerk.science.selection._validity import check_correlation

SMALLEST_BATCH = 10  # people; an organisation's own threshold goes in as an argument
ROUNDING = 1e-10  # of a mean: a spread below it is the rounding of equal values that were summed


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SufficientMoments:
    """Number of people, means and sums of squares and products of some variables.

    Attributes
    ----------
    names
        The p variables.
    n
        People summed.
    mean : (p,) float
    scatter : (p, p) float
        Sum over people of (value - mean)(value - mean)'.
    """

    names: tuple[str, ...]
    n: int
    mean: NDArray[np.float64]
    scatter: NDArray[np.float64]

    @classmethod
    def from_rows(
        cls, values: ArrayLike, names: Sequence[str], *, smallest_batch: int = SMALLEST_BATCH
    ) -> "SufficientMoments":
        """Sum complete rows (n, p) of at least `smallest_batch` people."""
        rows = _rows(values, names)
        if len(rows) < smallest_batch:
            raise InsufficientDataError("values", f"at least {smallest_batch} people", len(rows))
        mean = rows.mean(axis=0)
        centred = rows - mean
        return cls(names=tuple(names), n=len(rows), mean=mean, scatter=centred.T @ centred)

    @classmethod
    def batches(
        cls, values: ArrayLike, names: Sequence[str], *, smallest_batch: int = SMALLEST_BATCH
    ) -> list["SufficientMoments"]:
        """Cut rows, in order, into batches of at least `smallest_batch` people and sum each.

        Releases that grow by whole batches differ by at least `smallest_batch` people, so subtracting one
        from the next shows nobody.
        """
        rows = _rows(values, names)
        count = max(1, len(rows) // smallest_batch)
        edges = [index * smallest_batch for index in range(count)] + [len(rows)]
        return [
            cls.from_rows(rows[start:stop], names, smallest_batch=smallest_batch)
            for start, stop in pairwise(edges)
        ]

    def __add__(self, other: "SufficientMoments") -> "SufficientMoments":
        """Return the moments of both groups of people together [chan1983]_, eq. 2.1."""
        if self.names != other.names:
            raise ScienceError("other", f"moments of {self.names}", other.names)
        n = self.n + other.n
        shift = other.mean - self.mean
        return SufficientMoments(
            names=self.names,
            n=n,
            mean=self.mean + shift * (other.n / n),
            scatter=self.scatter + other.scatter + np.outer(shift, shift) * (self.n * other.n / n),
        )

    def only(self, names: Sequence[str]) -> "SufficientMoments":
        """Return the moments of some of the variables, in this order: a part of the moments of all."""
        places = [self.index(name) for name in names]
        return SufficientMoments(
            names=tuple(names), n=self.n, mean=self.mean[places], scatter=self.scatter[np.ix_(places, places)]
        )

    def is_constant(self, name: str) -> bool:
        """Say whether everybody has the same value, up to the rounding of sums."""
        at = self.index(name)
        spread = sqrt(max(0.0, float(self.scatter[at, at])) / self.n)
        return spread <= ROUNDING * abs(float(self.mean[at]))

    @property
    def covariance(self) -> NDArray[np.float64]:
        """Covariance matrix (p, p), divisor n - 1."""
        if self.n < 2:
            raise InsufficientDataError("n", "at least 2 people", self.n)
        return self.scatter / (self.n - 1)

    def deviation(self, name: str) -> float:
        """Return the standard deviation of one variable, divisor n - 1."""
        index = self.index(name)
        return sqrt(float(self.covariance[index, index]))

    def correlation(self, first: str, second: str) -> float:
        """Return the correlation of two variables."""
        i, j = self.index(first), self.index(second)
        spread = sqrt(float(self.scatter[i, i] * self.scatter[j, j]))
        if spread <= 0:
            raise ScienceError(first, "different between people, as must " + second, "no spread")
        return float(self.scatter[i, j]) / spread

    def index(self, name: str) -> int:
        """Return the position of a variable."""
        if name not in self.names:
            raise ScienceError("name", f"one of {self.names}", name)
        return self.names.index(name)

    def to_dict(self) -> dict[str, Any]:
        """Return plain numbers and lists, for storage."""
        return {
            "names": list(self.names),
            "n": self.n,
            "mean": self.mean.tolist(),
            "scatter": self.scatter.tolist(),
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "SufficientMoments":
        """Return the moments that `to_dict` stored, bit for bit."""
        return cls(
            names=tuple(stored["names"]),
            n=int(stored["n"]),
            mean=np.array(stored["mean"], dtype=np.float64),
            scatter=np.array(stored["scatter"], dtype=np.float64).reshape(len(stored["names"]), -1),
        )


def _rows(values: ArrayLike, names: Sequence[str]) -> NDArray[np.float64]:
    rows = as_floats("values", values)
    if rows.ndim != 2 or rows.shape[1] != len(names):
        raise ScienceError("values", f"rows of {len(names)} numbers", f"shape {rows.shape}")
    if len(set(names)) != len(names):
        raise ScienceError("names", "different from each other", tuple(names))
    if not np.isfinite(rows).all():
        raise ScienceError("values", "finite numbers", "missing or infinite values")
    return rows


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UnrestrictedMoments:
    """Means and covariances among all applicants, as Lawley's theorem gives them."""

    names: tuple[str, ...]
    mean: NDArray[np.float64]
    covariance: NDArray[np.float64]

    def correlation(self, first: str, second: str) -> float:
        """Return the correlation of two variables among all applicants."""
        i, j = self.names.index(first), self.names.index(second)
        spread = sqrt(float(self.covariance[i, i] * self.covariance[j, j]))
        return check_correlation("covariance", float(np.clip(self.covariance[i, j] / spread, -1, 1)))


def lawley(hired: SufficientMoments, pool: SufficientMoments) -> UnrestrictedMoments:
    """Carry covariances among the hired over to all applicants: Lawley's multivariate correction [1]_.

    Exact when selection used only variables in `pool`, relations are linear and spread around them is equal.

    Parameters
    ----------
    hired
        Moments of the hired: selection variables, other predictors, outcomes.
    pool
        Moments of all applicants on the variables that selection used; a subset of the hired's names.

    Raises
    ------
    ScienceError
        A pool variable unknown among the hired, or selection variables that depend on each other linearly.

    References
    ----------
    .. [1] lawley1943; birnbaum1950.
    """
    on = [hired.index(name) for name in pool.names]
    rest = [index for index in range(len(hired.names)) if index not in on]
    v = hired.covariance
    vxx, vxy, vyy = v[np.ix_(on, on)], v[np.ix_(on, rest)], v[np.ix_(rest, rest)]
    if np.linalg.matrix_rank(vxx, hermitian=True) < len(on):
        raise ScienceError("hired", "without constant or linearly dependent selection variables", pool.names)
    weights = np.linalg.solve(vxx, vxy)
    covariance = np.empty_like(v)
    covariance[np.ix_(on, on)] = pool.covariance
    covariance[np.ix_(on, rest)] = pool.covariance @ weights
    covariance[np.ix_(rest, on)] = covariance[np.ix_(on, rest)].T
    covariance[np.ix_(rest, rest)] = vyy + weights.T @ (pool.covariance - vxx) @ weights
    mean = np.empty_like(hired.mean)
    mean[on] = pool.mean
    mean[rest] = hired.mean[rest] + (pool.mean - hired.mean[on]) @ weights
    return UnrestrictedMoments(names=hired.names, mean=mean, covariance=covariance)

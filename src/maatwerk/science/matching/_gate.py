"""Lay out filters as arrays, checked against the number of people and opportunities."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maatwerk.science.errors import ScienceError
from maatwerk.science.matching._model import Filters, Floats

if TYPE_CHECKING:
    from maatwerk.science.matching._kernels import Gate


def make_gate(filters: Filters, people: int, opportunities: int, columns: NDArray[np.int64]) -> "Gate":
    """Return the filters of pairs as arrays over all people and the opportunities in `columns`."""
    from maatwerk.science.matching import _kernels

    levels, required = _levels(filters, people, opportunities)
    consent, owner = _consent(filters, people, opportunities)
    start, excluded = _excluded(filters, people, opportunities, columns)
    return _kernels.Gate(
        used=bool(required.shape[1] or consent.shape[1] or excluded.size),
        levels=levels,
        required=np.ascontiguousarray(required[columns]),
        consent=consent,
        owner=owner[columns] if owner.size else owner,
        excluded_start=start,
        excluded=excluded,
    )


def mask(name: str, given: ArrayLike | None, count: int) -> NDArray[np.bool_]:
    """Return a mask of `count` booleans; an absent one lets everybody pass."""
    if given is None:
        return np.ones(count, dtype=np.bool_)
    found = np.ascontiguousarray(given)
    if found.shape != (count,) or found.dtype != np.bool_:
        raise ScienceError(name, f"{count} booleans", f"{found.dtype} of shape {found.shape}")
    return found


def _levels(filters: Filters, people: int, opportunities: int) -> tuple[Floats, Floats]:
    if filters.levels is None or filters.required is None:
        return np.empty((0, 0)), np.empty((opportunities, 0))
    levels = np.ascontiguousarray(filters.levels, dtype=np.float64)
    required = np.array(filters.required, dtype=np.float64)
    if levels.ndim != 2 or len(levels) != people:
        raise ScienceError("levels", f"one row for each of {people} people", f"shape {levels.shape}")
    if required.shape != (opportunities, levels.shape[1]):
        raise ScienceError(
            "required", f"of shape {(opportunities, levels.shape[1])}", f"shape {required.shape}"
        )
    required[np.isnan(required)] = -np.inf
    return levels, required


def _consent(
    filters: Filters, people: int, opportunities: int
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    if filters.consent is None or filters.owner is None:
        return np.empty((0, 0), dtype=np.bool_), np.empty(0, dtype=np.int64)
    consent = np.ascontiguousarray(filters.consent)
    owner = np.ascontiguousarray(filters.owner)
    if consent.ndim != 2 or len(consent) != people or consent.dtype != np.bool_:
        raise ScienceError(
            "consent", f"booleans, one row for each of {people} people", f"shape {consent.shape}"
        )
    if owner.shape != (opportunities,) or owner.dtype.kind not in "iu":
        raise ScienceError(
            "owner", f"one whole number for each of {opportunities} opportunities", owner.shape
        )
    if owner.size and not 0 <= owner.min() <= owner.max() < consent.shape[1]:
        raise ScienceError(
            "owner", f"columns of consent, 0 to {consent.shape[1] - 1}", f"{owner.min()} to {owner.max()}"
        )
    return consent, owner.astype(np.int64)


def _excluded(
    filters: Filters, people: int, opportunities: int, columns: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The excluded pairs as compressed rows, one for each person."""
    none = np.empty(0, dtype=np.int64)
    if filters.excluded is None or len(filters.excluded) == 0:
        return np.zeros(1, dtype=np.int64), none
    pairs = np.asarray(filters.excluded)
    if pairs.ndim != 2 or pairs.shape[1] != 2 or pairs.dtype.kind not in "iu":
        raise ScienceError("excluded", "pairs of whole numbers", f"{pairs.dtype} of shape {pairs.shape}")
    if pairs.min() < 0 or pairs[:, 0].max() >= people or pairs[:, 1].max() >= opportunities:
        raise ScienceError("excluded", f"pairs below ({people}, {opportunities})", pairs.max(axis=0).tolist())
    place = np.full(opportunities, -1)
    place[columns] = np.arange(len(columns))
    who, which = pairs[:, 0], place[pairs[:, 1]]
    who, which = who[which >= 0], which[which >= 0]  # closed opportunities are out already
    start = np.zeros(people + 1, dtype=np.int64)
    np.cumsum(np.bincount(who, minlength=people), out=start[1:])
    return start, np.ascontiguousarray(which[np.lexsort((which, who))], dtype=np.int64)

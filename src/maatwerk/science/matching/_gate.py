"""Lay out filters as arrays, checked against the number of people and opportunities."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maatwerk.science.errors import ScienceError
from maatwerk.science.matching._model import Filters, Floats

if TYPE_CHECKING:
    from maatwerk.science.matching._kernels_filters import Gate, Masks

MOST_ROWS = 256  # of bits kept for each requirement


def make_gate(filters: Filters, people: int, opportunities: int, columns: NDArray[np.int64]) -> "Gate":
    """Return the filters of pairs as arrays over all people and the opportunities in `columns`."""
    from maatwerk.science.matching import _kernels_filters

    levels, required = _levels(filters, people, opportunities)
    consent, owner = _consent(filters, people, opportunities)
    start, excluded = _excluded(filters, people, opportunities, columns)
    return _kernels_filters.Gate(
        used=bool(required.shape[1] or consent.shape[1] or excluded.size),
        levels=levels,
        required=np.ascontiguousarray(required[columns]),
        consent=consent,
        owner=owner[columns] if owner.size else owner,
        excluded_start=start,
        excluded=excluded,
    )


def open_columns(filters: Filters, opportunities: int) -> NDArray[np.int64]:
    """Return the positions of the open opportunities, those of one owner together, so that few words hold them."""
    columns = np.flatnonzero(mask("opportunities", filters.opportunities, opportunities))
    if filters.owner is None or np.shape(filters.owner) != (opportunities,):
        return columns
    return columns[np.argsort(np.asarray(filters.owner)[columns], kind="stable")]


def make_masks(gate: "Gate") -> "Masks":
    """Return for these filters which opportunities each level and each consent opens, as bits."""
    from maatwerk.science.matching import _kernels_filters

    count, requirements = gate.required.shape
    words = -(-count // 64)
    found = [np.unique(column[column > -np.inf]) for column in gate.required.T]
    distinct = np.array([len(values) for values in found], dtype=np.int64)
    most = int(distinct.max(initial=0))
    shift = (most // MOST_ROWS).bit_length()
    table = np.full((requirements, most), np.inf)
    reach = np.zeros((requirements, most + 1), dtype=np.int64)
    order = np.empty((requirements, count), dtype=np.int64)
    opened = np.zeros((requirements, -(-most >> shift) + 1, words), dtype=np.uint64)
    for r, values in enumerate(found):
        table[r, : len(values)] = values
        asked = np.searchsorted(values, gate.required[:, r], side="right")  # 0: nothing
        order[r] = np.argsort(asked, kind="stable")
        reach[r] = np.searchsorted(asked[order[r]], np.arange(most + 1), side="right")
        for row in range(opened.shape[1]):
            opened[r, row] = _bits(asked <= row << shift, words)
    owner, word, bits = _owned(gate.owner)
    return _kernels_filters.Masks(
        shift=shift,
        values=table,
        distinct=distinct,
        reach=reach,
        order=order,
        opened=opened,
        owner=owner,
        word=word,
        bits=bits,
    )


def _bits(chosen: NDArray[np.bool_], words: int) -> NDArray[np.uint64]:
    padded = np.zeros(words * 64, dtype=np.bool_)
    padded[: len(chosen)] = chosen
    return np.packbits(padded, bitorder="little").view("<u8").astype(np.uint64)


def _owned(
    owner: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint64]]:
    """Whose opportunities stand in which word at which bits, each owner and word once."""
    place = np.arange(len(owner))
    most = int(owner.max(initial=0)) + 1
    pairs, which = np.unique(place // 64 * most + owner, return_inverse=True)
    bits = np.zeros(len(pairs), dtype=np.uint64)
    np.bitwise_or.at(bits, which, np.uint64(1) << (place % 64).astype(np.uint64))
    return pairs % most, pairs // most, bits


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

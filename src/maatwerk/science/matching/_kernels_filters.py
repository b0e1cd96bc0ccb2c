"""Compiled filters: whether one pair passes, and which of all opportunities one person may have, as bits."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Words = NDArray[np.uint64]  # bit b of word w stands for opportunity 64 w + b


class Gate(NamedTuple):
    """The filters of pairs as arrays; a filter that is not used has no columns."""

    used: bool  # False when every pair passes
    levels: Floats  # (n, r)
    required: Floats  # (m, r), -inf where nothing is asked
    consent: Flags  # (n, g)
    owner: Ints  # (m,)
    excluded_start: Ints  # (n + 1,) or (1,)
    excluded: Ints  # opportunities, ascending within a person


class Masks(NamedTuple):
    """The same filters laid out by what a person has: which opportunities does it open?

    Requirement r has the distinct least levels `values[r]`; who reaches the first d of them satisfies the opportunities
    `order[r, : reach[r, d]]`. Those of every 2^shift-th d are kept as bits: one starts from the next of these and takes
    out the few that are too many. So memory stays within bounds, however many values there are.
    """

    shift: int
    values: Floats  # (r, d), ascending, filled up with +inf
    distinct: Ints  # (r,) how many of them are real
    reach: Ints  # (r, d + 1)
    order: Ints  # (r, m) opportunities by what they ask, the least first
    opened: NDArray[np.uint64]  # (r, ceil(d / 2^shift) + 1, words)
    owner: Ints  # (p,) whose opportunities, none without consent, …
    word: Ints  # (p,) … of which word …
    bits: Words  # (p,) … are these


@njit(cache=True, nogil=True)
def passes(gate: Gate, person: int, opportunity: int) -> bool:
    """Say whether this pair satisfies every filter of pairs."""
    for level in range(gate.required.shape[1]):
        needed = gate.required[opportunity, level]
        if (
            needed > -np.inf and not gate.levels[person, level] >= needed
        ):  # an unknown level (NaN) does not satisfy
            return False
    if gate.consent.shape[1] > 0 and not gate.consent[person, gate.owner[opportunity]]:
        return False
    if gate.excluded_start.size > 1:
        low, high = gate.excluded_start[person], gate.excluded_start[person + 1]
        while low < high:
            middle = (low + high) // 2
            if gate.excluded[middle] < opportunity:
                low = middle + 1
            else:
                high = middle
        return not (low < gate.excluded_start[person + 1] and gate.excluded[low] == opportunity)
    return True


@njit(cache=True, nogil=True, forceinline=True)
def reached_values(masks: Masks, r: int, level: float) -> int:
    """Return how many of the ascending values of requirement r a level reaches; an unknown one reaches none."""
    low, high = 0, masks.distinct[r]
    while low < high:
        middle = (low + high) // 2
        reached = level >= masks.values[r, middle]
        low = middle + 1 if reached else low
        high = high if reached else middle
    return low


@njit(cache=True, nogil=True, forceinline=True)
def mark(gate: Gate, masks: Masks, person: int, passing: Words) -> None:
    """Fill `passing` with the opportunities that pass every filter of pairs for this person."""
    passing[:] = ~np.uint64(0)
    most = masks.values.shape[1]
    for r in range(masks.values.shape[0]):
        reached = reached_values(masks, r, gate.levels[person, r])
        kept = (reached + (1 << masks.shift) - 1) >> masks.shift
        for word in range(passing.size):
            passing[word] &= masks.opened[r, kept, word]
        for place in range(masks.reach[r, reached], masks.reach[r, min(kept << masks.shift, most)]):
            take_out(passing, masks.order[r, place])
    for place in range(masks.owner.size):  # no branch: it could not be foreseen
        agreed = np.uint64(0) - np.uint64(gate.consent[person, masks.owner[place]])
        passing[masks.word[place]] &= ~masks.bits[place] | agreed
    if gate.excluded_start.size > 1:
        for place in range(gate.excluded_start[person], gate.excluded_start[person + 1]):
            take_out(passing, gate.excluded[place])


@njit(cache=True, nogil=True, forceinline=True)
def take_out(passing: Words, opportunity: int) -> None:
    """Set the bit of one opportunity to 0."""
    passing[opportunity >> 6] &= ~(np.uint64(1) << np.uint64(opportunity & 63))

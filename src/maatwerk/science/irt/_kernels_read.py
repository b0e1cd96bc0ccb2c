"""Compiled loops that read a response matrix: what occurs in it, and its codes per block of items."""

# mypy: disable-error-code="no-untyped-def,no-untyped-call,misc"
# ruff: noqa: PLR0913  (compiled kernels take flat arrays, not objects)

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def survey(responses, first, last, lowest, highest, missing):
    """Update per item the lowest and highest answer and the number missing; return the worst thing seen.

    0: whole numbers and NaN; 1: a number that is not whole; 2: an infinity.
    """
    worst = 0
    for i in range(first, last):
        for j in range(responses.shape[1]):
            value = responses[i, j]
            if np.isnan(value):
                missing[j] += 1
                continue
            if value < lowest[j]:
                lowest[j] = value
            if value > highest[j]:
                highest[j] = value
            if value != np.floor(value):
                worst = max(worst, 1)
            if np.isinf(value):
                worst = 2
    return worst


@njit(cache=True, nogil=True)
def count(responses, first, last, lowest, counts):
    """Count per item how often each whole number from its lowest occurs."""
    for i in range(first, last):
        for j in range(responses.shape[1]):
            value = responses[i, j]
            if not np.isnan(value):
                counts[j, int(value - lowest[j])] += 1


@njit(cache=True, nogil=True)
def encode(responses, first, last, lowest, lookup, block_start, radix, codes, answered):
    """Write each person's row per block; `lookup` (items, range) holds category numbers, -1 where unknown.

    Return (person, item) of the first unknown answer, or (-1, -1).
    """
    span = lookup.shape[1]
    for i in range(first, last):
        number = 0
        for b in range(len(block_start) - 1):
            code = 0
            place = 1
            for j in range(block_start[b], block_start[b + 1]):
                value = responses[i, j]
                if np.isnan(value):
                    category = radix[j] - 1
                else:
                    at = value - lowest[j]
                    if not (at >= 0 and at < span) or at != np.floor(at):
                        return i, j
                    category = lookup[j, int(at)]
                    if category < 0:
                        return i, j
                    number += 1
                code += category * place
                place *= radix[j]
            codes[i, b] = code
        answered[i] = number
    return -1, -1

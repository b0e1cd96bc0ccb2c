"""Compiled inner loops of matching; imported on first use, since loading the compiler takes time.

The matrix product is done in single precision by BLAS, a block at a time. These loops only read the block:
they find the few pairs that could be among the best, given the largest rounding error that the product can
have, and compute just those in double precision. The result is therefore the exact one, whatever the block
size and the number of threads.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from maatwerk.science.matching._kernels_filters import Floats, Gate, Ints, Masks, Singles, Words, mark, passes
from maatwerk.science.matching._vectors import (
    WIDTH,
    count_bits,
    first_bit,
    lift,
    lowest_and_highest,
    reaching,
)

SHORT = 64  # so many are put in order by comparing each with all, which the processor does many at a time
FEWEST_LANES = 64
LANES_FOR_EACH = 6  # lanes for each place of a list: with too few, many columns reach what k lanes reach
EPSILON = 2.0**-23
LOWEST = -3.4e38  # below any score, above -inf
TINY = 1e-28  # what products lose that are too small for single precision, given inputs up to 1e15


@njit(cache=True, nogil=True, forceinline=True, fastmath={"reassoc", "contract"})
def exact(x: Floats, weights: Floats, j: int) -> float:
    """Dot product with row j in double precision; the compiler may add in the order that suits the processor."""
    total = 0.0
    for f in range(x.size):
        total += x[f] * weights[j, f]
    return total


@njit(cache=True, nogil=True)
def load(x: NDArray[np.floating], ids: Ints, rows: Singles, most: float) -> bool:
    """Copy people's features to the front of `rows`; say whether all are finite and at most `most` in size."""
    outside = np.int64(0)
    for i in range(ids.size):
        for f in range(x.shape[1]):
            value = x[ids[i], f]
            rows[i, f] = value
            outside += np.int64(not abs(value) <= most)  # NaN is outside too
    return bool(outside == 0)


@njit(cache=True, nogil=True, forceinline=True, fastmath={"reassoc", "contract"})
def widen(x: NDArray[np.floating], i: int, out: Floats) -> float:
    """Copy row i into double precision and return its Euclidean length."""
    total = 0.0
    for f in range(out.size):
        out[f] = x[i, f]
        total += out[f] * out[f]
    return float(np.sqrt(total))


@njit(cache=True, nogil=True)
def rounding(features: int) -> float:
    """Largest error of a single-precision dot product and its rounded inputs, relative to |x| |w|.

    Twice Higham's bound (Accuracy and Stability of Numerical Algorithms, 2002, eq. 3.7) with room for the
    rounding of the inputs to single precision.
    """
    return (features + 4) * EPSILON


@njit(cache=True, nogil=True)
def insert(score: float, index: int, lists: tuple[Floats, Ints], who: int) -> None:
    """Put a pair into a list that runs from best to worst; among equal scores the lower index stands first."""
    scores, indices = lists
    last = scores.shape[1] - 1
    if score < scores[who, last] or (score == scores[who, last] and index > indices[who, last] >= 0):
        return
    place = last
    while place > 0 and (
        score > scores[who, place - 1]
        or (
            score == scores[who, place - 1]
            and (indices[who, place - 1] < 0 or index < indices[who, place - 1])
        )
    ):
        scores[who, place] = scores[who, place - 1]
        indices[who, place] = indices[who, place - 1]
        place -= 1
    scores[who, place] = score
    indices[who, place] = index


@njit(cache=True, nogil=True)
def lower(score: float, slack: float) -> float:
    """Return what a score may look like in single precision at the least; -inf where a list is not full."""
    return score - slack - EPSILON * abs(score) - TINY if score > -np.inf else score


@njit(cache=True, nogil=True)
def scan_people(
    block: Singles,
    ids: Ints,
    data: tuple[NDArray[np.floating], Floats, Floats],
    gate: Gate,
    limit: Singles,
    lists: tuple[Floats, Ints],
) -> None:
    """Offer the people of one block of scores to the lists of all opportunities.

    `ids` say who the rows are, `data` is (features of all, weights (m, f), weight norms), `limit` is room for
    the lowest rounded score that could still enter each list, `lists` are scores and indices so far, (m, k).
    """
    x, weights, weight_norms = data
    scores, _ = lists
    last = scores.shape[1] - 1
    person = np.empty(x.shape[1])
    longest = 0.0
    for i in range(ids.size):
        longest = max(longest, widen(x, ids[i], person))
    bound = rounding(x.shape[1]) * longest
    for j in range(limit.size):
        limit[j] = np.float32(lower(scores[j, last], bound * weight_norms[j]))
    for i in range(ids.size):
        row = block[i]
        hit = np.int32(0)
        for j in range(limit.size):  # vectorised: one comparison for each pair is all that most pairs cost
            hit = np.int32(hit | np.int32(row[j] >= limit[j]))
        if hit == 0:
            continue
        widen(x, ids[i], person)
        for j in range(limit.size):
            if row[j] >= limit[j] and (not gate.used or passes(gate, ids[i], j)):
                insert(exact(person, weights, j), ids[i], lists, j)
                limit[j] = np.float32(lower(scores[j, last], bound * weight_norms[j]))


@njit(cache=True, nogil=True, forceinline=True)
def passing_bits(passing: Words | None, start: int) -> Any:
    """Return which of the columns from `start` on pass, as the lowest bits of a word; all without filters."""
    return ~np.uint64(0) if passing is None else passing[start >> 6] >> np.uint64(start & 63)


@njit(cache=True, nogil=True, forceinline=True)
def lane_maxima(row: tuple[Singles, int, int], passing: Words | None, lanes: Singles) -> None:
    """Maximum of the scores that pass in each lane; a lane without any keeps -inf.

    With 64 lanes, columns j, j + 64, j + 128, … share one; it costs one vector instruction for 16 columns.
    """
    scores, first, width = row
    lanes[:] = -np.inf
    if lanes.size == FEWEST_LANES:  # a constant lets them stay in registers
        for start in range(0, width, WIDTH):
            lift(lanes, start % FEWEST_LANES, scores, first + start, passing_bits(passing, start))
        return
    for start in range(0, width, lanes.size):
        for lane in range(0, min(lanes.size, width - start), WIDTH):
            lift(lanes, lane, scores, first + start + lane, passing_bits(passing, start + lane))


@njit(cache=True, nogil=True, forceinline=True)
def count_reaching(lanes: Singles, least: Any) -> int:
    """Return how many lanes are at least `least`."""
    count = 0
    for start in range(0, FEWEST_LANES, WIDTH):  # unrolled
        count += count_bits(reaching(lanes, start, least))
    for start in range(FEWEST_LANES, lanes.size, WIDTH):
        count += count_bits(reaching(lanes, start, least))
    return count


@njit(cache=True, nogil=True, forceinline=True)
def reached_by(lanes: Singles, k: int) -> Any:
    """Return a value that at least k lane maxima reach, close to the highest such value; -inf when there is none.

    At least k columns then reach it, so that none of the best k lies below.
    """
    low: Any = np.float32(np.inf)
    high: Any = np.float32(-np.inf)
    for start in range(0, lanes.size, WIDTH):
        found = lowest_and_highest(lanes, start)
        low, high = min(low, found[0]), max(high, found[1])
    if not low <= high or count_reaching(lanes, low) < k:
        return -np.float32(np.inf)
    for _ in range(2):  # an eighth of the interval each time; the seven counts do not wait for each other
        step = np.float32((high - low) * np.float32(0.125))
        reached = 0
        for eighth in range(1, 8):
            reached += count_reaching(lanes, np.float32(low + np.float32(eighth) * step)) >= k
        high = np.float32(low + np.float32(reached + 1) * step)
        low = np.float32(low + np.float32(reached) * step)
    return low


@njit(cache=True, nogil=True, forceinline=True)
def gather(row: tuple[Singles, int, int], passing: Words | None, least: Any, columns: Ints) -> int:
    """Put the columns that pass and reach `least`, ascending, into `columns`; return how many.

    Two of every 64 are written whether they do or not, since a branch would cost more: `columns` has room for two more
    than there are columns.
    """
    scores, first, width = row
    count = 0
    whole = width - width % 64
    for start in range(0, whole, 64):
        place = first + start
        low = reaching(scores, place, least) | (reaching(scores, place + WIDTH, least) << np.uint64(WIDTH))
        word = reaching(scores, place + 2 * WIDTH, least)
        word |= reaching(scores, place + 3 * WIDTH, least) << np.uint64(WIDTH)
        word = (low | (word << np.uint64(2 * WIDTH))) & passing_bits(passing, start)
        more = count_bits(word)
        columns[count] = start + first_bit(word)
        word &= word - np.uint64(1)
        columns[count + 1] = start + first_bit(word)
        for one in range(2, more):
            word &= word - np.uint64(1)
            columns[count + one] = start + first_bit(word)
        count += more
    for start in range(whole, width, WIDTH):
        word = reaching(scores, first + start, least) & passing_bits(passing, start)
        while word != 0:
            columns[count] = start + first_bit(word)
            word &= word - np.uint64(1)
            count += 1
    return count


@njit(cache=True, nogil=True, forceinline=True)
def order_short(values: Floats, indices: Ints, count: int, order: Ints) -> None:
    """Put the positions of the first `count` values into `order`, highest first, among equals the lower index.

    The place of each is the number of those before it. Values have room for `WIDTH` more.
    """
    for place in range(count, count + WIDTH):
        values[place] = -np.inf
    total = 0
    for one in range(count):
        reached = 0
        for start in range(0, count, WIDTH):
            reached += count_bits(reaching(values, start, values[one]))
        order[reached - 1] = one
        total += reached
    if total == count * (count + 1) // 2:  # no two are equal
        return
    for one in range(count):
        before = 0
        for other in range(count):
            equal = values[other] == values[one] and indices[other] < indices[one]
            before += values[other] > values[one] or equal
        order[before] = one


@njit(cache=True, nogil=True)
def scan_opportunities(
    block: Singles,
    ids: Ints,
    data: tuple[NDArray[np.floating], Floats, Floats, Ints, tuple[float, float]],
    filters: tuple[Gate, Masks] | None,
    lists: tuple[Floats, Ints],
) -> None:
    """Fill the lists of the people of one block of scores, intercepts included.

    `ids` say who the rows are, `data` is (features of all, weights (m, f), intercepts (m,), index of each
    opportunity, (largest weight norm, largest size of an intercept)); `filters` are None when every pair passes, which
    is compiled apart; `lists` are scores and indices of all people, (n, k). Columns of the block beyond m, which make
    it a multiple of `WIDTH` wide, hold -inf.
    """
    x, weights, intercepts, names, (largest, highest) = data
    listed_scores, listed_indices = lists
    k, room = listed_scores.shape[1], intercepts.size + SHORT
    scores, width = block.ravel(), block.shape[1]
    most = -(-width // WIDTH) * WIDTH
    lanes = np.empty(max(FEWEST_LANES, min(most, -(-LANES_FOR_EACH * k // WIDTH) * WIDTH)), dtype=np.float32)
    person, values, columns = np.empty(x.shape[1]), np.empty(room), np.empty(room, dtype=np.int64)
    order = np.empty(room, dtype=np.int64)
    words = -(-width // 64)
    passing: Any = None if filters is None else np.empty(words, dtype=np.uint64)
    for i in range(ids.size):
        if filters is not None:
            mark(filters[0], filters[1], ids[i], passing)
        slack = 2.0 * rounding(x.shape[1] + 1) * (widen(x, ids[i], person) * largest + highest) + TINY
        row = (scores, i * width, width)
        lane_maxima(row, passing, lanes)
        floor = reached_by(lanes, k)
        least = max(floor - slack - EPSILON * abs(floor), LOWEST)
        count = gather(row, passing, np.float32(least), columns)
        for place in range(count):
            j = columns[place]
            values[place] = exact(person, weights, j) + intercepts[j]
            columns[place] = names[j]
        who, listed = ids[i], min(count, k)
        if count <= SHORT:
            order_short(values, columns, count, order)
            for place in range(listed):
                listed_scores[who, place] = values[order[place]]
                listed_indices[who, place] = columns[order[place]]
        else:
            listed_scores[who] = -np.inf
            listed_indices[who] = -1
            for place in range(count):
                insert(values[place], columns[place], lists, who)
        for place in range(listed, k):
            listed_scores[who, place] = np.nan
            listed_indices[who, place] = -1


@njit(cache=True, nogil=True)
def quadratic(x: Floats, covariance: Floats) -> float:
    """Return x' C x, never below zero."""
    total = 0.0
    for a in range(x.size):
        inner = 0.0
        for b in range(x.size):
            inner += covariance[a, b] * x[b]
        total += x[a] * inner
    return max(total, 0.0)


@njit(cache=True, nogil=True)
def uncertainty(
    features: NDArray[np.floating],
    covariance: Floats,
    lists: tuple[Floats, Ints],
    z: float,
    by_opportunity: bool,
    out: tuple[Floats, Ints],
) -> None:
    """Fill standard errors and bands of the listed pairs.

    `covariance` is (m or 1, d, d) with d features, or one more in front for the intercept. Row r of `lists`
    is an opportunity when `by_opportunity`, with people in it; otherwise a person with opportunities in it.
    """
    scores, indices = lists
    errors, bands = out
    width = covariance.shape[1]
    ahead = width - features.shape[1]  # 1 when the intercept has a place
    x, leader = np.ones(width), np.ones(width)
    for r in range(scores.shape[0]):
        head, band = 0, 0
        for place in range(scores.shape[1]):
            if indices[r, place] < 0:
                break
            person = indices[r, place] if by_opportunity else r
            model = r if by_opportunity else indices[r, place]
            matrix = covariance[model if covariance.shape[0] > 1 else 0]
            for f in range(features.shape[1]):
                x[ahead + f] = features[person, f]
            errors[r, place] = np.sqrt(quadratic(x, matrix))
            if place > 0:
                if by_opportunity:  # one model: its error in the difference is that of x - leader
                    spread = np.sqrt(quadratic(x - leader, matrix))
                else:
                    spread = np.sqrt(errors[r, place] ** 2 + errors[r, head] ** 2)
                if scores[r, head] - scores[r, place] > z * spread:
                    band += 1
                    head = place
            if head == place:
                leader[:] = x
            bands[r, place] = band

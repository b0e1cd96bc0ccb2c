"""Compiled inner loops of matching; imported on first use, since loading the compiler takes time.

The matrix product is done in single precision by BLAS, a block at a time. These loops only read the block:
they find the few pairs that could be among the best, given the largest rounding error that the product can
have, and compute just those in double precision. The result is therefore the exact one, whatever the block
size and the number of threads.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

LANES = 64  # columns j, j + 64, j + 128, … share a lane; a lane's maximum costs one vector instruction per 16 columns
SHORT = 16  # so many columns are put in order at once
LAST = 2**62  # a position behind all others
EPSILON = 2.0**-23
TINY = 1e-28  # what products lose that are too small for single precision, given inputs up to 1e15


class Gate(NamedTuple):
    """The filters of pairs as arrays; a filter that is not used has no columns."""

    used: bool  # False when every pair passes
    levels: Floats  # (n, r)
    required: Floats  # (m, r), -inf where nothing is asked
    consent: Flags  # (n, g)
    owner: Ints  # (m,)
    excluded_start: Ints  # (n + 1,) or (1,)
    excluded: Ints  # opportunities, ascending within a person


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


@njit(cache=True, nogil=True, fastmath={"reassoc", "contract"})
def exact(x: Floats, w: Floats) -> float:
    """Dot product in double precision; the compiler may add in the order that suits the processor."""
    total = 0.0
    for f in range(x.size):
        total += x[f] * w[f]
    return total


@njit(cache=True, nogil=True)
def widen(x: NDArray[np.floating], out: Floats) -> float:
    """Copy one row into double precision and return its Euclidean length."""
    total = 0.0
    for f in range(x.size):
        out[f] = x[f]
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
def insert(score: float, index: int, scores: Floats, indices: Ints) -> None:
    """Put a pair into a list that runs from best to worst; among equal scores the lower index stands first."""
    last = scores.size - 1
    if score < scores[last] or (score == scores[last] and index > indices[last] >= 0):
        return
    place = last
    while place > 0 and (
        score > scores[place - 1]
        or (score == scores[place - 1] and (indices[place - 1] < 0 or index < indices[place - 1]))
    ):
        scores[place] = scores[place - 1]
        indices[place] = indices[place - 1]
        place -= 1
    scores[place] = score
    indices[place] = index


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

    `ids` say who the rows are, `data` is (features of the block, weights (m, f), weight norms), `limit` is room for
    the lowest rounded score that could still enter each list, `lists` are scores and indices so far, (m, k).
    """
    x, weights, weight_norms = data
    scores, indices = lists
    last = scores.shape[1] - 1
    person = np.empty(x.shape[1])
    longest = 0.0
    for i in range(ids.size):
        longest = max(longest, widen(x[i], person))
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
        widen(x[i], person)
        for j in range(limit.size):
            if row[j] >= limit[j] and (not gate.used or passes(gate, ids[i], j)):
                insert(exact(person, weights[j]), ids[i], scores[j], indices[j])
                limit[j] = np.float32(lower(scores[j, last], bound * weight_norms[j]))


@njit(cache=True, nogil=True)
def lane_maxima(row: Singles, lanes: Singles) -> None:
    """Maximum of the scores in each lane; a lane without columns keeps -inf."""
    lanes[:] = -np.inf
    four, whole = row.size - row.size % (4 * LANES), row.size - row.size % LANES
    for start in range(0, four, 4 * LANES):
        a, b = row[start : start + LANES], row[start + LANES : start + 2 * LANES]
        c, d = row[start + 2 * LANES : start + 3 * LANES], row[start + 3 * LANES : start + 4 * LANES]
        for lane in range(LANES):
            one = a[lane] if a[lane] > b[lane] else b[lane]
            two = c[lane] if c[lane] > d[lane] else d[lane]
            one = one if one > two else two
            lanes[lane] = one if one > lanes[lane] else lanes[lane]
    for start in range(four, whole, LANES):
        a = row[start : start + LANES]
        for lane in range(LANES):
            lanes[lane] = a[lane] if a[lane] > lanes[lane] else lanes[lane]
    a = row[whole:]
    for lane in range(a.size):
        lanes[lane] = a[lane] if a[lane] > lanes[lane] else lanes[lane]


@njit(cache=True, nogil=True)
def reached_by(lanes: Singles, k: int) -> float:
    """Return a value that at least k lane maxima reach, close to the highest such value; -inf when there is none.

    At least k columns then reach it, so that none of the best k lies below.
    """
    low, high = lanes[0], lanes[0]
    for lane in range(LANES):
        low = lanes[lane] if lanes[lane] < low else low
        high = lanes[lane] if lanes[lane] > high else high
    if k > LANES or not low > -np.inf:
        return -np.inf
    for _ in range(7):  # bisection by vectorised counts, without branches: cheaper than sorting
        middle = np.float32(np.float32(0.5) * (low + high))
        count = np.int32(0)
        for lane in range(LANES):
            count = np.int32(count + np.int32(lanes[lane] >= middle))
        enough = count >= k
        low = middle if enough else low
        high = high if enough else middle
    return float(low)


@njit(cache=True, nogil=True)
def gather(row: Singles, lanes: Singles, floor: float, found: tuple[Ints, Ints]) -> int:
    """Put the columns that reach `floor` into the second of `found`, visiting only lanes that do; return how many.

    Written without branches on the data, which the processor could not foresee, and with unsigned positions, which
    need no check for counting from the end.
    """
    chosen, columns = found
    least, size = np.float32(floor), np.uint64(row.size)
    n, count = np.uint64(0), np.uint64(0)
    for lane in range(min(LANES, row.size)):
        chosen[n] = lane
        n += np.uint64(lanes[lane] >= least)
    for place in range(n):
        j = np.uint64(chosen[place])
        while j < size:
            columns[count] = np.int64(j)
            count += np.uint64(row[j] >= least)
            j += np.uint64(LANES)
    return np.int64(count)  # type: ignore[return-value]


@njit(cache=True, nogil=True)
def sift(gate: Gate, person: int, columns: Ints, count: int) -> int:
    """Keep the columns that pass the filters; return how many."""
    kept = 0
    for place in range(count):
        columns[kept] = columns[place]
        kept += passes(gate, person, columns[place])
    return kept


@njit(cache=True, nogil=True)
def rank(count: int, found: tuple[Floats, Ints], order: Ints, lists: tuple[Floats, Ints]) -> None:
    """Fill a list from best to worst with the `count` values and columns found.

    The place of each is the number of those before it. Few are compared in rows of fixed length, which the processor
    does at once; `found` and `order` have room for that.
    """
    values, columns = found
    scores, indices = lists
    if count > SHORT:
        scores[:] = -np.inf
        indices[:] = -1
        for one in range(count):
            insert(values[one], columns[one], scores, indices)
        for place in range(min(count, scores.size), scores.size):
            scores[place] = np.nan
        return
    for one in range(count, SHORT):
        values[one] = -np.inf
        columns[one] = LAST
    for one in range(count):
        value, column = values[one], columns[one]
        before = np.int64(0)
        for other in range(SHORT):
            before += np.int64(
                (values[other] > value) | ((values[other] == value) & (columns[other] < column))
            )
        order[before] = one
    listed = min(count, scores.size)
    for place in range(listed):
        scores[place] = values[order[place]]
        indices[place] = columns[order[place]]
    for place in range(listed, scores.size):
        scores[place] = np.nan
        indices[place] = -1


@njit(cache=True, nogil=True)
def scan_opportunities(
    block: Singles,
    ids: Ints,
    data: tuple[NDArray[np.floating], Floats, Floats, float],
    gate: Gate,
    room: tuple[Singles, Ints, Ints, Floats],
    lists: tuple[Floats, Ints],
) -> None:
    """Fill the lists of the people of one block of scores, intercepts included.

    `ids` say who the rows are, `data` is (features of the block, weights (m, f), intercepts (m,), largest weight norm),
    `room` is for lane maxima, lanes and columns found (`SHORT` more than there are), and their values; `lists` are
    scores and indices of all people, (n, k).
    """
    x, weights, intercepts, largest = data
    lanes, chosen, columns, values = room
    k = lists[0].shape[1]
    highest = 0.0
    for j in range(intercepts.size):
        highest = max(highest, abs(intercepts[j]))
    person = np.empty(x.shape[1])
    for i in range(ids.size):
        row = block[i]
        slack = 2.0 * rounding(x.shape[1] + 1) * (widen(x[i], person) * largest + highest) + TINY
        lane_maxima(row, lanes)
        floor = reached_by(lanes, k)
        count = gather(row, lanes, floor - slack - EPSILON * abs(floor), (chosen, columns))
        if gate.used:
            count = sift(gate, ids[i], columns, count)
            if count < k and floor > -np.inf:  # filters removed too many: look at every column
                for j in range(row.size):
                    columns[j] = j
                count = sift(gate, ids[i], columns, row.size)
        for place in range(count):
            j = columns[place]
            values[place] = exact(person, weights[j]) + intercepts[j]
        rank(count, (values, columns), chosen, (lists[0][ids[i]], lists[1][ids[i]]))


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

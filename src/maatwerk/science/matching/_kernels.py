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
EPSILON = 2.0**-23
TINY = 1e-28  # what products lose that are too small for single precision, given inputs up to 1e15


class Gate(NamedTuple):
    """The filters as arrays; a filter that is not used has no columns."""

    people: Flags  # (n,)
    opportunities: Flags  # (m,)
    levels: Floats  # (n, r)
    required: Floats  # (m, r), -inf where nothing is asked
    consent: Flags  # (n, g)
    owner: Ints  # (m,)
    excluded_start: Ints  # (n + 1,) or (1,)
    excluded: Ints  # opportunities, ascending within a person


@njit(cache=True, nogil=True)
def passes(gate: Gate, person: int, opportunity: int) -> bool:
    """Say whether this pair satisfies every filter but the two masks."""
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


@njit(cache=True, nogil=True)
def exact(x: NDArray[np.floating], w: Floats) -> float:
    """Dot product in double precision, in one fixed order of additions."""
    one, two, three, four = 0.0, 0.0, 0.0, 0.0
    whole = x.size - x.size % 4
    for f in range(0, whole, 4):
        one += np.float64(x[f]) * w[f]
        two += np.float64(x[f + 1]) * w[f + 1]
        three += np.float64(x[f + 2]) * w[f + 2]
        four += np.float64(x[f + 3]) * w[f + 3]
    for f in range(whole, x.size):
        one += np.float64(x[f]) * w[f]
    return (one + two) + (three + four)


@njit(cache=True, nogil=True)
def rounding(features: int) -> float:
    """Largest error of a single-precision dot product and its rounded inputs, relative to |x| |w|.

    Twice Higham's bound (Accuracy and Stability of Numerical Algorithms, 2002, eq. 3.7) with room for the
    rounding of the inputs to single precision.
    """
    return (features + 4) * EPSILON


@njit(cache=True, nogil=True)
def norms(x: NDArray[np.floating], out: Floats) -> None:
    """Euclidean length of each row; NaN or infinite when an entry is."""
    for i in range(x.shape[0]):
        total = 0.0
        for f in range(x.shape[1]):
            total += np.float64(x[i, f]) ** 2
        out[i] = np.sqrt(total)


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
def thresholds(scores: Floats, weight_norms: Floats, bound: float, gate: Gate, out: Singles) -> None:
    """For each opportunity the lowest rounded score that could still enter its list."""
    for j in range(out.size):
        if not gate.opportunities[j]:
            out[j] = np.inf
        else:
            lowest = scores[j, scores.shape[1] - 1]
            out[j] = np.float32(
                lowest - bound * weight_norms[j] - EPSILON * abs(lowest) - TINY
                if lowest > -np.inf
                else lowest
            )


@njit(cache=True, nogil=True)
def scan_people(
    block: Singles,
    first: int,
    data: tuple[NDArray[np.floating], Floats, Floats],
    gate: Gate,
    limit: Singles,
    lists: tuple[Floats, Ints],
) -> None:
    """Offer the people of one block (rows `first` and on) to the lists of all opportunities.

    `data` is (features of the block, weights (m, f), weight norms), `limit` is room for thresholds, `lists`
    are the scores and indices so far, (m, k).
    """
    x, weights, weight_norms = data
    scores, indices = lists
    rows = block.shape[0]
    lengths = np.empty(rows)
    norms(x, lengths)
    longest = 0.0
    for i in range(rows):
        if gate.people[first + i]:
            longest = max(longest, lengths[i])
    bound = rounding(x.shape[1]) * longest
    thresholds(scores, weight_norms, bound, gate, limit)
    for i in range(rows):
        if not gate.people[first + i]:
            continue
        row = block[i]
        hit = np.int32(0)
        for j in range(row.size):  # vectorised: one comparison for each pair is all that most pairs cost
            hit = np.int32(hit | np.int32(row[j] >= limit[j]))
        if hit == 0:
            continue
        for j in range(row.size):
            if row[j] >= limit[j] and passes(gate, first + i, j):
                score = exact(x[i], weights[j])
                last = scores.shape[1] - 1
                if score > scores[j, last] or indices[j, last] < 0:
                    insert(score, first + i, scores[j], indices[j])
                    lowest = scores[j, last]
                    if lowest > -np.inf:
                        limit[j] = np.float32(lowest - bound * weight_norms[j] - EPSILON * abs(lowest) - TINY)


@njit(cache=True, nogil=True)
def scan_opportunities(
    block: Singles,
    first: int,
    data: tuple[NDArray[np.floating], Floats, Floats, Singles, float],
    gate: Gate,
    room: tuple[Singles, Floats],
    lists: tuple[Floats, Ints],
) -> None:
    """Fill the lists of the people of one block (rows `first` and on).

    `data` is (features of the block, weights (m, f), intercepts (m,), the same rounded with -inf for closed
    ones, largest weight norm), `room` is (lane maxima, their best k), `lists` are scores and indices of the
    block's rows.
    """
    x, weights, intercepts, offsets, largest = data
    lanes, best = room
    scores, indices = lists
    rows, columns = block.shape
    highest = 0.0
    for j in range(columns):
        if gate.opportunities[j]:
            highest = max(highest, abs(intercepts[j]))
    lengths = np.empty(rows)
    norms(x, lengths)
    for i in range(rows):
        if not gate.people[first + i]:
            continue
        row = block[i]
        slack = 2.0 * rounding(x.shape[1]) * (lengths[i] * largest + highest) + TINY
        lane_maxima(row, offsets, lanes)
        floor = kth(lanes, best) - slack if columns >= LANES else -np.inf
        found = gather(
            row,
            (offsets, lanes),
            floor,
            (x[i], weights, intercepts),
            (gate, first + i),
            (scores[i], indices[i]),
        )
        if found < best.size and floor > -np.inf:  # filters removed too many: look below the floor as well
            scores[i] = -np.inf
            indices[i] = -1
            search(
                row, offsets, slack, (x[i], weights, intercepts), (gate, first + i), (scores[i], indices[i])
            )


@njit(cache=True, nogil=True)
def lane_maxima(row: Singles, offsets: Singles, lanes: Singles) -> None:
    """Maximum of score plus offset over the columns of each lane."""
    lanes[:] = -np.inf
    whole = row.size - row.size % LANES
    for start in range(0, whole, LANES):
        for lane in range(LANES):
            value = row[start + lane] + offsets[start + lane]
            lanes[lane] = value if value > lanes[lane] else lanes[lane]
    for j in range(whole, row.size):
        value = row[j] + offsets[j]
        lanes[j - whole] = value if value > lanes[j - whole] else lanes[j - whole]


@njit(cache=True, nogil=True)
def kth(lanes: Singles, best: Floats) -> float:
    """Return the k-th largest of the lane maxima: at least k columns reach it, so none of the best k lies below."""
    if best.size > lanes.size:
        return -np.inf
    best[:] = -np.inf
    last = best.size - 1
    for lane in range(lanes.size):
        value = np.float64(lanes[lane])
        if value > best[last]:
            place = last
            while place > 0 and value > best[place - 1]:
                best[place] = best[place - 1]
                place -= 1
            best[place] = value
    return float(best[last])


@njit(cache=True, nogil=True)
def gather(
    row: Singles,
    screen: tuple[Singles, Singles],
    floor: float,
    model: tuple[NDArray[np.floating], Floats, Floats],
    who: tuple[Gate, int],
    lists: tuple[Floats, Ints],
) -> int:
    """Offer every column that reaches `floor`, visiting only the lanes that do; return how many passed the filters."""
    offsets, lanes = screen
    x, weights, intercepts = model
    gate, person = who
    found = 0
    for lane in range(LANES):
        if not lanes[lane] >= floor:
            continue
        for j in range(lane, row.size, LANES):
            value = row[j] + offsets[j]
            if value >= floor and value > -np.inf and passes(gate, person, j):
                insert(exact(x, weights[j]) + intercepts[j], j, lists[0], lists[1])
                found += 1
    return found


@njit(cache=True, nogil=True)
def search(
    row: Singles,
    offsets: Singles,
    slack: float,
    model: tuple[NDArray[np.floating], Floats, Floats],
    who: tuple[Gate, int],
    lists: tuple[Floats, Ints],
) -> None:
    """Offer every column that could beat the list so far."""
    x, weights, intercepts = model
    gate, person = who
    last = lists[0].size - 1
    for j in range(row.size):
        value = row[j] + offsets[j]
        if value >= lists[0][last] - slack and value > -np.inf and passes(gate, person, j):
            insert(exact(x, weights[j]) + intercepts[j], j, lists[0], lists[1])


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

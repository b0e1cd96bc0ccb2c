"""Compiled inner loops of adaptive testing; imported on first use, since loading the compiler takes time.

One set of functions serves the live session and the simulation, so what was simulated is what people get.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from maatwerk.science.adaptive._bank import Floats

Ints = NDArray[np.int64]
Codes = NDArray[np.uint8]

FREE, GIVEN, EXCLUDED, ENEMY, HELD = 0, 1, 2, 3, 4  # why an item can or cannot be chosen
STRICT, WITHOUT_SHARES, WITHOUT_EXPOSURE = 0, 1, 2  # which wish had to give way
RUNNING, PRECISE, ABOVE, BELOW, FULL, EXHAUSTED = 0, 1, 2, 3, 4, 5  # why a test stops
STREAM_EXPOSURE, STREAM_PICK, STREAM_START = 0, 1, 2


class Tables(NamedTuple):
    """Everything about a test that does not change, as arrays."""

    slopes: Floats  # (n,)
    intercepts: Floats  # (n, steps), NaN behind the last step
    steps: Ints  # (n,)
    grid: Floats  # (Q,)
    log_prior: Floats  # (Q,)
    log_category: Floats  # (n, K, Q)
    information: Floats  # (Q, n)
    log_ratio: Floats  # (n, K): log P at the upper minus at the lower point of the classification
    area: Ints  # (n,)
    share: Floats  # (A,)
    minimum: Ints  # (A,)
    maximum: Ints  # (A,)
    enemy_start: Ints  # (n + 1,)
    enemies: Ints
    status: Codes  # (n,) at the start of each session
    allowed: Floats  # (n,) probability that a session may use the item
    bins: Ints  # number of best items to draw among, by position


class Settings(NamedTuple):
    """The numbers of `Rules` that the loops need."""

    min_length: int
    max_length: int
    stop_se: float
    log_upper: float
    log_lower: float
    posterior_weighted: bool
    start_mean: float
    start_spread: float


@njit(cache=True, nogil=True, inline="always")
def draw(seed: int, stream: int, index: int) -> float:
    """Return the uniform number in [0, 1) that belongs to a seed, a stream and an index.

    SplitMix64 (Steele, Lea & Flood 2014, OOPSLA) at a position instead of in sequence: whatever a session has
    done, the number for its next step is known, on every platform and with every version of NumPy.
    """
    state = np.uint64(seed)
    for step in (np.uint64(stream), np.uint64(index)):
        state = state + (step + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        state = state ^ (state >> np.uint64(31))
    return float(state >> np.uint64(11)) * 2.0**-53


@njit(cache=True)
def begin(tables: Tables, seed: int, status: Codes) -> None:
    """Set which items this session may use."""
    for item in range(status.size):
        status[item] = tables.status[item]
        held = tables.allowed[item] < 1.0 and draw(seed, STREAM_EXPOSURE, item) >= tables.allowed[item]
        if held and status[item] == FREE:
            status[item] = HELD


@njit(cache=True, nogil=True)
def administer(tables: Tables, item: int, status: Codes, counts: Ints) -> None:
    """Record that an item was given: it, and its enemies, cannot come again."""
    status[item] = GIVEN
    counts[tables.area[item]] += 1
    for place in range(tables.enemy_start[item], tables.enemy_start[item + 1]):
        if status[tables.enemies[place]] != GIVEN:
            status[tables.enemies[place]] = ENEMY


@njit(cache=True)
def update(
    tables: Tables, item: int, response: int, log_posterior: Floats, weights: Floats
) -> tuple[float, float]:
    """Add a response to the posterior in place; return its mean and standard deviation.

    A negative response is a missing one and leaves the posterior as it is.
    """
    if response >= 0:
        for q in range(weights.size):
            log_posterior[q] += tables.log_category[item, response, q]
    top = log_posterior.max()
    total = 0.0
    first = 0.0
    for q in range(weights.size):
        weights[q] = np.exp(log_posterior[q] - top)
        total += weights[q]
        first += weights[q] * tables.grid[q]
    mean = first / total
    second = 0.0
    for q in range(weights.size):
        weights[q] /= total
        second += weights[q] * (tables.grid[q] - mean) ** 2
    return mean, np.sqrt(second)


@njit(cache=True, nogil=True)
def open_areas(
    tables: Tables, counts: Ints, length: tuple[int, int], with_shares: bool, opened: Codes
) -> None:
    """Mark the content areas from which the next item may come; `length` is (given so far, most)."""
    given, most = length
    missing = 0
    for area in range(counts.size):
        missing += max(0, tables.minimum[area] - counts[area])
    for area in range(counts.size):
        if missing >= most - given:  # every item that is left is needed for a minimum
            opened[area] = counts[area] < tables.minimum[area]
        else:
            below = counts[area] < tables.share[area] * (given + 1) or not with_shares
            opened[area] = below and counts[area] < tables.maximum[area]


@njit(cache=True, nogil=True)
def weigh(tables: Tables, weights: Floats, values: Floats) -> None:
    """Fill `values` with each item's information averaged over the posterior."""
    values[:] = 0.0
    for q in range(weights.size):
        weight = weights[q]
        if weight > 1e-12:
            row = tables.information[q]
            for item in range(values.size):
                values[item] += weight * row[item]


@njit(cache=True, nogil=True)
def look_up(tables: Tables, theta: float, values: Floats) -> None:
    """Fill `values` with each item's information at theta, by the parabola through three grid points."""
    grid = tables.grid
    step = grid[1] - grid[0]
    middle = min(max(int(np.round((theta - grid[0]) / step)), 1), grid.size - 2)
    t = (theta - grid[middle]) / step
    left, centre, right = 0.5 * t * (t - 1.0), 1.0 - t * t, 0.5 * t * (t + 1.0)
    before, at, after = (
        tables.information[middle - 1],
        tables.information[middle],
        tables.information[middle + 1],
    )
    for item in range(values.size):
        values[item] = left * before[item] + centre * at[item] + right * after[item]


@njit(cache=True, nogil=True)
def best(
    tables: Tables, codes: tuple[Codes, Codes], use_held: bool, values: Floats, found: Ints
) -> tuple[int, int]:
    """Put the best open items into `found`, best first, the lowest position first among equals.

    `codes` are item status and open areas; `use_held` says whether items held back for exposure may be used.
    Returns how many were found and how many were open.
    """
    status, opened = codes
    count, candidates = 0, 0
    for item in range(status.size):
        free = status[item] == FREE or (use_held and status[item] == HELD)
        if not free or not opened[tables.area[item]]:
            continue
        candidates += 1
        if count == found.size and values[item] <= values[found[count - 1]]:
            continue
        place = count if count < found.size else count - 1
        count = min(count + 1, found.size)
        while place > 0 and values[item] > values[found[place - 1]]:
            found[place] = found[place - 1]
            place -= 1
        found[place] = item
    return count, candidates


@njit(cache=True)
def choose(
    tables: Tables,
    settings: Settings,
    seed: int,
    state: tuple[float, Floats],
    book: tuple[Codes, Ints, Codes],
    work: tuple[Floats, Ints],
) -> tuple[int, int, int, int]:
    """Choose the next item.

    `state` is (posterior mean, posterior weights), `book` is (item status, items given per area, open areas),
    `work` is (values, best items); the last ones of `book` and `work` are filled. Returns item, how many best
    items were drawn among, how many items were open, and which wish gave way; item is -1 when none is left.
    """
    theta, weights = state
    status, counts, opened = book
    values, found = work
    given = counts.sum()
    if given == 0 and settings.start_spread > 0:
        aside = settings.start_spread * (2.0 * draw(seed, STREAM_START, 0) - 1.0)
        look_up(tables, settings.start_mean + aside, values)
    elif settings.posterior_weighted:
        weigh(tables, weights, values)
    else:
        look_up(tables, theta, values)
    size = tables.bins[min(given, tables.bins.size - 1)]
    for relaxed in (STRICT, WITHOUT_SHARES, WITHOUT_EXPOSURE):
        open_areas(tables, counts, (given, settings.max_length), relaxed == STRICT, opened)
        use_held = relaxed == WITHOUT_EXPOSURE
        count, candidates = best(tables, (status, opened), use_held, values, found[:size])
        if count > 0:
            rank = min(int(draw(seed, STREAM_PICK, given) * count), count - 1)
            return found[rank], count, candidates, relaxed
    return -1, 0, 0, WITHOUT_EXPOSURE


@njit(cache=True, nogil=True)
def stopped(tables: Tables, settings: Settings, counts: Ints, se: float, log_ratio: float) -> int:
    """Say whether, and why, the test ends here."""
    given = counts.sum()
    if given >= settings.max_length:
        return FULL
    if given < settings.min_length:
        return RUNNING
    for area in range(counts.size):
        if counts[area] < tables.minimum[area]:
            return RUNNING
    if se <= settings.stop_se:
        return PRECISE
    if log_ratio >= settings.log_upper:
        return ABOVE
    if log_ratio <= settings.log_lower:
        return BELOW
    return RUNNING


@njit(cache=True)
def take(
    tables: Tables,
    settings: Settings,
    given: tuple[int, int],
    book: tuple[Codes, Ints, Codes],
    state: tuple[float, Floats, Floats],
) -> tuple[float, float, float, int]:
    """Book one item and its response; return posterior mean, standard deviation, log ratio, and why the test
    stops.

    `given` is (item, response) and `state` is (log ratio, log posterior, weights), of which the arrays change
    in place.
    """
    item, response = given
    status, counts, _ = book
    log_ratio, log_posterior, weights = state
    administer(tables, item, status, counts)
    mean, se = update(tables, item, response, log_posterior, weights)
    if response >= 0:
        log_ratio += tables.log_ratio[item, response]
    return mean, se, log_ratio, stopped(tables, settings, counts, se, log_ratio)


@njit(cache=True)
def recall(
    tables: Tables,
    settings: Settings,
    given: tuple[Ints, Ints],
    book: tuple[Codes, Ints, Codes],
    state: tuple[float, Floats, Floats],
) -> tuple[int, float, float, float, int]:
    """Book many items and responses at once: what as many calls of `take` come to, for the price of one.

    `given` is (items, responses), `state` as in `take`. Returns the place of the first item that cannot be booked
    (-1 where all could: unknown or given before, or a response that is none of its categories), then what the last
    `take` would return. Keeps the interpreter's lock: it is shorter than waiting to get that back.
    """
    items, responses = given
    status, counts, _ = book
    log_ratio, log_posterior, weights = state
    last = items.size - 1
    for place in range(items.size):
        item, response = items[place], responses[place]
        known = 0 <= item < status.size and status[item] != GIVEN
        if not known or response < -1 or response > tables.steps[item]:
            return place, 0.0, 0.0, 0.0, RUNNING
        administer(tables, item, status, counts)
        if response >= 0:
            log_ratio += tables.log_ratio[item, response]
            if place < last:  # the last one goes by `update`, which weighs the grid anew
                for q in range(log_posterior.size):
                    log_posterior[q] += tables.log_category[item, response, q]
    mean, se = update(tables, items[last], responses[last], log_posterior, weights)
    return -1, mean, se, log_ratio, stopped(tables, settings, counts, se, log_ratio)


@njit(cache=True, nogil=True, inline="always")
def respond(tables: Tables, item: int, theta: float, u: float) -> int:
    """Return the category that a person at theta gives when the uniform draw is u."""
    category = 0
    for step in range(tables.steps[item]):
        if u < 1.0 / (1.0 + np.exp(-tables.slopes[item] * theta - tables.intercepts[item, step])):
            category = step + 1
    return category


@njit(cache=True, nogil=True)
def simulate(
    tables: Tables, settings: Settings, seeds: Ints, thetas: Floats, uniforms: Floats
) -> tuple[Floats, Ints, Ints, Ints, Ints, Ints]:
    """Give the test to simulated persons, one for each theta.

    Returns estimates (S, 2) with mean and standard deviation, why each stopped (S,), items and responses
    (S, max_length) with -1 behind the last, and per item how many sessions might use it and did.
    """
    n, sessions = tables.slopes.size, thetas.size
    estimates = np.empty((sessions, 2))
    ended = np.empty(sessions, dtype=np.int64)
    items = np.full((sessions, settings.max_length), -1, dtype=np.int64)
    responses = np.full((sessions, settings.max_length), -1, dtype=np.int64)
    eligible = np.zeros(n, dtype=np.int64)
    given = np.zeros(n, dtype=np.int64)
    status = np.empty(n, dtype=np.uint8)
    counts = np.empty(tables.share.size, dtype=np.int64)
    opened = np.empty(tables.share.size, dtype=np.uint8)
    work = (np.empty(n), np.empty(tables.bins.max(), dtype=np.int64))
    log_posterior, weights = np.empty(tables.grid.size), np.empty(tables.grid.size)
    for person in range(sessions):
        seed = seeds[person]
        begin(tables, seed, status)
        for item in range(n):
            eligible[item] += status[item] == FREE
        counts[:] = 0
        book = (status, counts, opened)
        log_posterior[:] = tables.log_prior
        mean, se = update(tables, 0, -1, log_posterior, weights)
        ratio = 0.0
        why = RUNNING
        while why == RUNNING:
            item = choose(tables, settings, seed, (mean, weights), book, work)[0]
            if item < 0:
                why = EXHAUSTED
                break
            place = counts.sum()
            items[person, place] = item
            given[item] += 1
            response = respond(tables, item, thetas[person], uniforms[person, place])
            responses[person, place] = response
            state = (ratio, log_posterior, weights)
            mean, se, ratio, why = take(tables, settings, (item, response), book, state)
        estimates[person] = mean, se
        ended[person] = why
    return estimates, ended, items, responses, eligible, given

"""A response matrix as the kernels read it: categories, blocks of items, one code per person and block."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.inputs import as_floats
from maatwerk.science.irt import _kernels_read as reading
from maatwerk.science.irt._threads import run, split

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Answers further apart than this are not answer categories.
WIDEST = 100


@dataclass(frozen=True, slots=True)
class Blocks:
    """How items are read together; see `_kernels`.

    Attributes
    ----------
    radix : array (n_items,)
        Answers an item can show in these data, "missing" included when it occurs.
    start : array (n_blocks + 1,)
        First item of each block.
    row : array (n_blocks + 1,)
        First block row of each block.
    """

    radix: Ints
    start: Ints
    row: Ints


@dataclass(frozen=True, slots=True)
class Responses:
    """Encoded responses.

    Attributes
    ----------
    codes : array (n_rows, n_blocks)
        The block row of each person, or of each distinct pattern.
    weights : array (n_rows,)
        People per row.
    population : array (n_rows,)
        Number of the population each row belongs to.
    categories : array (n_items,)
        Number of categories per item.
    blocks
        How items are read together.
    item_row : array (n_items,)
        First item row of each item; see `_kernels`.
    """

    codes: NDArray[np.uint16]
    weights: Floats
    population: Ints
    categories: Ints
    blocks: Blocks
    item_row: Ints


def as_matrix(responses: ArrayLike) -> Floats:
    """Return responses as a two-dimensional float array, NaN for missing; nothing else is checked."""
    array = as_floats("responses", responses)
    if array.ndim != 2:
        raise ScienceError("responses", "of shape (n_people, n_items)", f"shape {array.shape}")
    return np.ascontiguousarray(array)


@dataclass(frozen=True, slots=True)
class Survey:
    """Which answers occur: per item the lowest, the count of each value from there, and how many miss."""

    lowest: Floats
    counts: Ints
    missing: Ints

    def values(self, item: int) -> tuple[int, ...]:
        """Return the answers that occur for an item, ascending."""
        return tuple(int(self.lowest[item]) + int(step) for step in np.flatnonzero(self.counts[item]))


def survey(array: Floats, threads: int) -> Survey:
    """Look through a response matrix: ScienceError for infinities, fractions or answers too far apart."""
    items = array.shape[1]
    spans = split(len(array), threads, smallest=20_000)

    def look(first: int, last: int) -> tuple[int, Floats, Floats, Ints]:
        lowest, highest = np.full(items, np.inf), np.full(items, -np.inf)
        missing = np.zeros(items, dtype=np.int64)
        return reading.survey(array, first, last, lowest, highest, missing), lowest, highest, missing

    found = run(look, spans)
    worst = max(part[0] for part in found)
    if worst:
        got = "infinity" if worst == 2 else "a number that is not whole"
        raise ScienceError("responses", "answer categories as whole numbers, NaN for missing", got)
    lowest = np.minimum.reduce([part[1] for part in found])
    highest = np.maximum.reduce([part[2] for part in found])
    missing = np.sum([part[3] for part in found], axis=0)
    lowest, highest = np.where(np.isinf(lowest), 0.0, lowest), np.where(np.isinf(highest), 0.0, highest)
    width = float((highest - lowest).max())
    if width >= WIDEST:
        raise ScienceError("responses", f"answers within {WIDEST} of each other", f"a range of {width:g}")

    def tally(first: int, last: int) -> Ints:
        counts = np.zeros((items, int(width) + 1), dtype=np.int64)
        reading.count(array, first, last, lowest, counts)
        return counts

    return Survey(lowest, np.sum(run(tally, spans), axis=0), missing)


def plan_blocks(radix: Ints, people: int) -> Blocks:
    """Choose which consecutive items to read together.

    Larger blocks cost fewer rows per person and more work on tables, so the limit grows with the
    number of people; 64 rows keep the tables of usual tests within a processor's second cache.
    """
    limit = 64 if people >= 2_000 else 8
    start = [0]
    size = 1
    rows = [0]
    for item, radius in enumerate(radix):
        if size > 1 and size * int(radius) > limit:
            start.append(item)
            rows.append(rows[-1] + size)
            size = 1
        size *= int(radius)
    return Blocks(radix, np.array([*start, len(radix)]), np.array([*rows, rows[-1] + size]))


def encode(
    array: Floats,
    values: Sequence[tuple[int, ...]],
    *,
    any_missing: NDArray[np.bool_],
    threads: int,
    population: Ints | None = None,
) -> tuple[Responses, Ints]:
    """Encode responses whose known answers per item are `values`.

    Returns
    -------
    responses
        One row per person, weight 1.
    answered : array (n_people,)
        How many items each person answered.
    """
    categories = np.array([len(known) for known in values], dtype=np.int64)
    lowest = np.array([known[0] for known in values], dtype=np.float64)
    span = max(known[-1] - known[0] for known in values) + 1
    lookup = np.full((len(values), span), -1, dtype=np.int64)
    for item, known in enumerate(values):
        lookup[item, np.array(known) - known[0]] = np.arange(len(known))
    blocks = plan_blocks(categories + any_missing, len(array))
    codes = np.empty((len(array), len(blocks.start) - 1), dtype=np.uint16)
    answered = np.empty(len(array), dtype=np.int64)

    def work(first: int, last: int) -> tuple[int, int]:
        place: tuple[int, int] = reading.encode(
            array, first, last, lowest, lookup, blocks.start, blocks.radix, codes, answered
        )
        return place

    for person, item in run(work, split(len(array), threads, smallest=20_000)):
        if person >= 0:
            raise ScienceError(
                "responses",
                f"answers that the calibration knows ({values[item]}) in column {item}",
                array[person, item],
            )
    return (
        Responses(
            codes=codes,
            weights=np.ones(len(array)),
            population=np.zeros(len(array), dtype=np.int64) if population is None else population,
            categories=categories,
            blocks=blocks,
            item_row=np.concatenate([[0], np.cumsum(categories + 1)[:-1]]).astype(np.int64),
        ),
        answered,
    )


def collapse(responses: Responses) -> Responses:
    """Merge people of one population with the same answers into one weighted row, where that saves work."""
    people = len(responses.codes)
    keyed = np.empty((people, responses.codes.shape[1] + 1), dtype=np.uint16)
    keyed[:, :-1] = responses.codes
    keyed[:, -1] = responses.population
    rows = keyed.view(np.dtype((np.void, keyed.dtype.itemsize * keyed.shape[1]))).ravel()
    probe = rows[:: max(1, people // 2_000)]
    if people > 10_000 and len(np.unique(probe)) > 0.95 * len(probe):
        return responses  # nearly all differ: sorting them all would cost more than it saves
    _, first, weights = np.unique(rows, return_index=True, return_counts=True)
    if len(first) > 0.8 * people:
        return responses
    return Responses(
        codes=np.ascontiguousarray(responses.codes[first]),
        weights=weights.astype(np.float64),
        population=responses.population[first],
        categories=responses.categories,
        blocks=responses.blocks,
        item_row=responses.item_row,
    )


def check_size(array: Floats, *, items: int = 3, people: int = 4) -> None:
    """Raise when the matrix is too small for a calibration."""
    if array.shape[1] < items:
        raise ScienceError("responses", f"at least {items} items (columns)", array.shape[1])
    if len(array) < people:
        raise InsufficientDataError(
            "responses", f"answers of at least {people} people", f"{len(array)} people"
        )

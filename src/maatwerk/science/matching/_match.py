"""The best people for each opportunity, and the best opportunities for each person."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maatwerk.science.errors import ScienceError
from maatwerk.science.matching._gate import make_gate, make_masks, mask, open_columns
from maatwerk.science.matching._model import AdditiveModels, Filters, Floats, Link, inverse_link
from maatwerk.science.results import Language

if TYPE_CHECKING:
    from maatwerk.science.matching._kernels_filters import Gate

METHOD = "matching/1"
BLOCK_BYTES = 3 << 18  # a block of scores nearly stays in the second-level cache of one core
PAGE_BYTES = 4096  # what a system hands out at the least
LARGEST = 1e15  # so that no product overflows in single precision

Features = NDArray[np.floating]
Singles = NDArray[np.float32]
Indices = NDArray[np.int64]
Work = Callable[[Indices, Singles], None]  # who, their scores

_SENTENCES: dict[str, dict[Language, str]] = {
    "none": {"en": "No pair passed the filters.", "nl": "Geen enkel paar voldeed aan de voorwaarden."},
    "listed": {
        "en": "{n} of {candidates} were listed, with estimates from {low} to {high}.",
        "nl": "{n} van {candidates} staan op de lijst, met schattingen van {low} tot {high}.",
    },
    "band": {
        "en": "The first {tied} cannot be told apart: their differences are smaller than their uncertainty.",
        "nl": "De eerste {tied} zijn niet van elkaar te onderscheiden: de verschillen zijn kleiner dan de onzekerheid.",
    },
}


@dataclass(frozen=True, eq=False, kw_only=True)
class Matches:
    """Lists of the best k, one row for each opportunity or person, best first.

    Equal scores stand in order of index. Rows with fewer than k pairs end in index -1 and NaN.

    Attributes
    ----------
    index : (rows, k) position of the person or opportunity
    linear_predictor : (rows, k) intercept + features · weights
    standard_error : (rows, k) of the linear predictor, from the models' covariance; None without it
    band : (rows, k) from 0: within a band nobody differs from its first by more than chance; -1 where there is
        nobody; None without covariance
    candidates : how many people or opportunities each row chose from, before filters
    link, confidence : what turns a linear predictor into an estimate, and the coverage of its interval
    """

    index: Indices
    linear_predictor: Floats
    candidates: int
    link: Link
    confidence: float
    standard_error: Floats | None = None
    band: Indices | None = None
    method: str = METHOD

    @cached_property
    def estimate(self) -> Floats:
        """Estimates, (rows, k), computed when first asked."""
        return inverse_link(self.link, self.linear_predictor)

    @cached_property
    def low(self) -> Floats | None:
        """Lower bounds of the estimates, (rows, k); None without covariance."""
        return self._bound(-1.0)

    @cached_property
    def high(self) -> Floats | None:
        """Upper bounds of the estimates, (rows, k); None without covariance."""
        return self._bound(1.0)

    def _bound(self, side: float) -> Floats | None:
        if self.standard_error is None:
            return None
        return inverse_link(
            self.link, self.linear_predictor + side * _z(self.confidence) * self.standard_error
        )

    def explain(self, row: int, language: Language = "en") -> str:
        """Say in plain sentences what one list holds."""
        listed = self.index[row] >= 0
        if not listed.any():
            return _SENTENCES["none"][language]
        found = self.estimate[row][listed]
        low, high = (f"{value:.2f}" for value in (found[-1], found[0]))
        if language == "nl":
            low, high = low.replace(".", ","), high.replace(".", ",")
        text = _SENTENCES["listed"][language].format(
            n=int(listed.sum()), candidates=self.candidates, low=low, high=high
        )
        tied = 0 if self.band is None else int((self.band[row] == 0).sum())
        if tied > 1:
            text += " " + _SENTENCES["band"][language].format(tied=tied)
        return text


def best_people(
    features: ArrayLike,
    models: AdditiveModels,
    k: int,
    *,
    filters: Filters | None = None,
    confidence: float = 0.90,
    workers: int | None = None,
) -> Matches:
    """Return for each opportunity the k people with the highest estimates.

    Parameters
    ----------
    features : (n, f)
        One row for each person; float32 is used as it is, other types are read as float64. Rows of people
        whom `filters` masks may hold NaN.
    models
        See `AdditiveModels`.
    k
        From 1 to 1,000.
    filters
        See `Filters`.
    confidence
        Coverage of intervals, and of the comparison behind bands, in (0, 1).
    workers
        Threads; by default the processors this process may use.

    Returns
    -------
    Matches
        Rows are opportunities, indices are people.

    Raises
    ------
    ScienceError
        When shapes disagree or a number is not finite.

    Notes
    -----
    Scores are first computed in single precision, in blocks of about 1 MB for each thread; pairs that come
    within twice the bound of the rounding error of a list are computed again in double precision. Lists are
    the same for any number of threads. While it runs, BLAS is limited to one thread in the whole process.
    """
    from maatwerk.science.matching import _kernels

    task = _task(features, models, k, filters=filters, confidence=confidence, workers=workers)
    count = len(task.weights)
    weight_norms = np.linalg.norm(task.weights, axis=1)
    parts = [
        (np.full((count, k), -np.inf), np.full((count, k), -1, dtype=np.int64)) for _ in range(task.threads)
    ]

    def make(thread: int) -> Work:
        limit = np.empty(count, dtype=np.float32)

        def work(ids: Indices, block: Singles) -> None:
            _kernels.scan_people(
                block, ids, (task.x, task.weights, weight_norms), task.gate, limit, parts[thread]
            )

        return work

    _in_blocks(task, None, make)
    scores, index = parts[0]
    for more_scores, more_index in parts[1:]:
        scores, index = _merge(scores, index, more_scores, more_index)
    scores, index = task.all_rows(np.where(index < 0, np.nan, scores + task.intercepts[:, None]), index)
    return _finish(task, models, (scores, index), confidence=confidence, by_opportunity=True)


def best_opportunities(
    features: ArrayLike,
    models: AdditiveModels,
    k: int,
    *,
    filters: Filters | None = None,
    confidence: float = 0.90,
    workers: int | None = None,
) -> Matches:
    """Return for each person the k opportunities with the highest estimates.

    Parameters, errors and notes as in `best_people`; all models share one link, so that their order is that
    of their linear predictors.

    Returns
    -------
    Matches
        Rows are people, indices are opportunities.
    """
    from maatwerk.science.matching import _kernels

    task = _task(features, models, k, filters=filters, confidence=confidence, workers=workers)
    largest = float(np.linalg.norm(task.weights, axis=1).max(initial=0.0))
    scores, index = _empty_lists(
        len(task.x), k, task.people if len(task.weights) else np.zeros(len(task.x), dtype=bool)
    )
    sizes = (largest, float(np.abs(task.intercepts).max(initial=0.0)))
    filters_of_pairs = (task.gate, make_masks(task.gate)) if task.gate.used else None

    def make(_: int) -> Work:
        def work(ids: Indices, block: Singles) -> None:
            data = (task.x, task.weights, task.intercepts, task.columns, sizes)
            _kernels.scan_opportunities(block, ids, data, filters_of_pairs, (scores, index))

        return work

    _in_blocks(task, task.intercepts, make)
    return _finish(task, models, (scores, index), confidence=confidence, by_opportunity=False)


def _empty_lists(count: int, k: int, people: NDArray[np.bool_] | None) -> tuple[Floats, Indices]:
    """Make room for a list of everybody; the kernel writes those of the `people` it sees (None: all), whole.

    Each page is touched here, so that the threads need not wait for each other while the system hands out memory.
    """
    scores, index = np.empty((count, k)), np.empty((count, k), dtype=np.int64)
    scores.ravel()[:: PAGE_BYTES // 8] = np.nan
    index.ravel()[:: PAGE_BYTES // 8] = -1
    if people is not None:
        scores[~people], index[~people] = np.nan, -1
    return scores, index


@dataclass(frozen=True, slots=True)
class _Task:
    """What a run works on: closed opportunities are taken out, masked people are skipped block by block."""

    x: Features
    people: NDArray[np.bool_] | None
    columns: Indices  # positions of the open opportunities, those of one owner together
    count: int  # opportunities, open or not
    weights: Floats
    intercepts: Floats
    gate: "Gate"
    threads: int

    def all_rows(self, scores: Floats, index: Indices) -> tuple[Floats, Indices]:
        """Put the lists of open opportunities in their places among all."""
        full = np.full((self.count, scores.shape[1]), np.nan), np.full((self.count, scores.shape[1]), -1)
        full[0][self.columns], full[1][self.columns] = scores, index
        return full


def _task(
    features: ArrayLike,
    models: AdditiveModels,
    k: int,
    *,
    filters: Filters | None,
    confidence: float,
    workers: int | None,
) -> _Task:
    x = np.asarray(features)
    if x.dtype.kind not in "fiub":
        raise ScienceError("features", "numbers", f"{x.dtype} values")
    x = np.ascontiguousarray(x, dtype=np.float32 if x.dtype == np.float32 else np.float64)
    count, width = models.weights.shape
    if x.ndim != 2 or x.shape[1] != width:
        raise ScienceError(
            "features", f"a table with {width} columns, as the weights have", f"shape {x.shape}"
        )
    if not 1 <= k <= 1000:
        raise ScienceError("k", "from 1 to 1,000", k)
    if not 0 < confidence < 1:
        raise ScienceError("confidence", "in (0, 1)", confidence)
    if workers is not None and workers < 1:
        raise ScienceError("workers", "at least 1", workers)
    given = filters or Filters()
    people = mask("people", given.people, len(x))
    columns = open_columns(given, count)
    intercepts = np.zeros(count) if models.intercepts is None else models.intercepts
    return _Task(
        x=x,
        people=None if people.all() else people,
        columns=columns,
        count=count,
        weights=np.ascontiguousarray(models.weights[columns]),
        intercepts=intercepts[columns],
        gate=make_gate(given, len(x), count, columns),
        threads=workers or _processors(),
    )


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1  # pragma: no cover  # systems without affinity


def _outside(x: Features) -> ScienceError:
    got = x.flat[np.argmax(~(np.abs(x) <= LARGEST))]
    return ScienceError("features", "finite and at most 1e15 for everybody who is not masked", float(got))


def _columns(weights: Floats, intercepts: Floats | None) -> Singles:
    """Return what the features are multiplied with: (f, m), or (f + 1, m) with the intercepts last.

    With intercepts, columns that score -inf are added, so that rows of scores divide into whole vectors.
    """
    if intercepts is None:
        return np.ascontiguousarray(weights.T, dtype=np.float32)
    from maatwerk.science.matching._vectors import WIDTH

    count, width = weights.shape
    columns = np.zeros((width + 1, -(-count // WIDTH) * WIDTH), dtype=np.float32)
    columns[:-1, :count] = weights.T
    columns[-1, :count], columns[-1, count:] = intercepts, -np.inf
    return columns


def _in_blocks(task: _Task, intercepts: Floats | None, make: Callable[[int], Work]) -> None:
    """Multiply block by block and hand each product to the worker that `make` made for its thread."""
    from threadpoolctl import threadpool_limits

    from maatwerk.science.matching import _kernels

    columns = _columns(task.weights, intercepts)
    width, count = columns.shape
    height = max(16, BLOCK_BYTES // (4 * max(count, 1)))

    def run(thread: int) -> None:
        work = make(thread)
        block = np.empty((height, count), dtype=np.float32)
        rows = np.ones((height, width), dtype=np.float32)  # a last column of ones multiplies the intercepts
        for first in range(thread * height, len(task.x), task.threads * height):
            ids = np.arange(first, min(first + height, len(task.x)))
            if task.people is not None:
                ids = ids[task.people[ids]]
            if not _kernels.load(task.x, ids, rows, LARGEST):
                raise _outside(task.x[ids])
            if count:
                np.matmul(rows[: len(ids)], columns, out=block[: len(ids)])
                work(ids, block)

    limits = threadpool_limits(limits=1, user_api="blas")  # type: ignore[no-untyped-call,unused-ignore]
    with limits, ThreadPoolExecutor(task.threads) as pool:
        list(pool.map(run, range(task.threads)))


def _merge(
    scores: Floats, index: Indices, more_scores: Floats, more_index: Indices
) -> tuple[Floats, Indices]:
    """Merge two sets of lists; among equal scores the lower index stands first, empty places last."""
    k = scores.shape[1]
    both, who = np.hstack([scores, more_scores]), np.hstack([index, more_index])
    order = np.lexsort((who, -both, who < 0), axis=1)[:, :k]
    return np.take_along_axis(both, order, axis=1), np.take_along_axis(who, order, axis=1)


def _z(confidence: float) -> float:
    return NormalDist().inv_cdf((1 + confidence) / 2)


def _finish(
    task: _Task,
    models: AdditiveModels,
    lists: tuple[Floats, Indices],
    *,
    confidence: float,
    by_opportunity: bool,
) -> Matches:
    errors, band = None, None
    if models.covariance is not None:
        errors, band = _uncertainty(task, models.covariance, lists, _z(confidence), by_opportunity)
    return Matches(
        index=lists[1],
        linear_predictor=lists[0],
        candidates=len(task.x) if by_opportunity else task.count,
        link=models.link,
        confidence=confidence,
        standard_error=errors,
        band=band,
    )


def _uncertainty(
    task: _Task,
    covariance: Floats,
    lists: tuple[Floats, Indices],
    z: float,
    by_opportunity: bool,
) -> tuple[Floats, Indices]:
    from maatwerk.science.matching import _kernels

    scores, index = lists
    errors, band = np.full(scores.shape, np.nan), np.full(scores.shape, -1, dtype=np.int64)

    def run(rows: slice) -> None:
        part = (scores[rows], index[rows])
        people = task.x if by_opportunity else task.x[rows]
        matrices = covariance[rows] if by_opportunity and len(covariance) > 1 else covariance
        _kernels.uncertainty(people, matrices, part, z, by_opportunity, (errors[rows], band[rows]))

    edges = np.linspace(0, len(scores), task.threads + 1).astype(int).tolist()
    with ThreadPoolExecutor(task.threads) as pool:
        list(pool.map(run, [slice(low, high) for low, high in pairwise(edges)]))
    return errors, band

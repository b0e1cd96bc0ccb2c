"""The best people for each opportunity, and the best opportunities for each person."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maatwerk.science.errors import ScienceError
from maatwerk.science.matching._gate import make_gate
from maatwerk.science.matching._model import AdditiveModels, Filters, Floats
from maatwerk.science.results import Language

if TYPE_CHECKING:
    from maatwerk.science.matching._kernels import Gate

METHOD = "matching/1"
BLOCK_BYTES = 1 << 20  # a block of scores stays in the second-level cache of one core

Features = NDArray[np.floating]
Work = Callable[[int, int, "NDArray[np.float32]"], None]

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
    linear_predictor, estimate : (rows, k) before and after the inverse link
    standard_error : (rows, k) of the linear predictor, from the models' covariance; None without it
    low, high : (rows, k) bounds of the estimate with coverage `confidence`; None without covariance
    band : (rows, k) from 0: within a band nobody differs from its first by more than chance; -1 behind the
    last candidates : how many people or opportunities each row chose from, before filters
    """

    index: NDArray[np.int64]
    linear_predictor: Floats
    estimate: Floats
    candidates: int
    confidence: float
    standard_error: Floats | None = None
    low: Floats | None = None
    high: Floats | None = None
    band: NDArray[np.int64] | None = None
    method: str = METHOD

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

    x, gate, threads = _checked(features, models, k, filters=filters, confidence=confidence, workers=workers)
    count = len(models.weights)
    weight_norms = np.linalg.norm(models.weights, axis=1)
    parts = [(np.full((count, k), -np.inf), np.full((count, k), -1, dtype=np.int64)) for _ in range(threads)]

    def make(thread: int) -> Work:
        limit = np.empty(count, dtype=np.float32)

        def work(first: int, last: int, block: NDArray[np.float32]) -> None:
            data = (x[first:last], models.weights, weight_norms)
            _kernels.scan_people(block, first, data, gate, limit, parts[thread])

        return work

    _in_blocks(x, models.weights, make, threads)
    scores, index = parts[0]
    for more_scores, more_index in parts[1:]:
        scores, index = _merge(scores, index, more_scores, more_index)
    if models.intercepts is not None:
        scores = scores + models.intercepts[:, None]
    return _finish(x, models, (scores, index), confidence=confidence, threads=threads, by_opportunity=True)


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

    x, gate, threads = _checked(features, models, k, filters=filters, confidence=confidence, workers=workers)
    intercepts = np.zeros(len(models.weights)) if models.intercepts is None else models.intercepts
    offsets = np.where(gate.opportunities, intercepts, -np.inf).astype(np.float32)
    largest = float(np.linalg.norm(models.weights, axis=1).max())
    scores, index = np.full((len(x), k), -np.inf), np.full((len(x), k), -1, dtype=np.int64)

    def make(thread: int) -> Work:
        room = (np.empty(_kernels.LANES, dtype=np.float32), np.empty(k))

        def work(first: int, last: int, block: NDArray[np.float32]) -> None:
            data = (x[first:last], models.weights, intercepts, offsets, largest)
            lists = (scores[first:last], index[first:last])
            _kernels.scan_opportunities(block, first, data, gate, room, lists)

        return work

    _in_blocks(x, models.weights, make, threads)
    return _finish(x, models, (scores, index), confidence=confidence, threads=threads, by_opportunity=False)


def _checked(
    features: ArrayLike,
    models: AdditiveModels,
    k: int,
    *,
    filters: Filters | None,
    confidence: float,
    workers: int | None,
) -> tuple[Features, "Gate", int]:
    x = np.asarray(features)
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
    gate = make_gate(filters or Filters(), len(x), count)
    largest = max((float(np.abs(part).max(initial=0)) for part in _slices(x, gate.people)), default=0.0)
    if not largest <= 1e15:  # also catches NaN
        raise ScienceError("features", "finite and at most 1e15 for everybody who is not masked", largest)
    threads = workers or len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else workers or 1
    return x, gate, threads


def _slices(x: Features, people: NDArray[np.bool_]) -> list[Features]:
    """The rows that matter, in views where everybody does."""
    if people.all():
        return [x[first : first + 65536] for first in range(0, len(x), 65536)]
    return [x[people]]


def _in_blocks(x: Features, weights: Floats, make: Callable[[int], Work], threads: int) -> None:
    """Multiply block by block and hand each product to the worker that `make` made for its thread."""
    from threadpoolctl import threadpool_limits

    columns = np.ascontiguousarray(weights.T, dtype=np.float32)
    height = max(16, BLOCK_BYTES // (4 * len(weights)))

    def run(thread: int) -> None:
        work = make(thread)
        block = np.empty((height, len(weights)), dtype=np.float32)
        for first in range(thread * height, len(x), threads * height):
            last = min(first + height, len(x))
            part = block[: last - first]
            np.matmul(x[first:last].astype(np.float32, copy=False), columns, out=part)
            work(first, last, part)

    with threadpool_limits(limits=1, user_api="blas"), ThreadPoolExecutor(threads) as pool:
        list(pool.map(run, range(threads)))


def _merge(
    scores: Floats, index: NDArray[np.int64], more_scores: Floats, more_index: NDArray[np.int64]
) -> tuple[Floats, NDArray[np.int64]]:
    """Merge two sets of lists; among equal scores the lower index stands first, empty places last."""
    k = scores.shape[1]
    both, who = np.hstack([scores, more_scores]), np.hstack([index, more_index])
    order = np.lexsort((who, -both, who < 0), axis=1)[:, :k]
    return np.take_along_axis(both, order, axis=1), np.take_along_axis(who, order, axis=1)


def _finish(
    x: Features,
    models: AdditiveModels,
    lists: tuple[Floats, NDArray[np.int64]],
    *,
    confidence: float,
    threads: int,
    by_opportunity: bool,
) -> Matches:
    scores, index = lists
    scores = np.where(index < 0, np.nan, scores)
    candidates = len(x) if by_opportunity else len(models.weights)
    estimate = models.inverse_link(scores)
    if models.covariance is None:
        return Matches(
            index=index,
            linear_predictor=scores,
            estimate=estimate,
            candidates=candidates,
            confidence=confidence,
        )
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    errors, band = _uncertainty(x, models.covariance, (scores, index), z, threads, by_opportunity)
    return Matches(
        index=index,
        linear_predictor=scores,
        estimate=estimate,
        candidates=candidates,
        confidence=confidence,
        standard_error=errors,
        low=models.inverse_link(scores - z * errors),
        high=models.inverse_link(scores + z * errors),
        band=band,
    )


def _uncertainty(
    x: Features,
    covariance: Floats,
    lists: tuple[Floats, NDArray[np.int64]],
    z: float,
    threads: int,
    by_opportunity: bool,
) -> tuple[Floats, NDArray[np.int64]]:
    from maatwerk.science.matching import _kernels

    scores, index = lists
    errors, band = np.full(scores.shape, np.nan), np.full(scores.shape, -1, dtype=np.int64)

    def run(rows: slice) -> None:
        part = (scores[rows], index[rows])
        people = x if by_opportunity else x[rows]
        matrices = covariance[rows] if by_opportunity and len(covariance) > 1 else covariance
        _kernels.uncertainty(people, matrices, part, z, by_opportunity, (errors[rows], band[rows]))

    edges = np.linspace(0, len(scores), threads + 1).astype(int).tolist()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(run, [slice(low, high) for low, high in pairwise(edges)]))
    return errors, band

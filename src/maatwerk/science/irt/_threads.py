"""Work split over threads: kernels release the interpreter's lock, results are added in a fixed order."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from functools import cache
from itertools import pairwise
from typing import Any, TypeVar

from maatwerk.science.errors import ScienceError

Result = TypeVar("Result")


def thread_count(threads: int | None) -> int:
    """Return the number of threads to use: as asked, else one per available processor."""
    if threads is None:
        if hasattr(os, "sched_getaffinity"):
            return len(os.sched_getaffinity(0))
        return os.cpu_count() or 1
    if isinstance(threads, bool) or not isinstance(threads, int) or threads < 1:
        raise ScienceError("threads", "a whole number of 1 or more", threads)
    return threads


def split(size: int, threads: int, *, smallest: int = 1) -> list[tuple[int, int]]:
    """Cut range(size) into at most `threads` contiguous spans of at least `smallest`."""
    spans = max(1, min(threads, size // max(smallest, 1)))
    edges = [size * part // spans for part in range(spans + 1)]
    return list(pairwise(edges))


def run(work: Callable[[int, int], Result], spans: list[tuple[int, int]]) -> list[Result]:
    """Call `work(first, last)` for each span, side by side; results in the order of the spans."""
    if len(spans) == 1:
        return [work(*spans[0])]
    with ThreadPoolExecutor(len(spans)) as pool:
        return list(pool.map(lambda span: work(*span), spans))


def plain_linear_algebra() -> AbstractContextManager[Any]:
    """Keep the linear algebra library to one thread inside the block.

    Its own threads would compete with ours, and on a busy machine they wait for each other so long that a
    product takes fifty times the time.
    """
    return _linear_algebra().limit(limits=1, user_api="blas")  # type: ignore[no-any-return]


@cache
def _linear_algebra() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()

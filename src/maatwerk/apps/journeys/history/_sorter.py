"""Sorting more rows than fit in memory: sorted runs in temporary files, merged as they are read."""

import heapq
import marshal
import tempfile
import weakref
from collections.abc import Iterator
from typing import IO, Any

#: Entries kept in memory before a run is written, and entries per block of a run.
RUN = 50_000
BLOCK = 256
_LENGTH = 8


class Sorter:
    """A bag of tuples that comes out in order, as often as asked.

    Entries hold only what `marshal` knows (texts, numbers, tuples, `None`) and must differ before any part
    that cannot be compared. Small bags never touch the disk; temporary files vanish with the object.
    """

    def __init__(self) -> None:
        self._recent: list[tuple[Any, ...]] = []
        self._runs: list[IO[bytes]] = []
        self._close = weakref.finalize(self, _close_all, self._runs)

    def add(self, entry: tuple[Any, ...]) -> None:
        """Put an entry in."""
        self._recent.append(entry)
        if len(self._recent) >= RUN:
            self._write()

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        self._recent.sort()
        return heapq.merge(*(_read(run) for run in self._runs), self._recent)

    def close(self) -> None:
        """Give the temporary files back now."""
        self._close()
        self._recent = []

    def _write(self) -> None:
        self._recent.sort()
        run = tempfile.TemporaryFile(prefix="maatwerk-history-")  # noqa: SIM115 - closed by the finalizer
        self._runs.append(run)
        for start in range(0, len(self._recent), BLOCK):
            packed = marshal.dumps(self._recent[start : start + BLOCK])
            run.write(len(packed).to_bytes(_LENGTH, "little"))
            run.write(packed)
        run.flush()
        self._recent = []


def _read(run: IO[bytes]) -> Iterator[tuple[Any, ...]]:
    """Read a run from its start; it keeps its own place, so that two readers do not disturb each other."""
    at = 0
    while True:
        run.seek(at)
        length = int.from_bytes(run.read(_LENGTH), "little")
        if not length:
            return
        packed = run.read(length)
        at += _LENGTH + length
        yield from marshal.loads(packed)  # noqa: S302 - this process wrote it, to a file nobody else can open


def _close_all(runs: list[IO[bytes]]) -> None:
    for run in runs:
        run.close()

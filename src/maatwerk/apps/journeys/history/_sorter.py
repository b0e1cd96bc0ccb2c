"""Sorting more rows than fit in memory: sorted runs in temporary files, merged as they are read."""

import heapq
import marshal
import tempfile
import weakref
from collections.abc import Iterator
from os import SEEK_END
from typing import IO, Any

#: Entries kept in memory before a run is written, and entries per block of a run.
RUN = 25_000
BLOCK = 256
_LENGTH = 8


class Sorter:
    """A bag of tuples that comes out in order, as often as asked.

    Entries hold only what `marshal` knows (texts, numbers, tuples, `None`) and must differ before any part
    that cannot be compared. Small bags never touch the disk; the one temporary file vanishes with the object.
    """

    def __init__(self) -> None:
        self._recent: list[tuple[Any, ...]] = []
        self._runs: list[tuple[int, int]] = []
        self._file: IO[bytes] | None = None
        self._finalizer: weakref.finalize[..., Sorter] | None = None

    def add(self, entry: tuple[Any, ...]) -> None:
        """Put an entry in."""
        self._recent.append(entry)
        if len(self._recent) >= RUN:
            self._write()

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        self._recent.sort()
        return heapq.merge(*(self._read(*run) for run in self._runs), self._recent)

    def close(self) -> None:
        """Give the temporary file back now."""
        if self._finalizer:
            self._finalizer()
        self._recent, self._runs = [], []

    def _write(self) -> None:
        """Move what is in memory to the end of the file, sorted."""
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="maatwerk-history-")  # noqa: SIM115 - see the finalizer
            self._finalizer = weakref.finalize(self, self._file.close)
        self._recent.sort()
        start = self._file.seek(0, SEEK_END)
        for at in range(0, len(self._recent), BLOCK):
            packed = marshal.dumps(self._recent[at : at + BLOCK])
            self._file.write(len(packed).to_bytes(_LENGTH, "little"))
            self._file.write(packed)
        self._runs.append((start, self._file.tell()))
        self._recent = []

    def _read(self, at: int, end: int) -> Iterator[tuple[Any, ...]]:
        """Read one run, a block at a time; it keeps its own place, since all runs share the file."""
        file = self._file
        while file is not None and at < end:
            file.seek(at)
            length = int.from_bytes(file.read(_LENGTH), "little")
            packed = file.read(length)
            at += _LENGTH + length
            yield from marshal.loads(packed)  # noqa: S302 - this process wrote it, where nobody else can

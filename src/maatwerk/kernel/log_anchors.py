"""The anchor files: each seal written once more outside the database, one line per seal, one file per organisation.

Whoever can rewrite the database should not be able to rewrite these: put `MAATWERK_ANCHORS` on a disk of its own, or
have them sent to an object store (`log_store`).
"""

import fcntl
import os
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from maatwerk.kernel.log_form import FIRST, SealBody, read_line

_BLOCK = 65_536


def file_of(organisation: uuid.UUID) -> Path:
    """Return where an organisation's seals are anchored."""
    return Path(settings.ANCHORS) / f"{organisation}.jsonl"


def organisations() -> list[uuid.UUID]:
    """Return whose seals are anchored; other files lie in the folder too."""
    found = []
    for file in sorted(Path(settings.ANCHORS).glob("*.jsonl")):
        try:
            found.append(uuid.UUID(file.stem))
        except ValueError:
            continue
    return found


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a seal stands in the anchor file, and what links it to the one before."""

    line: int
    offset: int
    number: int
    previous: str
    hash: str


def index(organisation: uuid.UUID) -> tuple[list[Anchor], list[int]]:
    """Return every anchor in the order of the file, and the numbers of lines that are not as they were written."""
    anchors: list[Anchor] = []
    changed: list[int] = []
    try:
        file = file_of(organisation).open("rb")
    except FileNotFoundError:
        return anchors, changed
    with file:
        offset = 0
        for number, line in enumerate(file, 1):
            body = _body(line)
            if body and body.organisation == str(organisation):
                anchors.append(Anchor(number, offset, body.number, body.previous, body.hash))
            else:
                changed.append(number)
            offset += len(line)
    return anchors, changed


def read(organisation: uuid.UUID, anchor: Anchor) -> SealBody:
    """Return the whole of one anchored seal."""
    with file_of(organisation).open("rb") as file:
        file.seek(anchor.offset)
        body = _body(file.readline())
    if body is None:
        raise OSError(f"{file_of(organisation)} changed while it was read")
    return body


def _body(line: bytes) -> SealBody | None:
    return read_line(line[:-1].decode("utf-8", errors="replace")) if line.endswith(b"\n") else None


def last(organisation: uuid.UUID) -> tuple[int, str]:
    """Return number and hash of the newest readable anchor; (0, zeros) where there is none."""
    try:
        with file_of(organisation).open("rb") as file:
            for line in _backwards(file.fileno()):
                if body := read_line(line.decode("utf-8", errors="replace")):
                    return body.number, body.hash
    except FileNotFoundError:
        pass
    return 0, FIRST


def append(organisation: uuid.UUID, bodies: Iterable[SealBody]) -> int:
    """Write each seal that the file does not hold yet, safely on disk when this returns; return how many.

    Safe to repeat. A line that a crash cut off is completed; whatever else stands in the file stays.
    """
    written = 0
    path = file_of(organisation)
    with _opened(path) as descriptor:
        newest, _hash = last(organisation)
        for body in bodies:
            if body.number > newest:
                _write(descriptor, path, body.line())
                newest, written = body.number, written + 1
        if written:
            os.fsync(descriptor)
    return written


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    """Open the file alone; make it, and its name in the folder, durable where it is new."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    is_new = not path.exists()
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
        if is_new:
            folder = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
    finally:
        os.close(descriptor)


def _write(descriptor: int, path: Path, line: str) -> None:
    """Add a line at the end. What is left of the same line after a crash is written over."""
    content = line.encode() + b"\n"
    end = os.lseek(descriptor, 0, os.SEEK_END)
    torn = next(_backwards(descriptor), b"") if end and os.pread(descriptor, 1, end - 1) != b"\n" else b""
    if torn and content.startswith(torn):
        end -= len(torn)
    elif torn:
        content = b"\n" + content  # not ours: leave it for the verifier to find
    while content:
        done = os.pwrite(descriptor, content, end)
        content, end = content[done:], end + done


def _backwards(descriptor: int) -> Iterator[bytes]:
    """Yield the lines of a file from the last to the first, without reading more than needed."""
    place = os.lseek(descriptor, 0, os.SEEK_END)
    held = b""
    while place:
        size = min(_BLOCK, place)
        place -= size
        complete = (os.pread(descriptor, size, place) + held).split(b"\n")
        held = complete.pop(0) if place else b""  # its beginning stands in the block before
        yield from (line for line in reversed(complete) if line)

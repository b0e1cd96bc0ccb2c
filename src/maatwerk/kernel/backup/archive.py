"""An archive: a tar file whose first member says what the others are and hashes to.

`manifest.json` comes first, so that a reader knows what to expect before it meets it, and is itself held by the hash that
the command prints. Nothing is unpacked before every member agrees with the manifest.
"""

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

FORM = 1
MANIFEST = "manifest.json"
_CHUNK = 1 << 20


class BrokenArchive(ValueError):
    """An archive that cannot be trusted; `part` says which member, `why` what is wrong."""

    def __init__(self, part: str, why: str) -> None:
        self.part, self.why = part, why
        super().__init__(f"{part}: {why}")


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: its name in it, its size in bytes, its SHA-256."""

    name: str
    size: int
    sha256: str


def write_archive(target: Path, files: dict[str, Path], facts: dict[str, Any]) -> str:
    """Write files under their names with a manifest of `facts`, whole or not at all; return the manifest's SHA-256."""
    members = [_measured(name, path) for name, path in sorted(files.items())]
    listed = [{"name": one.name, "size": one.size, "sha256": one.sha256} for one in members]
    manifest = json.dumps(facts | {"form": FORM, "members": listed}, indent=1, sort_keys=True).encode()
    half = target.with_name(f"{target.name}.half")
    half.touch(mode=0o600)
    try:
        with tarfile.open(half, "w") as tar:
            head = tarfile.TarInfo(MANIFEST)
            head.size = len(manifest)
            tar.addfile(head, io.BytesIO(manifest))
            for one in members:
                _add(tar, one, files[one.name])
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)
    return hashlib.sha256(manifest).hexdigest()


def _measured(name: str, path: Path) -> Member:
    with path.open("rb") as file:
        return Member(name, path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def _add(tar: tarfile.TarFile, member: Member, path: Path) -> None:
    info = tarfile.TarInfo(member.name)
    info.size, info.mode = member.size, 0o600
    with path.open("rb") as file:
        tar.addfile(info, file)  # raises where the file has become shorter meanwhile


@contextmanager
def opened(source: Path) -> Iterator["Archive"]:
    """Open an archive and read its manifest; `BrokenArchive` where it is none."""
    try:
        with tarfile.open(source, "r:") as tar:
            yield Archive(tar)
    except (tarfile.TarError, EOFError) as error:
        raise BrokenArchive(source.name, str(error) or "cut off") from error


class Archive:
    """An open archive; `facts` is its manifest without the list of members."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        first = tar.next()
        if first is None or first.name != MANIFEST or not first.isreg():
            raise BrokenArchive(MANIFEST, "not there: this is no backup of Maatwerk")
        raw = _bytes_of(tar, first)
        self.sha256 = hashlib.sha256(raw).hexdigest()
        try:
            self.facts: dict[str, Any] = json.loads(raw)
            self.members = [Member(**each) for each in self.facts.pop("members")]
        except (ValueError, KeyError, TypeError) as error:
            raise BrokenArchive(MANIFEST, "cannot be read") from error
        if self.facts.get("form") != FORM:
            raise BrokenArchive(
                MANIFEST, f"has form {self.facts.get('form')}, this version reads form {FORM}"
            )

    def verify(self) -> None:
        """Hold every member against the manifest: none missing, none more, none changed, none outside its place."""
        expected = {one.name: one for one in self.members}
        for info in self._tar:
            if info.name == MANIFEST:
                continue
            known = expected.pop(info.name, None)
            if known is None or not info.isreg():
                raise BrokenArchive(info.name, "is not in the manifest")
            if PurePosixPath(info.name).is_absolute() or ".." in PurePosixPath(info.name).parts:
                raise BrokenArchive(info.name, "lies outside its place")
            if (info.size, self._hash(info)) != (known.size, known.sha256):
                raise BrokenArchive(info.name, "is not what was backed up")
        if expected:
            raise BrokenArchive(min(expected), "is missing")

    def unpack(self, name: str, target: Path) -> None:
        """Write one member to a file that only we may read."""
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch(mode=0o600)
        source = self._tar.extractfile(name)
        assert source is not None, name  # verified to be a file
        with source, target.open("wb") as file:
            while chunk := source.read(_CHUNK):
                file.write(chunk)

    def _hash(self, info: tarfile.TarInfo) -> str:
        source = self._tar.extractfile(info)
        assert source is not None, info.name  # a regular file
        return hashlib.file_digest(source, "sha256").hexdigest()  # type: ignore[arg-type]


def _bytes_of(tar: tarfile.TarFile, info: tarfile.TarInfo) -> bytes:
    source = tar.extractfile(info)
    assert source is not None, info.name  # a regular file
    return source.read()

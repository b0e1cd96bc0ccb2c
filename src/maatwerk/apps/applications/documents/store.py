"""Where documents lie: encrypted, outside the database, under the key of whose they are.

A draft's are sealed with a key made from its link, which nobody but its writer has; on sending they are sealed anew under
the person's key, and erasing that key erases them in every backup too.
"""

import contextlib
import hashlib
import os
import uuid
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings


def draft_key(token: str) -> bytes:
    """Return the key that a draft's link makes: 256 random bits, so a plain hash cannot be searched through."""
    return hashlib.sha256(f"maatwerk.applications.draft:{token}".encode()).digest()


def write(organisation_id: uuid.UUID, name: str, sealed: bytes) -> None:
    """Put an encrypted document on disk, whole or not at all."""
    path = _path(organisation_id, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".half")
    half.touch(mode=0o600)
    with half.open("wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)


def read(organisation_id: uuid.UUID, name: str) -> bytes:
    """Return an encrypted document."""
    return _path(organisation_id, name).read_bytes()


def remove(organisation_id: uuid.UUID, name: str) -> None:
    """Remove a document; safe to repeat."""
    with contextlib.suppress(FileNotFoundError):
        _path(organisation_id, name).unlink()


def kept(organisation_id: uuid.UUID, *, before: float) -> Iterator[str]:
    """Yield the names of documents on disk that are older than a moment (seconds since 1970)."""
    folder = _folder(organisation_id)
    for path in sorted(folder.iterdir()) if folder.exists() else ():
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < before:
                yield path.name


def _folder(organisation_id: uuid.UUID) -> Path:
    folder: Path = settings.UPLOADS / "applied" / str(organisation_id)
    return folder


def _path(organisation_id: uuid.UUID, name: str) -> Path:
    return _folder(organisation_id) / name

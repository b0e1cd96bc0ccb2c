"""Who was erased, outside the database: one line each, so that a restore of an older backup erases them again.

A line names nobody. It holds a keyed hash of the organisation and the person; the key is made from the site's master key,
which is neither in the database nor beside this file in one backup. Lines lie where the anchors of the log lie: on a disk
of its own, if the site is run well.
"""

import fcntl
import hashlib
import hmac
import json
import os
import uuid
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from maatwerk.kernel.site_key import site_secret

NAME = "erasures.jsonl"


def mark(organisation_id: uuid.UUID, person_id: uuid.UUID) -> str:
    """Return what stands for a person in the ledger (HMAC-SHA-256)."""
    secret = site_secret("privacy.erasures")
    return hmac.new(secret, organisation_id.bytes + person_id.bytes, hashlib.sha256).hexdigest()


def write(organisation_id: uuid.UUID, person_id: uuid.UUID) -> None:
    """Add a line, safely on disk when this returns; once per person is enough."""
    wanted = mark(organisation_id, person_id)
    path = _file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if wanted not in marks():
            line = json.dumps({"at": timezone.now().isoformat(timespec="seconds"), "mark": wanted})
            os.write(descriptor, f"{line}\n".encode())
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def marks() -> set[str]:
    """Return every mark of the ledger; a line that a crash cut off says nothing."""
    found: set[str] = set()
    try:
        lines = _file().read_text().splitlines()
    except FileNotFoundError:
        return found
    for line in lines:
        try:
            found.add(str(json.loads(line)["mark"]))
        except (ValueError, KeyError, TypeError):
            continue
    return found


def _file() -> Path:
    return Path(settings.ANCHORS) / NAME

"""A key per person: what is sealed with it can be read until the key is destroyed, and by nobody after that.

AES-256-GCM. The person's key is itself wrapped under the site's master key, which is a file and not in the database, so a
dump of the database alone opens nothing.
"""

import json
import uuid
from collections.abc import Iterable
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from maatwerk.apps.people.models import PersonKey
from maatwerk.kernel import tenancy
from maatwerk.kernel.site_key import locked, master_key, unlocked


class KeyDestroyed(LookupError):
    """The person's key is gone: what was sealed with it was erased."""


def seal(person_id: uuid.UUID, content: dict[str, Any], *, using: str) -> bytes:
    """Return `content` (JSON) encrypted under the person's key, which is made at first use."""
    wrapped = _wrapped_key(person_id, using) or _make_key(person_id, using)
    plain = json.dumps(content, separators=(",", ":")).encode()
    return locked(_unwrap(wrapped, person_id), plain, context=person_id.bytes)


def unseal(person_id: uuid.UUID, sealed: bytes, *, using: str = "default") -> dict[str, Any]:
    """Return what was sealed; raise `KeyDestroyed` after erasure."""
    wrapped = _wrapped_key(person_id, using)
    if wrapped is None:
        raise KeyDestroyed(str(person_id))
    return _opened(sealed, wrapped, person_id)


def unseal_many(sealed: dict[uuid.UUID, bytes], *, using: str = "default") -> dict[uuid.UUID, dict[str, Any]]:
    """Return what was sealed per person, in one query; persons whose key is gone are absent."""
    keys = PersonKey.objects.using(using).filter(person_id__in=sealed)
    return {key.person_id: _opened(sealed[key.person_id], bytes(key.wrapped), key.person_id) for key in keys}


def unseal_each(
    person_id: uuid.UUID, sealed: Iterable[bytes], *, using: str = "default"
) -> list[dict[str, Any]]:
    """Return several things sealed about one person, in one query; raise `KeyDestroyed` after erasure."""
    wrapped = _wrapped_key(person_id, using)
    if wrapped is None:
        raise KeyDestroyed(str(person_id))
    return [_opened(each, wrapped, person_id) for each in sealed]


def _opened(sealed: bytes, wrapped: bytes, person_id: uuid.UUID) -> dict[str, Any]:
    plain = unlocked(_unwrap(wrapped, person_id), sealed, context=person_id.bytes)
    found: dict[str, Any] = json.loads(plain)
    return found


def _wrapped_key(person_id: uuid.UUID, using: str) -> bytes | None:
    key = PersonKey.objects.using(using).filter(person_id=person_id).first()
    return bytes(key.wrapped) if key else None


def _make_key(person_id: uuid.UUID, using: str) -> bytes:
    wrapped = locked(master_key(), AESGCM.generate_key(256), context=person_id.bytes)
    PersonKey.objects.using(using).bulk_create(
        [PersonKey(organisation_id=tenancy.current_organisation(), person_id=person_id, wrapped=wrapped)],
        ignore_conflicts=True,  # two advices at once: the first key counts
    )
    return _wrapped_key(person_id, using) or wrapped


def _unwrap(wrapped: bytes, person_id: uuid.UUID) -> bytes:
    try:
        return unlocked(master_key(), wrapped, context=person_id.bytes)
    except InvalidTag:
        raise RuntimeError(
            "the master key of this site is not the one that wrapped the persons' keys"
        ) from None

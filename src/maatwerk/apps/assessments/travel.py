"""The result travels: a report as a signed document that the person can show elsewhere, and how anybody checks it.

Pure but for the site's secret: signing needs it, checking needs the document alone. Ed25519 (RFC 8032) over the document
as canonical JSON: keys sorted, no spaces, UTF-8.
"""

import base64
import binascii
import hashlib
import json
import uuid
from dataclasses import dataclass
from typing import Any

TYPE = "maatwerk/test-results/1"
LARGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking a document found."""

    is_intact: bool
    problem: str
    document: dict[str, Any]
    public_key: str
    fingerprint: str


def canonical(document: dict[str, Any]) -> bytes:
    """Return the bytes that are signed."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def public_key_of(organisation_id: uuid.UUID) -> str:
    """Return the key with which anybody can check what this organisation signed, as base64."""
    return base64.b64encode(_private(organisation_id).public_key().public_bytes_raw()).decode()


def fingerprint(public_key: str) -> str:
    """Return a short form of a public key that people can read to each other."""
    digest = hashlib.sha256(base64.b64decode(public_key)).hexdigest()[:32]
    return " ".join(digest[at : at + 4] for at in range(0, 32, 4))


def signed(document: dict[str, Any], organisation_id: uuid.UUID) -> dict[str, Any]:
    """Return the document with the organisation's signature and public key."""
    signature = _private(organisation_id).sign(canonical(document))
    return {
        "document": document,
        "signature": {
            "algorithm": "Ed25519",
            "public_key": public_key_of(organisation_id),
            "value": base64.b64encode(signature).decode(),
        },
    }


def check(content: bytes) -> Checked:
    """Check a signed document by the key inside it. Whose key that is, must be compared with what they publish."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        if len(content) > LARGEST:
            raise ValueError
        found = json.loads(content.decode("utf-8-sig"))
        document, signature = found["document"], found["signature"]
        key, value = signature["public_key"], base64.b64decode(signature["value"], validate=True)
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True))
        if document["type"] != TYPE or signature["algorithm"] != "Ed25519":
            raise ValueError
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error):
        return Checked(False, "no_document", {}, "", "")
    try:
        public.verify(value, canonical(document))
    except InvalidSignature:
        return Checked(False, "changed", document, key, fingerprint(key))
    return Checked(True, "", document, key, fingerprint(key))


def _private(organisation_id: uuid.UUID) -> Any:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from maatwerk.kernel.site_key import site_secret

    return Ed25519PrivateKey.from_private_bytes(site_secret(f"results-of:{organisation_id}"))

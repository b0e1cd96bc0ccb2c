"""The link by which a person takes a test without an account, and the seal on each screen's form.

The token is made from the order's key and the site's secret, so a reminder can carry the same link while the database
keeps a hash only: who steals the database has no link, who guesses needs 256 bits.
"""

import base64
import hashlib
import hmac
import uuid
from functools import cache

from django.conf import settings
from django.urls import reverse


def token_of(order_id: uuid.UUID, number: int) -> str:
    """Return the token of an order's link; a higher number is another link, and the one before it works no more."""
    return _text(_mac("link", f"{order_id}:{number}"))


def token_hash(token: str) -> str:
    """Return what is kept of a token: 256 random bits, so a plain hash cannot be searched through."""
    return hashlib.sha256(token.encode()).hexdigest()


def link(organisation_id: uuid.UUID, token: str) -> str:
    """Return the address to mail."""
    return settings.SITE_URL.rstrip("/") + reverse("assessments:take", args=[organisation_id, token])


def seal_screen(*facts: object) -> str:
    """Return the seal on a screen's form, by which the server knows its own question when the answer comes.

    Only the item that the answers before it led to is ever sealed for a place, so an answer to any other is refused
    without asking the database what was on the screen.
    """
    return _text(_mac("screen", ":".join(str(fact) for fact in facts)))[:22]


def is_sealed(seal: str, *facts: object) -> bool:
    """Whether a seal belongs to these facts."""
    return hmac.compare_digest(seal_screen(*facts).encode(), seal.encode())


def _mac(purpose: str, text: str) -> bytes:
    return hmac.digest(_key(purpose, settings.SECRET_KEY), text.encode(), "sha256")


@cache
def _key(purpose: str, secret: str) -> bytes:
    return hashlib.sha256(f"maatwerk.assessments.{purpose}:{secret}".encode()).digest()


def _text(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")

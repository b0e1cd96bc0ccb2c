"""Tokens that open a page by their link alone: made from the site's secret, kept as a hash.

Who steals the database has no link, who guesses needs 256 bits; and since the same facts make the same token, a reminder
can carry the same link.
"""

import base64
import hashlib
import hmac
from functools import cache

from django.conf import settings


def token(purpose: str, facts: str) -> str:
    """Return the token that this site alone makes of `facts`, another one for every purpose: 43 signs, 256 bits."""
    digest = hmac.digest(_key(purpose, settings.SECRET_KEY), facts.encode(), "sha256")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def token_hash(given: str) -> str:
    """Return what is kept of a token: 256 random bits, so a plain hash cannot be searched through."""
    return hashlib.sha256(given.encode()).hexdigest()


@cache
def _key(purpose: str, secret: str) -> bytes:
    return hashlib.sha256(f"maatwerk.{purpose}:{secret}".encode()).digest()

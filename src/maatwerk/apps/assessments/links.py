"""The link by which a person takes a test without an account, and the seal on each screen's form."""

import hmac
import uuid

from django.conf import settings
from django.urls import reverse

from maatwerk.kernel.link_tokens import token


def token_of(order_id: uuid.UUID, number: int) -> str:
    """Return the token of an order's link; a higher number is another link, and the one before it works no more."""
    return token("assessments.link", f"{order_id}:{number}")


def link(organisation_id: uuid.UUID, given: str) -> str:
    """Return the address to mail."""
    return settings.SITE_URL.rstrip("/") + reverse("assessments:take", args=[organisation_id, given])


def seal_screen(*facts: object) -> str:
    """Return the seal on a screen's form, by which the server knows its own question when the answer comes.

    Only the item that the answers before it led to is ever sealed for a place, so an answer to any other is refused
    without asking the database what was on the screen.
    """
    return token("assessments.screen", ":".join(str(fact) for fact in facts))[:22]


def is_sealed(seal: str, *facts: object) -> bool:
    """Whether a seal belongs to these facts."""
    return hmac.compare_digest(seal_screen(*facts).encode(), seal.encode())

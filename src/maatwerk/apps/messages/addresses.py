"""Addresses that answers come in at: ``reply+<tag>@domain``. The tag is the credential; it cannot be made elsewhere.

The organisation stands in it, since nothing can be looked up without acting for one; the rest is an HMAC under the
site's key, of which the conversation keeps a hash. Letters and digits only: mail servers may write all in small ones.
"""

import hashlib
import hmac
import re
import uuid

from django.conf import settings

from maatwerk.kernel.site_key import site_secret

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LENGTH = 25  # of 128 bits in base 36; both together stay below the 64 signs of RFC 5321, section 4.5.3.1.1
_LOCAL = re.compile(rf"reply\+([0-9a-z]{{{_LENGTH}}})([0-9a-z]{{{_LENGTH}}})")


def reply_address(organisation_id: uuid.UUID, thread_id: uuid.UUID) -> str:
    """Return the address that answers in a conversation go to; empty where this site takes no mail in."""
    domain = settings.MAIL_DOMAIN
    return f"reply+{_written(organisation_id.int)}{tag_of(thread_id)}@{domain}" if domain else ""


def tag_of(thread_id: uuid.UUID) -> str:
    """Return the secret half of a conversation's address."""
    digest = hmac.digest(site_secret("messages.reply"), thread_id.bytes, "sha256")
    return _written(int.from_bytes(digest[:16], "big"))


def tag_hash(tag: str) -> str:
    """Return what is kept of a tag: 128 random bits, so a plain hash cannot be searched through."""
    return hashlib.sha256(tag.encode()).hexdigest()


def read_address(address: str) -> tuple[uuid.UUID, str] | None:
    """Return organisation and tag of an address that answers go to; None where it is another address."""
    local, _at, domain = address.strip().strip("<>").lower().rpartition("@")
    found = _LOCAL.fullmatch(local)
    if not found or not settings.MAIL_DOMAIN or domain != settings.MAIL_DOMAIN.lower():
        return None
    number = int(found[1], 36)
    return (uuid.UUID(int=number), found[2]) if number < 1 << 128 else None


def _written(number: int) -> str:
    signs = ""
    while number:
        number, rest = divmod(number, 36)
        signs = _DIGITS[rest] + signs
    return signs.rjust(_LENGTH, "0")

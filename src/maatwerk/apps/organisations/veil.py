"""Colleagues by code: who checks the work from outside sees that the same person did two things, and not who."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.translation import gettext as _

_veiled: ContextVar[bool] = ContextVar("maatwerk_veiled", default=False)


@contextmanager
def veiled(on: bool) -> Iterator[None]:
    """Within, `names` and `colleagues` give codes in place of names and addresses, wherever they are asked."""
    token = _veiled.set(on)
    try:
        yield
    finally:
        _veiled.reset(token)


def is_veiled() -> bool:
    """Whether names and addresses of colleagues are kept from who looks."""
    return _veiled.get()


def colleague_code(user_id: uuid.UUID) -> str:
    """Return what a colleague is called where a name may not be shown; the end of a key is random, its beginning a time.

    >>> str(colleague_code(uuid.UUID("01920000-0000-7000-8000-0000003fa2c4")))[-6:]
    '3FA2C4'
    """
    return _("Colleague %(code)s") % {"code": user_id.hex[-6:].upper()}

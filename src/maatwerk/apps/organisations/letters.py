"""Mail that organisations ask for. The app `messages`, which stands above, registers itself here as the carrier."""

from typing import Protocol

from django.template.loader import render_to_string
from django.utils import translation


class Carrier(Protocol):
    """Takes a letter in the running transaction and sends it once that has committed."""

    def __call__(self, *, to: str, subject: str, body: str, is_confidential: bool = False) -> object:
        """Take a letter; a confidential one is not kept after sending."""


_carriers: list[Carrier] = []


def carry_letters(carrier: Carrier) -> None:
    """Name who carries letters from now on."""
    _carriers[:] = [carrier]


def post(
    *, to: str, language: str, template: str, context: dict[str, object], is_confidential: bool = False
) -> None:
    """Write a letter from a template in the reader's language: first the subject, then an empty line, then the body."""
    with translation.override(language):
        subject, _empty, body = render_to_string(template, context).strip().partition("\n\n")
    (carrier,) = _carriers  # without one, nothing would ever arrive: a bug
    carrier(to=to, subject=subject, body=body, is_confidential=is_confidential)

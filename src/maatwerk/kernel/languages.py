"""The language of whoever reads what is made now."""

from typing import Literal

from django.conf import settings
from django.utils.translation import get_language

Language = Literal["nl", "en"]


def language_now() -> Language:
    """Return the language that this thread writes in; where none is set, that of the site."""
    return "nl" if (get_language() or settings.LANGUAGE_CODE).startswith("nl") else "en"

"""Small words for pages about tests."""

from collections.abc import Mapping

from django import template
from django.utils.translation import get_language_info

register = template.Library()


@register.filter
def of(table: Mapping[str, str], key: str) -> str:
    """Return what a table says of a key, or nothing."""
    return table.get(key, "")


@register.filter
def language_called(code: str) -> str:
    """Return what a language is called in the reader's language."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code

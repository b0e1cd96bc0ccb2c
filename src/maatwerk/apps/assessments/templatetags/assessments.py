"""Tags of the player: ``{% load assessments %}``."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from maatwerk.apps.assessments.queries.playing import PlayItem
from maatwerk.apps.assessments.screens import item_part as written

register = template.Library()


@register.simple_tag
def item_part(item: PlayItem, language: str) -> SafeString:
    """Print what a person sees of an item."""
    return written(item, language)


@register.filter
def placed(said: Any, number: int) -> int:
    """Return the place that a form gave to a line; 0 where none."""
    given = said.get(f"place-{number}", "") if said else ""
    return int(given) if str(given).isdecimal() else 0

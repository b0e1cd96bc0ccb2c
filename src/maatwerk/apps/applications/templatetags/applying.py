"""Answers as their readers write dates and numbers."""

import datetime as dt
from decimal import Decimal, InvalidOperation

from django import template

from maatwerk.ui import formats

register = template.Library()


@register.filter
def as_day(value: str) -> str:
    """Write a kept date (ISO) in the reader's language."""
    try:
        return formats.day(dt.date.fromisoformat(value))
    except ValueError:
        return value


@register.filter
def as_number(value: str) -> str:
    """Write a kept number in the reader's language."""
    try:
        return formats.number(float(Decimal(value)))
    except InvalidOperation:
        return value

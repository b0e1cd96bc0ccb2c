"""Answers as their readers write dates and numbers."""

import datetime as dt
from decimal import Decimal, InvalidOperation

from django import template
from django.utils import formats

register = template.Library()


@register.filter
def as_day(value: str) -> str:
    """Write a kept date (ISO) in the reader's language."""
    try:
        return formats.date_format(dt.date.fromisoformat(value))
    except ValueError:
        return value


@register.filter
def as_number(value: str) -> str:
    """Write a kept number in the reader's language."""
    try:
        return formats.number_format(Decimal(value).normalize() + 0)
    except InvalidOperation:
        return value

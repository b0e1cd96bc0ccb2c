"""Dates in sentences, written so that nobody takes the day for the month."""

from datetime import date, datetime

from django.utils import formats, timezone
from django.utils.translation import pgettext


def short_day(value: date | datetime) -> str:
    """Write a date in short with its month as a word: “31 Dec 2024”, “31 dec 2024”."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    # "M" is the month in three letters, "N" as newspapers shorten it: Dutch writes only the latter without a capital
    return formats.date_format(value, pgettext("signs of Django's date format", "j M Y"))

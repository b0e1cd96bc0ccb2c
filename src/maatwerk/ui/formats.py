"""Numbers, ranges and dates in the reader's language. Estimates are ranges, never bare decimals."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from math import ceil, floor, isfinite
from typing import Protocol, runtime_checkable

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from maatwerk.kernel.counting import MOST_COUNTED
from maatwerk.kernel.dates import short_day as short_day

MINUS = "\u2212"
NO_BREAK = "\u00a0"


@runtime_checkable
class HasRange(Protocol):
    """Anything with a lower and an upper bound."""

    @property
    def low(self) -> float | None:
        """Lower bound."""

    @property
    def high(self) -> float | None:
        """Upper bound."""


def number(value: float | None, decimals: int | None = None) -> str:
    """Write a number with the separators of the language: 1,234.5 or 1.234,5."""
    if value is None or not isfinite(value):
        return _("not known")
    if decimals is None:
        decimals = 0 if float(value).is_integer() else 1
    return _written(_exact(value), decimals)


def counted(value: int) -> str:
    """Write a count that stopped where a reader does: 1,234, or 1,000+ where there are more."""
    return number(min(value, MOST_COUNTED)) + ("+" if value > MOST_COUNTED else "")


def signed(value: float | None, decimals: int = 1) -> str:
    """Write a number with its sign, so that colour never carries it alone."""
    written = number(value, decimals)
    if value is None or not isfinite(value):
        return written
    is_zero = not any(digit in written for digit in "123456789")
    return written if is_zero or value < 0 else "+" + written


def percent(value: float | None, decimals: int = 0) -> str:
    """Write a proportion as a percentage."""
    if value is None or not isfinite(value):
        return _("not known")
    return _written(_exact(value) * 100, decimals) + "%"


def _exact(value: float) -> Decimal:
    """Return the number as it is usually written, without what floating point adds: 0.285, not 0.28499999…"""
    return Decimal(repr(float(value)))


def _written(value: Decimal, decimals: int) -> str:
    """Round half up, as people do, and write it in the language; Django's own function cuts the rest off."""
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    written = formats.number_format(abs(rounded), decimal_pos=decimals, use_l10n=True, force_grouping=True)
    return MINUS + written if rounded < 0 else written


def bounds(value: object) -> tuple[float, float] | None:
    """Take the two bounds out of a pair or of anything with `low` and `high`; None when there are none.

    Raises
    ------
    TypeError
        `value` has no bounds at all: a bare number is not a range.
    """
    if value is None:
        return None
    if isinstance(value, HasRange):
        low, high = value.low, value.high
    elif isinstance(value, tuple) and len(value) == 2:
        low, high = value
    else:
        raise TypeError(f"a range needs low and high, got {value!r}")
    if low is None or high is None or not (isfinite(low) and isfinite(high)):
        return None
    return float(low), float(high)


def as_range(value: object) -> str:
    """Write two proportions as people out of a hundred: “62–78 of 100”.

    Bounds are rounded outwards, so that the words never promise more than the interval.
    """
    found = bounds(value)
    if found is None:
        return _("not known")
    low, high = floor(_exact(found[0]) * 100), ceil(_exact(found[1]) * 100)
    if low == high:
        return _("about %(number)d of 100") % {"number": low}
    return _("%(low)d–%(high)d of 100") % {"low": low, "high": high}


def interval(value: object, decimals: int = 2) -> str:
    """Write two bounds of any scale: “0.71 to 0.83”."""
    found = bounds(value)
    if found is None:
        return _("not known")
    low, high = (number(bound, decimals) for bound in found)
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def percent_range(value: object, decimals: int = 0) -> str:
    """Write two proportions as percentages: “62–78%”."""
    found = bounds(value)
    if found is None:
        return _("not known")
    low, high = (_written(_exact(bound) * 100, decimals) for bound in found)
    if low.startswith(MINUS) or high.startswith(MINUS):
        return _("%(low)s to %(high)s") % {"low": low + "%", "high": high + "%"}
    return f"{low}–{high}%"


def day(value: date | datetime | None) -> str:
    """Write a date without doubt about day and month: “23 November 2026”."""
    if value is None:
        return _("not known")
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return formats.date_format(value, "j F Y")


def moment(value: datetime | None) -> str:
    """Write a date with its time: “23 November 2026, 14:05”."""
    if value is None:
        return _("not known")
    if timezone.is_aware(value):
        value = timezone.localtime(value)
    return formats.date_format(value, "j F Y, H:i")


def day_range(first: date, last: date) -> str:
    """Write a period, saying month and year once where they are the same."""
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last)}"
    start = formats.date_format(first, "j F") if first.year == last.year else day(first)
    return _("%(low)s to %(high)s") % {"low": start, "high": day(last)}

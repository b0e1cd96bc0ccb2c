"""Days that count: deadlines in business days, with the holidays that the rule at hand names."""

import datetime as dt
from collections.abc import Collection

SATURDAY = 5


def business_days_after(start: dt.date, days: int, *, holidays: Collection[dt.date] = ()) -> dt.date:
    """Return the day that lies `days` business days after `start`; Saturdays, Sundays and `holidays` do not count.

    Raises
    ------
    ValueError
        `days` is negative.
    """
    if days < 0:
        raise ValueError(f"days must be at least 0, got {days}")
    day = start
    while days:
        day += dt.timedelta(days=1)
        days -= day.weekday() < SATURDAY and day not in holidays
    return day

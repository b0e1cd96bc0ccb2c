"""Who sees audits of impact, which periods they cover, and what stands in them."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from maatwerk.apps.organisations.public import Member, Role
from maatwerk.kernel.rules import rule

#: Who sees counts by group. A works council looks with the role of auditor.
SEEING_ROLES = (Role.AUDITOR, Role.PSYCHOLOGIST, Role.ADMINISTRATOR, Role.OUTSIDE_AUDITOR)
#: Who has periods counted, and writes down what is thought and done about an alarm.
WORKING_ROLES = (Role.AUDITOR, Role.PSYCHOLOGIST, Role.ADMINISTRATOR)
#: Who has drawn, and who sees, what other weightings of a version would do. Who chooses one is said by `advice`.
DRAWING_ROLES = (Role.PSYCHOLOGIST, Role.ANALYST, Role.AUDITOR, Role.ADMINISTRATOR)
STEERING_ROLES = (*DRAWING_ROLES, Role.OUTSIDE_AUDITOR)
#: Below these no frontier is drawn: the interval of a difference between two groups of 30 is a whole standard deviation wide, and
#: a validity of .2 on 100 people lies anywhere between 0 and .4.
LEAST_APPLICANTS, LEAST_IN_GROUP = 100, 30
LEAST_WORKED, LEAST_OF_EACH = 100, 30
#: Shares of the applicants on the shortlist for which the impact is shown.
CUTS = (0.10, 0.25, 0.50)
#: Steered by these; “40 and over” stands for age, and nobody is followed by the sex of a manager.
STEERED_BY = ("sex", "age_40", "self_description")
LONGEST_TEXT = 4000
#: Bands that 40 divides, so that “40 and over” is a sum of them (29 USC 631(a)).
BANDS = ((30, "<30"), (40, "30-39"), (50, "40-49"), (60, "50-59"), (200, "60+"))
OVER_40 = 40
#: Crossed for everybody; with less than these a table is not worth its suppressed rows.
CROSSED = (("sex", "age"), ("sex", "age_40"), ("sex", "self_description"), ("age_40", "self_description"))
PARTS = ("channel", "family", "version")
ORDER = ("applied", "assessed", "interview", "offer", "hired")


def in_force(key: str) -> Any:
    """Return what the rule table says of a number today; audits follow what holds everywhere."""
    return rule(key, jurisdiction="*", on=timezone.localdate())


def may_work_on_alarms(member: Member) -> bool:
    """Whether a member writes down what is thought and done about an alarm."""
    return member.has(*WORKING_ROLES)


def periods(first: dt.date, today: dt.date, *, months: int) -> Iterator[tuple[dt.date, dt.date]]:
    """Yield the periods from the one that holds `first` up to the last that is over, as first and last day.

    >>> list(periods(dt.date(2025, 8, 3), dt.date(2026, 7, 1), months=6))
    [(datetime.date(2025, 7, 1), datetime.date(2025, 12, 31)), (datetime.date(2026, 1, 1), datetime.date(2026, 6, 30))]
    """
    start, end = period_of(first, months=months)
    while end < today:
        yield start, end
        start, end = period_of(end + dt.timedelta(days=1), months=months)


def period_of(day: dt.date, *, months: int) -> tuple[dt.date, dt.date]:
    """Return first and last day of the period that holds a day.

    >>> period_of(dt.date(2025, 8, 3), months=6)
    (datetime.date(2025, 7, 1), datetime.date(2025, 12, 31))
    """
    start = dt.date(day.year, (day.month - 1) // months * months + 1, 1)
    return start, _later(start, months) - dt.timedelta(days=1)


def _later(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, 1)


def band(years: float) -> str:
    """Return the band that an age falls in."""
    return next(label for below, label in BANDS if years < below)

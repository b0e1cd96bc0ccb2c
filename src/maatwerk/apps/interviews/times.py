"""Times of day in a zone, as people write them; what falls into a change of the clock is said, not guessed."""

import datetime as dt
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from maatwerk.kernel.refusals import Refusal

_NOT_PLACES = ("Etc/", "SystemV/", "US/", "posix/", "right/", "Brazil/", "Canada/", "Chile/", "Mexico/")


def home_zone() -> str:
    """Return the zone in which the organisation writes times."""
    return str(settings.TIME_ZONE)


@cache
def zones() -> tuple[str, ...]:
    """Return the zones of the world by name, places only."""
    return tuple(
        sorted(one for one in available_timezones() if "/" in one and not one.startswith(_NOT_PLACES))
    )


def zone_or_home(name: str) -> str:
    """Return a zone by name; the organisation's own where there is none of this name."""
    return name if name in zones() else home_zone()


def moment_at(day: dt.date, time: dt.time, zone: str = "") -> dt.datetime:
    """Return the instant of a time of day in a zone.

    Raises
    ------
    Refusal
        The clock skips this time, or shows it twice, on that day (the two nights a year when it changes).
    """
    where = ZoneInfo(zone or home_zone())
    local = dt.datetime.combine(day, time.replace(tzinfo=None))
    first = local.replace(tzinfo=where, fold=0)
    if first.astimezone(dt.UTC).astimezone(where).replace(tzinfo=None) != local:
        raise Refusal(
            _("On that night the clock goes forward and skips this time. Choose another."),
            code="skipped_time",
            field="time",
            status=422,
        )
    if first.utcoffset() != local.replace(tzinfo=where, fold=1).utcoffset():
        raise Refusal(
            _("On that night the clock goes back and shows this time twice. Choose another."),
            code="time_twice",
            field="time",
            status=422,
        )
    return first.astimezone(dt.UTC)

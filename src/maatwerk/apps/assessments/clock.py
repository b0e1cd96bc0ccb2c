"""The clock of a module. The server keeps it; what somebody was granted is in it before they see it.

`assessments_answer` (in a migration) counts the same way inside the database.
"""

import datetime as dt
from dataclasses import dataclass

SLACK_SECONDS = 5.0  # for a slow line
GRACE = dt.timedelta(days=1)  # who has begun may finish this long after the invitation ended


@dataclass(frozen=True, slots=True)
class Granted:
    """What somebody was granted for one order."""

    extra_time: float = 0.0
    without_clock: bool = False


def seconds_left(
    seconds: int | None,
    granted: Granted,
    *,
    started_at: dt.datetime,
    paused_seconds: float,
    now: dt.datetime,
) -> float | None:
    """Return how long a module still runs; None where no clock runs."""
    if seconds is None or granted.without_clock:
        return None
    spent = (now - started_at).total_seconds() - paused_seconds
    return seconds * (1 + granted.extra_time) - spent


def allowed_seconds(seconds: int | None, granted: Granted) -> int | None:
    """Return how long an item or a module may take, as shown before it begins."""
    if seconds is None or granted.without_clock:
        return None
    return round(seconds * (1 + granted.extra_time))

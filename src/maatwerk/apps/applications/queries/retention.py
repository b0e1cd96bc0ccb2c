"""How long an application may be kept after somebody was turned down: the dated rule of the place says so."""

import datetime as dt

from maatwerk.kernel.rules import NoSuchRule, rule


def kept_until(turned_down_on: dt.date, jurisdiction: str) -> dt.date | None:
    """Return the last day on which an application may be kept without consent; None where no rule is known."""
    try:
        weeks = rule("retention.rejected_applicant_weeks", jurisdiction=jurisdiction, on=turned_down_on)
    except NoSuchRule:
        return None
    return turned_down_on + dt.timedelta(weeks=weeks)

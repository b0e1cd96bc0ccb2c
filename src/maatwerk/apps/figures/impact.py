"""What left the wall about channels, in words: whom each reaches, and who of them is hired, beside the highest group."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maatwerk.apps.audits.public import impact_of_channels
from maatwerk.apps.figures.rules import DAYS_BETWEEN_COUNTS
from maatwerk.apps.figures.words import channel_label
from maatwerk.ui.formats import interval, number, percent

#: Groups by the words that files use; others are shown as they were given.
GROUPS = {"male": gettext_lazy("men"), "female": gettext_lazy("women")}


def impact_cells() -> dict[str, Any]:
    """Return the newest counts as cells of tables, and whether a new count may be made."""
    found = impact_of_channels()
    newest = max((one.computed_at for one in found), default=None)
    return {
        "tables": [
            {"label": one.attribute_label, "rows": [_cells(row) for row in one.rows]} for one in found
        ],
        "computed_at": newest,
        "may_count": newest is None or timezone.now() - newest > dt.timedelta(days=DAYS_BETWEEN_COUNTS),
    }


def _cells(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "channel": channel_label(row["channel"]),
        "group": str(GROUPS.get(row["group"], row["group"])),
        "applicants": row["applicants"],
        "hired": row["hired"],
        "rate": _words(row["rate"]),
        "rate_flag": bool(row["rate"] and row["rate"].get("below_four_fifths")),
        "reach": _words(row["reach"]),
        "reach_flag": bool(row["reach"] and row["reach"].get("below_four_fifths")),
    }


def _words(found: dict[str, Any] | None) -> str:
    """Say a share and its ratio to the highest: “12%, ratio 0.6 (0.41 to 0.88)”."""
    if not found:
        return ""
    if found.get("highest"):
        return _("%(share)s, the highest") % {"share": percent(found["share"])}
    return _("%(share)s, ratio %(ratio)s (%(interval)s)") % {
        "share": percent(found["share"]),
        "ratio": number(found["ratio"], 2),
        "interval": interval((found["low"], found["high"])),
    }

"""What the pages of figures show: charts, tables and sentences made from figures, in the reader's language."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maatwerk.apps.audits.public import STEPS
from maatwerk.apps.figures.analysis import Cost, Share, Waiting
from maatwerk.apps.figures.measuring import StageFigure
from maatwerk.ui.charts import ForestRow, Line, curves, forest
from maatwerk.ui.formats import number, percent, percent_range
from maatwerk.ui.shapes import Chart

_CENTS = 100
BOUNDLESS = 20  # an upper end this many times the estimate says no more than “or more”


@dataclass(frozen=True, slots=True, kw_only=True)
class Multiple:
    """One of the small multiples: a figure in words, on how many it rests, its drawing, and where its rows are."""

    key: str
    title: str
    value: str
    note: str
    rows: str
    chart: Chart | None = None


def days_words(found: Waiting | None) -> str:
    """Say a median with its interval: “21 days (17 to 30)”; an end that was not seen yet is said to be open."""
    if found is None or found.median is None:
        return _("not known yet")
    low, high = number(round(found.low or 0)), number(round(found.high)) if found.high is not None else ""
    middle = ngettext("%(days)s day", "%(days)s days", round(found.median)) % {
        "days": number(round(found.median))
    }
    if not high:
        return _("%(days)s (%(low)s or more)") % {"days": middle, "low": low}
    return _("%(days)s (%(low)s to %(high)s)") % {"days": middle, "low": low, "high": high}


def share_words(found: Share | None) -> str:
    """Say a share with its interval: “32% (25–41%)”."""
    if found is None:
        return _("not known yet")
    return f"{percent(found.value)} ({percent_range((found.low, found.high))})"


def cost_words(found: Cost | None) -> str:
    """Say a cost with its interval, in whole euros."""
    if found is None:
        return ""
    values = {
        "cost": number(round(found.cents / _CENTS)),
        "low": number(round(found.low / _CENTS)),
        "high": number(round(found.high / _CENTS)),
    }
    if found.high > BOUNDLESS * found.cents:
        return _("€ %(cost)s (%(low)s or more)") % values
    return _("€ %(cost)s (%(low)s to %(high)s)") % values


def waiting_multiple(
    key: str, title: str, found: Waiting | None, *, rows: str, label: str, other: str
) -> Multiple:
    """Return the multiple of a waiting time, its curve falling from 100% still waiting."""
    if found is None:
        return Multiple(key=key, title=title, value=_("no rows"), note="", rows=rows)
    note = _("%(happened)s of %(n)s; %(open)s still under way, %(other_n)s %(other)s.") % {
        "happened": number(found.happened),
        "n": number(found.n),
        "open": number(found.open),
        "other_n": number(found.other),
        "other": other,
    }
    chart = None
    if found.happened and found.days[-1] > 0:
        line = Line(label, found.days, found.waiting, found.waiting_low, found.waiting_high)
        chart = curves(title=label, sentence=note, axis=_("days"), lines=[line])
    return Multiple(key=key, title=title, value=days_words(found), note=note, rows=rows, chart=chart)


def onward_chart(stages: list[StageFigure]) -> Chart | None:
    """Draw which share of each stage went on, with intervals."""
    rows = [
        ForestRow(str(STEPS[one.stage]), one.onward.value, one.onward.low, one.onward.high)
        for one in stages
        if one.onward is not None
    ]
    if not rows:
        return None
    return forest(
        title=_("How many go on to the next stage"),
        sentence=_("Of those whose stage has ended; lines are 90% intervals."),
        rows=rows,
        axis=_("share"),
    )


def price_words(cents: tuple[float, float, float] | None) -> str:
    """Say what one retained hire costs, with its range; nothing where nothing was paid."""
    return cost_words(Cost(*cents, 0)) if cents else ""

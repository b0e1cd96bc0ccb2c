"""What the pages of figures show: charts, tables and sentences made from figures, in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maatwerk.apps.audits.public import STEPS
from maatwerk.apps.figures.analysis import Cost, Share, Waiting
from maatwerk.apps.figures.measuring import ChannelFigure, StageFigure
from maatwerk.apps.figures.rules import HORIZONS
from maatwerk.apps.figures.words import channel_label
from maatwerk.ui.charts import ForestRow, Line, curves, forest
from maatwerk.ui.formats import number, percent, percent_range
from maatwerk.ui.shapes import Chart

_CENTS = 100
MOST_CHANNELS = 12  # in one drawing: those with the most applications
BOUNDLESS = 20  # an upper end this many times the estimate says no more than “or more”


@dataclass(frozen=True, slots=True, kw_only=True)
class Multiple:
    """One of the small multiples: a figure in words, on how many it rests, its drawing, and where its rows are.

    `parts` holds what the number rests on, each with the address of its rows.
    """

    key: str
    title: str
    value: str
    rows: str
    parts: tuple[tuple[str, str], ...] = ()
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
    key: str,
    title: str,
    found: Waiting | None,
    *,
    of: int,
    rows: str,
    label: str,
    parts: Sequence[tuple[str, str]],
) -> Multiple:
    """Return the multiple of a waiting time, its curve falling from 100% still waiting.

    `parts` says for who had it happen, who waits, whose end was another, and who of all (`of`) is left out: the words
    (with %(n)s), and the address of the rows.
    """
    if found is None:
        return Multiple(key=key, title=title, value=_("no rows"), rows=rows)
    counts = (found.happened, found.open, found.other, of - found.n)
    said = tuple(
        (words % {"n": number(count)}, address)
        for count, (words, address) in zip(counts, parts, strict=True)
        if count
    )
    chart = None
    if found.happened and found.days[-1] > 0:
        line = Line(label, found.days, found.waiting, found.waiting_low, found.waiting_high)
        chart = curves(title=label, sentence=_("The band is the 90% interval."), axis=_("days"), lines=[line])
    return Multiple(key=key, title=title, value=days_words(found), rows=rows, parts=said, chart=chart)


def onward_chart(stages: Sequence[StageFigure]) -> Chart | None:
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


def days_chart(stages: Sequence[StageFigure]) -> Chart | None:
    """Draw by which day half had left each step, with intervals, as far as both ends of these are seen."""
    rows = [
        ForestRow(str(STEPS[one.stage]), one.days.median, one.days.low or 0.0, one.days.high)
        for one in stages
        if one.days is not None and one.days.median is not None and one.days.high is not None
    ]
    if not rows:
        return None
    return forest(
        title=_("How long a step takes"),
        sentence=_("The day by which half have left it; lines are 90% intervals. Who is in it still counts."),
        rows=rows,
        axis=_("days"),
    )


def channel_charts(found: Sequence[ChannelFigure]) -> list[Chart]:
    """Draw the channels beside each other: who is hired, and who stays as long as is known of two of them."""
    hired = [(one.channel, one.share_hired) for one in found[:MOST_CHANNELS] if one.share_hired]
    charts = [_channel_chart(_("Hired, of who heard"), hired)] if hired else []
    for months in reversed(HORIZONS):
        stays = [(one.channel, one.stays[months]) for one in found[:MOST_CHANNELS] if months in one.stays]
        if len(stays) > 1:
            title = _("Here after %(months)s months") % {"months": months}
            return [*charts, _channel_chart(title, stays)]
    return charts


def _channel_chart(title: str, shares: Sequence[tuple[str, Share]]) -> Chart:
    return forest(
        title=title,
        sentence=_("Share by channel; lines are 90% intervals."),
        rows=[ForestRow(channel_label(key), one.value, one.low, one.high) for key, one in shares],
        axis=_("share"),
    )


def price_words(cents: tuple[float, float, float] | None) -> str:
    """Say what one retained hire costs, with its range; nothing where nothing was paid."""
    return cost_words(Cost(*cents, 0)) if cents else ""

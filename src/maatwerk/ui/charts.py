"""Charts as SVG, drawn on the server, each with a sentence and its numbers.

Positions are percentages of the width and texts keep their size, so that a chart reads as well on a phone
as on a wide screen. Texts are escaped here; the marks are safe to print.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from maatwerk.ui.formats import interval, number, percent, percent_range
from maatwerk.ui.shapes import Chart, Text
from maatwerk.ui.svg import share

#: Lines differ by dashes as well as by colour.
STYLES = ("line", "second")
TOP = 20  # px above the plot of a curve, for the word 100%
PLOT = 220  # px: height of the plot; the moments stand in the 24 px below it
ROW = 52  # px: one row of a forest plot, the words above the line


@dataclass(frozen=True, slots=True)
class Line:
    """A curve of proportions over time, optionally with an interval."""

    label: Text
    x: Sequence[float]
    y: Sequence[float]
    low: Sequence[float] = ()
    high: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class ForestRow:
    """An estimate with its interval."""

    label: Text
    value: float
    low: float
    high: float


def curves(*, title: Text, sentence: Text, axis: Text, lines: Sequence[Line]) -> Chart:
    """Draw one or two curves of proportions, 0 to 100%, over the same moments `x`, which start at 0.

    Raises
    ------
    ValueError
        There are no lines, more than two, or their moments differ.
    """
    if not 1 <= len(lines) <= len(STYLES) or any(list(line.x) != list(lines[0].x) for line in lines):
        raise ValueError(f"curves must be 1 to {len(STYLES)} lines over the same moments, got {len(lines)}")
    last = max(lines[0].x) or 1.0
    drawn = SafeString("".join(_curve(line, style, last) for line, style in zip(lines, STYLES, strict=False)))
    # the inner drawing is stretched to the width; strokes and texts are not
    plot = format_html(
        '<svg viewBox="0 0 100 100" preserveAspectRatio="none" y="{}" height="{}">{}</svg>', TOP, PLOT, drawn
    )
    return Chart(
        title=title,
        sentence=sentence,
        height=TOP + PLOT + 24,
        marks=_grid() + plot + _scales(last, axis),
        legend=tuple((style, line.label) for line, style in zip(lines, STYLES, strict=False)),
        header=(axis, *(line.label for line in lines)),
        rows=tuple(
            (number(moment), *(_cell(line, place) for line in lines))
            for place, moment in enumerate(lines[0].x)
        ),
    )


def forest(*, title: Text, sentence: Text, rows: Sequence[ForestRow], middle: float = 0.0) -> Chart:
    """Draw estimates with their intervals around a line of no difference (0 for weights, 1 for ratios).

    Raises
    ------
    ValueError
        There are no rows.
    """
    if not rows:
        raise ValueError("a forest plot needs at least one row, got none")
    low = min(middle, *(row.low for row in rows))
    high = max(middle, *(row.high for row in rows))
    span = (high - low) or 1.0

    def x(value: float) -> str:
        return share(0.01 + 0.98 * (value - low) / span)

    bottom = ROW * len(rows)
    marks = [_text(x(middle), bottom + 16, number(middle), anchor="middle")]
    for place, row in enumerate(rows):
        top = ROW * place
        marks.append(_text("0%", top + 16, row.label, kind="label"))
        marks.append(_text("100%", top + 16, interval((row.low, row.high)), anchor="end"))
        marks.append(_line("grid", x1="0%", x2="100%", y1=top + 34, y2=top + 34))
        marks.append(_line("axis", x1=x(middle), x2=x(middle), y1=top + 24, y2=top + 44))
        marks.append(_line("interval", x1=x(row.low), x2=x(row.high), y1=top + 34, y2=top + 34))
        marks.append(
            format_html('<circle class="chart__mark" cx="{}" cy="{}" r="5"/>', x(row.value), top + 34)
        )
    return Chart(
        title=title,
        sentence=sentence,
        height=bottom + 20,
        marks=SafeString("".join(marks)),
        header=(_("What"), _("Estimate"), _("Interval")),
        rows=tuple((row.label, number(row.value, 2), interval((row.low, row.high))) for row in rows),
    )


def _curve(line: Line, style: str, last: float) -> SafeString:
    """Draw a curve, over its interval where there is one, on a plane of 100 by 100."""
    curve = format_html(
        '<polyline class="chart__{}" points="{}"/>', style, " ".join(_points(line.x, line.y, last))
    )
    if not line.low:
        return curve
    outline = _points(line.x, line.high, last) + _points(line.x, line.low, last)[::-1]
    return (
        format_html('<polygon class="chart__area chart__area--{}" points="{}"/>', style, " ".join(outline))
        + curve
    )


def _points(xs: Sequence[float], ys: Sequence[float], last: float) -> list[str]:
    """Write coordinates with two decimals, whatever the language of the page."""
    return [f"{x / last * 100:.2f},{(1 - y) * 100:.2f}" for x, y in zip(xs, ys, strict=True)]


def _cell(line: Line, place: int) -> str:
    """Write one number of a curve: its interval where there is one."""
    if line.low:
        return percent_range((line.low[place], line.high[place]))
    return percent(line.y[place])


def _grid() -> SafeString:
    """Draw the horizontal lines, under the curves."""
    heights = ((step, TOP + PLOT * (4 - step) / 4) for step in range(5))
    lines = (_line("grid" if step else "axis", x1="0%", x2="100%", y1=y, y2=y) for step, y in heights)
    return SafeString("".join(lines))


def _scales(last: float, axis: Text) -> SafeString:
    """Write the percentages and the moments, over the curves so that they stay readable."""
    marks = [_text("0%", TOP + PLOT * (4 - step) / 4 - 7, percent(step / 4)) for step in range(1, 5)]
    for part, anchor in ((0.0, "start"), (0.5, "middle"), (1.0, "end")):
        moment = number(last * part)
        words = format_html("{} {}", moment, axis) if part == 1 else moment
        marks.append(_text(share(part), TOP + PLOT + 19, words, anchor=anchor))
    return SafeString("".join(marks))


def _text(x: str, y: float, content: Text, *, anchor: str = "start", kind: str = "word") -> SafeString:
    """Write a text into the drawing."""
    return format_html(
        '<text class="chart__{}" x="{}" y="{}" text-anchor="{}">{}</text>',
        kind,
        x,
        f"{y:.1f}",
        anchor,
        content,
    )


def _line(kind: str, *, x1: str, x2: str, y1: float, y2: float) -> SafeString:
    """Draw a straight line."""
    return format_html(
        '<line class="chart__{}" x1="{}" x2="{}" y1="{}" y2="{}"/>', kind, x1, x2, f"{y1:.1f}", f"{y2:.1f}"
    )

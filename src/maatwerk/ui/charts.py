"""Charts as SVG: two kinds, drawn on the server, each with a sentence and its numbers.

Texts in a chart are escaped here; the marks are safe to print.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from maatwerk.ui.formats import interval, number, percent, percent_range
from maatwerk.ui.shapes import Chart, Text

WIDTH = 640
#: Colours tell lines apart only together with their dashes and their names at the end.
STYLES = ("chart__line", "chart__second")


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


class _Frame:
    """Where numbers lie in the drawing of a curve."""

    height, left, right, top, bottom = 300, 48, 150, 12, 44

    def __init__(self, last: float) -> None:
        self.last = last or 1.0

    def x(self, value: float) -> float:
        return self.left + value / self.last * (WIDTH - self.left - self.right)

    def y(self, value: float) -> float:
        return self.top + (1 - value) * (self.height - self.top - self.bottom)

    def points(self, xs: Sequence[float], ys: Sequence[float]) -> list[str]:
        """Write coordinates with one decimal, whatever the language of the page."""
        return [f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in zip(xs, ys, strict=True)]


def curves(*, title: Text, sentence: Text, axis: Text, lines: Sequence[Line]) -> Chart:
    """Draw one or two curves of proportions, 0 to 100%, over the same moments `x`.

    Raises
    ------
    ValueError
        There are no lines, more than two, or their moments differ.
    """
    if not 1 <= len(lines) <= len(STYLES) or any(list(line.x) != list(lines[0].x) for line in lines):
        raise ValueError(f"curves must be 1 to {len(STYLES)} lines over the same moments, got {len(lines)}")
    frame = _Frame(max(lines[0].x))
    marks = [_grid(frame, axis)]
    ends = _apart([frame.y(line.y[-1]) for line in lines])
    for line, style, end in zip(lines, STYLES, ends, strict=False):
        if line.low:
            outline = frame.points(line.x, line.high) + frame.points(line.x, line.low)[::-1]
            marks.append(format_html('<polygon class="chart__area" points="{}"/>', " ".join(outline)))
        drawn = " ".join(frame.points(line.x, line.y))
        marks.append(format_html('<polyline class="{}" points="{}"/>', style, drawn))
        marks.append(_text(WIDTH - frame.right + 8, end + 4, line.label, kind="chart__label"))
    return Chart(
        title=title,
        sentence=sentence,
        width=WIDTH,
        height=frame.height,
        marks=SafeString("".join(marks)),
        header=(axis, *(line.label for line in lines)),
        rows=tuple(
            (number(moment), *(_cell(line, position) for line in lines))
            for position, moment in enumerate(lines[0].x)
        ),
    )


def _cell(line: Line, position: int) -> str:
    """Write one number of a curve, with its interval where there is one."""
    if line.low:
        return percent_range((line.low[position], line.high[position]))
    return percent(line.y[position])


def _apart(places: list[float], least: float = 16.0) -> list[float]:
    """Move the names at the ends of two curves apart when they would overlap."""
    if len(places) < 2 or abs(places[0] - places[1]) >= least:
        return places
    middle = sum(places) / 2
    upper, lower = middle - least / 2, middle + least / 2
    return [upper, lower] if places[0] <= places[1] else [lower, upper]


def _text(x: float, y: float, content: Text, *, anchor: str = "start", kind: str = "") -> SafeString:
    """Write a text into the drawing."""
    return format_html(
        '<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>',
        kind,
        f"{x:.1f}",
        f"{y:.1f}",
        anchor,
        content,
    )


def _line(kind: str, *, x1: float, x2: float, y1: float, y2: float) -> SafeString:
    """Draw a straight line."""
    ends = (f"{value:.1f}" for value in (x1, x2, y1, y2))
    return format_html('<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>', kind, *ends)


def _grid(frame: _Frame, axis: Text) -> SafeString:
    """Draw the horizontal lines with their percentages and the moments below."""
    marks = []
    for step in range(5):
        value, y = step / 4, frame.y(step / 4)
        kind = "chart__grid" if step else "chart__axis"
        marks.append(_line(kind, x1=frame.left, x2=WIDTH - frame.right, y1=y, y2=y))
        marks.append(_text(frame.left - 8, y + 4, percent(value), anchor="end"))
    for step in range(5):
        moment = frame.last * step / 4
        marks.append(_text(frame.x(moment), frame.height - 24, number(moment), anchor="middle"))
    marks.append(_text((frame.left + WIDTH - frame.right) / 2, frame.height - 4, axis, anchor="middle"))
    return SafeString("".join(marks))


def forest(*, title: Text, sentence: Text, rows: Sequence[ForestRow], middle: float = 0.0) -> Chart:
    """Draw estimates with their intervals around a line of no difference (0 for weights, 1 for ratios).

    Raises
    ------
    ValueError
        There are no rows.
    """
    if not rows:
        raise ValueError("a forest plot needs at least one row, got none")
    step, top, left, right = 34, 8, 190, 118
    height = top + step * len(rows) + 28
    low = min(middle, *(row.low for row in rows))
    high = max(middle, *(row.high for row in rows))
    span = (high - low) or 1.0

    def x(value: float) -> float:
        return left + (value - low) / span * (WIDTH - left - right)

    marks = [_line("chart__axis", x1=x(middle), x2=x(middle), y1=top, y2=height - 24)]
    marks.append(_text(x(middle), height - 6, number(middle), anchor="middle"))
    for position, row in enumerate(rows):
        y = top + step * (position + 0.5)
        marks.append(_text(0, y + 4, row.label, kind="chart__label"))
        marks.append(_line("chart__interval", x1=x(row.low), x2=x(row.high), y1=y, y2=y))
        marks.append(
            format_html(
                '<circle class="chart__mark" cx="{}" cy="{}" r="4.5"/>', f"{x(row.value):.1f}", f"{y:.1f}"
            )
        )
        marks.append(_text(WIDTH, y + 4, interval((row.low, row.high)), anchor="end"))
    return Chart(
        title=title,
        sentence=sentence,
        width=WIDTH,
        height=height,
        marks=SafeString("".join(marks)),
        header=(_("What"), _("Estimate"), _("Interval")),
        rows=tuple((row.label, number(row.value, 2), interval((row.low, row.high))) for row in rows),
    )

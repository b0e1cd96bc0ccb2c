"""Bars: what each piece of evidence adds, and how scores are distributed."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from maatwerk.science.charts._axes import (
    NARROW,
    Plot,
    curve,
    horizontal_axis,
    left_room,
    row_label,
    vertical_axis,
)
from maatwerk.science.charts._scale import Scale, digits_for, widen
from maatwerk.science.charts._svg import ACCENT, CONTRAST, Chart, callout, label, line, tag
from maatwerk.science.charts._words import Text, finish, finite, same_length, width_of
from maatwerk.science.errors import ScienceError


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one piece of evidence adds to an estimate, with its interval where there is one."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A value to point at, with what it is."""

    value: float
    label: str


def contribution_bars(
    items: Sequence[Contribution], *, text: Text, digits: int = 2, width: int = 640
) -> Chart:
    """Draw contributions as bars to the left (lower) and right (higher) of zero, in the order given.

    Parameters
    ----------
    items
        One or more; `detail` stands in small print below the label, e.g. the person's own value.
    text
        `x` names the unit.
    digits
        Decimals of the numbers at the bars.
    """
    if not items:
        raise ScienceError("items", "one or more contributions", 0)
    for item in items:
        _check(item)
    ends = [value for item in items for value in (item.value, item.low, item.high, 0.0) if value is not None]
    low, high = widen(min(ends), max(ends))
    narrow = width < NARROW
    names = [*(item.label for item in items), *(item.detail for item in items)]
    left = 0.0 if narrow else left_room(names, most=0.42 * width)
    written = [("+" if item.value > 0 else "") + text.number(item.value, digits) for item in items]
    room = max(width_of(words, 12.5) for words in written) + 14
    pitch = 46.0 if narrow else 40.0 if any(item.detail for item in items) else 32.0
    bottom = 8 + pitch * len(items)
    start, end = max(left, 2.0) + (room if low < 0 else 0), width - room
    plot = Plot(Scale(low, high, start, end), Scale(0.0, 1.0, bottom + 4, 8.0))
    body = horizontal_axis(plot, text)
    zero = plot.x(0.0)
    body.append(line((zero, 4), (zero, bottom + 4), stroke_opacity=0.7))
    for place, (item, words) in enumerate(zip(items, written, strict=True)):
        body += _bar(plot, item, words, (8 + pitch * (place + 0.5) + 9 * narrow, left))
    header = [text.word(key) for key in ("row", "estimate", "low", "high", "note")]
    rows = [
        (item.label, words, text.number(item.low, digits), text.number(item.high, digits), item.detail)
        for item, words in zip(items, written, strict=True)
    ]
    return finish("contributions", (width, bottom + 50), text, body, header=header, rows=rows)


def distribution_chart(
    edges: Sequence[float],
    counts: Sequence[float],
    *,
    text: Text,
    density: tuple[Sequence[float], Sequence[float]] | None = None,
    marks: Sequence[Mark] = (),
    width: int = 640,
) -> Chart:
    """Draw a histogram of scores, with a density over it and values to point at.

    Parameters
    ----------
    edges, counts
        k + 1 ascending edges and k counts; bars have an area in proportion to their count, also for unequal
        widths.
    density
        Values and densities per unit of x, drawn to the same total area.
    marks
        Values pointed at, e.g. one's own score.
    """
    at = finite("edges", edges)
    held = same_length("counts", counts, len(at) - 1)
    widths = [after - before for before, after in pairwise(at)]
    if min(widths) <= 0 or min(held) < 0 or sum(held) <= 0:
        raise ScienceError("counts", "0 or more between ascending edges, not all 0", held[:5])
    usual = min(widths)
    heights = [count * usual / wide for count, wide in zip(held, widths, strict=True)]
    xs, line_heights = _density(density, sum(held) * usual)
    top = widen(0.0, max([*heights, *line_heights]))[1]
    height, above = round(max(220, min(width * 0.46, 320))), 34.0 + 18 * bool(marks)
    span = [*at, *finite("marks", [at[0], *(mark.value for mark in marks)])]
    plot = Plot(Scale(min(span), max(span), 46.0, width - 20.0), Scale(0.0, top, height - 46.0, above))
    body = vertical_axis(plot, text) + horizontal_axis(plot, text, about=8)
    base = plot.y.start
    for before, after, tall in zip(at[:-1], at[1:], heights, strict=True):
        x, y = plot.at(before, tall)
        wide = max(plot.x(after) - x - 1, 0.5)
        body.append(
            tag(
                "rect",
                x=x + 0.5,
                y=y,
                width=float(wide),
                height=float(base - y),
                fill=ACCENT,
                fill_opacity=0.45,
            )
        )
    if line_heights:
        body.append(curve(plot.points(xs, line_heights), ACCENT))
    body += _marks(plot, text, marks)
    digits = digits_for(at)
    header = [text.word(key) for key in ("from", "to", "n")]
    rows = [
        (text.number(before, digits), text.number(after, digits), text.number(count, digits_for([count])))
        for before, after, count in zip(at[:-1], at[1:], held, strict=True)
    ]
    return finish("distribution", (width, height), text, body, header=header, rows=rows)


def _density(
    given: tuple[Sequence[float], Sequence[float]] | None, area: float
) -> tuple[list[float], list[float]]:
    """Check a density and scale it to the area of the bars."""
    if given is None:
        return [], []
    xs = finite("density", given[0])
    return xs, [value * area for value in same_length("density", given[1], len(xs))]


def _check(item: Contribution) -> None:
    bounds = [bound for bound in (item.low, item.high) if bound is not None]
    finite("items", [item.value, *bounds])
    if len(bounds) == 1 or (bounds and not bounds[0] <= item.value <= bounds[1]):
        raise ScienceError("items", "contributions between both their bounds", item.label)


def _bar(plot: Plot, item: Contribution, words: str, place: tuple[float, float]) -> list[str]:
    middle, left = place
    zero, tip = plot.x(0.0), plot.x(item.value)
    colour = ACCENT if item.value >= 0 else CONTRAST
    parts = row_label(item.label, item.detail, middle, left)
    shape = {
        "x": min(zero, tip),
        "y": middle - 8,
        "width": max(abs(tip - zero), 0.75),
        "height": 16.0,
        "rx": 1.5,
    }
    parts.append(tag("rect", **shape, fill=colour, fill_opacity=0.85))
    reach = [tip]
    if item.low is not None and item.high is not None:
        ends = plot.x(item.low), plot.x(item.high)
        parts.append(line((ends[0], middle), (ends[1], middle), stroke_width=1.5, stroke_opacity=0.75))
        parts += [line((x, middle - 4), (x, middle + 4), stroke_width=1.5, stroke_opacity=0.75) for x in ends]
        reach += ends
    right = item.value >= 0
    x = max(reach) + 7 if right else min(reach) - 7
    anchor = None if right else "end"
    parts.append(label(words, (x, middle + 4.5), text_anchor=anchor, font_size=12.5, font_weight=600))
    return parts


def _marks(plot: Plot, text: Text, marks: Sequence[Mark]) -> list[str]:
    """Lines down from their labels; the lowest value is labelled on its left, the others on their right."""
    parts = []
    for row, mark in enumerate(sorted(marks, key=lambda mark: mark.value)):
        x, y = plot.x(mark.value), plot.y.end - 8 + 16.0 * row
        words = f"{mark.label} {text.number(mark.value, digits_for([round(mark.value, 2)]))}"
        wide = width_of(words, 12.5) + 8
        left = (row == 0 and len(marks) > 1 and x - wide > plot.x.start) or x + wide > plot.x.end
        parts.append(line((x, plot.y.start), (x, y - 9), stroke=CONTRAST, stroke_width=2))
        parts.append(callout(words, (x + (-7 if left else 7), y), text_anchor="end" if left else None))
    return parts

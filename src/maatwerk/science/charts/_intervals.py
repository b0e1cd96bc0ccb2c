"""Estimates with their intervals: weights of a model, and ratios between groups."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from maatwerk.science.charts._axes import NARROW, SMALL, Plot, horizontal_axis, left_room, legend, row_label
from maatwerk.science.charts._scale import Scale, widen
from maatwerk.science.charts._svg import (
    ACCENT,
    CONTRAST,
    FAINT,
    MUTED,
    NEUTRAL,
    PAPER,
    Chart,
    label,
    line,
    path,
    tag,
)
from maatwerk.science.charts._words import Text, finish, finite, width_of, wrap
from maatwerk.science.errors import ScienceError

#: From the first series to the last: what stands back comes first, as a prior before a posterior.
_SHADES = {1: (ACCENT,), 2: (NEUTRAL, ACCENT), 3: (NEUTRAL, CONTRAST, ACCENT)}


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate between two bounds; the bounds may be infinite."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ForestRow:
    """A named row with one interval for each series, None where a series has none."""

    label: str
    intervals: tuple[Interval | None, ...]


@dataclass(frozen=True, slots=True)
class RatioRow:
    """A group with its ratio to the reference group; without `interval`, `note` says why there is none."""

    label: str
    interval: Interval | None
    n: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class RatioPanel:
    """A small multiple: one comparison, e.g. one step of the procedure."""

    label: str
    rows: tuple[RatioRow, ...]


def forest(
    rows: Sequence[ForestRow],
    *,
    text: Text,
    series: Sequence[str] = (),
    reference: float = 0.0,
    width: int = 640,
) -> Chart:
    """Draw weights with their intervals, e.g. prior and posterior side by side.

    Parameters
    ----------
    rows
        From top to bottom, each with an interval for each series.
    text
        `x` names the quantity and its unit.
    series
        Names of 1 to 3 series; the last one stands out and its numbers are written at the right.
    reference
        Value of “no difference”, drawn as a line.
    """
    names = list(series) or [text.word("estimate")]
    if not rows or not 1 <= len(names) <= len(_SHADES):
        raise ScienceError("rows", f"at least one, with 1 to {len(_SHADES)} series", (len(rows), len(names)))
    for row in rows:
        if len(row.intervals) != len(names):
            raise ScienceError("intervals", f"{len(names)}, one for each series", len(row.intervals))
    shown = [_check(item) for row in rows for item in row.intervals if item is not None]
    if not shown:
        raise ScienceError("rows", "at least one interval", "none")
    low, high = _range(shown, reference)
    narrow = width < NARROW
    left = 0.0 if narrow else left_room([row.label for row in rows], most=0.38 * width)
    right = 14.0 if narrow else _numbers_room(text, [row.intervals[-1] for row in rows])
    tall = not narrow and any(len(wrap(row.label, left - 14)) > 1 for row in rows)
    pitch = max(24.0 + 12.0 * (len(names) - 1), 38.0 * tall) + 20.0 * narrow
    key = 0.0 if len(names) == 1 else 26.0 + 18.0 * narrow * (len(names) - 1)
    top = 14.0 + key
    bottom = top + pitch * len(rows)
    plot = Plot(Scale(low, high, max(left, 14.0), width - right), Scale(0.0, 1.0, bottom + 4, top))
    body = horizontal_axis(plot, text)
    zero = plot.x(reference)
    body.append(line((zero, top - 4), (zero, bottom + 4), stroke_opacity=0.45))
    if len(names) > 1:
        body += legend(
            list(zip(names, _SHADES[len(names)], strict=True)), (max(left, 2.0), 16.0), stacked=narrow
        )
    for place, row in enumerate(rows):
        middle = top + pitch * (place + 0.5) + 9.0 * narrow
        body += row_label(row.label, "", middle - 3.0 * narrow * (len(names) - 1), left)
        for index, item in enumerate(row.intervals):
            if item is not None:
                offset = (index - (len(names) - 1) / 2) * 11.0
                body += whisker(
                    plot, item, middle + offset, _SHADES[len(names)][index], index == len(names) - 1
                )
        if not narrow:
            words = _written(text, row.intervals[-1])
            body.append(label(words, (width - right + 12, middle + 4), font_size=SMALL, fill_opacity=MUTED))
    header = [text.word("row"), text.word("series"), *(text.word(key) for key in ("estimate", "low", "high"))]
    table = [
        (row.label, name, *_cells(text, item))
        for row in rows
        for name, item in zip(names, row.intervals, strict=True)
    ]
    return finish("forest", (width, bottom + 50), text, body, header=header, rows=table)


def ratio_chart(
    panels: Sequence[RatioPanel],
    *,
    text: Text,
    threshold: float | None = 0.8,
    threshold_label: str = "",
    width: int = 640,
) -> Chart:
    """Draw ratios of groups to their reference with intervals, in small multiples on one logarithmic axis.

    Parameters
    ----------
    panels
        One or more comparisons, each with its groups.
    text
        `x` names the ratio.
    threshold
        A screening value to mark, None for none; the region below is shaded.
    threshold_label
        Written at the mark.
    """
    shown = [_check(row.interval, positive=True) for panel in panels for row in panel.rows if row.interval]
    if not panels or not all(panel.rows for panel in panels):
        raise ScienceError("panels", "one or more, each with a row", len(panels))
    low, high = _ratio_range(shown, threshold)
    narrow = width < NARROW
    every = [row for panel in panels for row in panel.rows]
    left = 0.0 if narrow else left_room([row.label for row in every], most=0.36 * width)
    right = 14.0 if narrow else _numbers_room(text, [row.interval for row in every])
    tall = not narrow and any(len(wrap(row.label, left - 14)) > 1 for row in every)
    pitch, heading, gap, top = 24.0 + 12.0 * tall + 18.0 * narrow, 28.0, 12.0, 24.0
    bottom = top + sum(heading + pitch * len(panel.rows) + gap for panel in panels) - gap
    plot = Plot(Scale(low, high, max(left, 14.0), width - right, log=True), Scale(0.0, 1.0, bottom + 4, top))
    body = _threshold(plot, threshold, threshold_label)
    body += horizontal_axis(plot, text)
    body.append(line((plot.x(1.0), top), (plot.x(1.0), bottom + 4), stroke_opacity=0.45))
    y = top
    for panel in panels:
        body.append(label(panel.label, (2.0, y + 15), font_weight=600))
        body.append(line((2.0, y + 22), (width - 2.0, y + 22), stroke_opacity=FAINT))
        y += heading
        for row in panel.rows:
            body += _ratio_row(plot, row, text, (y + pitch / 2 + 9.0 * narrow, left))
            y += pitch
        y += gap
    header = [text.word(key) for key in ("panel", "row", "estimate", "low", "high", "n", "note")]
    table = [
        (panel.label, row.label, *_cells(text, row.interval), "–" if row.n is None else str(row.n), row.note)
        for panel in panels
        for row in panel.rows
    ]
    return finish("ratio", (width, bottom + 50), text, body, header=header, rows=table)


def whisker(plot: Plot, item: Interval, y: float, colour: str, filled: bool) -> list[str]:
    """Draw an interval with its estimate; a bound outside the axis ends in an arrow head."""
    left, right = plot.x(item.low), plot.x(item.high)
    weight = 2.5 if filled else 1.75
    parts = [line((left, y), (right, y), stroke=colour, stroke_width=weight, stroke_linecap="round")]
    for outside, x, turn in ((item.low < plot.x.low, left, 1), (item.high > plot.x.high, right, -1)):
        if outside:
            head = [(x + 6 * turn, y - 4), (x, y), (x + 6 * turn, y + 4)]
            parts.append(path(head, stroke=colour, stroke_width=weight, stroke_linejoin="round"))
    if plot.x.low <= item.estimate <= plot.x.high:
        fill, edge = (colour, PAPER) if filled else (PAPER, colour)
        parts.append(
            tag(
                "circle",
                cx=plot.x(item.estimate),
                cy=y,
                r=5.0 if filled else 4.0,
                fill=fill,
                stroke=edge,
                stroke_width=1.5,
            )
        )
    return parts


def _ratio_row(plot: Plot, row: RatioRow, text: Text, place: tuple[float, float]) -> list[str]:
    middle, left = place
    parts = row_label(row.label, "", middle, left)
    small = {"font_size": SMALL, "fill_opacity": MUTED}
    if row.interval is None:
        note = wrap(row.note, plot.x.end - plot.x.start - 8, most=1)[0]
        parts.append(label(note, (plot.x.start + 4, middle + 4), font_style="italic", **small))
        return parts
    parts += whisker(plot, row.interval, middle, ACCENT, True)
    if left:
        parts.append(label(_written(text, row.interval), (plot.x.end + 12, middle + 4), **small))
    return parts


def _threshold(plot: Plot, threshold: float | None, name: str) -> list[str]:
    if threshold is None:
        return []
    x, top, base = plot.x(threshold), plot.y.end, plot.y.start
    shade = {"fill": CONTRAST, "fill_opacity": 0.08}
    parts = [
        tag("rect", x=plot.x.start, y=top, width=float(x - plot.x.start), height=float(base - top), **shade),
        line((x, top), (x, base), stroke=CONTRAST, stroke_dasharray="5 4"),
    ]
    if name:
        parts.append(label(name, (x, top - 7), text_anchor="middle", font_size=SMALL, fill=CONTRAST))
    return parts


def _check(item: Interval | None, *, positive: bool = False) -> Interval:
    if item is None or not math.isfinite(item.estimate) or not item.low <= item.estimate <= item.high:
        raise ScienceError("interval", "a finite estimate between its bounds", item)
    if positive and item.low < 0:
        raise ScienceError("interval", "a ratio of 0 or more", item)
    return item


def _range(shown: Sequence[Interval], reference: float) -> tuple[float, float]:
    inside = [
        value for item in shown for value in (item.low, item.estimate, item.high) if math.isfinite(value)
    ]
    finite("reference", [reference])
    return widen(min([*inside, reference]), max([*inside, reference]))


def _ratio_range(shown: Sequence[Interval], threshold: float | None) -> tuple[float, float]:
    """Between 1/8 and 8 at most, so that one wide interval does not flatten the others."""
    marks = [1.0] if threshold is None else [1.0, float(threshold)]
    if min(finite("threshold", marks)) <= 0:
        raise ScienceError("threshold", "positive", threshold)
    inside = [value for item in shown for value in (item.low, item.high) if 0 < value < math.inf]
    low, high = min([*inside, *marks]), max([*inside, *marks])
    return max(min(low / 1.12, 0.5), 0.125), min(max(high * 1.12, 1.6), 8.0)


def _written(text: Text, item: Interval | None) -> str:
    if item is None:
        return ""
    return f"{text.number(item.estimate)} ({text.number(item.low)} – {text.number(item.high)})"


def _numbers_room(text: Text, items: Sequence[Interval | None]) -> float:
    return max([16.0, *(width_of(_written(text, item), SMALL) + 20 for item in items)])


def _cells(text: Text, item: Interval | None) -> tuple[str, str, str]:
    values = (None, None, None) if item is None else (item.estimate, item.low, item.high)
    one, two, three = (text.number(value) for value in values)
    return one, two, three

"""Curves: staying over time, calibration, and information."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from maatwerk.science.charts._axes import (
    SMALL,
    Plot,
    band,
    curve,
    horizontal_axis,
    spread_labels,
    vertical_axis,
)
from maatwerk.science.charts._scale import Scale, widen
from maatwerk.science.charts._svg import ACCENT, INK, MUTED, PAPER, SERIES, Chart, callout, label, line, tag
from maatwerk.science.charts._words import BOLD, Text, finish, finite, same_length, width_of
from maatwerk.science.errors import ScienceError


@dataclass(frozen=True, slots=True)
class Curve:
    """A named line through (x, y), with an optional band from `low` to `high`."""

    label: str
    x: Sequence[float]
    y: Sequence[float]
    low: Sequence[float] | None = None
    high: Sequence[float] | None = None


@dataclass(frozen=True, slots=True)
class CalibrationPoint:
    """People with about the same prediction: what was predicted, what was observed with its interval, and how many."""

    predicted: float
    observed: float
    low: float
    high: float
    n: int


def survival_curve_chart(
    curves: Sequence[Curve],
    *,
    text: Text,
    horizons: Sequence[float] = (),
    steps: bool = True,
    width: int = 640,
) -> Chart:
    """Draw the proportion that remains over time, with bands.

    Parameters
    ----------
    curves
        From 1 to 4, with x from 0 on (any unit of time) and y in [0, 1].
    text
        `x` names the time and its unit.
    horizons
        Times to mark by a faint line, with the value of the first curve written beside it.
    steps
        Draw steps (an estimate from data) or straight lines (a model in continuous time).
    width
        In pixels at scale 1; 360 suits a phone.
    """
    checked = [_checked(item) for item in curves]
    if not 1 <= len(checked) <= len(SERIES):
        raise ScienceError("curves", f"from 1 to {len(SERIES)} curves", len(checked))
    for item in checked:
        _proportions(item)
    many = len(checked) > 1
    right = max([24.0, *(BOLD * width_of(item.label, 12.5) + 14 for item in checked)]) if many else 24.0
    height = round(max(250, min(width * 0.56, 380)))
    latest = max(max(item.x) for item in checked)
    plot = Plot(Scale(0.0, latest, 46.0, width - right), Scale(0.0, 1.0, height - 46.0, 34.0))
    body = vertical_axis(plot, text, text.percent) + horizontal_axis(plot, text)
    walk = plot.steps if steps else plot.points
    for item, colour in zip(checked, SERIES, strict=False):
        if item.low is not None and item.high is not None:
            body.append(band(walk(item.x, item.high), walk(item.x, item.low), colour))
    for item, colour in zip(checked, SERIES, strict=False):
        body.append(curve(walk(item.x, item.y), colour))
    for horizon in horizons:
        body += _horizon(plot, text, checked[0], horizon, steps)
    if many:
        ends = spread_labels([plot.y(item.y[-1]) + 4 for item in checked], 16, (plot.y.end, plot.y.start - 4))
        for item, colour, y in zip(checked, SERIES, ends, strict=False):
            body.append(label(item.label, (plot.x.end + 8, y), fill=colour, font_size=12.5, font_weight=600))
    rows = _curve_rows(checked, text)
    header = [text.word(name) for name in ("series", "time", "estimate", "low", "high")]
    return finish("survival", (width, height), text, body, header=header, rows=rows)


def information_chart(
    theta: Sequence[float],
    information: Sequence[float],
    *,
    text: Text,
    targets: Sequence[tuple[float, str]] = (),
    width: int = 640,
) -> Chart:
    """Draw test information over theta; `targets` are (information, label), e.g. the value where the error is .32."""
    xs = finite("theta", theta)
    ys = same_length("information", information, len(xs))
    if min(ys) < 0 or any(later <= earlier for earlier, later in pairwise(xs)):
        raise ScienceError("information", "0 or more over ascending theta", min(ys))
    height = round(max(230, min(width * 0.5, 340)))
    top = widen(0.0, max([*ys, *(value for value, _ in targets)]))[1]
    plot = Plot(Scale(xs[0], xs[-1], 46.0, width - 20.0), Scale(0.0, top, height - 46.0, 34.0))
    body = vertical_axis(plot, text) + horizontal_axis(plot, text, about=8)
    points = plot.points(xs, ys)
    body.append(band(points, [plot.at(xs[0], 0), plot.at(xs[-1], 0)], ACCENT))
    body.append(curve(points, ACCENT))
    for value, name in targets:
        y = plot.y(value)
        body.append(line((plot.x.start, y), (plot.x.end, y), stroke_dasharray="5 4", stroke_opacity=MUTED))
        body.append(label(name, (plot.x.end, y - 6), text_anchor="end", font_size=SMALL))
    header = (text.x, text.y or text.word("estimate"))
    rows = [(text.number(x), text.number(y)) for x, y in zip(xs, ys, strict=True)]
    return finish("information", (width, height), text, body, header=header, rows=rows)


def calibration_chart(
    points: Sequence[CalibrationPoint],
    *,
    text: Text,
    smooth: Curve | None = None,
    width: int = 480,
) -> Chart:
    """Draw observed against predicted proportions: points with intervals, a smooth curve with its band, the
    ideal line.

    Small bars along the bottom show how many people had each prediction.
    """
    if not points:
        raise ScienceError("points", "at least one group of people", 0)
    for point in points:
        values = finite("points", [point.predicted, point.observed, point.low, point.high, point.n])
        if not (0 <= values[2] <= values[1] <= values[3] <= 1 and 0 <= values[0] <= 1 and values[4] >= 1):
            raise ScienceError(
                "points", "proportions in [0, 1] inside their interval, of 1 or more people", values
            )
    side = float(width - 46 - 20)
    height = side + 34 + 46
    plot = Plot(Scale(0.0, 1.0, 46.0, width - 20.0), Scale(0.0, 1.0, height - 46.0, 34.0))
    body = vertical_axis(plot, text, text.percent) + horizontal_axis(plot, text, text.percent)
    most = max(point.n for point in points)
    for point in points:
        x, tall = plot.x(point.predicted), 0.09 * side * point.n / most
        body.append(
            tag("rect", x=x - 4, y=plot.y.start - tall, width=8.0, height=tall, fill=INK, fill_opacity=0.18)
        )
    body.append(line(plot.at(0, 0), plot.at(1, 1), stroke_dasharray="5 4", stroke_opacity=0.6))
    ideal = plot.at(0.1, 0.1)
    turn = f"rotate(-45 {ideal[0]:.1f} {ideal[1]:.1f})"
    body.append(
        label(
            text.word("ideal"), (ideal[0], ideal[1] - 6), font_size=SMALL, fill_opacity=MUTED, transform=turn
        )
    )
    if smooth is not None:
        checked = _checked(smooth)
        _proportions(checked)
        if checked.low is not None and checked.high is not None:
            body.append(
                band(plot.points(checked.x, checked.high), plot.points(checked.x, checked.low), ACCENT)
            )
        body.append(curve(plot.points(checked.x, checked.y), ACCENT))
    for point in points:
        x = plot.x(point.predicted)
        body.append(line((x, plot.y(point.low)), (x, plot.y(point.high)), stroke=ACCENT, stroke_width=1.5))
        dot = {"fill": ACCENT, "stroke": PAPER, "stroke_width": 1.5}
        body.append(tag("circle", cx=x, cy=plot.y(point.observed), r=4.5, **dot))
    header = (text.x, text.y, text.word("low"), text.word("high"), text.word("n"))
    rows = [
        (*(text.percent(value, 1) for value in (p.predicted, p.observed, p.low, p.high)), str(p.n))
        for p in points
    ]
    return finish("calibration", (width, height), text, body, header=header, rows=rows)


@dataclass(frozen=True, slots=True)
class _Checked:
    label: str
    x: list[float]
    y: list[float]
    low: list[float] | None
    high: list[float] | None


def _checked(item: Curve) -> _Checked:
    xs = finite("x", item.x)
    ys = same_length("y", item.y, len(xs))
    if any(later < earlier for earlier, later in pairwise(xs)):
        raise ScienceError("x", "ascending", xs[:5])
    if len(set(xs)) < 2:
        raise ScienceError("x", "at least two different values", xs[:2])
    if (item.low is None) != (item.high is None):
        raise ScienceError("low", "given together with high", "only one of the two")
    low = None if item.low is None else same_length("low", item.low, len(xs))
    high = None if item.high is None else same_length("high", item.high, len(xs))
    return _Checked(item.label, xs, ys, low, high)


def _proportions(item: _Checked) -> None:
    values = [*item.y, *(item.low or []), *(item.high or [])]
    if min(values) < 0 or max(values) > 1:
        raise ScienceError("y", "proportions in [0, 1]", (min(values), max(values)))
    if min(item.x) < 0:
        raise ScienceError("x", "0 or more", min(item.x))


def _value_at(item: _Checked, x: float, steps: bool) -> float:
    place = max(index for index, at in enumerate(item.x) if at <= x) if x >= item.x[0] else 0
    if steps or place + 1 >= len(item.x):
        return item.y[place]
    before, after = item.x[place], item.x[place + 1]
    return item.y[place] + (item.y[place + 1] - item.y[place]) * (x - before) / (after - before)


def _horizon(plot: Plot, text: Text, item: _Checked, horizon: float, steps: bool) -> list[str]:
    if not (math.isfinite(horizon) and 0 <= horizon <= plot.x.high):
        raise ScienceError("horizons", f"times from 0 to {plot.x.high:g}", horizon)
    value = _value_at(item, horizon, steps)
    x, y = plot.at(horizon, value)
    near_end = x > plot.x.end - 40
    return [
        line((x, plot.y.start), (x, y), stroke_opacity=0.35, stroke_dasharray="2 3"),
        tag("circle", cx=x, cy=y, r=4.0, fill=ACCENT, stroke=PAPER, stroke_width=1.5),
        callout(
            text.percent(value),
            (x + (-4 if near_end else 7), y - 8),
            text_anchor="end" if near_end else None,
        ),
    ]


def _curve_rows(curves: Sequence[_Checked], text: Text) -> list[tuple[str, ...]]:
    rows = []
    for item in curves:
        for place, x in enumerate(item.x):
            low = None if item.low is None else item.low[place]
            high = None if item.high is None else item.high[place]
            values = (text.percent(value, 1) for value in (item.y[place], low, high))
            rows.append((item.label, text.number(x, 0 if float(x).is_integer() else 2), *values))
    return rows

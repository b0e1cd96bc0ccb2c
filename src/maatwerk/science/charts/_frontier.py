"""The validity–impact frontier: what each choice of weights costs and yields."""

from collections.abc import Sequence

from maatwerk.science.charts._axes import SMALL, Plot, curve, horizontal_axis, vertical_axis
from maatwerk.science.charts._scale import Scale, widen
from maatwerk.science.charts._svg import (
    ACCENT,
    CONTRAST,
    MUTED,
    NEUTRAL,
    PAPER,
    Chart,
    callout,
    label,
    line,
    tag,
)
from maatwerk.science.charts._words import Text, finish, finite, same_length, width_of
from maatwerk.science.errors import ScienceError

CROWDED = 20  # px between two points, below which a name that runs to the right runs into the other's


def frontier_chart(
    impact: Sequence[float],
    validity: Sequence[float],
    *,
    text: Text,
    named: Sequence[tuple[float, float, str]] = (),
    ranges: Sequence[tuple[float, float, float, float]] = (),
    threshold: float | None = 0.8,
    width: int = 560,
) -> Chart:
    """Draw validity against the impact ratio, one point for each weighting.

    Parameters
    ----------
    impact, validity
        Of the weightings on the frontier, in order along it: ratios of 0 or more, correlations.
    text
        `x` names the impact ratio, `y` the validity.
    named
        Single weightings to point at: (impact ratio, validity, label), e.g. the one in use.
    ranges
        Intervals of the named ones, in their order, drawn as a cross: impact ratio from, to; validity from, to.
    threshold
        A screening value to mark, None for none.
    """
    xs = finite("impact", impact)
    ys = same_length("validity", validity, len(xs))
    if min(xs) < 0 or max(map(abs, ys)) > 1:
        raise ScienceError("impact", "ratios of 0 or more, with validities in [-1, 1]", (min(xs), max(ys)))
    others = [tuple(finite("named", point[:2])) for point in named]
    crosses = [tuple(finite("ranges", ends)) for ends in ranges]
    if crosses and len(crosses) != len(others):
        raise ScienceError("ranges", f"{len(others)}, one for each that is named", len(crosses))
    marks = [] if threshold is None else [float(threshold)]
    all_x = [*xs, *(x for x, _ in others), *(end for ends in crosses for end in ends[:2])]
    all_y = [*ys, *(y for _, y in others), *(end for ends in crosses for end in ends[2:])]
    low_x, high_x = widen(min([*all_x, *marks]), max([*all_x, 1.0]))
    low_y, high_y = widen(min([*all_y, 0.0]), max(all_y))
    height = round(max(260, min(width * 0.64, 380)))
    plot = Plot(Scale(low_x, high_x, 46.0, width - 20.0), Scale(low_y, high_y, height - 46.0, 34.0))
    body = vertical_axis(plot, text) + horizontal_axis(plot, text)
    for mark in marks:
        x = plot.x(mark)
        body.append(line((x, plot.y.start), (x, plot.y.end), stroke=CONTRAST, stroke_dasharray="5 4"))
        body.append(
            label(
                text.number(mark), (x, plot.y.end - 6), text_anchor="middle", fill=CONTRAST, font_size=SMALL
            )
        )
    for (x, y), ends in zip(others, crosses, strict=False):
        body += _cross(plot, (x, y), ends)
    body.append(curve(plot.points(xs, ys), ACCENT))
    if len(xs) <= 40:
        body += [
            tag("circle", cx=plot.x(x), cy=plot.y(y), r=2.75, fill=ACCENT)
            for x, y in zip(xs, ys, strict=True)
        ]
    for (x, y), (_, _, name) in zip(others, named, strict=True):
        below = any(here > y for _, here in _nearest(xs, ys, x))
        body += _point(plot, (x, y), name, below=below, others=[plot.at(*one[:2]) for one in others])
    header = [text.x, text.y, text.word("note")]
    pointed = {tuple(point) for point in others}
    rows = [
        (text.number(x, 3), text.number(y, 3), "")
        for x, y in zip(xs, ys, strict=True)
        if (x, y) not in pointed
    ]
    rows += [
        (text.number(x, 3), text.number(y, 3), name)
        for (x, y), (_, _, name) in zip(others, named, strict=True)
    ]
    return finish("frontier", (width, height), text, body, header=header, rows=rows)


def _cross(plot: Plot, at: tuple[float, ...], ends: tuple[float, ...]) -> list[str]:
    arms = (((ends[0], at[1]), (ends[1], at[1])), ((at[0], ends[2]), (at[0], ends[3])))
    return [
        line(plot.at(*start), plot.at(*end), stroke=NEUTRAL, stroke_width=1.5, stroke_opacity=MUTED)
        for start, end in arms
    ]


def _nearest(xs: Sequence[float], ys: Sequence[float], x: float) -> list[tuple[float, float]]:
    """The two points of the frontier nearest to x."""
    return sorted(zip(xs, ys, strict=True), key=lambda point: abs(point[0] - x))[:2]


def _point(
    plot: Plot,
    at: tuple[float, ...],
    name: str,
    *,
    below: bool,
    others: Sequence[tuple[float, float]] = (),
) -> list[str]:
    x, y = plot.at(at[0], at[1])
    end = x + 12 + width_of(name, 12.5)
    crowded = any(x < there < end + 9 and abs(height - y) < CROWDED for there, height in others)
    late = end > plot.x.end or (crowded and x - 12 - width_of(name, 12.5) > plot.x.start)
    place = (x + (-9 if late else 9), y + (17 if below else -8))
    return [
        tag("circle", cx=x, cy=y, r=5.5, fill=CONTRAST, stroke=PAPER, stroke_width=1.5),
        callout(name, place, text_anchor="end" if late else None),
    ]

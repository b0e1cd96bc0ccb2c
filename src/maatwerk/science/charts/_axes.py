"""Axes drawn the calm way: faint grid, no box, axis names set horizontally."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from maatwerk.science.charts._scale import Scale, digits_for
from maatwerk.science.charts._svg import FAINT, MUTED, callout, label, line, path
from maatwerk.science.charts._words import Text, width_of, wrap

SMALL = 11.5


@dataclass(frozen=True, slots=True)
class Plot:
    """The drawing area with its two scales; y grows upward."""

    x: Scale
    y: Scale

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return the position of a point."""
        return self.x(x), self.y(y)

    def points(self, xs: Sequence[float], ys: Sequence[float]) -> list[tuple[float, float]]:
        """Return the positions of points."""
        return [self.at(x, y) for x, y in zip(xs, ys, strict=True)]

    def steps(self, xs: Sequence[float], ys: Sequence[float]) -> list[tuple[float, float]]:
        """Return the positions of a step function that keeps each value until the next x."""
        made = [self.at(xs[0], ys[0])]
        for place in range(1, len(xs)):
            made += [self.at(xs[place], ys[place - 1]), self.at(xs[place], ys[place])]
        return made


def band(upper: list[tuple[float, float]], lower: list[tuple[float, float]], colour: str) -> str:
    """Fill the area between two paths, faintly."""
    return path([*upper, *reversed(lower)], close=True, fill=colour, fill_opacity=0.17, stroke="none")


def curve(points: list[tuple[float, float]], colour: str) -> str:
    """Draw a data line."""
    return path(points, stroke=colour, stroke_width=2.25, stroke_linejoin="round", stroke_linecap="round")


Format = Callable[[float], str]


def horizontal_axis(plot: Plot, text: Text, write: Format | None = None, *, about: int = 6) -> list[str]:
    """Draw the line at the bottom, its ticks and the name of x below it."""
    base = plot.y.start
    ticks = plot.x.ticks(max(2, min(about, int((plot.x.end - plot.x.start) / 48))))
    digits = digits_for(ticks)
    parts = [line((plot.x.start, base), (plot.x.end, base), stroke_opacity=0.55)]
    for tick in ticks:
        at = plot.x(tick)
        parts.append(line((at, base), (at, base + 4), stroke_opacity=0.55))
        words = write(tick) if write else text.number(tick, digits)
        parts.append(label(words, (at, base + 17), text_anchor="middle", font_size=SMALL, fill_opacity=MUTED))
    if text.x:
        half = width_of(text.x, 12.5) / 2
        middle = max((plot.x.start + plot.x.end) / 2, 0.0)
        middle = max(min(middle, plot.x.end + 16 - half), half + 2)  # keep the words inside the drawing
        parts.append(label(text.x, (middle, base + 37), text_anchor="middle", font_size=12.5))
    return parts


def vertical_axis(plot: Plot, text: Text, write: Format | None = None, *, about: int = 5) -> list[str]:
    """Draw faint lines across, the values left of them, and the name of y above."""
    ticks = plot.y.ticks(about)
    digits = digits_for(ticks)
    parts = []
    for tick in ticks:
        at = plot.y(tick)
        parts.append(line((plot.x.start, at), (plot.x.end, at), stroke_opacity=FAINT))
        words = write(tick) if write else text.number(tick, digits)
        place = (plot.x.start - 8, at + 4)
        parts.append(label(words, place, text_anchor="end", font_size=SMALL, fill_opacity=MUTED))
    if text.y:
        parts.append(label(text.y, (2.0, plot.y.end - 16), font_size=12.5))
    return parts


def left_room(texts: Sequence[str], *, least: float = 34.0, most: float = 240.0) -> float:
    """Return the margin that labels on the left need."""
    return min(max([least, *(width_of(text) + 16 for text in texts)]), most)


def spread_labels(wanted: Sequence[float], gap: float, bounds: tuple[float, float]) -> list[float]:
    """Move label positions apart until they are `gap` apart and within bounds, keeping their order."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    placed = list(wanted)
    floor = bounds[0]
    for index in order:
        placed[index] = max(placed[index], floor)
        floor = placed[index] + gap
    ceiling = bounds[1]
    for index in reversed(order):
        placed[index] = min(placed[index], ceiling)
        ceiling = placed[index] - gap
    return placed


def legend(
    entries: Sequence[tuple[str, str]], at: tuple[float, float], *, stacked: bool = False
) -> list[str]:
    """Write series names in a row, or below each other, each behind a stroke of its colour."""
    parts, (x, y) = [], at
    for name, colour in entries:
        parts.append(line((x, y - 4), (x + 14, y - 4), stroke=colour, stroke_width=3, stroke_linecap="round"))
        parts.append(label(name, (x + 20, y), font_size=12.5))
        if stacked:
            y += 18
        else:
            x += 20 + width_of(name, 12.5) + 18
    return parts


NARROW = 480  # below this width, names stand above their rows instead of left of them


def row_label(name: str, detail: str, middle: float, left: float) -> list[str]:
    """Write a row's name: left of the plot, ending at `left`, or above the row when `left` is 0."""
    if left == 0:
        parts = [callout(name, (2.0, middle - 12), font_size=13, font_weight=400)]
        if detail:
            where = (2.0 + width_of(name) + 8, middle - 12)
            parts.append(label(detail, where, font_size=SMALL, fill_opacity=MUTED))
        return parts
    lines = wrap(name, left - 14, most=1 if detail else 2)
    first = middle + 4 - (8 if detail else 7.5 * (len(lines) - 1))
    x = left - 12
    parts = [label(part, (x, first + 15 * place), text_anchor="end") for place, part in enumerate(lines)]
    if detail:
        small = wrap(detail, left - 14, most=1)[0]
        parts.append(label(small, (x, middle + 11), text_anchor="end", font_size=SMALL, fill_opacity=MUTED))
    return parts

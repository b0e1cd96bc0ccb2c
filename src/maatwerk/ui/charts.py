"""Charts on pages: drawn by the statistical core, each for a wide and for a narrow screen, with its numbers as a table.

`framed` takes any drawing of `maatwerk.science.charts`; `curves`, `forest` and `frontier` are made for pages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.safestring import mark_safe

from maatwerk.kernel.languages import language_now
from maatwerk.ui.shapes import Chart, Text

if TYPE_CHECKING:
    from maatwerk.science import charts as core

#: Widths in px at which texts have the size of the page: a column of text, and a phone.
WIDE, NARROW = 640, 340


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


def framed(draw: Callable[[int], core.Chart], *, sentence: Text = "") -> Chart:
    """Return what `draw` draws at a width in px, for both screens, with its words and numbers.

    `sentence` says what the drawing shows; without it the drawing's own description does.
    """
    wide, narrow = draw(WIDE), draw(NARROW)
    return Chart(
        title=wide.title,
        sentence=sentence or wide.description,
        wide=mark_safe(wide.svg),  # noqa: S308 - the core escapes every text it draws
        narrow=mark_safe(narrow.svg),  # noqa: S308 - the core escapes every text it draws
        header=wide.columns,
        rows=wide.table,
    )


def curves(
    *, title: Text, sentence: Text, axis: Text, lines: Sequence[Line], horizons: Sequence[float] = ()
) -> Chart:
    """Draw one to four curves of the proportion that remains, 0 to 100%, over time from 0 on.

    Raises
    ------
    ScienceError
        There are no lines or more than four, or a proportion lies outside 0 to 1.
    """
    from maatwerk.science.charts import Curve, survival_curve_chart

    given = [Curve(str(line.label), line.x, line.y, line.low or None, line.high or None) for line in lines]
    text = _text(title, sentence, axis)
    return framed(lambda width: survival_curve_chart(given, text=text, horizons=horizons, width=width))


def forest(
    *, title: Text, sentence: Text, rows: Sequence[ForestRow], middle: float = 0.0, axis: Text = ""
) -> Chart:
    """Draw estimates with their intervals around a line of no difference (0 for weights, 1 for ratios).

    Raises
    ------
    ScienceError
        There are no rows.
    """
    from maatwerk.science.charts import ForestRow as Row
    from maatwerk.science.charts import Interval
    from maatwerk.science.charts import forest as drawn

    given = [Row(str(row.label), (Interval(row.value, row.low, row.high),)) for row in rows]
    text = _text(title, sentence, axis)
    return framed(lambda width: drawn(given, text=text, reference=middle, width=width))


def frontier(
    *,
    title: Text,
    sentence: Text,
    axes: tuple[Text, Text],
    line: Sequence[tuple[float, float]],
    named: Sequence[tuple[float, float, Text]],
    ranges: Sequence[tuple[float, float, float, float]] = (),
) -> Chart:
    """Draw validity against the impact ratio: a line of weightings, and some that are named, with their intervals.

    Raises
    ------
    ScienceError
        There is nothing to draw, or a ratio lies below 0.
    """
    from maatwerk.science.charts import frontier_chart

    text = _text(title, sentence, *axes)
    points = [(x, y, str(name)) for x, y, name in named]
    return framed(
        lambda width: frontier_chart(
            [x for x, _y in line], [y for _x, y in line], text=text, named=points, ranges=ranges, width=width
        )
    )


def _text(title: Text, sentence: Text, x: Text, y: Text = "") -> core.Text:
    from maatwerk.science.charts import Text as Words

    return Words(title=str(title), description=str(sentence), x=str(x), y=str(y), language=language_now())

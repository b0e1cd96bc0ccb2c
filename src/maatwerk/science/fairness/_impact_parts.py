"""Impact tables overall and within parts (a stage, a channel, a kind of work), released together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maatwerk.science.errors import ScienceError
from maatwerk.science.fairness._counts import FOUR_FIFTHS, check_share
from maatwerk.science.fairness._impact_results import ImpactTable
from maatwerk.science.fairness._impact_table import SMALLEST_CELL, build_table
from maatwerk.science.fairness._suppression import suppress
from maatwerk.science.fairness._tally import UNKNOWN, Margin, Tally

Crossed = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactByPart:
    """Tables over everybody by what they cross, and those within each part by (part, its level), then by attribute."""

    overall: dict[Crossed, ImpactTable]
    parts: dict[tuple[str, str], dict[Crossed, ImpactTable]]


class _Line(NamedTuple):
    """Some totals of one table that are released: their cells, and whether they are always shown."""

    cells: NDArray[np.bool_]
    always: bool
    rank: int


def impact_by_part(
    counts: Tally,
    *,
    parts: Sequence[str],
    crossings: Sequence[Crossed] | None = None,
    smallest_cell: int = SMALLEST_CELL,
    smallest_share: float = 0.0,
    confidence: float = 0.95,
    threshold: tuple[int, int] = FOUR_FIFTHS,
) -> ImpactByPart:
    """Make the tables of all attributes, of their intersections, and of every attribute within every part.

    Suppression looks at everything at once [1]_: no small group follows from a part subtracted from the whole, nor from two
    parts. Within a part groups are compared with the highest rate of that part.

    Parameters
    ----------
    counts
        Selected and applicants per combination of levels, of attributes and parts alike.
    parts
        Which names of `counts` divide the work (channel, kind of work) rather than describe people.
    crossings
        Combinations of attributes to cross over everybody; all pairs by default.
    smallest_cell, smallest_share, confidence, threshold
        As in `impact_table`.

    Raises
    ------
    ScienceError
        A part is no attribute of `counts`, or nothing else is.

    References
    ----------
    .. [1] cox1980; hundepool2012, chapter 4, on linked tables.
    """
    check_share("confidence", confidence)
    attributes = [name for name in counts.attributes if name not in parts]
    if missing := set(parts) - set(counts.attributes):
        raise ScienceError("parts", f"among {counts.attributes}", sorted(missing)[0])
    if not attributes:
        raise ScienceError("counts", "at least one attribute beside the parts", "none")
    crossed = [tuple(one) for one in (combinations(attributes, 2) if crossings is None else crossings)]
    whole = {name: counts.margin(name) for name in [*((name,) for name in attributes), *crossed]}
    within = {(part, name): counts.margin((name, part)) for part in parts for name in attributes}
    hidden = _suppressed(counts, [*whole.values(), *within.values()], parts, smallest_cell)
    options = {
        "smallest_cell": smallest_cell,
        "smallest_share": smallest_share,
        "confidence": confidence,
        "threshold": threshold,
    }
    overall = {
        name: build_table(counts, margin, withheld=found, **options)  # type: ignore[arg-type]
        for (name, margin), found in zip(whole.items(), hidden, strict=False)
    }
    divided: dict[tuple[str, str], dict[Crossed, ImpactTable]] = {}
    for ((part, name), margin), found in zip(within.items(), hidden[len(whole) :], strict=True):
        for level, table in _within(counts, margin, part, withheld=found, options=options).items():
            divided.setdefault((part, level), {})[(name,)] = table
    return ImpactByPart(overall=overall, parts=divided)


def _suppressed(
    counts: Tally, margins: Sequence[Margin], parts: Sequence[str], smallest_cell: int
) -> list[NDArray[np.bool_]]:
    """Withheld rows of each table, decided for all tables and parts at once."""
    lines = [_Line(np.ones(len(counts.applicants), dtype=bool), True, 0)]
    for part in parts:
        lines += [_Line(cells, True, 0) for cells in _cells_of(counts, part).values()]
    spans, unions = [], []
    for margin in margins:
        start = len(lines)
        lines += [_Line(members, False, len(margin.attributes)) for members in margin.members]
        spans.append(slice(start, len(lines)))
        unions += [tuple(start + index for index in line) for line in margin.lines()]
        lines.append(_Line(margin.unknown, True, 0))
        if len(margin.attributes) == 2 and margin.attributes[1] in parts:
            lines += [
                _Line(margin.unknown & cells, True, 0)
                for cells in _cells_of(counts, margin.attributes[1]).values()
            ]
    hidden = suppress(
        np.array([line.cells for line in lines]),
        counts.applicants,
        threshold=smallest_cell,
        rank=np.array([line.rank for line in lines]),
        always=np.array([line.always for line in lines]),
        unions=tuple(unions),
    )
    return [hidden[span] for span in spans]


def _cells_of(counts: Tally, part: str) -> dict[str, NDArray[np.bool_]]:
    """Return which cells belong to each level of a part."""
    place = counts.attributes.index(part)
    codes = counts.codes[:, place]
    return {level: codes == code for code, level in enumerate(counts.levels[place])}


def _within(
    counts: Tally,
    margin: Margin,
    part: str,
    *,
    withheld: NDArray[np.bool_],
    options: Mapping[str, object],
) -> dict[str, ImpactTable]:
    """Split the crossing of an attribute and a part into a table per level of the part."""
    place = counts.attributes.index(margin.attributes[0])
    found = {}
    for level, cells in _cells_of(counts, part).items():
        rows = [index for index, levels in enumerate(margin.levels) if levels[1] == level]
        own = Margin(
            attributes=margin.attributes[:1],
            levels=tuple((margin.levels[index][0],) for index in rows),
            members=margin.members[rows][:, cells],
            unknown=counts.codes[cells, place] == UNKNOWN,
        )
        there = Tally(
            attributes=counts.attributes,
            levels=counts.levels,
            codes=counts.codes[cells],
            applicants=counts.applicants[cells],
            selected=counts.selected[cells],
        )
        found[level] = build_table(there, own, withheld=withheld[rows], **options)  # type: ignore[arg-type]
    return found

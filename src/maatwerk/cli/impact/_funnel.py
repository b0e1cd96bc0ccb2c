"""A table of how many came how far: steps below each other, groups of people beside each other."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from maatwerk.cli.impact import _words as words
from maatwerk.cli.impact._cells import CellError, people
from maatwerk.kernel.tables import Row

FEWEST_STEPS = 3  # with two it is a plain table of applicants and selected


def told_by_step(rows: Sequence[Row], measure_of: Callable[[str], str | None]) -> list[Row]:
    """Return the table with a row per step and group, who entered beside who came through; empty where it is none.

    Steps that are known by their words, and numbers that never grow on the way down, make a table one of these.
    """
    steps = [
        row for row in rows if row.cells and _is_step(row.cells[0], measure_of) and len(_numbers(row)) > 1
    ]
    if len(steps) < FEWEST_STEPS or len({len(_numbers(row)) for row in steps}) > 1:
        return []
    at = rows.index(steps[0])
    groups = [] if at == 0 else [(n, cell) for n, cell in enumerate(rows[at - 1].cells) if n and cell]
    groups = [(n, cell) for n, cell in groups if not words.is_total(cell)]
    if len(groups) < 2 or any(measure_of(cell) for _n, cell in groups):
        return []
    counted = [_numbers(row) for row in steps]
    if any(n not in row for n, _cell in groups for row in counted):
        return []
    if any(later[n] > one[n] for one, later in pairwise(counted) for n, _cell in groups):
        return []
    title = "sex" if {words.sex_of(cell) for _n, cell in groups} <= {*words.SEXES} else "group"
    made = [Row(rows[at - 1].line, ["stage", title, "applicants", "selected"])]
    for one, later in pairwise(steps):
        name = f"{one.cells[0]} → {later.cells[0]}"
        made += [Row(later.line, [name, cell, one.cells[n], later.cells[n]]) for n, cell in groups]
    return made


def _is_step(cell: str, measure_of: Callable[[str], str | None]) -> bool:
    return words.stage_of(cell) is not None or measure_of(cell) in ("applicants", "selected")


def _numbers(row: Row) -> dict[int, float]:
    """Return the whole numbers of a row behind its first cell, by their place."""
    found = {}
    for at, cell in enumerate(row.cells):
        try:
            made = people(cell, ".") if at and cell else None
        except CellError:
            continue
        if value := getattr(made, "value", None):
            found[at] = float(value)
        elif cell.strip() == "0":
            found[at] = 0.0
    return found

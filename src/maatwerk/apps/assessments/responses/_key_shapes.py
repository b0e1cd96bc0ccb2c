"""Keys that do not list items one below the other: a row of correct answers, and a table of items by scales."""

from collections.abc import Sequence

from maatwerk.apps.assessments.responses._key import ONLY_SCALE, KeyedItem, ScoringKey, checked_key
from maatwerk.apps.assessments.responses._key_words import (
    CORRECT,
    DIRECTION,
    ITEM,
    KEY,
    REVERSE,
    SCALE,
    correct_answers,
    direction_of,
    folded,
)
from maatwerk.apps.assessments.responses._layout import KEY_ROW, UNNAMED, person_column
from maatwerk.kernel.tables import Place, Row, Table, problem

#: Which cells of a table of items by scales mean that an item does not count.
_NOT = {"", "0", "0.0", "na"}
#: A table with one of these columns lists items, even if its column of items is called otherwise.
_LISTED = {*ITEM, *SCALE, *KEY, *DIRECTION, *REVERSE, *CORRECT} - {"id"}
#: One row of fewer answers than this is hardly a key.
_FEWEST = 3


def shaped_key(table: Table, rows: Sequence[Row], *, scale_column: str | None) -> ScoringKey | None:
    """Return the key of a table in one of these shapes; None where it lists items, as keys mostly do."""
    if scale_column is not None:
        return None
    named = [folded(title) in ITEM for title in table.header]
    if len(rows) == 1 and not any(folded(title) in _LISTED for title in table.header):
        return _one_row(table, rows[0])
    first = named.index(True) if any(named) else 0
    if (any(named) or table.header[0] == UNNAMED) and _is_matrix(table, rows, first):
        return _matrix(table, rows, first)
    return None


def _one_row(table: Table, row: Row) -> ScoringKey | None:
    """Read a key whose header names the items, with one row of correct answers or directions under it."""
    beside = person_column(table.header)
    cells = {
        title: cell
        for title, cell in zip(table.header, row.cells, strict=False)
        if title not in (beside, UNNAMED) and cell and cell.casefold() not in KEY_ROW
    }
    if len(cells) < _FEWEST:
        return None
    turned = [direction_of(cell) for cell in cells.values()]
    is_direction = all(one is not None for one in turned) and True in turned
    items = [
        KeyedItem(item=title, scale=ONLY_SCALE, reversed=bool(direction_of(cell)), line=row.line)
        if is_direction
        else KeyedItem(item=title, scale=ONLY_SCALE, correct=correct_answers(cell), line=row.line)
        for title, cell in cells.items()
    ]
    code = "note_key_row_of_directions" if is_direction else "note_key_row_of_answers"
    return checked_key(table.name, items, [problem(code, Place(table.name, row.line))])


def _is_matrix(table: Table, rows: Sequence[Row], first: int) -> bool:
    """Whether all columns but the items' own hold nothing but 1, -1 and 0, an item in one scale or more."""
    cells = [
        cell.casefold()
        for row in rows
        for at, cell in enumerate(row.cells)
        if at != first and at < len(table.header)
    ]
    scales = [at for at in range(len(table.header)) if at != first]
    known = all(cell in _NOT or direction_of(cell) is not None for cell in cells)
    return known and len(scales) > 1 and any(cell in _NOT for cell in cells)


def _matrix(table: Table, rows: Sequence[Row], first: int) -> ScoringKey:
    """Read a table of items by scales, as R's psych keeps keys."""
    items = [
        KeyedItem(
            item=row.cells[first], scale=table.header[at], reversed=bool(direction_of(cell)), line=row.line
        )
        for row in rows
        for at, cell in enumerate(row.cells)
        if at != first and at < len(table.header) and cell.casefold() not in _NOT and row.cells[first]
    ]
    return checked_key(table.name, items, [problem("note_key_matrix", Place(table.name))])

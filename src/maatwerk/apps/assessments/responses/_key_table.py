"""A key in a table: one row per item, or one row per scale with a list of its items."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from maatwerk.apps.assessments.responses._key import ONLY_SCALE, KeyedItem, ScoringKey, checked_key
from maatwerk.apps.assessments.responses._key_shapes import shaped_key
from maatwerk.apps.assessments.responses._key_words import (
    CORRECT,
    DIRECTION,
    HIGH,
    ITEM,
    KEY,
    LOW,
    POINTS,
    REVERSE,
    SCALE,
    WORDS,
    answer_words,
    correct_answers,
    direction_of,
    folded,
    reverse_of,
)  # fmt: skip
from maatwerk.apps.assessments.responses._layout import UNNAMED
from maatwerk.kernel.tables import Place, Problem, Row, TableError, problem, quoted, read_table

_LIST = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where in the table each part of the key stands; None where it does not."""

    item: int
    scale: int | None
    direction: int | None
    reverse: int | None
    correct: int | None
    low: int | None
    high: int | None
    points: int | None
    words: int | None


def key_from_table(path: Path, *, name: str, scale_column: str | None) -> ScoringKey:
    """Read a key from a CSV or XLSX file."""
    table = read_table(path, name=name, unnamed=UNNAMED)
    rows = list(table.rows())
    header = table.header
    shaped = shaped_key(table, rows, scale_column=scale_column)
    if shaped is not None:
        return shaped
    columns, notes = _columns(header, rows, name=name, scale_column=scale_column)
    if columns.scale is not None and _is_list(header, columns, rows):
        return checked_key(name, _listed(columns, rows), notes)
    items: list[KeyedItem] = []
    problems: list[Problem] = []
    without: list[str] = []
    for row in rows:
        cells = row.cells + [""] * (len(header) - len(row.cells))
        if columns.scale is not None and not cells[columns.scale]:
            without.append(cells[columns.item])
            continue
        try:
            items.append(_item(cells, columns, Place(name, row.line)))
        except TableError as error:
            problems += error.problems
    if problems:
        raise TableError(*problems)
    if without:
        names = ", ".join(without[:5])
        notes.append(problem("note_rows_without_scale", Place(name), count=len(without), names=names))
    return checked_key(name, items, notes)


def _columns(
    header: Sequence[str], rows: Sequence[Row], *, name: str, scale_column: str | None
) -> tuple[_Columns, list[Problem]]:
    known = [folded(title) for title in header]

    def find(words: tuple[str, ...]) -> int | None:
        return next((known.index(word) for word in words if word in known), None)

    item = find(ITEM)
    scale = find(SCALE)
    if scale_column is not None:
        if scale_column not in header:
            listed = ", ".join(header)
            raise TableError(problem("key_no_such_column", Place(name), name=scale_column, columns=listed))
        scale = list(header).index(scale_column)
    if item is None:
        raise TableError(problem("key_no_item_column", Place(name), columns=", ".join(header)))
    direction, correct, words, notes = find(DIRECTION), find(CORRECT), find(WORDS), []
    if words is not None and not any("|" in cell for row in rows for cell in row.cells[words : words + 1]):
        correct, words = words if correct is None else correct, None  # one answer each: the correct one
    key = find(KEY)
    if key is not None and direction is None and correct is None:
        values = {row.cells[key] for row in rows if key < len(row.cells) and row.cells[key]}
        if values and all(direction_of(value) is not None for value in values):
            direction, code = key, "note_key_as_direction"
        else:
            correct, code = key, "note_key_as_correct"
        notes.append(problem(code, Place(name), name=header[key]))
    found = _Columns(
        item, scale, direction, find(REVERSE), correct, find(LOW), find(HIGH), find(POINTS), words
    )
    return found, notes


def _is_list(header: Sequence[str], columns: _Columns, rows: Sequence[Row]) -> bool:
    """Whether the item column holds lists such as “-A1, A2, A3”, one row per scale."""
    if len(header) > 2 and columns.direction is not None:
        return False
    cells = [row.cells[columns.item] for row in rows if columns.item < len(row.cells)]
    return any("," in cell or ";" in cell for cell in cells)


def _listed(columns: _Columns, rows: Sequence[Row]) -> list[KeyedItem]:
    found = []
    for row in rows:
        scale = row.cells[columns.scale] if columns.scale is not None else ONLY_SCALE
        for text in _LIST.split(row.cells[columns.item].strip()):
            if text:
                turned = text[0] in "-\u2212"
                found.append(
                    KeyedItem(item=text.lstrip("+-\u2212"), scale=scale, reversed=turned, line=row.line)
                )
    return found


def _item(cells: Sequence[str], columns: _Columns, place: Place) -> KeyedItem:
    name = cells[columns.item]
    turned = False
    if not name:
        raise TableError(problem("key_item_blank", place))
    correct = correct_answers(cells[columns.correct]) if columns.correct is not None else ()
    if name[0] in "-\u2212+" and columns.direction is None and columns.reverse is None:
        turned, name = name[0] != "+", name[1:].strip()
    if columns.direction is not None:
        found = direction_of(cells[columns.direction])
        if found is None and not (correct and not cells[columns.direction]):
            raise TableError(problem("key_direction", place, value=quoted(cells[columns.direction])))
        turned = bool(found)
    if columns.reverse is not None:
        said = reverse_of(cells[columns.reverse])
        if said is None:
            raise TableError(problem("key_reverse", place, value=quoted(cells[columns.reverse])))
        turned = said
    low, high = _bounds(cells, columns, place)
    return KeyedItem(
        item=name,
        scale=cells[columns.scale] if columns.scale is not None else ONLY_SCALE,
        reversed=turned,
        correct=correct,
        low=low,
        high=high,
        answers=answer_words(cells[columns.words]) if columns.words is not None else (),
        line=place.line,
    )


def _bounds(cells: Sequence[str], columns: _Columns, place: Place) -> tuple[int | None, int | None]:
    texts = [cells[at] if at is not None else "" for at in (columns.low, columns.high, columns.points)]
    if texts[2] and not texts[0] and not texts[1]:
        texts[:2] = ["1", texts[2]]
    try:
        low, high = (int(float(text)) if text else None for text in texts[:2])
    except ValueError as error:
        raise TableError(problem("key_range", place, low=texts[0], high=texts[1])) from error
    return low, high

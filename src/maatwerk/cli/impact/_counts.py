"""Tables of counts: one row per group, however it is written, brought to selected and applicants per group."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from maatwerk.cli.impact import _words as words
from maatwerk.cli.impact._cells import (
    CellError,
    Number,
    Withheld,
    decimal_sign,
    is_missing,
    is_withheld,
    number,
    part_and_whole,
    people,
    rate,
)
from maatwerk.cli.impact._layout import MEASURES, Block, attribute_in, is_number
from maatwerk.kernel.tables import Place, Problem, Row, problem, quoted

Levels = tuple[str | None, ...]


class Key(NamedTuple):
    """Which table a row belongs to: the part of the file, and the attributes it is about."""

    part: tuple[tuple[str, str], ...]
    attributes: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Line:
    """One row of a table of counts; None where nothing is said."""

    line: int
    name: str
    applicants: Number | None = None
    selected: Number | None = None
    rejected: Number | None = None
    rate: Number | None = None
    ratio: Number | None = None
    withheld: str = ""


@dataclass(slots=True, kw_only=True)
class CountTable:
    """The rows of one attribute or crossing, in one part of the file."""

    file: str
    lines: dict[Levels, Line] = field(default_factory=dict)
    total: Line | None = None


class Sum(NamedTuple):
    """A row that adds the parts of a file up: no part of its own, and held against what the parts come to."""

    key: Key
    levels: Levels
    line: Line
    block: Block


@dataclass(slots=True)
class CountFile:
    """Everything a file of counts says."""

    tables: dict[Key, CountTable] = field(default_factory=dict)
    sums: list["Sum"] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)


def read_counts(blocks: Iterable[Block], *, by: Sequence[str], groups: Sequence[str]) -> CountFile:
    """Read all tables of a file."""
    found = CountFile()
    for block in blocks:
        _read_block(block, found, by=by, groups=groups)
    if not found.tables:  # nothing but sums: then they are what the file says
        for one in found.sums:
            _put(found, one.key, one.levels, one.line, one.block)
        found.sums.clear()
    return found


class _Columns(NamedTuple):
    attributes: dict[int, str]  # attributes named by the column itself
    group: int | None  # levels of an attribute that is named elsewhere
    kind: int | None  # names the attribute of a row
    parts: dict[int, str]
    measures: dict[str, int]

    @property
    def named(self) -> list[int]:
        """The columns that say which table and group a row is."""
        single = [at for at in (self.group, self.kind) if at is not None]
        return [*self.attributes, *single, *self.parts]


def _columns(block: Block, by: Sequence[str], groups: Sequence[str]) -> _Columns:
    roles = block.roles
    attributes = {at: role for at, role in roles.items() if role in words.ATTRIBUTES}
    measures: dict[str, int] = {}
    for at, role in roles.items():
        if role in MEASURES:
            measures.setdefault(role, at)
    asked = {block.named(name): name for name in groups}
    attributes |= {at: block.header[at] for at in asked if at is not None and at not in attributes}
    group, kind = block.at("group"), block.at("attribute")
    parts = {at: role for at, role in roles.items() if role in words.PARTS or role == "stage"}
    for name in by:
        place = block.named(name)
        if place is not None:
            parts[place] = block.header[place]
            attributes.pop(place, None)
    if group in attributes:
        group = None
    if not attributes and group is None:
        free = [at for at in roles if at not in parts and at not in measures.values() and at != kind]
        group = free[0] if free else next(iter(parts), None)
        parts.pop(group, None) if group is not None else None
    return _Columns(attributes, group, None if attributes else kind, parts, measures)


def _read_block(block: Block, found: CountFile, *, by: Sequence[str], groups: Sequence[str]) -> None:
    columns = _columns(block, by, groups)
    rows = list(block.rows)
    _fill_down(rows, columns)
    _divided(block, rows, columns)
    reader = _Reader(block, rows, columns)
    for role in reader.worked_back:
        row = next(row for row in rows if _cell(row, columns.measures[role]))
        place = Place(block.file, row.line, block.header[columns.measures[role]])
        found.notes.append(problem("impact_rounded", place, cell=quoted(_cell(row, columns.measures[role]))))
    for at, name in columns.attributes.items():
        found.columns.setdefault(name, block.header[at])
    for role, at in columns.measures.items():
        found.columns.setdefault(role, block.header[at])
    for at, name in columns.parts.items():
        found.columns.setdefault(name, block.header[at])
    sexes = _holds_both_sexes(rows, columns)
    heading = ""
    for row in rows:
        texts = [cell for cell in row.cells if cell]
        numbers = [row.cells[at] for at in columns.measures.values() if at < len(row.cells) and row.cells[at]]
        if not numbers:
            if len(texts) == 1:
                heading = attribute_in(texts[0]) or heading
            continue
        line = reader.line(row, found)
        if line is None:
            continue
        key, levels = _place(block, row, columns, heading=heading, sexes=sexes)
        if key is None:
            found.errors.append(problem("impact_group_missing", Place(block.file, row.line)))
            continue
        if any(words.is_total(level) for _name, level in key.part):
            found.sums.append(Sum(key, levels, line, block))
        else:
            _put(found, key, levels, line, block)


def _fill_down(rows: list[Row], columns: _Columns) -> None:
    """Give cells that were merged downwards the text of the cell above, where another column tells rows apart."""
    named = columns.named
    for at in named:
        others = [other for other in named if other != at]
        cells = [_cell(row, at) for row in rows]
        if not cells or not cells[0] or all(cells) or not others:
            continue
        told_apart = [
            any(_cell(row, other) for other in others) or words.is_total(cell)
            for row, cell in zip(rows, cells, strict=True)
        ]
        if not all(told_apart):
            continue
        current = ""
        for row, cell in zip(rows, cells, strict=True):
            current = cell or current
            if at < len(row.cells):
                row.cells[at] = current


def _cell(row: Row, at: int | None) -> str:
    return row.cells[at] if at is not None and at < len(row.cells) else ""


def _divided(block: Block, rows: Sequence[Row], columns: _Columns) -> None:
    """Where groups stand more than once, find the columns that tell their tables apart, the fewest and plainest."""
    used = [*columns.named, *columns.measures.values()]
    free = [
        at
        for at in range(len(block.header))
        if at not in used and block.header[at] and not _is_numbers([_cell(row, at) for row in rows])
    ]
    counted = [row for row in rows if any(_cell(row, at) for at in columns.measures.values())]
    while (twice := _twice(counted, columns.named)) and free:
        found = [
            (_twice(counted, [*columns.named, at]), len({_cell(row, at) for row in counted}), at)
            for at in free
        ]
        left, values, at = min(found)
        if left >= twice or values > len(counted) / 2:
            break
        columns.parts[at] = block.header[at]
        free.remove(at)
    for at in reversed(list(columns.parts)):  # what another part says already
        others = [other for other in columns.parts if other != at]
        if _different(counted, others) == _different(counted, [*others, at]):
            del columns.parts[at]


def _is_numbers(cells: Sequence[str]) -> bool:
    given = [cell for cell in cells if not is_missing(cell)]
    return bool(given) and all(is_number(cell) for cell in given)


def _different(rows: Sequence[Row], places: Sequence[int]) -> int:
    return len({tuple(_cell(row, at) for at in places) for row in rows})


def _twice(rows: Sequence[Row], places: Sequence[int]) -> int:
    """Count the rows of which these columns say nothing new."""
    return len(rows) - _different(rows, places)


def _holds_both_sexes(rows: Sequence[Row], columns: _Columns) -> bool:
    """Whether one column lists the sexes and other groups below each other, with nothing to tell the two apart."""
    if columns.group is None or columns.kind is not None:
        return False
    cells = {row.cells[columns.group] for row in rows if columns.group < len(row.cells)}
    known = {cell for cell in cells if cell and not words.is_total(cell) and not words.is_unknown(cell)}
    sexes = {cell for cell in known if words.sex_of(cell) in words.SEXES}
    return {words.sex_of(cell) for cell in sexes} == set(words.SEXES) and len(known - sexes) >= 2


def _place(
    block: Block, row: Row, columns: _Columns, *, heading: str, sexes: bool
) -> tuple[Key | None, Levels]:
    """Return which table a row belongs to and which group it is; no levels for a total of everybody."""

    def cell(at: int | None) -> str:
        return _cell(row, at)

    part = tuple((name, cell(at)) for at, name in columns.parts.items() if cell(at))
    if columns.attributes:
        named = {name: cell(at) for at, name in columns.attributes.items()}
        if len(named) == 1:
            ((only, text),) = named.items()
            if not text:
                return None, ()
            return Key(part, (only,)), () if words.is_total(text) else (_level(only, text),)
        crossed = {name: text for name, text in named.items() if text and not words.is_total(text)}
        unknown = [name for name, text in crossed.items() if words.is_unknown(text)]
        if not crossed:
            return Key(part, ()), ()
        if len(unknown) == len(crossed) > 1:
            return Key(part, tuple(crossed)), tuple(None for _ in crossed)
        return Key(part, tuple(crossed)), tuple(_level(name, text) for name, text in crossed.items())
    text = cell(columns.group)
    if not text:
        return None, ()
    name = attribute_in(cell(columns.kind)) or cell(columns.kind) if columns.kind is not None else ""
    name = name or heading or attribute_in(block.title) or ""
    if not name and columns.group is not None:
        name = (
            "sex" if sexes and words.sex_of(text) in words.SEXES else block.header[columns.group] or "group"
        )
    return Key(part, (name,)), () if words.is_total(text) else (_level(name, text),)


def _level(attribute: str, text: str) -> str | None:
    if words.is_unknown(text):
        return None
    return words.sex_of(text) if attribute == "sex" else text


def _put(found: CountFile, key: Key, levels: Levels, line: Line, block: Block) -> None:
    table = found.tables.setdefault(key, CountTable(file=block.file))
    if not levels:
        table.total = line
        return
    if (other := table.lines.get(levels)) is not None and not any(levels):
        _add(other, line)  # several rows of people about whom nothing is known
        return
    if other is not None:
        found.errors.append(
            problem(
                "impact_group_twice", Place(block.file, line.line), group=quoted(line.name), first=other.line
            )
        )
        return
    table.lines[levels] = line


def _add(other: Line, line: Line) -> None:
    for role in ("applicants", "selected", "rejected"):
        one, more = getattr(other, role), getattr(line, role)
        if one is not None and more is not None:
            setattr(other, role, Number(one.value + more.value, one.step))
        else:
            setattr(other, role, one or more)


class _Reader:
    """Reads the numbers of a row, each column in its own notation."""

    def __init__(self, block: Block, rows: Sequence[Row], columns: _Columns) -> None:
        self.block, self.columns = block, columns
        cells = {
            role: [row.cells[at] for row in rows if at < len(row.cells) and row.cells[at]]
            for role, at in columns.measures.items()
        }
        self.decimal = {
            role: decimal_sign(found, whole=role not in {"rate", "ratio"}) for role, found in cells.items()
        }
        self.worked_back = [
            role
            for role, found in cells.items()
            if role not in {"rate", "ratio"} and _are_fractions(_values(found, self.decimal[role]))
        ]
        self.in_percent = _is_percent(cells.get("rate", []), self.decimal.get("rate", "."), columns, block)

    def line(self, row: Row, found: CountFile) -> Line | None:
        """Return the numbers of a row; what is wrong with them goes into `found`."""
        made = Line(line=row.line, name=self._name(row))
        for role, at in self.columns.measures.items():
            cell = row.cells[at] if at < len(row.cells) else ""
            if not cell:
                continue
            try:
                self._read(made, role, cell)
            except CellError as error:
                place = Place(self.block.file, row.line, self.block.header[at])
                found.errors.append(problem(error.code, place, cell=quoted(cell)))
                return None
        return made

    def _read(self, made: Line, role: str, cell: str) -> None:
        if role in {"selected", "applicants", "rate"} and (both := part_and_whole(cell)):
            made.selected, made.applicants = both
            return
        if role == "ratio":
            if is_missing(cell) or is_withheld(cell):
                return
            value = number(cell.replace("%", ""), self.decimal[role])
            made.ratio = Number(value.value / 100, value.step / 100) if "%" in cell else value
            return
        read = (
            rate(cell, self.decimal[role], in_percent=self.in_percent)
            if role == "rate"
            else people(cell, self.decimal[role])
        )
        if isinstance(read, Withheld):
            made.withheld = made.withheld or cell
        elif read is not None:
            if role != "rate" and read.value % 1 and role not in self.worked_back:
                raise CellError("impact_no_number")  # half a person among whole ones
            setattr(made, role, read)

    def _name(self, row: Row) -> str:
        columns = [
            *self.columns.attributes,
            *([self.columns.group] if self.columns.group is not None else []),
        ]
        return " × ".join(row.cells[at] for at in columns if at < len(row.cells) and row.cells[at])


def _are_fractions(values: Sequence[float]) -> bool:
    """Whether people were counted in fractions, as where somebody worked numbers back from rates."""
    return 2 * sum(value % 1 > 0 for value in values) > len(values)


def _is_percent(cells: Sequence[str], decimal: str, columns: _Columns, block: Block) -> bool:
    """Whether a column of rates counts in hundreds: a sign says so, or a number above 1."""
    if "rate" in columns.measures:
        header = block.header[columns.measures["rate"]]
        if "%" in header or "percent" in header.casefold():
            values = _values(cells, decimal)
            return not values or max(values) > 1
    return any("%" in cell for cell in cells) or any(value > 1 for value in _values(cells, decimal))


def _values(cells: Sequence[str], decimal: str) -> list[float]:
    found = []
    for cell in cells:
        try:
            found.append(number(cell.replace("%", ""), decimal).value)
        except CellError:
            continue
    return found

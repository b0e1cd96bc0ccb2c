"""From rows of text to checked facts, a row at a time."""

from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from maatwerk.apps.journeys.history._bind import Bound, key_of
from maatwerk.apps.journeys.history._cells import CellError, LeftOutError, Reader, plain
from maatwerk.apps.journeys.history._findings import Findings
from maatwerk.apps.journeys.history._mapping import OutcomeSpec
from maatwerk.apps.journeys.history._outcome import (
    SHORTEST_MONTHS,
    Leave,
    Outcome,
    WrongColumnError,
    outcome_of,
)
from maatwerk.apps.journeys.history._problems import Place, problem
from maatwerk.apps.journeys.history._records import Line
from maatwerk.apps.journeys.history._table import Row

Values = tuple[tuple[int, object], ...]
_UNSEEN = object()
#: Fewer rows say nothing about how tenures were written down.
_ENOUGH = 30
#: Numbers are compared for identity at this many decimals: copies of one file differ beyond it.
_DECIMALS = 6


class Facts(NamedTuple):
    """What one row says; pairs hold the place of a column in the mapping and its value."""

    outcome: Outcome | None
    evidence: Values
    protected: Values
    source: object
    rating: object
    reason: object


class Checked(NamedTuple):
    """A row that passed: `key` is empty and `identities` are filled where persons have no key."""

    line: int
    key: str
    identities: tuple[str, ...]
    facts: Facts


class RowReader:
    """Reads the rows of one file; everything wrong goes to `findings`."""

    def __init__(self, bound: Bound, outcome: OutcomeSpec, findings: Findings) -> None:
        self.bound = bound
        self.outcome = outcome
        self.findings = findings
        self.name = bound.table.name
        self.rows_read = 0
        self.zero_tenures: list[Line] = []
        self.whole_tenures = 0
        self._width = len(bound.table.header)
        self._failed = False

    def __iter__(self) -> Iterator[Checked]:
        for row in self.bound.table.rows():
            self.rows_read += 1
            if (found := self._check(row)) is not None:
                yield found

    def _check(self, row: Row) -> Checked | None:
        line, cells = row
        if len(cells) != self._width and not self._fits(line, cells):
            return None
        for at, name, kept in self.bound.keep:
            if cells[at] not in kept:
                self.findings.drop(
                    "dropped_filter", self._line(line), name=name, kept=", ".join(sorted(kept))
                )
                return None
        self._failed = False
        try:
            outcome = self._outcome(line, cells) if self.bound.has_outcome else None
        except Leave as leave:
            self.findings.drop(leave.code, self._line(line), **leave.values)
            return None
        key = self._key(line, cells)
        facts = Facts(
            outcome,
            self._values(line, cells, self.bound.evidence),
            self._values(line, cells, self.bound.protected),
            self._value(line, cells, self.bound.source),
            self._value(line, cells, self.bound.rating),
            self._value(line, cells, self.bound.reason),
        )
        return None if self._failed else Checked(line, key, self._identities(cells), facts)

    def _fits(self, line: int, cells: list[str]) -> bool:
        """Whether only empty cells at the end are too many or too few (spreadsheets leave those behind)."""
        while len(cells) > self._width and not cells[-1]:
            cells.pop()
        if len(cells) == self._width:
            return True
        values = {"got": len(cells), "expected": self._width}
        self.findings.error(problem("row_ragged", Place(self.name, line), **values))
        return False

    def _line(self, line: int) -> Line:
        return Line(self.name, line)

    def _key(self, line: int, cells: list[str]) -> str:
        if not self.bound.key:
            return "" if self.bound.same_when else f"line {line}"
        try:
            return key_of(cells, self.bound.key)
        except CellError as bad:
            self._note(line, self.bound.table.header[self.bound.key[0]], bad)
            return ""

    def _identities(self, cells: list[str]) -> tuple[str, ...]:
        """Digest each list of columns in which equal cells mean the same person; empty if one is missing."""
        found = []
        for number, places in enumerate(self.bound.same_when):
            parts = [_comparable(cells[at]) for at in places]
            text = f"{number}\0" + "\0".join(parts)
            found.append(blake2b(text.encode(), digest_size=12).hexdigest() if all(parts) else "")
        return tuple(found)

    def _values(self, line: int, cells: list[str], readers: list[tuple[int, Reader]]) -> Values:
        found = []
        for at, reader in readers:
            cell = cells[reader.index]
            value = reader.cache.get(cell, _UNSEEN)
            if value is _UNSEEN:
                value = self._read(line, cell, reader)
            if value is not None:
                found.append((at, value))
        return tuple(found)

    def _value(self, line: int, cells: list[str], reader: Reader | None) -> object:
        return None if reader is None else self._read(line, cells[reader.index], reader)

    def _read(self, line: int, cell: str, reader: Reader) -> object:
        if cell in reader.cache:
            return reader.cache[cell]
        try:
            return reader.read(cell)
        except LeftOutError as left_out:
            self.findings.warn(
                problem(left_out.code, Place(self.name, line, reader.column), **left_out.values)
            )
        except CellError as bad:
            self._note(line, reader.column, bad)
        return None

    def _outcome(self, line: int, cells: list[str]) -> Outcome | None:
        readers = self.bound.outcome
        values = {role: self._read(line, cells[reader.index], reader) for role, reader in readers.items()}
        if self._failed:
            return None
        try:
            found = outcome_of(values, self.outcome)
        except WrongColumnError as wrong:
            self._note(line, readers[wrong.role].column, wrong)
            return None
        if found.tenure == SHORTEST_MONTHS:
            self.zero_tenures.append(self._line(line))
        tenure = values.get("tenure")
        if isinstance(tenure, float) and tenure.is_integer():
            self.whole_tenures += 1
        return found

    def judge(self) -> None:
        """Say of all rows together what would be tiresome to say of each."""
        readers, outcome = self.bound.outcome, self.outcome
        if not readers:
            return
        column = readers["tenure" if "tenure" in readers else "hired_on"].column
        if zeros := self.zero_tenures:
            place = Place(self.name, zeros[0].line, column)
            self.findings.warn(problem("tenure_zero_length", place, count=len(zeros)))
        coarse = outcome.unit in ("months", "years") and "tenure" in readers
        if coarse and self.rows_read >= _ENOUGH and self.whole_tenures == self.rows_read:
            place = Place(self.name, None, column)
            if outcome.completed is None:
                self.findings.warn(problem("tenures_whole", place, unit=outcome.unit))
            if outcome.unit == "years":
                self.findings.warn(problem("tenures_coarse", place))

    def _note(self, line: int, column: str, bad: CellError) -> None:
        self._failed = True
        self.findings.error(problem(bad.code, Place(self.name, line, column), **bad.values))


@lru_cache(maxsize=50_000)
def _comparable(cell: str) -> str:
    """A cell for the question "is this the same person": numbers by value, texts without regard to case."""
    try:
        return f"{float(cell.replace(',', '.')):.{_DECIMALS}f}"
    except ValueError:
        return plain(cell)

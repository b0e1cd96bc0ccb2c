"""Hiring records: one row per applicant, brought to selected and applicants per group and part."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from maatwerk.cli.impact import _words as words
from maatwerk.cli.impact._cells import CellError, age, day, decimal_sign, is_missing, number
from maatwerk.cli.impact._layout import Asked, Block
from maatwerk.cli.impact._people_columns import Columns, cell_at, find_columns
from maatwerk.kernel.tables import Place, Problem, Row, TableError, problem, quoted

Levels = tuple[str | None, ...]
BANDS = ((30, "<30"), (40, "30-39"), (50, "40-49"), (60, "50-59"), (200, "60+"))
OVER_40 = 40  # Age Discrimination in Employment Act, 29 USC 631(a)
SELECTED, NOT_SELECTED, WITHDREW, UNDER_WAY, NOTHING = "selected", "not", "withdrew", "under_way", ""
MOST_ERRORS = 50


@dataclass(slots=True, kw_only=True)
class Person:
    """One row, as far as it counts; `stage` is how far somebody came, `levels` and `parts` follow the order of the columns."""

    levels: Levels
    parts: tuple[str | None, ...]
    outcome: str = NOTHING
    reached: tuple[bool | None, ...] = ()
    score: float | None = None
    on: dt.date | None = None
    weight: int = 1


@dataclass(slots=True)
class People:
    """Everything a file of records says."""

    attributes: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    has_outcome: bool = False
    has_score: bool = False
    rows: list[Person] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()


def read_people(
    block: Block,
    asked: Asked,
    *,
    means: frozenset[str],
    today: dt.date,
    period: tuple[dt.date | None, dt.date | None],
) -> People:
    """Read a file of records.

    Raises
    ------
    TableError
        A column is missing, or cells cannot be read; all of them at once.
    """
    rows = iter(block.rows)
    head = [row for row, _n in zip(rows, range(2000), strict=False)]
    columns = find_columns(block, head, asked)
    found = _empty(columns, block)
    reader = _Reader(block, columns, found, means=means, today=today, head=head)
    seen: Counter[str] = Counter()
    twice, first_twice, outside = 0, "", 0
    for row in _chain(head, rows):
        person = reader.person(row)
        if len(found.errors) > MOST_ERRORS:
            break
        if person is None:
            continue
        if not _is_in(person.on, period):
            outside += 1
            continue
        if columns.person is not None and (key := cell_at(row, columns.person)):
            seen[key] += 1
            if seen[key] > 1:
                twice, first_twice = twice + 1, first_twice or key
        found.rows.append(person)
    if found.errors:
        raise TableError(*found.errors)
    for code, count, more in (
        ("impact_person_twice", twice, {"person": quoted(first_twice)}),
        ("impact_outside_period", outside, {}),
    ):
        if count:
            found.notes.append(problem(code, Place(block.file), count=count, **more))
    _count_left_out(found, block.file)
    return found


def _chain(head: Sequence[Row], rest: Iterable[Row]) -> Iterable[Row]:
    yield from head
    yield from rest


def _is_in(on: dt.date | None, period: tuple[dt.date | None, dt.date | None]) -> bool:
    start, end = period
    if start is None and end is None:
        return True
    return on is not None and (start is None or on >= start) and (end is None or on <= end)


def _count_left_out(found: People, file: str) -> None:
    left: Counter[str] = Counter()
    for person in found.rows:
        left[person.outcome] += person.weight
        left["no_score"] += person.weight if found.has_score and person.score is None else 0
    codes = {"impact_withdrew": left[WITHDREW], "impact_under_way": left[UNDER_WAY]}
    if found.has_outcome:
        codes["impact_no_outcome_cell"] = left[NOTHING]
    codes["impact_no_score_cell"] = left["no_score"]
    for code, count in codes.items():
        if count:
            found.notes.append(problem(code, Place(file), count=count))


def _empty(columns: Columns, block: Block) -> People:
    """Return what is known of the file before its rows are read."""
    names: list[str] = []
    for name in columns.attributes.values():
        names += ["age", "age_40"] if name in {"age", "birth"} else [name]
    stages = sorted(set(columns.flags.values()))
    told = {name: block.header[at] for at, name in (*columns.attributes.items(), *columns.parts.items())}
    single = {
        "selected": columns.outcome,
        "stage": columns.furthest,
        "score": columns.score,
        "date": columns.date,
    }
    told |= {role: block.header[at] for role, at in single.items() if at is not None}
    told |= {words.STAGES[place][0]: block.header[at] for at, place in columns.flags.items()}
    return People(
        attributes=tuple(names),
        parts=tuple(columns.parts.values()),
        stages=tuple(words.STAGES[place][0] for place in stages) if columns.flags else (),
        has_outcome=columns.outcome is not None,
        has_score=columns.score is not None,
        columns=told,
        unused=tuple(
            header
            for at, header in enumerate(block.header)
            if header and at not in {columns.person, columns.weight} and header not in told.values()
        ),
    )


class _Reader:
    """Reads one row at a time; what cannot be read is an error of the file."""

    def __init__(
        self,
        block: Block,
        columns: Columns,
        found: People,
        *,
        means: frozenset[str],
        today: dt.date,
        head: Sequence[Row],
    ) -> None:
        self.block, self.columns, self.found, self.means, self.today = block, columns, found, means, today
        at = columns.score
        scores = [cell_at(row, at) for row in head if cell_at(row, at) and not is_missing(cell_at(row, at))]
        self.decimal = decimal_sign(scores, whole=False)
        self.places = sorted(set(columns.flags.values()))
        self.memory: dict[tuple[int, str], str | float | None] = {}
        self.asked_about: set[tuple[int, str]] = set()

    def person(self, row: Row) -> Person | None:
        """Return the row as a person; None where it is no row of a person or could not be read."""
        first = next((cell for cell in row.cells if cell), "")
        if words.is_total(first) and sum(map(bool, row.cells)) < len(self.block.header):
            return None  # a line of totals below the records
        if sum(map(bool, row.cells)) == 1 and len(self.block.header) > 2:
            return None  # a note below the records
        try:
            columns = self.columns
            levels = self._levels(row)
            parts = tuple(cell_at(row, at).strip() or None for at in columns.parts)
            outcome, reached = self._outcome(row)
            score = self._score(row)
            on = self._read(row, columns.date, lambda cell: day(cell, None), "impact_no_date")
            weight = self._weight(row)
        except _BadCell:
            return None
        return Person(
            levels=levels, parts=parts, outcome=outcome, reached=reached, score=score, on=on, weight=weight
        )

    def _bad(self, row: Row, at: int, code: str) -> "_BadCell":
        cell = cell_at(row, at)
        if code == "impact_not_yes_or_no" and (at, cell) in self.asked_about:
            return _BadCell()  # the same word again says nothing new
        self.asked_about.add((at, cell))
        place = Place(self.block.file, row.line, self.block.header[at])
        self.found.errors.append(problem(code, place, cell=quoted(cell)))
        return _BadCell()

    def _read(self, row: Row, at: int | None, parse: object, code: str) -> dt.date | None:
        if at is None:
            return None
        try:
            return parse(cell_at(row, at))  # type: ignore[operator, no-any-return]
        except CellError:
            raise self._bad(row, at, code) from None

    def _levels(self, row: Row) -> Levels:
        made: list[str | None] = []
        for at, name in self.columns.attributes.items():
            cell = cell_at(row, at)
            if name in {"age", "birth"}:
                made += self._age(row, at, cell, born=name == "birth")
            elif words.is_unknown(cell):
                made.append(None)
            else:
                made.append(words.sex_of(cell) if name == "sex" else cell)
        return tuple(made)

    def _age(self, row: Row, at: int, cell: str, *, born: bool) -> list[str | None]:
        if (at, cell) not in self.memory:
            try:
                self.memory[at, cell] = (
                    None if words.is_unknown(cell) else age(cell, today=self.today, born=born)
                )
            except CellError:
                raise self._bad(row, at, "impact_no_age") from None
        years = self.memory[at, cell]
        if years is None:
            return [None, None]
        if isinstance(years, str):
            return [years, _side_of_40(years)]
        return [next(label for below, label in BANDS if years < below), "40+" if years >= OVER_40 else "<40"]

    def _score(self, row: Row) -> float | None:
        at = self.columns.score
        cell = cell_at(row, at)
        if at is None or is_missing(cell):
            return None
        try:
            return number(cell, self.decimal).value
        except CellError:
            raise self._bad(row, at, "impact_no_score") from None

    def _weight(self, row: Row) -> int:
        at = self.columns.weight
        cell = cell_at(row, at)
        return 1 if at is None or not cell else round(number(cell, ".").value)

    def _outcome(self, row: Row) -> tuple[str, tuple[bool | None, ...]]:
        columns = self.columns
        if columns.flags:
            flags = {place: self._yes(row, at) for at, place in columns.flags.items()}
            reached = tuple(flags[place] for place in self.places)
            return (SELECTED if reached[-1] else NOT_SELECTED), reached
        if columns.outcome is not None:
            return self._said(row, columns.outcome), ()
        if columns.furthest is not None:
            return self._stage(row, columns.furthest)
        return NOTHING, ()

    def _yes(self, row: Row, at: int) -> bool:
        word = words.plain(cell_at(row, at))
        if word in words.YES:
            return True
        if word in words.NO or word in words.WITHDREW or is_missing(word):
            return False
        raise self._bad(row, at, "impact_not_yes_or_no")

    def _said(self, row: Row, at: int) -> str:
        cell = cell_at(row, at)
        word = words.plain(cell)
        if self.means:
            return SELECTED if cell.strip().casefold() in self.means else NOT_SELECTED
        for said, known in (
            (SELECTED, words.YES),
            (NOT_SELECTED, words.NO),
            (WITHDREW, words.WITHDREW),
            (UNDER_WAY, words.UNDER_WAY),
        ):
            if word in known:
                return said
        if is_missing(cell):
            return NOTHING
        if words.said_first(cell) in words.NO:  # “Rejected - phone screen”: no, and why
            return NOT_SELECTED
        if words.stage_of(cell) is not None:  # among outcomes: came so far and no further
            return NOT_SELECTED
        raise self._bad(row, at, "impact_not_yes_or_no")

    def _stage(self, row: Row, at: int) -> tuple[str, tuple[bool | None, ...]]:
        cell = cell_at(row, at)
        if is_missing(cell):
            return NOTHING, ()
        if words.plain(cell) in words.WITHDREW:
            return WITHDREW, ()
        place = words.stage_of(cell)
        if place is None:
            place = 0 if words.plain(cell) in words.NO else None
        if place is None:
            raise self._bad(row, at, "impact_not_yes_or_no")
        last = len(words.STAGES) - 1
        return (SELECTED if place == last else NOT_SELECTED), tuple(place >= n for n in range(1, last + 1))


class _BadCell(Exception):
    """A cell could not be read; the file knows which."""


def _side_of_40(band: str) -> str | None:
    """Return on which side of 40 a band of ages lies; None where it holds both."""
    import re

    ages = [int(found) for found in re.findall(r"\d+", band)]
    word = words.plain(band)
    if not ages:
        return None
    below = band.strip()[:1] in "<≤" or any(one in word.split() for one in ("under", "younger", "jonger"))
    above = (
        band.strip()[:1] in ">≥"
        or "+" in band
        or any(one in word.split() for one in ("over", "older", "ouder"))
    )
    low = 0 if below else min(ages)
    high = 200 if above else max(ages)
    if low >= OVER_40:
        return "40+"
    return "<40" if high < OVER_40 or (below and high <= OVER_40) else None

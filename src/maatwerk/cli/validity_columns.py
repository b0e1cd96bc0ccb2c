"""What the columns of a file of scores and outcomes are: told by the arguments, else recognised by their titles and cells."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from maatwerk.cli import validity_refusals as refusals
from maatwerk.cli import validity_titles as titles
from maatwerk.cli.output import Stop, _
from maatwerk.cli.validity_cells import (
    HIRED_NO,
    HIRED_YES,
    NO,
    YES,
    code_for_missing,
    is_missing,
    is_total,
    number,
    one_spelling,
    ranks,
)
from maatwerk.cli.validity_titles import holds, like, plain

if TYPE_CHECKING:
    from maatwerk.kernel.tables import Row, Table

MOSTLY = 0.9  # of the cells that say something: so many are numbers, or the column is not one of numbers
USUAL_MONTHS = 12.0
LAST_ROWS = 10  # among which a row may sum the others up
MOST_LEVELS = 10  # of a group written as a number
AGE_SPLIT = 40  # 29 USC 631(a): people of 40 and older are protected
FEWEST_LEVELS = 3  # different numbers: fewer is a fact with two sides, not a score
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Unread:
    """Cells of a column of numbers that are no number; they count as missing."""

    column: str
    cells: int
    line: int
    example: str


@dataclass(frozen=True, slots=True)
class Coded:
    """A number that stands for “not known” in a column, and how often it stands there."""

    column: str
    code: float
    cells: int


@dataclass(frozen=True, slots=True)
class Repeated:
    """A column that numbers people, where some stand more than once; in how many rows too many."""

    column: str
    rows: int


@dataclass(slots=True)
class File:
    """A file with its columns sorted by what they are. Columns hold one value per row; None is missing."""

    name: str
    rows: int
    sheet: str = ""
    other_sheets: list[str] = field(default_factory=list)
    twice: int = 0
    repeated: Repeated | None = None
    outcome: str = ""
    tenure: str = ""
    months: float | None = None
    hired: str = ""
    person: str = ""
    scores: dict[str, list[float | None]] = field(default_factory=dict)
    groups: dict[str, list[str | None]] = field(default_factory=dict)
    values: list[float | None] = field(default_factory=list)
    is_hired: list[bool | None] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    coded: list[Coded] = field(default_factory=list)
    words: dict[str, list[str]] = field(default_factory=dict)
    totals: list[int] = field(default_factory=list)
    other_outcomes: list[str] = field(default_factory=list)
    not_seen_long: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the arguments say of the columns; empty where the file may speak for itself."""

    outcome: str = ""
    scores: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    hired: str = ""
    person: str = ""
    sheet: str = ""
    months: float | None = None


def read_file(path: Path, asked: Asked) -> File:
    """Read a file and find out what its columns are.

    Raises
    ------
    Stop
        A named column is not there, there is no outcome, or there is no score.
    """
    from maatwerk.kernel.tables import read_table

    sheet, others = _sheet(path, asked.sheet)
    table = read_table(path, sheet=sheet)
    wanted = (asked.outcome, asked.hired, asked.person, *asked.scores, *asked.groups)
    chosen = {name: _named(table, name) for name in wanted if name}
    found = File(name=table.name, rows=0, sheet=table.sheet, other_sheets=others)
    rows = _rows(table, found, chosen.get(asked.person, ""))
    columns = {title: [row.cells[at] if at < len(row.cells) else "" for row in rows]
               for at, title in enumerate(table.header) if title}  # fmt: skip
    lines = [row.line for row in rows]
    reader = _Reader(found, columns, lines, comma=table.decimal == "comma")
    reader.assign(asked, chosen)
    return found


def _sheet(path: Path, asked: str) -> tuple[str | None, list[str]]:
    """Return the sheet of a workbook that holds most cells, unless one was named, and what the others are called."""
    from maatwerk.kernel.tables import read_sheets

    if asked:
        return asked, []
    sheets = read_sheets(path)
    if len(sheets) < 2:
        return None, []
    filled = {one.title: sum(sum(map(bool, row.cells)) for row in one.rows()) for one in sheets}
    largest = max(filled, key=lambda title: filled[title])
    return largest, [title for title, cells in filled.items() if title != largest and cells]


def _named(table: "Table", name: str) -> str:
    """Return the column that is called so, whatever the case."""
    same = [title for title in table.header if title == name] or [
        title for title in table.header if plain(title) == plain(name)
    ]
    if not same:
        near = get_close_matches(plain(name), [plain(title) for title in table.header], n=3)
        first = [title for title in table.header if plain(title) in near]
        raise Stop(
            _("%(file)s has no column “%(column)s”. It has: %(names)s."),
            code="no_column",
            file=table.name,
            column=name,
            names=listed([*first, *(title for title in table.header if title not in first)]),
        )
    return same[0]


def listed(names: Sequence[str]) -> str:
    """Return titles one after the other, the first of many."""
    more = f" … ({len(names)})" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def _rows(table: "Table", found: File, person: str) -> "list[Row]":
    """Return the rows without those that sum up, each person once: the first counts."""
    rows = list(table.rows())
    found.totals = [row.line for row in rows[-LAST_ROWS:] if is_total(row.cells)]
    again = [
        cell for cell in table.header if cell
    ]  # a header that stands again, as on every page of a report
    rows = [
        row for row in rows if row.line not in found.totals and [one for one in row.cells if one] != again
    ]
    found.rows = len(rows)
    found.person = person
    if not person:
        return rows
    at, seen, kept = table.header.index(person), set(), []
    for row in rows:
        key = row.cells[at] if at < len(row.cells) else ""
        if key and key in seen:
            found.twice += 1
            continue
        seen.add(key)
        kept.append(row)
    return kept


class _Reader:
    """Sorts the columns of one file."""

    def __init__(
        self, found: File, columns: dict[str, list[str]], lines: Sequence[int], *, comma: bool
    ) -> None:
        self.found, self.columns, self.lines = found, columns, lines
        self.numbers = {
            title: [number(cell, comma=comma) for cell in cells] for title, cells in columns.items()
        }

    def assign(self, asked: Asked, chosen: dict[str, str]) -> None:
        """Fill in what each column is: named ones first, then outcome, hired and groups, then scores."""
        found, taken = self.found, set(chosen.values())
        found.hired = chosen.get(asked.hired, "") or self._who_was_hired(taken)
        found.is_hired = [self._was_hired(cell) for cell in self.columns[found.hired]] if found.hired else []
        if found.is_hired and not any(found.is_hired):
            raise refusals.nobody_hired(found.name, found.hired, self.columns[found.hired][0], self.lines[0])
        taken.add(found.hired)
        found.outcome = chosen.get(asked.outcome, "") or self._outcome(taken)
        taken.add(found.outcome)
        self._over_time(asked, taken)
        taken |= {found.outcome, found.tenure}
        groups = [chosen[name] for name in asked.groups] or [
            title
            for title in self.columns
            if title not in taken and like(title, titles.GROUPS) is not None and self._is_group(title)
        ]
        taken |= set(groups)
        scores = [chosen[name] for name in asked.scores] or self._scores(taken)
        self._fill(groups, scores)
        used = {found.outcome, found.tenure, found.hired, found.person, *groups, *scores}
        found.ignored = [title for title in self.columns if title not in used]
        found.other_outcomes = [title for title in found.other_outcomes if title not in used]
        if not found.person:
            self._refuse_scores_below_each_other()
            found.repeated = self._repeated()

    def _fill(self, groups: Sequence[str], scores: Sequence[str]) -> None:
        found = self.found
        if not scores:
            raise refusals.no_score(found.name, listed(list(self.columns)))
        found.scores = {title: self._values(title) for title in scores}
        found.values = self._there_after() if found.tenure else self._values(found.outcome)
        found.groups = {title: self._group(title) for title in groups}

    def _who_was_hired(self, taken: set[str]) -> str:
        """Return the column that says who was hired: by its title with yes and no, or by its words."""
        free = [title for title in self.columns if title not in taken]
        called = (title for title in free if holds(title, titles.HIRED) and self._yes_or_no(title))
        decided = (
            title for title in free if holds(title, titles.DECIDED) and self._says_who_was_hired(title)
        )
        return next(called, "") or next(decided, "")

    def _says_who_was_hired(self, title: str) -> bool:
        said = self._said_in(title)
        return said <= HIRED_YES | HIRED_NO and bool(said & HIRED_YES) and bool(said & HIRED_NO)

    def _outcome(self, taken: set[str]) -> str:
        """Return the column whose title is most plainly an outcome, and holds numbers, words on a scale, or yes and no."""
        called = [
            (rank, -self._known(title), at, title)
            for at, title in enumerate(self.columns)
            if title not in taken and (rank := like(title, titles.OUTCOMES)) is not None
        ]
        ranked = [one for one in called if self._can_be_outcome(one[-1]) and self._varies(one[-1])]
        if ranked:
            first, *others = sorted(ranked)
            self.found.other_outcomes = [one[-1] for one in others]
            return first[-1]
        if called:
            raise self._unfit(min(called)[-1])
        raise refusals.no_outcome(self.found.name, listed(list(self.columns)))

    def _unfit(self, title: str) -> Stop:
        """Say why a column that is called like an outcome cannot be one."""
        called = refusals.Called(self.found.name, title, listed(list(self.columns)))
        if not self._varies(title):
            return refusals.always_the_same(called)
        at = next(
            at
            for at, cell in enumerate(self.columns[title])
            if self.numbers[title][at] is None and not is_missing(cell)
        )
        return refusals.unreadable_outcome(called, self.columns[title][at], self.lines[at])

    def _can_be_outcome(self, title: str) -> bool:
        return self._is_numeric(title) or self._yes_or_no(title) or ranks(self.columns[title]) is not None

    def _over_time(self, asked: Asked, taken: set[str]) -> None:
        """Where the outcome is one of staying, and months and leaving stand apart, put them together."""
        found = self.found
        if (asked.outcome and asked.months is None) or not titles.is_leaving(found.outcome):
            return
        free = [title for title in self.columns if title not in taken or title == found.outcome]
        months = next(
            (title for title in free if holds(title, titles.MONTHS) and self._is_numeric(title)
             and not self._yes_or_no(title)), "",
        )  # fmt: skip
        fact = next(
            (title for title in free if title != months and self._yes_or_no(title)
             and (holds(title, titles.STILL) or holds(title, titles.LEFT))), "",
        )  # fmt: skip
        if months and fact:
            found.outcome, found.tenure = fact, months
            found.months = asked.months or USUAL_MONTHS

    def _there_after(self) -> list[float | None]:
        """Return 1 who was there after so many months, 0 who had left; None who was not seen so long."""
        found, limit = self.found, self.found.months or USUAL_MONTHS
        leaving = holds(found.outcome, titles.LEFT)
        result: list[float | None] = []
        for tenure, cell in zip(self._read(found.tenure), self.columns[found.outcome], strict=True):
            said = self._said(cell)
            gone = said if leaving else None if said is None else not said
            if tenure is None:
                result.append(None)
            elif tenure >= limit:
                result.append(1.0)
            else:
                found.not_seen_long += gone is False
                result.append(0.0 if gone else None)
        return result

    def _scores(self, taken: set[str]) -> list[str]:
        """Return the columns called scores; where none is, every other column of numbers that is no number of a person.

        Where there is no such column of numbers either, those called scores that hold yes and no, or words on a scale.
        """
        free = [
            title
            for title in self.columns
            if title not in taken
            and like(title, titles.GROUPS) is None
            and like(title, titles.OUTCOMES) is None
            and not holds(title, titles.HIRED)
        ]
        numeric = [title for title in free if self._is_numeric(title)]
        called = [title for title in free if like(title, titles.SCORES) is not None]
        return (
            [title for title in numeric if title in called]
            or [
                title
                for title in numeric
                if not holds(title, titles.IDS)
                and not self._counts_up(title)
                and self._levels(title) >= FEWEST_LEVELS
            ]
            or [title for title in called if self._can_be_outcome(title)]
        )

    def _refuse_scores_below_each_other(self) -> None:
        """Refuse a file in which everybody has a row for each score: several scores would be read as one."""
        kinds = [
            title for title in self.columns if holds(title, titles.KINDS) and not self._is_numeric(title)
        ]
        for kind in kinds:
            for title in self.columns:
                if title == kind or not holds(title, titles.PERSON):
                    continue
                people, pairs = (
                    self.columns[title],
                    list(zip(self.columns[title], self.columns[kind], strict=True)),
                )
                if len(set(people)) < len(people) == len(set(pairs)) and len(set(self.columns[kind])) > 1:
                    raise refusals.scores_below_each_other(self.found.name, title, kind, self._twice(people))

    def _twice(self, people: Sequence[str]) -> tuple[int, int]:
        """Return the lines on which the first person who stands there twice does so."""
        first: dict[str, int] = {}
        again = next(at for at, one in enumerate(people) if first.setdefault(one, at) != at)
        return self.lines[first[people[again]]], self.lines[again]

    def _repeated(self) -> Repeated | None:
        """Return the column that numbers people, where it shows that some stand there more than once."""
        for title, cells in self.columns.items():
            if not holds(title, titles.PERSON) or title in self.found.scores or title == self.found.outcome:
                continue
            said = [cell for cell in cells if not is_missing(cell)]
            different = len(set(said))
            if different > MOST_LEVELS and len(said) // 4 < different < len(said):
                return Repeated(title, len(said) - different)
        return None

    def _levels(self, title: str) -> int:
        return len({one for one in self.numbers[title] if one is not None})

    def _known(self, title: str) -> int:
        return sum(not is_missing(cell) for cell in self.columns[title])

    def _said_in(self, title: str) -> set[str]:
        return {cell.lower() for cell in self.columns[title] if not is_missing(cell)}

    def _varies(self, title: str) -> bool:
        return len(self._said_in(title)) > 1

    def _counts_up(self, title: str) -> bool:
        """Whether a column numbers its rows."""
        said = [one for one in self.numbers[title] if one is not None]
        return len(said) > FEWEST_LEVELS and all(later - one == 1 for one, later in pairwise(said))

    def _is_numeric(self, title: str) -> bool:
        good = sum(one is not None for one in self.numbers[title])
        return good > 0 and good >= MOSTLY * self._known(title)

    def _yes_or_no(self, title: str) -> bool:
        said = self._said_in(title)
        return bool(said) and said <= YES | NO

    def _is_group(self, title: str) -> bool:
        if holds(title, titles.BIRTHDAY):
            return any(_year(cell) for cell in self.columns[title])
        levels = Counter(cell for cell in self.columns[title] if not is_missing(cell))
        if self._is_numeric(title):
            return holds(title, f"{titles.AGE}|{titles.BIRTH}") or 1 < len(levels) <= MOST_LEVELS
        return 1 < len(levels) <= SHOWN

    def _read(self, title: str) -> list[float | None]:
        """Return a column of numbers; what is neither a number nor missing is said and counts as missing."""
        cells, numbers = self.columns[title], self.numbers[title]
        wrong = [
            at
            for at, (cell, one) in enumerate(zip(cells, numbers, strict=True))
            if one is None and not is_missing(cell)
        ]
        if len(wrong) == len(cells):
            raise Stop(
                _(
                    "%(file)s, column “%(column)s”: there is no number in it; line %(line)d says “%(cell)s”."
                    " Write numbers, or name another column."
                ),
                code="no_numbers",
                file=self.found.name,
                column=title,
                line=self.lines[0],
                cell=cells[0],
            )
        if wrong:
            at = wrong[0]
            self.found.unread.append(Unread(title, len(wrong), self.lines[at], cells[at]))
        code = code_for_missing(numbers)
        if code is None:
            return numbers
        self.found.coded.append(Coded(title, code, sum(one == code for one in numbers)))
        return [None if one == code else one for one in numbers]

    def _values(self, title: str) -> list[float | None]:
        """Return an outcome or a score as numbers; words for yes and no become 1 and 0, words on a scale their places."""
        if self._is_numeric(title):
            return self._read(title)
        if self._yes_or_no(title):
            said = [self._said(cell) for cell in self.columns[title]]
            return [None if one is None else float(one) for one in said]
        if (placed := ranks(self.columns[title])) is not None:
            self.found.words[title] = placed[1]
            return placed[0]
        return self._read(title)

    @staticmethod
    def _said(cell: str) -> bool | None:
        return True if cell.lower() in YES else False if cell.lower() in NO else None

    def _was_hired(self, cell: str) -> bool | None:
        return True if cell.lower() in HIRED_YES else False if cell.lower() in HIRED_NO else self._said(cell)

    def _group(self, title: str) -> list[str | None]:
        """Return the group of each row; ages become two groups."""
        cells, this_year = self.columns[title], dt.date.today().year
        ages: list[float | None] | None = None
        if holds(title, titles.BIRTHDAY):
            ages = [this_year - year if (year := _year(cell)) else None for cell in cells]
        elif self._is_numeric(title) and holds(title, titles.BIRTH):
            ages = [None if one is None else this_year - one for one in self.numbers[title]]
        elif self._is_numeric(title) and holds(title, titles.AGE):
            ages = self.numbers[title]
        if ages is None:
            return one_spelling(cells, sexes=holds(title, titles.SEX))
        return [
            None if one is None else f"{AGE_SPLIT}+" if one >= AGE_SPLIT else f"<{AGE_SPLIT}" for one in ages
        ]


def _year(cell: str) -> int | None:
    """Return the year of a date of birth, written with four digits."""
    found = re.search(r"(?<!\d)(19|20)\d\d(?!\d)", cell)
    return int(found[0]) if found else None

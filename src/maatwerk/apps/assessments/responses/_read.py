"""Reading a file of responses: one row per person, one column per item."""

from __future__ import annotations

import gzip
import tempfile
from array import array
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path

from maatwerk.apps.assessments.responses._key import ScoringKey
from maatwerk.apps.assessments.responses._layout import (
    MOST_PROBLEMS,
    UNNAMED,
    Long,
    Top,
    answers_by_person,
    items_seen,
    long_layout,
    people_rows,
    person_column,
)
from maatwerk.apps.assessments.responses._score import score_scales
from maatwerk.apps.assessments.responses._scored import ResponseMatrix
from maatwerk.kernel.tables import Place, Problem, Table, TableError, problem, quoted, read_table

#: How files say that there is no answer.
MISSING = {
    "",
    "na",
    "n/a",
    "#n/a",
    "nan",
    "null",
    "none",
    "nil",
    ".",
    "-",
    "--",
    "?",
    "missing",
    "#null!",
    "<na>",
}
#: Fewer people than this make no calibration at all.
FEWEST_PEOPLE = 30
MOST_GROUPS = 12
MOST_TEXTS = 1000
LARGEST_UNPACKED = 1 << 30
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRules:
    """How to read: what means "no answer" besides the usual, what counts as a wrong answer although it looks like
    none, which words are answers (from low to high), which columns are groups, how few people are too few."""

    missing: frozenset[str] = frozenset()
    wrong: frozenset[str] = frozenset()
    answers: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    fewest: int = FEWEST_PEOPLE

    def is_missing(self, text: str) -> bool:
        """Whether a cell means that there is no answer."""
        return text.casefold() in MISSING - self.wrong or text in self.missing


@dataclass(slots=True)
class Column:
    """One column as it was read: a number per person for each different text, and where each text first stood."""

    name: str
    codes: array[int] = field(default_factory=lambda: array("i"))
    texts: dict[str, int] = field(default_factory=dict)
    lines: list[int] = field(default_factory=list)

    def add(self, text: str, line: int) -> None:
        """Take the cell of the next person."""
        code = self.texts.get(text)
        if code is None:
            code = self.texts[text] = len(self.lines)
            self.lines.append(line)
        self.codes.append(code)

    def times(self) -> dict[str, int]:
        """Return how often each text occurs."""
        counts = Counter(self.codes)
        return {text: counts[code] for text, code in self.texts.items()}


def read_responses(
    path: Path | str, key: ScoringKey, *, rules: ReadingRules = ReadingRules(), name: str | None = None
) -> ResponseMatrix:
    """Read and score a file of responses: CSV of any dialect, the same packed by gzip, or XLSX.

    Raises
    ------
    TableError
        The file, the key or both together cannot be used; everything at once, each with its file, line and column.
    """
    path = Path(path)
    name = name or path.name
    with unpacked(path, name) as plain:
        table = read_table(plain, name=name, unnamed=UNNAMED)
        columns, n_people, notes = _columns(table, key, rules)
        used = _used(table, key, rules)
    if table.encoding in ("windows-1252", "latin-1"):
        notes.append(problem("note_decoded", Place(name), encoding=table.encoding))
    if n_people < rules.fewest:
        raise TableError(problem("people_too_few", Place(name), n=n_people, least=rules.fewest))
    groups, wrong = _groups(columns, rules, name)
    scales, found, remarks = score_scales(columns, key, rules=rules, name=name)
    found = wrong + found
    if found:
        raise TableError(*_shortened(found, name))
    ignored = tuple(title for title in table.header if title not in used)
    if ignored:
        shown = ", ".join(ignored[:6]) + (" …" if len(ignored) > 6 else "")
        notes.append(problem("note_columns_ignored", Place(name), count=len(ignored), names=shown))
    matrix = ResponseMatrix(
        name=name, fingerprint=table.fingerprint, n_people=n_people, scales=scales, groups=groups,
        notes=(*key.notes, *notes, *remarks), ignored=ignored,
    )  # fmt: skip
    return _enough(matrix, rules)


def columns_of(path: Path | str, *, name: str | None = None) -> tuple[str, ...]:
    """Return the names that a file has for items: its columns, and where every answer has a row, the items named there."""
    path = Path(path)
    with unpacked(path, name or path.name) as plain:
        table = read_table(plain, name=name or path.name, unnamed=UNNAMED)
        layout = long_layout(table.header, ())
        return table.header if layout is None else (*table.header, *items_seen(table, layout))


def _used(table: Table, key: ScoringKey, rules: ReadingRules) -> set[str]:
    """Return the columns that something was read from."""
    named = {item.item for item in key.items}
    layout = long_layout(table.header, named)
    if layout is not None:
        named = {table.header[at] for at in (layout.person, layout.item, layout.answer)}
    return named | set(rules.groups)


def _enough(matrix: ResponseMatrix, rules: ReadingRules) -> ResponseMatrix:
    """Refuse a file in which too few people answered; say how many answered nothing."""
    import numpy as np

    answered = np.zeros(matrix.n_people, dtype=bool)
    for scale in matrix.scales:
        answered |= ~np.isnan(scale.scored).all(axis=1)
    n = int(answered.sum())
    if n == 0:
        raise TableError(problem("no_answers", Place(matrix.name)))
    if n < rules.fewest:
        raise TableError(problem("people_too_few", Place(matrix.name), n=n, least=rules.fewest))
    if n == matrix.n_people:
        return matrix
    silent = problem("note_people_without_answers", Place(matrix.name), n=matrix.n_people - n)
    return replace(matrix, notes=(*matrix.notes, silent))


@contextmanager
def unpacked(path: Path, name: str) -> Iterator[Path]:
    """Yield the path of the plain file: itself, or for a .gz a copy that is removed afterwards."""
    if path.suffix.lower() != ".gz":
        yield path
        return
    inner = Path(name).stem
    with tempfile.TemporaryDirectory(prefix="maatwerk-") as folder:
        plain = Path(folder) / (inner if "." in inner else "responses.csv")
        try:
            with gzip.open(path) as packed, plain.open("wb") as out:
                total = 0
                while block := packed.read(_BLOCK):
                    total += len(block)
                    if total > LARGEST_UNPACKED:
                        limit = f"{LARGEST_UNPACKED >> 20} MB"
                        raise TableError(problem("file_too_large_inside", Place(name), limit=limit))
                    out.write(block)
        except FileNotFoundError as error:
            raise TableError(problem("file_missing", name=name)) from error
        except (OSError, EOFError) as error:
            raise TableError(problem("file_damaged", Place(name))) from error
        yield plain


def _columns(
    table: Table, key: ScoringKey, rules: ReadingRules
) -> tuple[dict[str, Column], int, list[Problem]]:
    """Read the columns that are needed; refuse names that the file does not have and rows that do not fit."""
    wanted = dict.fromkeys(item.item for item in key.items)
    layout = long_layout(table.header, wanted)
    there = table.header if layout is None else items_seen(table, layout)
    problems = [_absent(item, there, key) for item in wanted if item not in there]
    for group in rules.groups:
        if group not in table.header:
            listed = ", ".join(table.header)
            problems.append(problem("group_absent", Place(table.name), name=group, columns=listed))
        elif group in wanted:
            problems.append(problem("group_is_item", Place(table.name), name=group))
    if problems:
        raise TableError(*_shortened(problems, key.name))
    if layout is not None:
        return _long_columns(table, layout, [*wanted, *rules.groups], rules)
    person = person_column(table.header, besides=wanted)
    names = dict.fromkeys([*wanted, *rules.groups, *([person] if person else [])])
    at = [(table.header.index(one), Column(one)) for one in names]
    people, top = 0, Top()
    for cells, line in _whole_rows(table, key, top):
        people += 1
        for index, column in at:
            column.add(cells[index], line)
    if top.problems:
        raise TableError(*_shortened(top.problems, table.name))
    columns = {column.name: column for _, column in at}
    repeated = _repeated(columns.pop(person), table.name) if person and person not in rules.groups else []
    return columns, people, top.notes + repeated


def _whole_rows(table: Table, key: ScoringKey, top: Top) -> Iterator[tuple[list[str], int]]:
    """Yield the rows of people, each as wide as the header; what does not fit is said in `top`."""
    width, ragged = len(table.header), 0
    for row in people_rows(table, key, top):
        cells = row.cells
        if len(cells) != width:
            if table.encoding and (len(cells) < width or any(cells[width:])):
                place = Place(table.name, row.line)
                top.problems.append(problem("row_ragged", place, got=len(cells), expected=width))
                ragged += 1
                if ragged >= MOST_PROBLEMS:
                    return
                continue
            cells = cells + [""] * (width - len(cells))
        yield cells, row.line


def _long_columns(
    table: Table, layout: Long, names: list[str], rules: ReadingRules
) -> tuple[dict[str, Column], int, list[Problem]]:
    """Read a file with a row per answer into the same columns: a cell per person, each with its own line."""
    people, problems = answers_by_person(table, layout, rules.groups)
    if problems:
        raise TableError(*_shortened(problems, table.name))
    columns = {name: Column(name) for name in names}
    for given in people.values():
        for name, column in columns.items():
            column.add(*given.get(name, ("", table.header_line)))
    titles = [table.header[at] for at in (layout.person, layout.item, layout.answer)]
    note = problem("note_long", Place(table.name), person=titles[0], item=titles[1], answer=titles[2])
    return columns, len(people), [note]


def _absent(item: str, header: tuple[str, ...], key: ScoringKey) -> Problem:
    line = next((known.line for known in key.items if known.item == item), None)
    near = get_close_matches(item, header, n=1, cutoff=0.6)
    alike = [title for title in header if title.casefold() == item.casefold()] or near
    place = Place(key.name, line)
    if alike:
        return problem("key_item_absent_near", place, item=item, near=alike[0])
    return problem("key_item_absent", place, item=item)


def _repeated(column: Column, name: str) -> list[Problem]:
    """Say when a column of personal numbers holds the same number twice."""
    again = {text: times for text, times in column.times().items() if times > 1 and text}
    if not again or len(column.texts) < 0.5 * len(column.codes):
        return []  # mostly alike: then it is no number of persons
    first = min(again, key=lambda text: column.texts[text])
    return [
        problem("note_repeated_ids", Place(name), name=column.name, count=len(again), example=quoted(first))
    ]


def _groups(
    columns: dict[str, Column], rules: ReadingRules, name: str
) -> tuple[dict[str, tuple[str, ...]], list[Problem]]:
    found: dict[str, tuple[str, ...]] = {}
    problems: list[Problem] = []
    for group in rules.groups:
        column = columns[group]
        labels = ["" if rules.is_missing(text) else text for text in column.texts]
        known = {label for label in labels if label}
        if len(known) > MOST_GROUPS:
            problems.append(problem("group_too_many", Place(name, None, group), limit=MOST_GROUPS))
        elif len(known) < 2:
            only = next(iter(known), "")
            problems.append(problem("group_one", Place(name, None, group), group=only))
        else:
            found[group] = tuple(labels[code] for code in column.codes)
    return found, problems


def _shortened(found: list[Problem], name: str) -> list[Problem]:
    if len(found) <= MOST_PROBLEMS:
        return found
    return [*found[:MOST_PROBLEMS], problem("more_problems", Place(name), count=len(found) - MOST_PROBLEMS)]

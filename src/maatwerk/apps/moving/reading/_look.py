"""A first look at files: which product they come from, what each column may mean, and what stays at the border."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from maatwerk.apps.moving.reading._cells import LARGEST_ROWS, citizen_number, said, writes_month_first
from maatwerk.apps.moving.reading._headers import DATES, JOB, PERSON, border_of, product_of, proposed
from maatwerk.kernel.tables import Place, Problem, Table, TableError, problem, read_table

SAMPLE = 300
SHOWN = 3
LONGEST_SHOWN = 40
#: So many numbers must pass the eleven test, and so large a share, before a column counts as one of citizen numbers.
FEWEST_NUMBERS, SHARE_OF_NUMBERS = 3, 0.8

MovingError = TableError


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, the first values, what it may mean ("" is nothing known), and why it stays outside if it does."""

    header: str
    samples: tuple[str, ...]
    meaning: str
    border: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What a first look found: the product ("" for a general export), the columns of each file, how dates are written."""

    product: str
    files: tuple[tuple[str, tuple[Column, ...]], ...]
    month_first: bool
    tables: tuple[Table, ...]


def look(paths: Sequence[tuple[Path, str]]) -> Looked:
    """Open files and propose what their columns mean.

    Parameters
    ----------
    paths
        Each file with the name under which somebody brought it.

    Raises
    ------
    TableError
        A file is no table at all; every such problem at once.
    """
    problems: list[Problem] = []
    tables = []
    for path, name in paths:
        try:
            tables.append(read_table(path, name=name))
        except TableError as error:
            problems += error.problems
    if problems:
        raise TableError(*problems)
    product = next((found for table in tables if (found := product_of(table.header))), "")
    looked = [(table.name, _columns(table, product)) for table in tables]
    return Looked(product, tuple(looked), _month_first(tables, looked), tuple(tables))


def _columns(table: Table, product: str) -> tuple[Column, ...]:
    cells = _sample(table)
    meant = proposed(table.header, product)
    columns = []
    for at, header in enumerate(table.header):
        values = [row[at] for row in cells if at < len(row) and row[at]]
        border = border_of(header) or ("citizen_number" if _are_citizen_numbers(values) else "")
        shown = () if border else tuple(value[:LONGEST_SHOWN] for value in dict.fromkeys(values))[:SHOWN]
        columns.append(Column(header, shown, "" if border else meant.get(header, ""), border))
    return tuple(columns)


def _sample(table: Table) -> list[list[str]]:
    try:
        return [[said(cell) for cell in row.cells] for row in islice(table.rows(), SAMPLE)]
    except TableError:
        return []  # what is wrong further down is said when all of it is read


def _are_citizen_numbers(values: Sequence[str]) -> bool:
    passed = sum(map(citizen_number, values))
    return passed >= FEWEST_NUMBERS and passed >= SHARE_OF_NUMBERS * len(values)


def _month_first(tables: Sequence[Table], looked: Sequence[tuple[str, tuple[Column, ...]]]) -> bool:
    """Whether dates are written with the month first; only where a date says so and none says the other."""
    votes: Counter[bool] = Counter()
    for table, (_name, columns) in zip(tables, looked, strict=True):
        places = [at for at, column in enumerate(columns) if column.meaning in DATES]
        for row in _sample(table):
            votes.update(
                vote for at in places if at < len(row) and (vote := writes_month_first(row[at])) is not None
            )
    return votes[True] > 0 and votes[False] == 0


def kind_of(meanings: Sequence[str]) -> str:
    """Return what the rows of a file are, by what its columns mean: applications, candidates, vacancies, or nothing known."""
    person, job = set(PERSON) & set(meanings), set(JOB) & set(meanings)
    if person and job:
        return "applications"
    if job:
        return "vacancies"
    return "candidates" if person else ""


def refuse_too_long(table: Table, rows: int) -> None:
    """Refuse a file beyond what is held in memory at once."""
    if rows > LARGEST_ROWS:
        raise TableError(problem("moving_too_many_rows", Place(table.name), limit=LARGEST_ROWS))

"""Delimited text, a line at a time."""

import csv
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from maatwerk.kernel.tables._problems import Place, TableError, problem

DELIMITERS = (",", ";", "\t", "|")
#: No honest record is longer; without this one open quotation mark would pull the whole file into memory.
LONGEST_LINE = 1_000_000
_SAMPLE = 1 << 16


def delimiter_of(path: Path, *, name: str, encoding: str) -> str:
    """Return the delimiter under which most rows have the same number of cells, the first row too if possible.

    A first line `sep=;`, as Excel writes it, settles the matter.
    """
    with path.open(encoding=encoding, newline="") as file:
        head = file.read(_SAMPLE)
    whole = len(head) < _SAMPLE
    first = head.lstrip("\ufeff").split("\n", 1)[0].strip().lower()
    if first.startswith("sep=") and len(first) == len("sep=;"):
        return first[-1]
    return max(DELIMITERS, key=lambda delimiter: _agreement(head, delimiter, whole))


def _agreement(head: str, delimiter: str, whole: bool) -> tuple[float, bool, int]:
    """How well a delimiter explains the sample: the share of rows as wide as most, whether the first is, their width.

    The first row comes before the width: decimal commas make every row of `1,5;2,5` wide, but not its header.
    """
    try:
        rows = [row for row in csv.reader(StringIO(head, newline=""), delimiter=delimiter) if row]
    except csv.Error:
        return (0.0, False, 0)
    if not whole:
        rows = rows[:-1]  # the sample may end within a row
    ((width, alike),) = Counter(len(row) for row in rows).most_common(1) or [(0, 0)]
    if width < 2:
        return (0.0, False, 1)
    return (round(alike / len(rows), 1), len(rows[0]) == width, width)


def rows(path: Path, *, name: str, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line it starts on; quoted cells may hold line ends.

    Raises
    ------
    TableError
        A quotation mark stays open, a line does not end, or the text stops being valid.
    """
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(_lines(file, name), delimiter=delimiter, strict=True)
        start = 1
        try:
            for cells in reader:
                hint = start == 1 and len(cells) <= 2 and cells and cells[0].lower().startswith("sep=")
                if cells and not hint:
                    yield start, cells
                start = reader.line_num + 1
        except csv.Error as error:
            raise TableError(problem("quote_open", Place(name, start))) from error
        except UnicodeDecodeError as error:
            raise TableError(problem("not_decodable", Place(name, start), encoding=encoding)) from error


def _lines(file: "object", name: str) -> Iterator[str]:
    readline = file.readline  # type: ignore[attr-defined]
    number = 0
    while line := readline(LONGEST_LINE):
        number += 1
        if len(line) >= LONGEST_LINE:
            raise TableError(problem("line_too_long", Place(name, number), limit=LONGEST_LINE))
        yield line

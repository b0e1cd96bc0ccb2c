"""A file as a header and a stream of rows, whatever it was: CSV of any dialect, or a workbook."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from re import compile as pattern
from typing import Literal, NamedTuple

from maatwerk.kernel.tables import _delimited, _xlsx
from maatwerk.kernel.tables._header import header_at
from maatwerk.kernel.tables._problems import Place, TableError, problem, quoted
from maatwerk.kernel.tables._scan import scan

MOST_COLUMNS = 2000
_SAMPLE = 500
_COMMA = pattern(r"[+-]?\d+,\d+")
_POINT = pattern(r"[+-]?\d+\.\d+")


class Row(NamedTuple):
    """One row: the line it starts on, and its cells with outer blanks removed."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table that can be read more than once, a row at a time.

    `decimal` is how numbers are written: "point", "comma", or "either" for a workbook told to expect commas.
    `delimiter` and `encoding` are empty for a workbook; `sheet` is empty for text. What stands above `header_line`
    is not read; `titles` counts the rows there that hold something.
    """

    path: Path
    name: str
    header: tuple[str, ...]
    fingerprint: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_line: int = 1
    titles: int = 0
    decimal: Literal["point", "comma", "either"] = "point"

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the header, blank lines left out.

        Raises
        ------
        TableError
            The rest cannot be read: an open quotation mark, an endless line.
        """
        return (row for row in self._all_rows() if row.line > self.header_line)

    def _all_rows(self) -> Iterator[Row]:
        if self.encoding:
            found = _delimited.rows(
                self.path, name=self.name, encoding=self.encoding, delimiter=self.delimiter
            )
        else:
            found = _xlsx.rows(self.path, name=self.name, sheet=self.sheet)
        for line, raw in found:
            cells = [cell.strip() for cell in raw]
            if any(cells):
                yield Row(line, cells)


def read_table(
    path: Path | str,
    *,
    name: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    decimal: Literal["point", "comma"] | None = None,
    header_line: int | None = None,
    unnamed: str = "",
) -> Table:
    """Open a CSV or XLSX file and find out how it is written, unless the arguments say it.

    Parameters
    ----------
    path, name
        Where it is, and what to call it in sentences (default: its file name).
    encoding, delimiter, sheet, decimal, header_line
        What the mapping states; `None` is found out.
    unnamed
        What to call a first column without a name, as R writes the names of rows; empty: refuse it.

    Raises
    ------
    TableError
        It is no table, or its header cannot be used. All problems of the header come at once.
    """
    path = Path(path)
    name = name or path.name
    scanned = scan(path, name=name, encoding=encoding)
    table = Table(path=path, name=name, header=(), fingerprint=scanned.fingerprint)
    if scanned.kind == "text":
        found = delimiter or _delimited.delimiter_of(path, name=name, encoding=scanned.encoding)
        table = replace(table, encoding=scanned.encoding, delimiter=found)
    else:
        table = replace(table, sheet=_xlsx.open_checked(path, name=name, sheet=sheet))
    return _with_header(table, decimal, header_line, unnamed)


def _with_header(
    table: Table, decimal: Literal["point", "comma"] | None, header_line: int | None, unnamed: str
) -> Table:
    sample = list(islice(table._all_rows(), _SAMPLE))
    if not sample:
        raise TableError(problem("file_empty", Place(table.name)))
    at = header_at([row.cells for row in sample])
    if header_line is not None:
        at = next((at for at, row in enumerate(sample) if row.line >= header_line), 0)
    first = sample[at]
    header = list(first.cells)
    while not header[-1]:
        header.pop()
    if unnamed and not header[0] and unnamed not in header:
        header[0] = unnamed
    _check_header(header, name=table.name, line=first.line)
    if not sample[at + 1 :]:
        raise TableError(problem("file_no_rows", Place(table.name)))
    found = _decimal(table, sample[at + 1 :], decimal)
    return replace(table, header=tuple(header), header_line=first.line, titles=at, decimal=found)


def _check_header(header: list[str], *, name: str, line: int) -> None:
    if len(header) > MOST_COLUMNS:
        raise TableError(problem("too_many_columns", Place(name), count=len(header), limit=MOST_COLUMNS))
    found = []
    for title, times in Counter(header).items():
        positions = [at for at, other in enumerate(header, start=1) if other == title]
        if not title:
            found += [problem("header_blank", Place(name, line), position=at) for at in positions]
        elif times > 1:
            where = ", ".join(str(at) for at in positions)
            found.append(problem("header_repeated", Place(name, line), name=quoted(title), positions=where))
    if found:
        raise TableError(*found)


def _decimal(
    table: Table, sample: list[Row], stated: Literal["point", "comma"] | None
) -> Literal["point", "comma", "either"]:
    """A workbook holds real numbers, so there only the texts can carry commas."""
    if not table.encoding:
        return "either" if stated == "comma" else "point"
    if stated:
        return stated
    cells = [cell for row in sample for cell in row.cells]
    commas = sum(_COMMA.fullmatch(cell) is not None for cell in cells)
    points = sum(_POINT.fullmatch(cell) is not None for cell in cells)
    return "comma" if commas > points else "point"

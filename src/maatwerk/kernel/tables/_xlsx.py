"""Excel workbooks, opened only after a look at what they would unpack to."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from maatwerk.kernel.tables._problems import Place, TableError, problem, quoted

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

#: Unpacked size of everything in the workbook; real ones of a million rows stay below.
LARGEST_UNPACKED = 512 << 20
#: Rows times columns that a sheet may span: the reader reserves memory for all of them, filled or not.
MOST_CELLS = 10_000_000
_BLOCK = 1 << 20
_REFERENCE = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=[\"']([A-Za-z]{1,3})([0-9]{1,7})")
_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*?\br=[\"']([0-9]{1,7})")
#: Longest piece of XML in which a reference may be cut in two by a block's end.
_OVERLAP = 256


def open_checked(path: Path, *, name: str, sheet: str | None) -> str:
    """Refuse bombs, damage and other zip files; return the name of the sheet that will be read.

    Raises
    ------
    TableError
        It is no workbook, unpacks to too much, is damaged, or has no such sheet.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                kind = "OpenDocument" if "META-INF/manifest.xml" in archive.namelist() else "zip"
                raise TableError(problem("file_is_binary", Place(name), kind=kind))
            _guard(archive, name)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise TableError(problem("file_damaged", Place(name))) from error
    names = _workbook(path, name).sheet_names
    if sheet is None and names:
        return names[0]
    if sheet not in names:
        known = ", ".join(names)
        raise TableError(problem("sheet_missing", Place(name), sheet=quoted(sheet or ""), sheets=known))
    return sheet


def sheet_names(path: Path, *, name: str) -> list[str]:
    """Return the names of the sheets of a workbook that `open_checked` let through, in their order."""
    return list(_workbook(path, name).sheet_names)


def rows(path: Path, *, name: str, sheet: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with its number in the sheet, every cell as text."""
    number = 0
    try:
        for number, row in enumerate(_workbook(path, name).get_sheet_by_name(sheet).iter_rows(), start=1):
            yield number, [as_text(cell) for cell in row]
    except BaseException as error:
        if not _is_readers(error):
            raise
        raise TableError(problem("row_unreadable", Place(name, number + 1))) from error


def as_text(cell: object) -> str:
    """A cell as somebody would have typed it: dates as 2024-01-31, whole numbers without a point."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _workbook(path: Path, name: str) -> "CalamineWorkbook":
    from python_calamine import CalamineWorkbook

    try:
        return CalamineWorkbook.from_path(str(path))
    except BaseException as error:
        if not _is_readers(error):
            raise
        raise TableError(problem("file_damaged", Place(name))) from error


def _is_readers(error: BaseException) -> bool:
    """Whether the workbook reader failed: where its Rust panics (a date in the year 10000000) it raises
    something that is no `Exception` and has no importable name."""
    from python_calamine import CalamineError

    return isinstance(error, CalamineError | OSError | ValueError) or type(error).__name__ == "PanicException"


def _guard(archive: zipfile.ZipFile, name: str) -> None:
    """Unpack everything once, a block at a time: the sizes a zip file states about itself may lie."""
    total = 0
    for entry in archive.infolist():
        rows = columns = 0
        tail = b""
        with archive.open(entry) as packed:
            while block := packed.read(_BLOCK):
                total += len(block)
                if total > LARGEST_UNPACKED:
                    limit = f"{LARGEST_UNPACKED >> 20} MB"
                    raise TableError(problem("file_too_large_inside", Place(name), limit=limit))
                if entry.filename.endswith(".xml"):
                    rows, columns = _reach(tail + block, rows, columns)
                    tail = block[-_OVERLAP:]
        if rows * columns > MOST_CELLS:
            title = entry.filename.rsplit("/", 1)[-1].removesuffix(".xml")
            raise TableError(
                problem("file_too_many_cells", Place(name), sheet=title, rows=rows, columns=columns)
            )


def _reach(xml: bytes, rows: int, columns: int) -> tuple[int, int]:
    """The last row and column mentioned so far."""
    seen = set(_REFERENCE.findall(xml))
    rows = max([rows, *(int(row) for _, row in seen), *map(int, _ROW.findall(xml))])
    letters = {column for column, _ in seen}
    return rows, max([columns, *(_number(column) for column in letters)])


def _number(letters: bytes) -> int:
    """A column's letters as its number: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number

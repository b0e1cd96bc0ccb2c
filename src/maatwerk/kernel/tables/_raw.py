"""A file as sheets of raw rows, for tables whose header is not one plain row: merged titles, several tables, totals."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from maatwerk.kernel.tables import _delimited, _xlsx
from maatwerk.kernel.tables._scan import scan
from maatwerk.kernel.tables._table import Row


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, or the whole of a text file; `title` is empty for text."""

    path: Path
    name: str
    title: str
    encoding: str = ""
    delimiter: str = ""

    def rows(self) -> Iterator[Row]:
        """Yield every row with the line it starts on, blank ones left out.

        Raises
        ------
        TableError
            The rest cannot be read: an open quotation mark, an endless line.
        """
        if self.encoding:
            found = _delimited.rows(
                self.path, name=self.name, encoding=self.encoding, delimiter=self.delimiter
            )
        else:
            found = _xlsx.rows(self.path, name=self.name, sheet=self.title)
        for line, raw in found:
            cells = [cell.strip() for cell in raw]
            if any(cells):
                yield Row(line, cells)


def read_sheets(path: Path | str, *, name: str | None = None, sheet: str | None = None) -> list[Sheet]:
    """Open a CSV or XLSX file without looking for a header; one `Sheet` per sheet of a workbook.

    Raises
    ------
    TableError
        It is no table, or the workbook has no such sheet.
    """
    path = Path(path)
    name = name or path.name
    scanned = scan(path, name=name)
    if scanned.kind == "text":
        delimiter = _delimited.delimiter_of(path, name=name, encoding=scanned.encoding)
        return [Sheet(path, name, "", scanned.encoding, delimiter)]
    first = _xlsx.open_checked(path, name=name, sheet=sheet)
    if sheet is not None:
        return [Sheet(path, name, sheet)]
    titles = _xlsx.sheet_names(path, name=name) or [first]
    return [Sheet(path, f"{name} [{title}]" if len(titles) > 1 else name, title) for title in titles]

"""Which of the given files is which of the mapping's."""

from collections.abc import Mapping as Values
from collections.abc import Sequence
from pathlib import Path

from maatwerk.apps.journeys.history._mapping import FileSpec, Mapping
from maatwerk.apps.journeys.history._problems import HistoryError, Problem, problem
from maatwerk.apps.journeys.history._table import Table, read_table

Given = Path | str | Table
Files = Given | Sequence[Given] | Values[str, Given]


def open_files(files: Files, mapping: Mapping, *, outcomes: bool = True) -> list[tuple[FileSpec, Table]]:
    """Open the files in the order of the mapping.

    Parameters
    ----------
    files
        One file, several, or several by the names of the mapping's `[file.…]` sections.
    outcomes
        Without outcomes the file of employments may be left out.

    Raises
    ------
    HistoryError
        A file cannot be read, or cannot be told from the others; all of these at once.
    """
    problems: list[Problem] = []
    tables: dict[str, Table] = {}
    for name, given in _named(files).items():
        try:
            tables[name] = given if isinstance(given, Table) else _open(given, mapping)
        except HistoryError as error:
            problems += error.problems
    if problems:
        raise HistoryError(*problems)
    return _matched(tables, mapping, outcomes=outcomes)


def _named(files: Files) -> dict[str, Given]:
    if isinstance(files, Values):
        return dict(files)
    several = [files] if isinstance(files, Path | str | Table) else list(files)
    return {str(at): given for at, given in enumerate(several)}


def _open(given: Path | str, mapping: Mapping) -> Table:
    return read_table(
        given,
        encoding=mapping.encoding,
        delimiter=mapping.delimiter,
        sheet=mapping.sheet,
        decimal=mapping.decimal,
        header_line=mapping.header_line,
    )


def _matched(tables: dict[str, Table], mapping: Mapping, *, outcomes: bool) -> list[tuple[FileSpec, Table]]:
    wanted = mapping.files
    if not outcomes and len(tables) < len(wanted):
        wanted = tuple(spec for spec in wanted if spec.name != mapping.outcome.file)
    if len(wanted) != len(tables):
        raise HistoryError(problem("files_count", expected=len(wanted), got=len(tables)))
    if len(wanted) == 1:
        return [(wanted[0], next(iter(tables.values())))]
    found: list[tuple[FileSpec, Table]] = []
    problems: list[Problem] = []
    left = dict(tables)
    for spec in wanted:
        name = next((name for name, table in left.items() if _is(spec, name, table)), None)
        if name is None:
            got = ", ".join(table.name for table in tables.values())
            problems.append(problem("files_unmatched", name=spec.name, hint=spec.path_hint, got=got))
        else:
            found.append((spec, left.pop(name)))
    if problems:
        raise HistoryError(*problems)
    return found


def _is(spec: FileSpec, name: str, table: Table) -> bool:
    return name == spec.name or spec.matches(table.name)

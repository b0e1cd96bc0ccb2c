"""`maatwerk impact FILE`: selection rates and impact ratios of groups in a file. Needs no database.

A file is a table of counts (one row per group) or hiring records (one row per applicant); which of the two, where the header
stands and what the columns hold is found out, and can be said with flags.
"""

import argparse
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from maatwerk.cli.acting import add_output_flags
from maatwerk.cli.output import Stop, _
from maatwerk.cli.runtime import set_up_django

if TYPE_CHECKING:
    from maatwerk.cli.impact._layout import Asked, Block
    from maatwerk.cli.impact._report import Report

MOST_ERRORS = 50  # of a file: more say nothing new
SMALLEST_CELL = 10  # of records; a table of counts was made by somebody who may see its numbers


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `impact`."""
    parser = commands.add_parser(
        "impact",
        help=_(
            "selection rates and impact ratios by group, from an audit table or hiring records (CSV or XLSX)"
        ),
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    columns = (
        ("--group", _("column with groups; repeat for more (default: found by its name)"), True),
        ("--by", _("column that divides the work, like a channel or a job; repeat for more"), True),
        ("--selected", _("column with 1/0 or yes/no, or with numbers of people selected"), False),
        ("--applicants", _("column with numbers of people: the file is a table of counts"), False),
        ("--score", _("column with scores: who scores above the median of everybody"), False),
        ("--stage", _("column with the stage somebody reached"), False),
        ("--date", _("column with the day of the application"), False),
    )
    for flag, text, repeats in columns:
        action = {"action": "append", "default": []} if repeats else {"default": ""}
        parser.add_argument(flag, metavar="COL", help=text, **action)
    parser.add_argument(
        "--selected-is",
        action="append",
        default=[],
        metavar="TEXT",
        help=_("this cell means selected and every other one does not; repeat for more"),
    )
    parser.add_argument(
        "--sheet", metavar="NAME", help=_("sheet of a workbook (default: every one with a table)")
    )
    parser.add_argument("--from", dest="start", type=_day, metavar="DAY", help=_("records from this day on"))
    parser.add_argument("--to", dest="end", type=_day, metavar="DAY", help=_("records until this day"))
    parser.add_argument(
        "--jurisdiction", default="", metavar="NL", help=_("country whose rules say what may not be asked")
    )
    parser.add_argument("--law", action="store_true", help=_("print the tables of Local Law 144 as well"))
    parser.add_argument(
        "--smallest-cell",
        type=int,
        default=None,
        metavar="N",
        help=_("groups with fewer people are withheld (default: 10 in records, none in tables of counts)"),
    )
    add_output_flags(parser)
    parser.set_defaults(run=impact_of_file)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text}: 2026-01-31") from None


def impact_of_file(arguments: argparse.Namespace) -> int:
    """Print everything that a file of counts or records says about groups."""
    set_up_django()
    from django.utils import translation

    from maatwerk.cli.impact._say import report_json, say_report
    from maatwerk.kernel.tables import TableError
    from maatwerk.science.errors import ScienceError

    translation.activate(arguments.language)  # to the end of the process: the table is spoken too
    try:
        report = make_report(arguments)
    except (TableError, ScienceError) as error:
        raise Stop("%(problem)s", code="cannot_compute", problem=error) from error
    if arguments.json:
        report_json(report, arguments.language)
    else:
        say_report(report, arguments.language, law=arguments.law)
    return 0


def make_report(arguments: argparse.Namespace) -> "Report":
    """Read the file and compute what it comes to.

    Raises
    ------
    TableError
        It holds no table, or cells that cannot be; all of them at once.
    """
    from maatwerk.cli.impact import _problems  # noqa: F401 - its sentences become known
    from maatwerk.cli.impact._layout import Asked, blocks
    from maatwerk.cli.impact._report import say_odd
    from maatwerk.kernel.tables import Place, TableError, problem, quoted, read_sheets

    asked = Asked(
        groups=tuple(arguments.group),
        by=tuple(arguments.by),
        applicants=arguments.applicants,
        selected=arguments.selected,
        score=arguments.score,
        stage=arguments.stage,
        date=arguments.date,
    )
    sheets = read_sheets(arguments.file, sheet=arguments.sheet)
    found: list[Block] = []
    begins = ""
    for sheet in sheets:
        begins = begins or next((" · ".join(filter(None, row.cells)) for row in sheet.rows()), "")
        found += blocks(sheet, asked)
    counts = [block for block in found if block.kind == "counts"]
    name = arguments.file.name
    if not found:
        raise TableError(problem("impact_no_table", Place(name), begins=quoted(begins)))
    report = _of_counts(arguments, counts, name) if counts else _of_people(arguments, found[0], asked)
    if not report.sections and not report.notes:
        raise TableError(problem("impact_no_table", Place(name), begins=quoted(begins)))
    say_odd(report)
    return report


def _of_counts(arguments: argparse.Namespace, found: "list[Block]", name: str) -> "Report":
    from maatwerk.cli.impact._counts import read_counts
    from maatwerk.cli.impact._report import Report, not_asked, report_counts
    from maatwerk.cli.impact._settle import settle
    from maatwerk.kernel.tables import Place, TableError, problem

    _check_columns(arguments, found)
    file = read_counts(found, by=arguments.by, groups=arguments.group)
    tables = settle(file)
    report = Report(kind="counts", file=name, columns=file.columns)
    report.columns["jurisdiction"] = arguments.jurisdiction
    report.notes += file.notes
    if file.errors:
        raise TableError(*file.errors[:MOST_ERRORS])
    report_counts(
        tables,
        report,
        smallest_cell=arguments.smallest_cell or 0,
        forbidden=not_asked(arguments.jurisdiction, dt.date.today()),
        by=arguments.by,
    )
    if any(section.rates for section in report.sections):
        report.notes.append(problem("impact_rates_only", Place(name)))
    if not report.sections and not any(note.code == "impact_not_asked" for note in report.notes):
        raise TableError(*(report.notes or [problem("impact_no_table", Place(name), begins="")]))
    return report


def _check_columns(arguments: argparse.Namespace, found: "list[Block]") -> None:
    names = [*arguments.group, *arguments.by, arguments.applicants, arguments.selected]
    for name in filter(None, names):
        if all(block.named(name) is None for block in found):
            raise Stop(
                _("%(file)s has no column “%(column)s”. It has: %(names)s."),
                code="no_column",
                file=found[0].file,
                column=name,
                names=", ".join(found[0].header),
            )


def _of_people(arguments: argparse.Namespace, block: "Block", asked: "Asked") -> "Report":
    from maatwerk.cli.impact._people import read_people
    from maatwerk.cli.impact._report import Report, not_asked, report_people
    from maatwerk.kernel.tables import Place, TableError, problem

    people = read_people(
        block,
        asked,
        means=frozenset(word.strip().casefold() for word in arguments.selected_is),
        today=dt.date.today(),
        period=(arguments.start, arguments.end),
    )
    report = Report(kind="records", file=block.file, columns=people.columns, unused=people.unused)
    report.columns["jurisdiction"] = arguments.jurisdiction
    report.notes += people.notes
    cell = SMALLEST_CELL if arguments.smallest_cell is None else arguments.smallest_cell
    forbidden = not_asked(arguments.jurisdiction, dt.date.today())
    report_people(people, report, smallest_cell=cell, forbidden=forbidden)
    if not report.sections and not any(note.code == "impact_not_asked" for note in report.notes):
        raise TableError(*(report.notes or [problem("file_no_rows", Place(block.file))]))
    return report

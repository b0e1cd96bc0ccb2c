"""`maatwerk impact FILE`: selection rates and impact ratios of groups in a file. Needs no database."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from maatwerk.cli.acting import add_output_flags
from maatwerk.cli.output import Stop, _, say, say_json, translated
from maatwerk.cli.runtime import set_up_django

if TYPE_CHECKING:
    from maatwerk.science.fairness import ImpactTable
    from maatwerk.science.results import Language

YES = {"1", "yes", "true", "y", "ja", "j", "t", "waar", "selected", "hired", "geselecteerd", "aangenomen"}
NO = {"0", "no", "false", "n", "nee", "f", "onwaar", "rejected", "afgewezen", ""}


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `impact`."""
    parser = commands.add_parser(
        "impact", help=_("selection rates and impact ratios by group, from a CSV or XLSX file")
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--group", required=True, metavar="COL", help=_("column with the group"))
    parser.add_argument("--selected", required=True, metavar="COL", help=_("column with 1/0, yes/no"))
    parser.add_argument(
        "--selected-is",
        action="append",
        default=[],
        metavar="TEXT",
        help=_("this cell means selected and every other one does not; repeat for more"),
    )
    parser.add_argument(
        "--smallest-cell",
        type=int,
        default=10,
        metavar="N",
        help=_("groups with fewer people are withheld (default: 10)"),
    )
    add_output_flags(parser)
    parser.set_defaults(run=impact_of_file)


def impact_of_file(arguments: argparse.Namespace) -> int:
    """Print the table of one attribute."""
    set_up_django()
    from django.utils import translation

    from maatwerk.apps.journeys.history import HistoryError
    from maatwerk.science.errors import ScienceError
    from maatwerk.science.fairness import impact_table

    translation.activate(arguments.language)  # to the end of the process: the table is spoken too
    try:
        means = frozenset(word.lower() for word in arguments.selected_is)
        groups, selected = _columns(arguments.file, arguments.group, arguments.selected, means)
        table = impact_table(
            groups, selected, attribute=arguments.group, smallest_cell=arguments.smallest_cell
        )
    except (HistoryError, ScienceError) as error:
        raise Stop("%(problem)s", code="cannot_compute", problem=error) from error
    if arguments.json:
        rows = [asdict(row) | {"group": row.group} for row in table.rows]
        say_json(asdict(table) | {"rows": rows, "says": table.explain(arguments.language)})
    else:
        _say_table(table, arguments.language)
    return 0


def _columns(path: Path, group: str, selected: str, means: frozenset[str]) -> tuple[list[str], list[bool]]:
    from maatwerk.apps.journeys.history import read_table

    table = read_table(path)
    for name in (group, selected):
        if name not in table.header:
            raise Stop(
                _("%(file)s has no column “%(column)s”. It has: %(names)s."),
                code="no_column",
                file=table.name,
                column=name,
                names=", ".join(table.header),
            )
    at = table.header.index(group), table.header.index(selected)
    groups, chosen = [], []
    for row in table.rows():
        cells = [row.cells[place] if place < len(row.cells) else "" for place in at]
        said = cells[1].lower()
        if not means and said not in YES | NO:
            raise Stop(
                _(
                    "%(file)s, line %(line)d, column “%(column)s”: “%(cell)s” is neither yes nor no. Say which cells mean "
                    "selected: --selected-is “%(cell)s”"
                ),
                code="not_yes_or_no",
                file=table.name,
                line=row.line,
                column=selected,
                cell=cells[1],
            )
        groups.append(cells[0])
        chosen.append(said in (means or YES))
    return groups, chosen


def _say_table(table: "ImpactTable", language: "Language") -> None:
    heads = [translated(text) for text in (_("people"), _("selected"), _("rate"), _("ratio"))]
    say("{:<24} {:>8} {:>13} {:>7} {:>9}".format(table.attributes[0], *heads))
    for row in table.rows:
        if row.suppressed:
            say(f"{row.group:<24} {translated(_('withheld')):>8}")
            continue
        rate = f"{row.rate.estimate:.1%}" if row.rate else ""
        ratio = (
            f"{row.impact.ratio.estimate:.3f}"
            if row.impact
            else (translated(_("reference")) if row.is_reference else "")
        )
        say(f"{row.group:<24} {row.applicants:>8} {row.selected:>13} {rate:>7} {ratio:>9}")
    say(table.explain(language))

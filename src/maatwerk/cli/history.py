"""`maatwerk history import` and `maatwerk history map`."""

import argparse
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from maatwerk.cli.acting import acting_member, add_acting_flags, add_output_flags, speaking
from maatwerk.cli.output import Stop, say, say_json

if TYPE_CHECKING:
    from maatwerk.apps.journeys.history import CheckedHistory, HistoryError

SHOWN = 50
SAMPLE = 500


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands about histories."""
    parser = commands.add_parser("history", help="bring in people once hired")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    bring = verbs.add_parser(
        "import", help="check a file (or linked files) and import it, whole or not at all"
    )
    bring.add_argument("files", nargs="+", type=Path, metavar="FILE", help="CSV or XLSX")
    bring.add_argument(
        "--mapping", "-m", type=Path, required=True, metavar="MAP.toml", help="what the columns mean"
    )
    bring.add_argument("--dry-run", action="store_true", help="check only; list everything that is wrong")
    add_acting_flags(bring)
    bring.set_defaults(run=import_history)
    draft = verbs.add_parser("map", help="propose a mapping from a file's header")
    draft.add_argument("file", type=Path, metavar="FILE")
    add_output_flags(draft)
    draft.set_defaults(run=propose_mapping)


def import_history(arguments: argparse.Namespace) -> int:
    """Check the files; without `--dry-run`, import them in one transaction."""
    with speaking(arguments):
        from maatwerk.apps.journeys.history import HistoryError, check_history, load_mapping

        try:
            mapping = load_mapping(arguments.mapping)
            checked = check_history(arguments.files, mapping)
        except HistoryError as error:
            return _say_unusable(error, as_json=arguments.json)
        with checked:
            if not checked.report.ok or arguments.dry_run:
                _say_report(checked, as_json=arguments.json)
                return 0 if checked.report.ok else 1
            return _write(arguments, checked)


def _write(arguments: argparse.Namespace, checked: "CheckedHistory") -> int:
    with acting_member(arguments, found=True):
        from maatwerk.apps.journeys.public import import_history as write

        imported = write(checked, tell=_progress if sys.stderr.isatty() else _silence)
    if arguments.json:
        say_json(
            {
                "status": "imported",
                "history": imported.history.pk,
                "job_family": checked.mapping.job_family,
                "persons": imported.people,
                "engagements": imported.engagements,
                "evidence": imported.evidence,
                "protected": imported.protected,
                "report": _report(checked),
            }
        )
    else:
        _say_report(checked, as_json=False)
        say(
            f"Imported: {imported.people} people, {imported.engagements} engagements, {imported.evidence} pieces of evidence."
        )
        if imported.protected:
            say(f"{imported.protected} protected attributes went behind the audit wall; no model reads them.")
    return 0


def _silence(done: int, total: int) -> None:
    """Say nothing: nobody watches."""


def _progress(done: int, total: int) -> None:
    sys.stderr.write(f"\r{done:,} of {total:,} engagements")
    if done >= total:
        sys.stderr.write("\n")


def _say_unusable(error: "HistoryError", *, as_json: bool) -> int:
    if as_json:
        say_json({"status": "refused", "errors": [found.as_dict() for found in error.problems]})
    else:
        for found in error.problems:
            sys.stderr.write(f"{found}\n")
    return 1


def _report(checked: "CheckedHistory") -> dict[str, object]:
    from maatwerk.apps.journeys.public import report_as_dict

    report = checked.report
    return report_as_dict(checked) | {
        "ok": report.ok,
        "error_count": report.error_count,
        "errors": [found.as_dict() for found in report.errors],
        "warnings": [found.as_dict() for found in report.warnings],
    }


def _say_report(checked: "CheckedHistory", *, as_json: bool) -> None:
    report = checked.report
    if as_json:
        say_json({"status": "checked", "report": _report(checked)})
        return
    for found in (*report.errors[:SHOWN], *report.warnings[:SHOWN]):
        say(str(found))
    hidden = report.error_count - len(report.errors[:SHOWN])
    if hidden > 0:
        say(f"… and {hidden} more errors; --json lists them.")
    for dropped in report.dropped:
        say(f"{dropped.count}: {dropped.reason.sentence}")
    say(
        f"Read {report.rows_read} rows: {report.persons} people, {report.engagements} engagements, {report.separated} left; "
        f"{report.exact_duplicates} exact duplicates, {report.repeated_administrations} measured more than once."
    )
    say(
        "Nothing wrong."
        if report.ok
        else f"{report.error_count} errors: nothing is imported until they are mended."
    )


def propose_mapping(arguments: argparse.Namespace) -> int:
    """Print a commented starter mapping for a file."""
    with speaking(arguments):
        from maatwerk.apps.journeys.history import HistoryError, propose_mapping, read_table

        try:
            table = read_table(arguments.file)
            say(propose_mapping(table.header, [row.cells for row in islice(table.rows(), SAMPLE)]))
        except HistoryError as error:
            raise Stop(str(error), code="unusable_file") from error
    return 0

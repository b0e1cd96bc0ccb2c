"""`maatwerk history import` and `maatwerk history map`."""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from maatwerk.cli.acting import acting_member, add_acting_flags, add_output_flags, speaking
from maatwerk.cli.output import Stop, _, say, say_json, say_problems, tell
from maatwerk.cli.runtime import set_up_django

if TYPE_CHECKING:
    from maatwerk.apps.journeys.history import CheckedHistory, Problem

SHOWN = 50
ALIKE_SHOWN = 5  # of one kind in one column, where not all can be shown
WARNINGS_SHOWN = 5  # after an import; a dry run lists more
SAMPLE = 20_000


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands about histories."""
    parser = commands.add_parser("history", help=_("bring in people once hired"))
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    bring = verbs.add_parser(
        "import", help=_("check a file (or linked files) and import it, whole or not at all")
    )
    bring.add_argument("files", nargs="+", type=Path, metavar="FILE", help=_("CSV or XLSX"))
    bring.add_argument(
        "--mapping", "-m", type=Path, required=True, metavar="MAP.toml", help=_("what the columns mean")
    )
    bring.add_argument("--dry-run", action="store_true", help=_("check only; list everything that is wrong"))
    add_acting_flags(bring)
    bring.set_defaults(run=import_history)
    draft = verbs.add_parser("map", help=_("propose a mapping from a file's header"))
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
            return say_problems(error.problems, as_json=arguments.json)
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
        _say_report(checked, as_json=False, warnings=WARNINGS_SHOWN)
        tell(
            _("Imported: %(people)d people, %(engagements)d engagements, %(evidence)d pieces of evidence."),
            people=imported.people,
            engagements=imported.engagements,
            evidence=imported.evidence,
        )
        if imported.protected:
            tell(
                _("%(count)d protected attributes went behind the audit wall; no model reads them."),
                count=imported.protected,
            )
    return 0


def _silence(done: int, total: int) -> None:
    """Say nothing: nobody watches."""


def _progress(done: int, total: int) -> None:
    sys.stderr.write(f"\r{done:,} of {total:,} engagements")
    if done >= total:
        sys.stderr.write("\n")


def _report(checked: "CheckedHistory") -> dict[str, object]:
    from maatwerk.apps.journeys.public import report_as_dict

    report = checked.report
    return report_as_dict(checked) | {
        "ok": report.ok,
        "error_count": report.error_count,
        "errors": [found.as_dict() for found in report.errors],
        "warnings": [found.as_dict() for found in report.warnings],
        "notes": [found.as_dict() for found in report.notes],
    }


def _say_report(checked: "CheckedHistory", *, as_json: bool, warnings: int = SHOWN) -> None:
    report = checked.report
    if as_json:
        say_json({"status": "checked", "report": _report(checked)})
        return
    for note in report.notes:
        say(str(note))
    errors, remarks = _varied(report.errors, SHOWN), _varied(report.warnings, warnings)
    for found in (*errors, *remarks):
        say(str(found))
    if report.error_count > len(errors):
        tell(_("… and %(count)d more errors; --json lists them."), count=report.error_count - len(errors))
    if report.warning_count > len(remarks):
        hidden = report.warning_count - len(remarks)
        tell(_("… and %(count)d more remarks; --dry-run --json lists them."), count=hidden)
    for dropped in report.dropped:
        say(f"{dropped.count}: {dropped.reason.sentence}")
    tell(
        _("Read %(rows)d rows: %(people)d people, %(engagements)d engagements, of which %(left)d ended."),
        rows=report.rows_read,
        people=report.persons,
        engagements=report.engagements,
        left=report.separated,
    )
    tell(
        _("%(same)d exact duplicates counted once; %(again)d engagements measured more than once."),
        same=report.exact_duplicates,
        again=report.repeated_administrations,
    )
    if report.ok:
        tell(_("No errors; %(count)d remarks."), count=report.warning_count)
    else:
        tell(_("%(count)d errors: nothing is imported until they are mended."), count=report.error_count)


def _varied(problems: "Sequence[Problem]", most: int) -> "Sequence[Problem]":
    """Return the first problems; where there are too many, the first of each kind in each column, so that none is hidden."""
    if len(problems) <= most:
        return problems
    kinds: Counter[tuple[str, str, str | None]] = Counter()
    shown = []
    for found in problems:
        kind = (found.code, found.file, found.column)
        kinds[kind] += 1
        if kinds[kind] <= min(ALIKE_SHOWN, most):
            shown.append(found)
    return shown


def propose_mapping(arguments: argparse.Namespace) -> int:
    """Print a commented starter mapping for a file; needs no database."""
    set_up_django()
    from django.utils import translation

    from maatwerk.apps.journeys.history import HistoryError, propose_mapping, read_table

    try:
        table = read_table(arguments.file)
        rows = [row.cells for row in islice(table.rows(), SAMPLE)]
    except HistoryError as error:
        raise Stop("%(problem)s", code="unusable_file", problem=error) from error
    with translation.override(arguments.language):
        text = propose_mapping(table.header, rows, name=arguments.file.stem)
    if arguments.json:
        say_json({"status": "proposed", "file": table.name, "rows_seen": len(rows), "mapping": text})
    else:
        sys.stdout.write(text)
    return 0

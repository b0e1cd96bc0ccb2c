"""`maatwerk history import` and `maatwerk history map`."""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from maatwerk.cli.acting import acting_if_known, acting_member, add_acting_flags, add_output_flags, speaking
from maatwerk.cli.output import Stop, _, count_up, counted_people, ngettext, say, say_json, say_problems, tell
from maatwerk.cli.runtime import set_up_django

if TYPE_CHECKING:
    from maatwerk.apps.journeys.history import CheckedHistory, HistoryReport, Problem
    from maatwerk.apps.journeys.public import CameInBefore

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
            if checked.report.ok and not arguments.dry_run:
                return _write(arguments, checked)
            before = _came_in_before(arguments, checked)
            if arguments.json:
                refused = {"code": before.code, "sentence": str(before)} if before else None
                say_json({"status": "checked", "report": _report(checked), "came_in_before": refused})
            else:
                _say_report(checked)
                if before:
                    say(str(before))
                    tell(_("So an import of these files is refused."))
            return 0 if checked.report.ok and not before else 1


def _came_in_before(arguments: argparse.Namespace, checked: "CheckedHistory") -> "CameInBefore | None":
    with acting_if_known(arguments) as member:
        from maatwerk.apps.journeys.public import came_in_before

        return came_in_before(checked) if member else None


def _write(arguments: argparse.Namespace, checked: "CheckedHistory") -> int:
    with acting_member(arguments, found=True):
        from maatwerk.apps.journeys.public import import_history as write

        imported = write(checked, tell=count_up)
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
        _say_report(checked, warnings=WARNINGS_SHOWN)
        tell(
            _("Imported: %(people)s, %(engagements)s, %(evidence)s."),
            people=counted_people(imported.people),
            engagements=_engagements(imported.engagements),
            evidence=_counted(
                ngettext("%(count)d piece of evidence", "%(count)d pieces of evidence", imported.evidence),
                imported.evidence,
            ),
        )
        if imported.protected:
            say(
                _counted(
                    ngettext(
                        "%(count)d protected attribute went behind the audit wall; no model reads it.",
                        "%(count)d protected attributes went behind the audit wall; no model reads them.",
                        imported.protected,
                    ),
                    imported.protected,
                )
            )
    return 0


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


def _say_report(checked: "CheckedHistory", *, warnings: int = SHOWN) -> None:
    report = checked.report
    for note in report.notes:
        say(str(note))
    errors, remarks = _varied(report.errors, SHOWN), _varied(report.warnings, warnings)
    for found in (*errors, *remarks):
        say(str(found))
    _say_hidden(report.error_count - len(errors), report.warning_count - len(remarks))
    for dropped in report.dropped:
        say(f"{dropped.count}: {dropped.reason.sentence}")
    _say_counts(report)


def _say_hidden(errors: int, remarks: int) -> None:
    """Say how much more there is than was shown."""
    if errors:
        more = ngettext(
            "… and %(count)d more error; --json lists it.",
            "… and %(count)d more errors; --json lists them.",
            errors,
        )
        say(_counted(more, errors))
    if remarks:
        more = ngettext(
            "… and %(count)d more remark; --dry-run --json lists it.",
            "… and %(count)d more remarks; --dry-run --json lists them.",
            remarks,
        )
        say(_counted(more, remarks))


def _say_counts(report: "HistoryReport") -> None:
    rows, same, again = report.rows_read, report.exact_duplicates, report.repeated_administrations
    tell(
        _("Read %(rows)s: %(people)s, %(engagements)s, of which %(left)d ended."),
        rows=_counted(ngettext("%(count)d row", "%(count)d rows", rows), rows),
        people=counted_people(report.persons),
        engagements=_engagements(report.engagements),
        left=report.separated,
    )
    tell(
        _("%(same)s counted once; %(again)s measured more than once."),
        same=_counted(ngettext("%(count)d exact duplicate", "%(count)d exact duplicates", same), same),
        again=_engagements(again),
    )
    remarks, errors = report.warning_count, report.error_count
    if report.ok:
        say(
            _counted(
                ngettext("No errors; %(count)d remark.", "No errors; %(count)d remarks.", remarks), remarks
            )
        )
    else:
        mend = ngettext(
            "%(count)d error: nothing is imported until it is mended.",
            "%(count)d errors: nothing is imported until they are mended.",
            errors,
        )
        say(_counted(mend, errors))


def _counted(sentence: str, count: int) -> str:
    return sentence % {"count": count}


def _engagements(count: int) -> str:
    return _counted(ngettext("%(count)d engagement", "%(count)d engagements", count), count)


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

"""`maatwerk outcomes due` and `maatwerk outcomes import`: the open questions as a file, and the answers back."""

import argparse
import sys
from pathlib import Path

from maatwerk.cli.acting import acting_member, add_acting_flags
from maatwerk.cli.output import _, ngettext, say, say_json


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands about outcomes."""
    parser = commands.add_parser(
        "outcomes", help=_("ask what became of the people hired, and bring in answers")
    )
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    due = verbs.add_parser(
        "due", help=_("print the follow-ups that are due as CSV to fill in, people by key")
    )
    add_acting_flags(due)
    due.set_defaults(run=list_due)
    bring = verbs.add_parser("import", help=_("record a filled-in file, whole or not at all"))
    bring.add_argument("file", type=Path, metavar="FILE", help=_("CSV or XLSX"))
    bring.add_argument("--dry-run", action="store_true", help=_("check only; list everything that is wrong"))
    add_acting_flags(bring)
    bring.set_defaults(run=import_outcomes)


def list_due(arguments: argparse.Namespace) -> int:
    """Print what is asked today or was before, and not answered yet; who may see names sees them on the page."""
    with acting_member(arguments) as member:
        from django.utils import timezone

        from maatwerk.apps.journeys.public import open_questions
        from maatwerk.apps.organisations.public import Role
        from maatwerk.apps.outcomes.public import open_follow_ups

        asked = None if member.has(Role.ADMINISTRATOR) else member.user_id
        rows = open_follow_ups(asked=asked, until=timezone.localdate())
        if arguments.json:
            due = [
                {
                    "follow_up": row.id,
                    "person": row.person_id,
                    "started_on": row.started_on,
                    "months": row.months,
                    "due_on": row.due_on,
                }
                for row in rows
            ]
            say_json({"due": due})
        else:
            sys.stdout.write(open_questions(rows, {row.person_id: str(row.person_id) for row in rows}))
    return 0


def import_outcomes(arguments: argparse.Namespace) -> int:
    """Record every filled-in row of a file in one transaction; a dry run takes it back."""
    with acting_member(arguments) as member:
        from maatwerk.apps.journeys.public import WrongRows, record_answers

        name = arguments.file.name
        try:
            count = record_answers(arguments.file, name=name, by=member, dry_run=arguments.dry_run)
        except WrongRows as wrong:
            if not arguments.json:
                raise
            errors = [{"file": name, "line": line, "sentence": sentence} for line, sentence in wrong.rows]
            say_json({"status": "refused", "code": wrong.code, "errors": errors})
            return 1
        if arguments.json:
            say_json({"status": "checked" if arguments.dry_run else "recorded", "answers": count})
        elif arguments.dry_run:
            found = ngettext(
                "No errors; %(count)d answer. Nothing was recorded.",
                "No errors; %(count)d answers. Nothing was recorded.",
                count,
            )
            say(found % {"count": count})
        else:
            say(ngettext("%(count)d answer is in.", "%(count)d answers are in.", count) % {"count": count})
    return 0

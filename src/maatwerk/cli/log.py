"""`maatwerk log verify`."""

import argparse
from dataclasses import asdict

from maatwerk.cli.acting import acting_member, add_acting_flags
from maatwerk.cli.output import say, say_json


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands about the event log."""
    parser = commands.add_parser("log", help="verify the event log")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    check = verbs.add_parser("verify", help="find any edit, deletion or truncation")
    add_acting_flags(check)
    check.set_defaults(run=verify)


def verify(arguments: argparse.Namespace) -> int:
    """Hold the log against its seals and its anchors; status 1 when something was tampered with."""
    with acting_member(arguments) as member:
        from maatwerk.kernel import log

        report = log.verify(member.organisation.id)
        if arguments.json:
            say_json(asdict(report) | {"ok": report.ok})
        else:
            for finding in report.findings:
                say(str(finding))
            say(
                f"{report.sealed} events in {report.seals} seals hold; {report.unsealed} are not sealed yet."
                if report.ok
                else "The log does not hold: see above."
            )
    return 0 if report.ok else 1

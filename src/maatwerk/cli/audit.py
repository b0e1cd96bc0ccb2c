"""`maatwerk audit export FILE`: everything an auditor needs as of one seal of the log; the same seal gives the same file."""

import argparse
from pathlib import Path

from maatwerk.cli.acting import acting_member, add_acting_flags
from maatwerk.cli.output import _, say_json, tell


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands for auditors."""
    parser = commands.add_parser("audit", help=_("give an auditor what they need"))
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    export = verbs.add_parser(
        "export", help=_("write versions, impact, register, documents and seals into a ZIP")
    )
    export.add_argument("file", type=Path, metavar="FILE.zip")
    export.add_argument(
        "--seal", type=int, metavar="N", help=_("as of this seal of the log (default: the newest)")
    )
    add_acting_flags(export)
    export.set_defaults(run=export_for_audit)


def export_for_audit(arguments: argparse.Namespace) -> int:
    """Write the export and say its hash."""
    with acting_member(arguments):
        from maatwerk.apps.register.public import export

        made = export(seal_number=arguments.seal)
    arguments.file.write_bytes(made.content)
    if arguments.json:
        say_json({"file": str(arguments.file), "sha256": made.hash, "seal": made.seal_number})
    else:
        tell(_("%(file)s tells everything up to seal %(seal)d."), file=arguments.file, seal=made.seal_number)
        tell(_("SHA-256: %(hash)s"), hash=made.hash)
    return 0

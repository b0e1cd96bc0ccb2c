"""`maatwerk log verify` and `maatwerk log store`."""

import argparse
from dataclasses import asdict

from maatwerk.cli.acting import acting_member, add_acting_flags
from maatwerk.cli.output import Stop, _, say, say_json, tell


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands about the event log."""
    parser = commands.add_parser("log", help=_("verify the event log"))
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    check = verbs.add_parser("verify", help=_("find any edit, deletion or truncation"))
    add_acting_flags(check)
    check.set_defaults(run=verify)
    store = verbs.add_parser("store", help=_("send the anchors to the object store now"))
    add_acting_flags(store)
    store.set_defaults(run=send_to_store)


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
            if report.ok:
                tell(
                    _("Events that hold: %(sealed)d, in seals: %(seals)d; not sealed yet: %(unsealed)d."),
                    sealed=report.sealed,
                    seals=report.seals,
                    unsealed=report.unsealed,
                )
            else:
                tell(_("The log does not hold: see above."))
    return 0 if report.ok else 1


def send_to_store(arguments: argparse.Namespace) -> int:
    """Send what the object store does not hold yet; the worker does so once an hour."""
    with acting_member(arguments) as member:
        from maatwerk.kernel import log, log_store
        from maatwerk.kernel.object_store import StoreTrouble

        if log_store.bucket() is None:
            raise Stop(_("No object store is named: set MAATWERK_ANCHOR_STORE."), code="no_store")
        log.seal_all()
        try:
            sent = log_store.send(member.organisation.id)
        except StoreTrouble as error:
            raise Stop(
                _("The object store did not take it: %(why)s"), code="store_trouble", why=error
            ) from error
        if arguments.json:
            say_json({"sent": sent})
        else:
            tell(_("Seals sent to the object store: %(sent)d."), sent=sent)
    return 0

"""`maatwerk log verify` and `maatwerk log store`."""

import argparse
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

from maatwerk.cli.acting import acting_member, add_acting_flags, speaking
from maatwerk.cli.output import Stop, _, say, say_json, tell

if TYPE_CHECKING:
    from maatwerk.kernel.log import LogReport


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands about the event log."""
    parser = commands.add_parser("log", help=_("verify the event log"))
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    check = verbs.add_parser("verify", help=_("find any edit, deletion or truncation"))
    check.set_defaults(run=verify)
    store = verbs.add_parser("store", help=_("send the anchors to the object store now"))
    store.set_defaults(run=send_to_store)
    for each in (check, store):
        add_acting_flags(each)
        each.add_argument(
            "--every", action="store_true", help=_("of every organisation here: for whoever runs the server")
        )


@contextmanager
def _organisations(arguments: argparse.Namespace) -> Iterator[list[tuple[str, uuid.UUID]]]:
    """Give the organisations meant, each with its web address: the member's, or every one where that is asked."""
    if not arguments.every:
        with acting_member(arguments) as member:
            yield [(member.organisation.slug, member.organisation.id)]
        return
    with speaking(arguments):
        from maatwerk.apps.organisations.public import Organisation
        from maatwerk.kernel import jobs, tenancy

        found = []
        for key in jobs.organisations():
            with tenancy.acting(organisation=key):
                found.append((Organisation.objects.get(pk=key).slug, key))
        yield sorted(found)


def verify(arguments: argparse.Namespace) -> int:
    """Hold the log against its seals and its anchors; status 1 when something was tampered with."""
    with _organisations(arguments) as wanted:
        from maatwerk.kernel import log

        reports = {slug: log.verify(key) for slug, key in wanted}
        if arguments.json:
            told = {slug: asdict(report) | {"ok": report.ok} for slug, report in reports.items()}
            say_json({"organisations": told} if arguments.every else next(iter(told.values())))
        else:
            for slug, report in reports.items():
                if arguments.every:
                    say(f"{slug}:")
                _tell(report)
    return 0 if all(report.ok for report in reports.values()) else 1


def _tell(report: "LogReport") -> None:
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


def send_to_store(arguments: argparse.Namespace) -> int:
    """Send what the object store does not hold yet; the worker does so once an hour."""
    with _organisations(arguments) as wanted:
        from maatwerk.kernel import log, log_store
        from maatwerk.kernel.object_store import StoreTrouble

        if log_store.bucket() is None:
            raise Stop(_("No object store is named: set MAATWERK_ANCHOR_STORE."), code="no_store")
        log.seal_all()
        try:
            sent = sum(log_store.send(key) for _slug, key in wanted)
        except StoreTrouble as error:
            raise Stop(
                _("The object store did not take it: %(why)s"), code="store_trouble", why=error
            ) from error
        if arguments.json:
            say_json({"sent": sent})
        else:
            tell(_("Seals sent to the object store: %(sent)d."), sent=sent)
    return 0

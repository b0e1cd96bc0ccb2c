"""`maatwerk privacy`: who is due, erasing them, and holds."""

import argparse
import datetime as dt
import uuid
from dataclasses import asdict
from typing import TYPE_CHECKING

from maatwerk.cli.acting import acting_member, add_acting_flags
from maatwerk.cli.output import Stop, _, say, say_json, tell
from maatwerk.cli.runtime import database

if TYPE_CHECKING:
    from maatwerk.apps.organisations.public import Member


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands about keeping and erasing people."""
    parser = commands.add_parser("privacy", help=_("see whose data is due, erase it, or hold it"))
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    due = verbs.add_parser("due", help=_("list whose clock runs and until when"))
    add_acting_flags(due)
    due.set_defaults(run=run_due)
    erase = verbs.add_parser(
        "erase", help=_("erase everybody whose clock ran out, now instead of at night; or one person")
    )
    erase.add_argument("--person", metavar="KEY", help=_("the key of one person who asked to be erased"))
    add_acting_flags(erase)
    erase.set_defaults(run=run_erase)
    hold = verbs.add_parser("hold", help=_("keep a person from being erased while a dispute runs"))
    hold.add_argument("person", metavar="KEY", help=_("the key of the person"))
    hold.add_argument("--reason", required=True, metavar="TEXT", help=_("why; leave names out"))
    hold.add_argument(
        "--review", required=True, metavar="DAY", help=_("when somebody looks again: 2027-01-31")
    )
    add_acting_flags(hold)
    hold.set_defaults(run=run_hold)


def run_due(arguments: argparse.Namespace) -> int:
    """List everybody whose clock runs, the first to go on top."""
    with acting_member(arguments):
        from maatwerk.apps.privacy.public import due_rows
        from maatwerk.kernel.dates import short_day

        rows = due_rows()
        if arguments.json:
            say_json([asdict(row) | {"is_due": row.is_due} for row in rows])
            return 0
        for row in rows:
            until = short_day(row.until) if row.until else "-"
            state = _("held") if row.is_held else _("due") if row.is_due else ""
            say(f"{row.person_id}  {until}  {row.because} {row.jurisdiction}  {_spoken(state)}".rstrip())
        tell(_("People whose clock runs: %(number)d."), number=len(rows))
    return 0


def run_erase(arguments: argparse.Namespace) -> int:
    """Order what is due, or one person who asked, and carry it out at once: a terminal has no worker that comes by."""
    with database():  # up until the work is done, which opens transactions of its own
        with acting_member(arguments) as member:
            orders = _ordered(member, _person(arguments.person) if arguments.person else None)
            organisation = member.organisation.id
        _carry_out(organisation, orders)
    if arguments.json:
        say_json({"erased": len(orders)})
    else:
        tell(_("People erased: %(number)d."), number=len(orders))
    return 0


def _ordered(member: "Member", asked: uuid.UUID | None) -> list[uuid.UUID]:
    from maatwerk.apps.privacy.public import Cause, due_rows, order_erasure

    if asked is not None:
        return [order_erasure(person_id=asked, cause=Cause.REQUEST, by=member)]
    due = [row.person_id for row in due_rows() if row.is_due]
    return [order_erasure(person_id=person, cause=Cause.CLOCK, by=member) for person in due]


def _carry_out(organisation: uuid.UUID, orders: list[uuid.UUID]) -> None:
    from maatwerk.apps.privacy.public import count_groups, erase
    from maatwerk.kernel import log

    for key in orders:
        erase(organisation, key)
    if orders:
        count_groups(organisation)
        log.seal_all()


def run_hold(arguments: argparse.Namespace) -> int:
    """Place a hold on one person."""
    try:
        day = dt.date.fromisoformat(arguments.review)
    except ValueError as error:
        raise Stop(
            _("%(day)s is no day; write it as 2027-01-31."), code="no_day", day=arguments.review
        ) from error
    with acting_member(arguments) as member:
        from maatwerk.apps.privacy.public import place_hold

        key = place_hold(
            reason=arguments.reason, review_on=day, by=member, person_id=_person(arguments.person)
        )
        if arguments.json:
            say_json({"hold": str(key)})
        else:
            tell(_("The hold stands: %(key)s."), key=key)
    return 0


def _person(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Stop(_("%(key)s is no key of a person."), code="no_key", key=text) from error


def _spoken(text: str) -> str:
    from django.utils.translation import gettext

    return gettext(text) if text else ""

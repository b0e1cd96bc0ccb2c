"""`maatwerk mail`: take in what people answer by mail, one at a time from a mail server's pipe or by listening."""

import argparse
import sys

from maatwerk.cli.output import Stop, _, say
from maatwerk.cli.runtime import database
from maatwerk.cli.serve import in_terminal_language as spoken

TEMPORARY = 75  # EX_TEMPFAIL of sysexits.h: the mail server keeps the mail and tries again
NO_SUCH = 67  # EX_NOUSER
REFUSED = 69  # EX_UNAVAILABLE: the mail server sends it back


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `mail take` and `mail receive`."""
    mail = commands.add_parser("mail", help=_("take in what people answer by mail"))
    parts = mail.add_subparsers(metavar="COMMAND", required=True)
    one = parts.add_parser("take", help=_("take in one message from standard input, as a mail server's pipe"))
    one.add_argument("--to", required=True, metavar="ADDRESS", help=_("the address it was sent to"))
    one.add_argument(
        "--from",
        dest="sender",
        metavar="ADDRESS",
        help=_("the sender of the envelope; empty for a report about delivery"),
    )
    one.set_defaults(run=run_take)
    listen = parts.add_parser("receive", help=_("listen for mail (SMTP) until Ctrl-C"))
    listen.add_argument("--host", default="127.0.0.1")
    listen.add_argument("--port", type=int, default=2525)
    listen.set_defaults(run=run_receive)


def run_take(arguments: argparse.Namespace) -> int:
    """Take in one message; the exit status tells the mail server what to do with it."""
    with database():
        from django.db import Error

        from maatwerk.apps.messages.public import LARGEST_MAIL, Taken, take_mail

        _check_domain()
        raw = sys.stdin.buffer.read(LARGEST_MAIL + 1)
        try:
            taken = take_mail(raw, recipient=arguments.to, sender=arguments.sender)
        except Error as error:
            sys.stderr.write(f"4.3.0 {type(error).__name__}\n")
            return TEMPORARY
    say(taken.value)
    return {
        Taken.UNKNOWN: NO_SUCH,
        Taken.TOO_LARGE: REFUSED,
        Taken.LOOP: REFUSED,
        Taken.TOO_MANY: TEMPORARY,
    }.get(taken, 0)


def run_receive(arguments: argparse.Namespace) -> int:
    """Listen for mail."""
    with database():
        from maatwerk.apps.messages.public import receive_mail

        _check_domain()
        address = f"{arguments.host}:{arguments.port}"
        receive_mail(arguments.host, arguments.port, ready=lambda: _say_now(address))
    return 0


def _say_now(address: str) -> None:
    say(spoken(_("Maatwerk takes mail in at %(address)s"), address=address))
    sys.stdout.flush()


def _check_domain() -> None:
    from django.conf import settings

    if not settings.MAIL_DOMAIN:
        raise Stop(
            _(
                "Set MAATWERK_MAIL_DOMAIN to the domain at which answers come in, for the web server and here."
            ),
            code="no_domain",
        )

"""The `maatwerk` command: reads its words, hands over to one module per subject."""

import argparse
import importlib
import os
import signal
import sys
from collections.abc import Sequence

from maatwerk.cli.output import Stop, _, language_of_terminal, say_refusal
from maatwerk.cli.parsing import Parser, in_readers_words, speaking_to

#: Every module adds its own commands; none is imported before Django is needed.
SUBJECTS = (
    "demo",
    "serve",
    "organisation",
    "history",
    "moving",
    "outcomes",
    "model",
    "register",
    "advise",
    "impact",
    "validity",
    "instrument",
    "log",
    "privacy",
    "audit",
    "selftest",
    "backup",
    "mail",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 refused, 2 misunderstood."""
    # small matrices: threads of the linear algebra would only wait for each other
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    words = sys.argv[1:] if arguments is None else list(arguments)
    with speaking_to(words):
        chosen = build_parser().parse_args(words)
    # ended from outside, we end in order: the embedded server stops with its last user
    signal.signal(signal.SIGTERM, _end)
    try:
        status: int = chosen.run(chosen)
        sys.stdout.flush()
    except Stop as stop:
        return _refuse(stop, chosen)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read us has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status


def _end(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)


def _refuse(stop: Stop, chosen: argparse.Namespace) -> int:
    """Say in the reader's language why the command stopped."""
    from django.utils import translation

    from maatwerk.cli.runtime import set_up_django

    try:
        set_up_django()
    except OSError:  # without a folder of data there are no settings, and so no language
        sys.stderr.write(f"{stop.in_english}\n")
        return 1
    with translation.override(getattr(chosen, "language", None) or language_of_terminal()):
        as_json = getattr(chosen, "json", False)
        return say_refusal(stop.sentence, code=stop.code, as_json=as_json, problems=stop.problems)


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    about = _("Evidence-based talent platform: advice with reasons, a human decides, outcomes come back.")
    more = _("Each command tells more with --help. The tutorial is docs/tutorial/first-proposal.md.")
    parser = Parser(prog="maatwerk", description=in_readers_words(about), epilog=in_readers_words(more))
    commands = parser.add_subparsers(metavar="COMMAND")
    for name in SUBJECTS:
        importlib.import_module(f"maatwerk.cli.{name}").add_commands(commands)
    return parser

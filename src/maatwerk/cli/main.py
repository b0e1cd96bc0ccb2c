"""The `maatwerk` command: reads its words, hands over to one module per subject."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

#: Every module adds its own commands; none is imported before Django is needed.
SUBJECTS = ("demo", "serve", "organisation", "history", "model", "advise", "impact", "log")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 refused, 2 misunderstood."""
    # small matrices: threads of the linear algebra would only wait for each other
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    parser = build_parser()
    chosen = parser.parse_args(arguments)
    if not hasattr(chosen, "run"):
        parser.print_help()
        return 2
    from maatwerk.cli.output import Stop, say_refusal

    try:
        status: int = chosen.run(chosen)
    except Stop as stop:
        return say_refusal(stop.sentence, code=stop.code, as_json=getattr(chosen, "json", False))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="maatwerk",
        description="Evidence-based talent platform: advice with reasons, a human decides, outcomes come back.",
    )
    commands = parser.add_subparsers(title="commands", metavar="")
    for name in SUBJECTS:
        importlib.import_module(f"maatwerk.cli.{name}").add_commands(commands)
    return parser

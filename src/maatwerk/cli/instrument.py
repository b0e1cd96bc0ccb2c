"""`maatwerk instrument …`: tests, their content, calibration and results. Each verb lives in a module of its own."""

import argparse
import importlib

from maatwerk.cli.output import _

#: Modules that add verbs: `add_verbs(verbs)`.
VERBS = ("content", "calibrate", "standards", "verify", "invite")


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `instrument` with the verbs of all its modules."""
    parser = commands.add_parser("instrument", help=_("tests: their items, calibration and results"))
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    for name in VERBS:
        importlib.import_module(f"maatwerk.cli.instrument_{name}").add_verbs(verbs)

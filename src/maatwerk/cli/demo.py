"""`maatwerk demo` and `maatwerk reset`."""

import argparse

from maatwerk.cli.serve import add_address_flags, run_serve


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `demo`."""
    demo = commands.add_parser("demo", help="load the demo organisation and serve it")
    add_address_flags(demo)
    demo.set_defaults(run=run_serve)

"""Run benches: all, or those named. Prints what ran and writes bench/RESULTS.md.

python -m bench              all of them
python -m bench irt fairness these
python -m bench --list       what there is
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from bench.report import RESULTS, Missing, Row, cells, machine, write

NOT_BENCHES = {"__init__", "__main__", "report"}


def available() -> list[str]:
    """Name the modules of this folder that can run."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in NOT_BENCHES)
    return [name for name in names if not name.startswith("_")]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the named benches; return 1 when one could not run."""
    parser = argparse.ArgumentParser(prog="bench", description="Measure beside others' software.")
    parser.add_argument("names", nargs="*", help="benches to run; default all")
    parser.add_argument("--list", action="store_true", help="list the benches and stop")
    asked = parser.parse_args(arguments)
    known = available()
    if asked.list:
        print("\n".join(known))
        return 0
    unknown = sorted(set(asked.names) - set(known))
    if unknown:
        parser.error(f"no such bench: {', '.join(unknown)}; there are {', '.join(known)}")
    where, date = machine(), datetime.now(tz=UTC).date().isoformat()
    print(f"on {where}")
    fresh: list[tuple[str, ...]] = []
    done: set[str] = set()
    failed = 0
    for name in asked.names or known:
        print(f"\n{name}", flush=True)
        try:
            rows: list[Row] = import_module(f"bench.{name}").run()
        except Missing as reason:
            print(f"  not run: {reason}")
            failed = 1
            continue
        done.add(name)
        for row in rows:
            ratio = "" if row.ratio is None else f"ratio {row.ratio:.3g}"
            print("  " + "; ".join(filter(None, (row.problem, f"{row.peer} {row.peer_version}".strip(), ratio,
                                                  row.accuracy, row.bar, row.note))))  # fmt: skip
            fresh.append(cells(name, row, date=date, where=where))
    write(RESULTS, fresh, done)
    print(f"\nwritten to {RESULTS.relative_to(Path(__file__).resolve().parents[1])}")
    return failed


if __name__ == "__main__":
    sys.exit(main())

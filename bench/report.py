"""What a bench reports, how a peer runs in a process of its own, and the table that results."""

import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("MAATWERK_SHARED", ROOT.parent / "shared"))
RESULTS = ROOT / "bench" / "RESULTS.md"
THREAD_SETTINGS = (
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "RAYON_NUM_THREADS",
)  # fmt: skip
COLUMNS = (
    "bench",
    "problem",
    "peer",
    "ratio",
    "accuracy difference",
    "bar",
    "ours",
    "theirs",
    "date",
    "machine",
    "note",
)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One comparison.

    Attributes
    ----------
    problem
        What was computed, on how many people and items.
    ours
        What of ours ran.
    peer, peer_version
        With which other software; its version.
    ours_seconds, peer_seconds
        Measured in the same run; None where time is not the question.
    ratio
        Ours over theirs: below 1 we are faster, unless `note` says what else is compared.
    accuracy
        How far the answers lie apart, in words and numbers.
    bar
        What was to be reached, and whether it was; see `bar`. Empty where nothing was set.
    note
        Threads, settings, anything a reader needs.
    """

    problem: str
    ours: str
    peer: str
    peer_version: str
    ours_seconds: float | None = None
    peer_seconds: float | None = None
    ratio: float | None = None
    accuracy: str = ""
    bar: str = ""
    note: str = ""


def bar(words: str, met: bool) -> str:
    """Say what was to be reached and whether this run did."""
    return f"{words}: {'met' if met else '**missed**'}"


class Missing(RuntimeError):
    """A peer or its data is not installed here; the sentence says which and why that matters."""


def in_process(target: str, *, threads: int, timeout: float = 1_800, **arguments: Any) -> Any:
    """Call ``module:function`` in a fresh interpreter with a stated number of threads; return its JSON answer.

    Arguments and answer travel as JSON, so large arrays are made, or read, on the other side.
    """
    module, function = target.split(":")
    program = (
        "import importlib, json, sys\n"
        f"answer = getattr(importlib.import_module({module!r}), {function!r})(**json.loads(sys.argv[1]))\n"
        "print('answer:' + json.dumps(answer))"
    )
    environment = os.environ | dict.fromkeys(THREAD_SETTINGS, str(threads))
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-c", program, json.dumps(arguments)],
        capture_output=True, text=True, env=environment, cwd=ROOT, timeout=timeout, check=False,
    )  # fmt: skip
    for line in done.stdout.splitlines():
        if line.startswith("answer:"):
            return json.loads(line.removeprefix("answer:"))
    raise Missing(f"{target} did not answer: {done.stderr.strip().splitlines()[-1:] or 'no message'}")


def shared(path: str) -> Path:
    """Return a development file beside the checkout, or raise `Missing`."""
    found = DATA / path
    if not found.exists():
        raise Missing(f"development data not here: {path}")
    return found


def machine() -> str:
    """Say on what this runs, in words."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        models = re.findall(r"model name\s*:\s*(.+)", info.read_text(encoding="utf-8"))
        name = models[0].strip() if models else name
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{cores} cores of {name}, {platform.system()}, Python {platform.python_version()}"


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.3g} s"


def cells(bench: str, row: Row, *, date: str, where: str) -> tuple[str, ...]:
    """Return the cells of one row of the table, in the order of `COLUMNS`."""
    return (
        bench,
        row.problem,
        f"{row.peer} {row.peer_version}".strip(),
        "" if row.ratio is None else f"{row.ratio:.3g}",
        row.accuracy,
        row.bar,
        f"{row.ours} {_seconds(row.ours_seconds)}".strip(),
        _seconds(row.peer_seconds),
        date,
        where,
        row.note,
    )


def line(values: Iterable[str]) -> str:
    """Return one line of a Markdown table."""
    return "| " + " | ".join(value.replace("|", "/").replace("\n", " ") for value in values) + " |"


def kept_lines(path: Path, rerun: set[str]) -> list[str]:
    """Return the table's lines of benches that were not run now."""
    if not path.exists():
        return []
    found = path.read_text(encoding="utf-8").splitlines()
    rows = [text for text in found if text.startswith("| ") and not text.startswith(("| bench ", "| ---"))]
    return [text for text in rows if text.split(" | ")[0].removeprefix("| ") not in rerun]


def write(path: Path, fresh: list[tuple[str, ...]], rerun: set[str]) -> None:
    """Write the table: fresh rows, and those of benches that did not run this time with their old date."""
    lines = sorted([*kept_lines(path, rerun), *(line(row) for row in fresh)], key=_bench_of)
    text = [
        "# Beside others",
        "",
        "Made by `./maat bench`; do not edit. Every ratio (ours over theirs) comes from one run on one machine, each",
        "side in a process of its own with the same number of threads. Ratios travel between machines; seconds do not.",
        "A bar was set before measuring; the row says whether this run reached it. Rows without one are for information.",
        "",
        line(COLUMNS),
        line("---" for _ in COLUMNS),
        *lines,
        "",
    ]
    path.write_text("\n".join(text), encoding="utf-8")


def _bench_of(text: str) -> str:
    return text.split(" | ")[0]

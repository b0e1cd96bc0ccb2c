"""The gate: everything that must hold before a change goes in. `./maat check` and `./maat test` come here.

    tools/gate.py                           every check and the quick tests: the inner loop, under two minutes
    tools/gate.py --browser [--long]        every check, then all tests
    tools/gate.py tests/kernel -k seal      only these tests, without the checks (arguments go to pytest)

One line per step; the output of a step is shown only when it fails. The last line counts tests and steps
together: `123 passed, 0 failed`.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("MAATWERK_DATA") or ROOT / ".maat").absolute()
PYTHON = sys.executable
BIN = Path(PYTHON).parent
STEP_SECONDS = 300
TEST_SECONDS = 24 * 60
LONG_SECONDS = 4 * 60 * 60  # simulation studies, and every planted fault
WORKERS = "2"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that must hold: what it is called and the command that proves it."""

    name: str
    command: tuple[str, ...]
    seconds: int = STEP_SECONDS
    data: str = "tests"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a step ended."""

    step: Step
    passed: bool
    seconds: float
    output: str

    def line(self) -> str:
        """Say it in one line."""
        return f"{'passed' if self.passed else 'FAILED':7} {self.step.name:24} {self.seconds:6.1f} s"


def steps() -> list[Step]:
    """Return the checks that need no test run, the slowest first."""
    return [
        Step("types", (str(BIN / "mypy"), "--no-error-summary")),
        Step("layers", (str(BIN / "lint-imports"), "--cache-dir", str(DATA / "gate" / "imports"))),
        Step(
            "missing migrations",
            (PYTHON, "-W", "ignore", "-m", "django", "makemigrations", "--check", "--dry-run"),
            data="gate",  # no database there: models are held against the files alone
        ),
        Step("translations", (PYTHON, "tools/translations.py", "check")),
        Step("house rules", (PYTHON, "tools/house.py")),
        Step("sizes", (PYTHON, "tools/sizes.py")),
        Step("lint", (str(BIN / "ruff"), "check", "--output-format", "concise", ".")),
        Step("format", (str(BIN / "ruff"), "format", "--check", "--output-format", "concise", ".")),
        Step("wheel", (PYTHON, "tools/wheel.py")),
    ]


def the_tests(*, browser: bool, long: bool, arguments: Sequence[str] = ()) -> Step:
    """Return the test run; without arguments all tests that this run is for.

    Without a browser it is the inner loop, so what `tests/slow.txt` lists stays out too.
    """
    wishes = (("browser", browser), ("slow", browser or bool(arguments)), ("long", long))
    left_out = [name for name, wanted in wishes if not wanted]
    marks = ("-m", " and ".join(f"not {name}" for name in left_out)) if left_out else ()
    chosen = (
        "-m",
        "pytest",
        "-q",
        "--durations=12",
        "-n",
        WORKERS,
        "--dist",
        "worksteal",
        *marks,
        *arguments,
    )
    return Step("tests", (PYTHON, *chosen), LONG_SECONDS if long else TEST_SECONDS)


def run(step: Step) -> Outcome:
    """Do one step to its end, or to the end of its time."""
    started = time.monotonic()
    try:
        done = subprocess.run(
            step.command,
            cwd=ROOT,
            env=environment(step.data),
            capture_output=True,
            text=True,
            timeout=step.seconds,
            check=False,
        )
        passed, output = done.returncode == 0, done.stdout + done.stderr
    except subprocess.TimeoutExpired as late:
        passed = False
        output = "".join(part.decode(errors="replace") for part in (late.stdout, late.stderr) if part)
        output += f"\nstopped after {step.seconds} s"
    return Outcome(step, passed, time.monotonic() - started, output.strip())


def environment(data: str = "tests") -> dict[str, str]:
    """Return the environment of a step: the sources, and a data folder apart from the demo's."""
    path = os.pathsep.join(filter(None, [str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]))
    return os.environ | {
        "PYTHONPATH": path,
        "PYTHONWARNINGS": os.environ.get("PYTHONWARNINGS", ""),
        "DJANGO_SETTINGS_MODULE": "maatwerk.config.settings",
        "MAATWERK_DATA": str(DATA / data),
        "OMP_NUM_THREADS": "1",  # two test workers already use both cores
        "PYTHONHASHSEED": "0",  # both must collect the same tests in the same order
    }


def tell(outcome: Outcome) -> None:
    """Print one line, and the output of what failed."""
    print(outcome.line(), flush=True)
    if not outcome.passed:
        print(indented(outcome.output), flush=True)


def indented(text: str) -> str:
    """Set the output of a step apart from the gate's own lines."""
    return "\n".join(f"    {line}" for line in text.splitlines())


def counted(outcome: Outcome) -> dict[str, int]:
    """Return pytest's closing counts; a run without them counts as one failure."""
    found = dict.fromkeys(("passed", "failed", "error", "skipped"), 0)
    summaries = [line for line in outcome.output.splitlines() if re.search(r"\d+ \w+.* in [\d.]+s", line)]
    for number, name in re.findall(
        r"(\d+) (passed|failed|error|skipped)", summaries[-1] if summaries else ""
    ):
        found[name] += int(number)
    if not outcome.passed and not found["failed"] + found["error"]:
        found["failed"] = 1
    return found


def notes(output: str) -> list[str]:
    """Return what a passing test run should still show: what was skipped and why, and what was slow."""
    return [
        line
        for line in output.splitlines()
        if line.startswith("SKIPPED") or re.match(r"[\d.]+s (call|setup)", line)
    ]


def check(*, browser: bool, long: bool) -> int:
    """Run everything; return the number of failures. The tests begin when a core has no more steps to do."""
    passed = failed = 0
    with ThreadPoolExecutor(int(WORKERS)) as pool:
        running = [pool.submit(run, step) for step in steps()]
        tested = pool.submit(run, the_tests(browser=browser, long=long))
        for future in as_completed(running):
            outcome = future.result()
            tell(outcome)
            passed, failed = passed + outcome.passed, failed + (not outcome.passed)
        if not tested.done():
            print("running tests", flush=True)
    return finish(tested.result(), passed, failed)


def finish(outcome: Outcome, passed: int, failed: int) -> int:
    """Tell how the tests went, then the sum of it all as the very last line."""
    tell(outcome)
    if outcome.passed:
        print(indented("\n".join(notes(outcome.output))), flush=True)
    counts = counted(outcome)
    passed, failed = passed + counts["passed"], failed + counts["failed"] + counts["error"]
    print(f"{passed} passed, {failed} failed", flush=True)
    return failed


def main() -> int:
    """Read the wish and fulfil it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--browser", action="store_true", help="drive a real browser too")
    parser.add_argument("--long", action="store_true", help="run the long simulation studies too")
    wish, arguments = parser.parse_known_args()
    (DATA / "tests").mkdir(parents=True, exist_ok=True)
    compiled = run(Step("catalogues", (PYTHON, "tools/translations.py", "compile", "--quiet")))
    if not compiled.passed:
        tell(compiled)
        return 1
    if arguments:
        return finish(run(the_tests(browser=wish.browser, long=wish.long, arguments=arguments)), 0, 0) != 0
    return check(browser=wish.browser, long=wish.long) != 0


if __name__ == "__main__":
    sys.exit(main())

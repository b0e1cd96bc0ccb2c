"""Writes the locks in `requirements/` anew from pyproject.toml: every package with its version and hashes.

    python tools/lock.py               keep the versions that are locked, add what is new
    python tools/lock.py --upgrade     take the newest of everything

Each larger set is bound to the versions of the smaller: runtime, then test, then bench.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).parent / "uv"
SETS: dict[str, tuple[str, ...]] = {
    "runtime": (),
    "test": ("--group", "test", "-c", "requirements/runtime.txt"),
    "bench": ("--group", "test", "--group", "bench", "-c", "requirements/test.txt"),
}


def main() -> int:
    """Compile each set; stop at the first that has no solution."""
    for name, options in SETS.items():
        output = ("--output-file", f"requirements/{name}.txt")
        common = ("--quiet", "--no-header", "--universal", "--generate-hashes", *sys.argv[1:])
        done = subprocess.run(
            [UV, "pip", "compile", "pyproject.toml", *common, *options, *output], cwd=ROOT, check=False
        )
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())

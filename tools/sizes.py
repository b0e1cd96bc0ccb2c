"""Keeps modules, functions and templates small enough to read in one sitting.

The exceptions in `sizes.toml` may only shrink: what grows fails, and so does an entry larger than it needs to be.
"""

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BASELINE = Path(__file__).with_name("sizes.toml")
LIMITS = {"module": 500, "function": 60, "template": 120}
FOLDERS = ("src", "tests", "tools", "bench")

Measured = dict[tuple[str, str], int]


def measure(root: Path = ROOT) -> Measured:
    """Return the lines of every module, function (without its docstring) and template by (kind, place)."""
    found: Measured = {}
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            place = path.relative_to(root)
            if "migrations" in place.parts:
                continue
            source = path.read_text(encoding="utf-8")
            found["module", str(place)] = source.count("\n")
            for name, lines in _functions(ast.parse(source, str(path))):
                key = ("function", f"{place}::{name}")
                found[key] = max(lines, found.get(key, 0))
        for path in sorted((root / folder).rglob("templates/**/*.html")):
            found["template", str(path.relative_to(root))] = path.read_text(encoding="utf-8").count("\n")
    return found


def _functions(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, int]]:
    for node in ast.iter_child_nodes(tree):
        name = prefix
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name = f"{prefix}.{node.name}".lstrip(".")
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield name, (node.end_lineno or 0) - node.lineno + 1 - _docstring_lines(node)
        yield from _functions(node, name)


def _docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    if ast.get_docstring(node, clean=False) is None:
        return 0
    return (node.body[0].end_lineno or 0) - node.body[0].lineno + 1


def problems(measured: Measured, exceptions: Measured) -> list[str]:
    """Return one line per thing that is too large, or excepted by more than it needs."""
    found = []
    for (kind, place), lines in sorted(measured.items()):
        allowed = exceptions.get((kind, place), LIMITS[kind])
        if lines > allowed:
            found.append(f"{place}: a {kind} of {lines} lines, at most {allowed}; split it by subject")
    for (kind, place), allowed in sorted(exceptions.items()):
        lines = measured.get((kind, place), 0)
        if lines <= LIMITS[kind]:
            found.append(f"{place}: needs no exception any more; remove it from {BASELINE.name}")
        elif lines < allowed:
            found.append(f"{place}: shrank to {lines} lines; lower its exception in {BASELINE.name}")
    return found


def exceptions(path: Path = BASELINE) -> Measured:
    """Return the exceptions that stand today."""
    tables = tomllib.loads(path.read_text())
    return {(kind, place): lines for kind, table in tables.items() for place, lines in table.items()}


def main() -> int:
    """Print what is too large."""
    found = problems(measure(), exceptions())
    print(*found, sep="\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())

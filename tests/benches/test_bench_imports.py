"""What the measurements take from the product is there: nobody runs them in the gate, so a moved name would go unseen."""

import ast
import importlib
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "bench"


def taken(path):
    """Name what a measurement imports from the product, inside its functions too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("maatwerk"):
            yield from ((node.module, alias.name) for alias in node.names)


TAKEN = sorted({(path.name, *each) for path in BENCH.glob("*.py") for each in taken(path)})


@pytest.mark.parametrize(("bench", "module", "name"), TAKEN)
def test_what_a_measurement_imports_is_there(bench, module, name):
    assert hasattr(importlib.import_module(module), name), f"bench/{bench} wants {name} of {module}"

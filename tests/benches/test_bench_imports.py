"""What the measurements take from the product is there: nobody runs them in the gate, so a moved name would go unseen."""

import ast
import importlib
import importlib.util
from pathlib import Path

import pytest
from django.apps import apps

BENCH = Path(__file__).parents[2] / "bench"


def taken(path):
    """Name what a measurement imports from the product, inside its functions too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("maatwerk"):
            yield from ((node.module, alias.name) for alias in node.names)


TAKEN = sorted({(path.name, *each) for path in BENCH.glob("*.py") for each in taken(path)})


@pytest.mark.parametrize(("bench", "module", "name"), TAKEN)
def test_what_a_measurement_imports_is_there(bench, module, name):
    there = importlib.import_module(module)
    if not hasattr(there, name) and importlib.util.find_spec(f"{module}.{name}"):
        importlib.import_module(
            f"{module}.{name}"
        )  # a module of a package, which nobody may have imported yet
    assert hasattr(there, name), f"bench/{bench} wants {name} of {module}"


def written(path):
    """Name the model and columns of every `insert_rows(Model, [...], ...)` a measurement makes."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "insert_rows":
            model, columns = node.args[:2]
            if isinstance(model, ast.Name) and isinstance(columns, ast.List):
                yield model.id, tuple(ast.literal_eval(column) for column in columns.elts)


WRITTEN = sorted({(path.name, *each) for path in BENCH.glob("*.py") for each in written(path)})


@pytest.mark.parametrize(("bench", "model", "columns"), WRITTEN)
def test_the_columns_a_measurement_fills_are_there(bench, model, columns):
    (there,) = (found for found in apps.get_models() if found.__name__ == model)
    known = {name for field in there._meta.concrete_fields for name in (field.name, field.attname)}
    assert set(columns) <= known, f"bench/{bench} fills {model}"

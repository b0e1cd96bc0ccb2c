"""What no import shows: foreign keys between apps, models fetched by name, and heavy libraries loaded too early."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"numpy", "scipy", "sklearn", "numba", "python_calamine"}
ORDER = {f"maatwerk.apps.{name}": floor for floor, name in enumerate(settings.LAYERS)}


def relations() -> Iterator[tuple[str, str, models.ForeignKey]]:
    """Yield (app of the model, app of its target, the field) of every relation between two of our models."""
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey | models.ManyToManyField):
                here, there = (
                    apps.get_app_config(side._meta.app_label).name for side in (model, field.related_model)
                )
                if here in ORDER and there in ORDER:
                    yield here, there, field


def test_relations_point_down() -> None:
    assert [
        f"{here} -> {there}: {field}" for here, there, field in relations() if ORDER[here] < ORDER[there]
    ] == []


def test_relations_between_apps_have_no_way_back() -> None:
    """A reverse name would let a lower app reach into a higher one, past its front door."""
    open_doors = [
        str(field) for here, there, field in relations() if here != there and not field.remote_field.hidden
    ]
    assert open_doors == []


def test_there_are_relations_to_check() -> None:
    assert len(list(relations())) > 50


def test_nobody_fetches_a_model_by_name() -> None:
    """`get_model` reaches any app past its front door; only migrations and the walls, which name tables, may."""
    found = []
    for path in sorted((ROOT / "src").rglob("*.py")):
        if "migrations" in path.parts or path.parent.name == "walls":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if "get_model" in (getattr(node, "attr", ""), getattr(node, "id", "")):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == []


def loaded_by(code: str) -> set[str]:
    """Return the top-level modules that a fresh process holds after running `code`."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(*{{name.split('.')[0] for name in sys.modules}})"],
        env=os.environ
        | {"PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": "maatwerk.config.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_serving_pages_loads_no_science() -> None:
    """Seconds at every start of every web process, for what only a few pages need."""
    loaded = loaded_by("import django; django.setup(); import maatwerk.config.urls, maatwerk.config.wsgi")
    assert loaded & HEAVY == set()
    assert "django" in loaded


def test_help_loads_neither_django_nor_science() -> None:
    loaded = loaded_by("from maatwerk.cli.main import build_parser; build_parser().format_help()")
    assert loaded & (HEAVY | {"django"}) == set()


def test_the_doors_of_science_open_fast() -> None:
    """Front doors load numpy alone; what is slow comes with the first use."""
    packages = sorted(path.parent.name for path in (ROOT / "src/maatwerk/science").glob("*/__init__.py"))
    loaded = loaded_by("\n".join(f"import maatwerk.science.{name}" for name in packages))
    assert loaded & HEAVY <= {"numpy"}

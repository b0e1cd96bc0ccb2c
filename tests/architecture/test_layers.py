"""Each contract of pyproject.toml is broken once on purpose, in a house of the same plan, and must be seen broken."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("models", "rules", "queries", "analysis", "operations", "public", "jobs", "forms", "views", "urls")
CONTRACTS = {
    contract["id"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """An empty package with the storeys, apps and rooms of the real one."""
    places = [f"{storey}/__init__" for storey in ("science", "kernel", "ui", "cli", "api", "config", "apps")]
    places.append("ui/charts")
    places += [f"apps/{app}/{room}" for app in settings.LAYERS for room in ("__init__", *ROOMS)]
    for place in ["__init__", *places]:
        file = tmp_path / "maatwerk" / f"{place}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    return tmp_path


def broken(house: Path) -> set[str]:
    """Return the ids of the contracts that import-linter finds broken."""
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--config", ROOT / "pyproject.toml"],
        cwd=house,
        env=os.environ | {"PYTHONPATH": f"{house}{os.pathsep}{ROOT}", "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + done.stderr
    names = {contract["name"]: key for key, contract in CONTRACTS.items()}
    outcome = dict(re.findall(r"^(.+?) (KEPT|BROKEN)\b", said, re.MULTILINE))
    assert outcome.keys() == names.keys(), said
    assert (done.returncode == 0) == ("BROKEN" not in outcome.values())
    return {names[name] for name, state in outcome.items() if state == "BROKEN"}


def test_an_orderly_house_keeps_every_contract(house: Path) -> None:
    plant(house, "apps/people/operations", "from maatwerk.apps.organisations import public")
    plant(house, "apps/advice/analysis", "import maatwerk.science")
    plant(house, "apps/advice/operations", "from maatwerk.apps.advice import analysis")
    plant(house, "config/urls", "import maatwerk.apps.people.urls")
    assert broken(house) == set()


def plant(house: Path, place: str, line: str) -> None:
    file = house / "maatwerk" / f"{place}.py"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(line + "\n")


@pytest.mark.parametrize(
    ("contract", "place", "line"),
    [
        ("science-is-pure", "science/_noise", "import django"),
        ("science-is-pure", "science/_noise", "def f():\n    from time import time"),
        ("science-is-pure", "science/_noise", "from maatwerk.kernel import x"),
        ("science-bridge", "apps/people/views", "from maatwerk import science"),
        ("science-bridge", "apps/people/operations", "def f():\n    import maatwerk.science"),
        ("science-bridge", "ui/shapes", "import maatwerk.science"),
        ("storeys", "kernel/x", "import maatwerk.ui"),
        ("storeys", "apps/people/views", "def f():\n    import maatwerk.cli"),
        ("storeys", "attic/__init__", ""),  # a new storey must be given its place
        ("apps-in-order", "apps/people/operations", "from maatwerk.apps.vacancies import public"),
        ("apps-in-order", "apps/lodgers/__init__", ""),  # so must a new app
        ("rooms-in-order", "apps/people/models", "from maatwerk.apps.people import views"),
        ("rooms-in-order", "apps/people/rules", "def f():\n    from maatwerk.apps.people import operations"),
        ("rooms-in-order", "apps/people/queries", "from maatwerk.apps.people import analysis"),
        ("front-doors", "apps/advice/operations", "from maatwerk.apps.people import models"),
        (
            "front-doors",
            "apps/advice/operations",
            "def f():\n    from maatwerk.apps.people.models import Person",
        ),
    ],
)
def test_a_planted_violation_is_caught(house: Path, contract: str, place: str, line: str) -> None:
    plant(house, place, line)
    assert contract in broken(house)


def test_a_circle_is_caught_even_inside_functions(house: Path) -> None:
    plant(house, "kernel/a", "import maatwerk.kernel.b")
    plant(house, "kernel/b", "def f():\n    import maatwerk.kernel.a")
    assert broken(house) == {"no-circles"}


def test_the_order_of_apps_is_the_one_in_the_settings() -> None:
    assert CONTRACTS["apps-in-order"]["layers"] == list(reversed(settings.LAYERS))


def test_science_is_kept_from_every_other_storey() -> None:
    package = ROOT / "src" / "maatwerk"
    storeys = {f"maatwerk.{folder.parent.name}" for folder in package.glob("*/__init__.py")} - {
        "maatwerk.science"
    }
    assert storeys <= set(CONTRACTS["science-is-pure"]["forbidden_modules"])

"""Builds the wheel and tries it apart from the checkout: the package must carry everything that it needs to run.

Needs no network: the build backend comes from the lock, the dependencies from this environment.
"""

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).parent / "uv"
#: One file of each sort that is easily left out of a package.
MUST_CARRY = (
    "maatwerk/kernel/rules.toml",
    "maatwerk/locale/nl/LC_MESSAGES/django.mo",
    "maatwerk/ui/templates/ui/base.html",
    "maatwerk/ui/static/ui/tokens.css",
    "maatwerk/ui/static/ui/vendor/htmx.min.js",
    "maatwerk/kernel/migrations/0001_initial.py",
)
TRY = """
import maatwerk, pathlib, sys
assert pathlib.Path(maatwerk.__file__).is_relative_to(sys.argv[1]), maatwerk.__file__
from django.core.management import call_command
import django
django.setup()
call_command("check", verbosity=0)
from django.urls import get_resolver
assert get_resolver().url_patterns
from django.template.loader import get_template
get_template("ui/base.html")
from django.utils import translation
with translation.override("nl"):
    assert translation.gettext("recruiter") != "" and translation.gettext("hiring manager") != "hiring manager"
"""


def main() -> int:
    """Build, look inside, run."""
    with tempfile.TemporaryDirectory(prefix="maatwerk-wheel-") as name:
        folder = Path(name)
        options = ("--wheel", "--no-build-isolation", "--offline", "--quiet", "--out-dir", name)
        command = [str(UV), "build", *options, "--python", sys.executable, str(ROOT)]
        if subprocess.run(command, check=False, cwd=folder).returncode:
            return 1
        (wheel,) = folder.glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            held = set(archive.namelist())
            archive.extractall(folder / "installed")
        missing = [path for path in MUST_CARRY if path not in held]
        stray = sorted(
            path for path in held if path.split("/")[0] not in {"maatwerk"} and ".dist-info/" not in path
        )
        if missing or stray:
            print(f"{wheel.name} lacks {missing}" if missing else f"{wheel.name} carries {stray[:5]}")
            return 1
        return _run(folder)


def _run(folder: Path) -> int:
    """Start the installed package in a process that cannot see the sources."""
    place = str(folder / "installed")
    environment = os.environ | {"PYTHONPATH": place, "MAATWERK_DATA": str(folder / "data")}
    environment |= {"DJANGO_SETTINGS_MODULE": "maatwerk.config.settings"}
    command = [sys.executable, "-P", "-c", TRY, place]
    return subprocess.run(command, cwd=folder, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

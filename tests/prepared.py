"""A server whose tables and walls stand already, for tests that begin with a folder of data of their own.

Making them takes most of a minute of work; it is done once for every version of the schema, and then copied.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

from maatwerk.cli.runtime import schema_mark
from maatwerk.kernel.postgres.cluster import Cluster

ROOT = Path(__file__).resolve().parent.parent


def copy_server(folder: Path) -> None:
    """Put a migrated server into `folder`, which has none; its logins are made when it is first used."""
    made = _made()
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy2(made.folder / "superuser", folder / "superuser")
    target = Cluster(folder).data
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "--archive", "--reflink=auto", str(made.data), str(target)], check=True)


def _made() -> Cluster:
    """Return the server to copy, stopped; the first process to ask makes it."""
    tests = Path(os.environ["MAATWERK_DATA"])
    tests.mkdir(parents=True, exist_ok=True)
    folder = tests / f"prepared-{schema_mark()[:12]}"
    cluster = Cluster(folder, durable=False)
    with (tests / "prepared-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "schema").exists():  # written last
            cluster.destroy()
            with cluster.running():
                _migrate(folder)
    return cluster


def _migrate(folder: Path) -> None:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MAATWERK_", "DATABASE_URL"))
    }
    own = {"PYTHONPATH": str(ROOT / "src"), "MAATWERK_DATA": str(folder)}
    done = subprocess.run(
        [sys.executable, "-m", "maatwerk", "migrate"],
        env=kept | own,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr

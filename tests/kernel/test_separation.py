"""A scoring machine that was handed one credential has one way into the database, whatever its code asks for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connections

from maatwerk.kernel.postgres import roles
from maatwerk.kernel.postgres.cluster import Cluster

SOURCES = Path(__file__).resolve().parents[2] / "src"
ON_THE_SCORING_MACHINE = """
from maatwerk.cli.runtime import database
with database():
    from django.db import connections
    for alias in ("default", "beside", "scoring"):
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT session_user")
            print(alias, cursor.fetchone()[0])
    print(*sorted(connections))
"""


@pytest.mark.usefixtures("committed")
def test_one_credential_reaches_one_login_and_starts_no_server(cluster: Cluster, tmp_path: Path) -> None:
    name = connections["default"].settings_dict["NAME"]
    url = roles.with_database(roles.credential(cluster.folder, "scoring") or "", name)
    cleared = {
        key: value for key, value in os.environ.items() if not key.startswith(("MAATWERK_", "DATABASE_URL"))
    }
    done = subprocess.run(
        [sys.executable, "-c", ON_THE_SCORING_MACHINE],
        env=cleared
        | {
            "PYTHONPATH": str(SOURCES),
            "MAATWERK_DATA": str(tmp_path / "data"),
            "MAATWERK_PROCESS": "scoring",
            roles.credential_variable("scoring"): url,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    login = roles.login("scoring")
    assert done.stdout.splitlines() == [
        f"default {login}",
        f"beside {login}",
        f"scoring {login}",
        "beside default scoring",
    ], done.stderr
    assert not (tmp_path / "data" / "postgres").exists()

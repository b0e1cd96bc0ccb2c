"""The walls on both ends of the supported range: PostgreSQL 18 (embedded) and 15 (Debian's)."""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connections

from architecture.fortress import Fortress
from maatwerk.cli.runtime import migrate, schema_mark
from maatwerk.kernel.postgres import binaries, roles
from maatwerk.kernel.postgres.cluster import Cluster

TEST_DATA = Path(os.environ["MAATWERK_DATA"])  # set by the conftest above
TEMPLATE = f"template_{schema_mark()[:12]}"  # as in the conftest above
OLDEST = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture(scope="session", params=["postgresql-18", "postgresql-15"])
def fortress(request: pytest.FixtureRequest, worker_id: str) -> Fortress:
    """A database of this worker with all walls up and a row of two tenants in every table."""
    newest = request.param == "postgresql-18"
    standing = request.getfixturevalue("newest_server" if newest else "oldest_server")
    assert f"postgresql-{standing.binaries.major}" == request.param
    folder, admin = standing.folder, standing.superuser_url()
    database = f"fortress_{worker_id}"
    with (folder / "template-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        roles.open_database(admin, database, template=TEMPLATE)
    found = Fortress(admin, folder, database)
    found.fill()
    return found


@pytest.fixture(scope="session")
def newest_server(cluster: Cluster, django_db_setup: None) -> Cluster:
    """The server of all tests, whose template is migrated already."""
    return cluster


@pytest.fixture(scope="session")
def oldest_server(django_db_blocker: pytest.FixtureRequest) -> Iterator[Cluster]:
    """Debian's server, with the same schema and walls in a template of its own."""
    folder = TEST_DATA / "postgresql-15"
    with Cluster(folder, binaries=_oldest(), durable=False).running() as server:
        with (folder / "template-lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            roles.prepare(server.superuser_url(), folder, database=TEMPLATE)
            if not (folder / TEMPLATE).exists():
                with django_db_blocker.unblock():
                    _migrate(roles.with_database(roles.credential(folder, "owner") or "", TEMPLATE))
                (folder / TEMPLATE).touch()
        yield server


def _oldest() -> binaries.Binaries:
    if not (OLDEST / "postgres").exists():
        pytest.skip("PostgreSQL 15 is not installed here; on Debian 12: apt-get install postgresql-15")
    return binaries.runnable(OLDEST)


def _migrate(owner_url: str) -> None:
    """Bring the schema and the walls to the database of `owner_url`, and leave Django as it was."""
    parts = psycopg.conninfo.conninfo_to_dict(owner_url)
    owner = connections["owner"]
    owner.close()
    before = dict(owner.settings_dict)
    owner.settings_dict.update(
        NAME=parts["dbname"], USER=parts["user"], PASSWORD=parts["password"], HOST=parts["host"]
    )
    try:
        migrate()
    finally:
        owner.close()
        owner.settings_dict.update(before)

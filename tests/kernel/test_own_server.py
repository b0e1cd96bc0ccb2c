"""A PostgreSQL of one's own, set up as `docs/howto/production.md` says; dumped and restored as it says."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from maatwerk.kernel.postgres import binaries, roles
from maatwerk.kernel.postgres.binaries import Binaries
from maatwerk.kernel.postgres.cluster import Cluster

SOURCES = Path(__file__).resolve().parents[2] / "src"
OLDEST = Path("/usr/lib/postgresql/15/bin")


# the newest is what every other test at the terminal runs on, and a walk like this takes a minute and a half
@pytest.fixture(params=[pytest.param("postgresql-18", marks=pytest.mark.long), "postgresql-15"])
def programs(request: pytest.FixtureRequest) -> Binaries:
    if request.param == "postgresql-18":
        return binaries.embedded()
    if not (OLDEST / "postgres").exists():
        pytest.skip("PostgreSQL 15 is not installed here; on Debian 12: apt-get install postgresql-15")
    return binaries.runnable(OLDEST)


@pytest.fixture
def server(programs: Binaries, tmp_path: Path) -> Iterator[Cluster]:
    """Somebody else's server, with a login for set-up that is no superuser."""
    with Cluster(tmp_path / "server", binaries=programs, durable=False).running() as server:
        with psycopg.connect(server.superuser_url(), autocommit=True) as superuser:
            superuser.execute("CREATE ROLE maatwerk_setup LOGIN CREATEROLE CREATEDB PASSWORD 'x'")
        yield server
    server.destroy()


def migrate(server: Cluster, site: Path) -> None:
    """Run the documented command."""
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("MAATWERK_", "DATABASE_URL"))
    }
    done = subprocess.run(
        [sys.executable, "-m", "maatwerk", "migrate"],
        env=kept
        | {
            "PYTHONPATH": str(SOURCES),
            "MAATWERK_DATA": str(site),
            "DATABASE_URL": server.url("maatwerk_setup", "x", "postgres"),
        },
        cwd=server.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def connect(site: Path, role: roles.Role) -> psycopg.Connection:
    return psycopg.connect(roles.credential(site, role) or "", autocommit=True)


def walls_stand(site: Path) -> bool:
    """Tell whether every login answers, and the scoring login is refused a name."""
    for role in roles.ROLES:
        with connect(site, role) as connection:
            assert connection.execute("SELECT current_user").fetchone() == (roles.login(role),)
    with connect(site, "scoring") as scoring, pytest.raises(psycopg.errors.InsufficientPrivilege):
        scoring.execute("SELECT name FROM people_identity")
    return True


def test_it_is_set_up_without_a_superuser_then_dumped_and_restored(
    server: Cluster, programs: Binaries, tmp_path: Path
) -> None:
    """One long walk, since each set-up takes seconds."""
    site, dump = (
        tmp_path / "site",
        server.socket_folder / "maatwerk.dump",
    )  # where the server's account can write
    migrate(server, site)
    assert walls_stand(site)
    assert not (site / "postgres").exists()  # no embedded server was started

    database = server.superuser_url(roles.DATABASE)
    with psycopg.connect(database, autocommit=True) as superuser:
        superuser.execute("INSERT INTO people_person VALUES ('00000000-0000-4000-8000-000000000001')")
    programs.run("pg_dump", "--format=custom", f"--file={dump}", database)
    with psycopg.connect(server.superuser_url(), autocommit=True) as superuser:
        superuser.execute(f"DROP DATABASE {roles.DATABASE} WITH (FORCE)")

    (site / "schema").unlink()
    migrate(server, site)
    programs.run("pg_restore", "--clean", "--if-exists", "--exit-on-error", f"--dbname={database}", str(dump))
    (site / "schema").unlink()
    migrate(server, site)
    assert walls_stand(site)
    with psycopg.connect(database) as superuser:
        assert superuser.execute("SELECT count(*) FROM people_person").fetchone() == (1,)
        assert superuser.execute(
            "SELECT bool_and(relrowsecurity AND relforcerowsecurity AND relowner = 'maatwerk_owner'::regrole)"
            " FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        ).fetchone() == (True,)
    dump.unlink()

"""The database in a file and back, with what every table holds counted and summed before and after.

Only a superuser can read every row, which is the point of the walls; the URL is therefore not one of the four logins'.
It travels in the environment, since the arguments of a program can be read by everybody on the machine.
"""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from maatwerk.kernel.postgres.binaries import Binaries, PostgresError

#: libpq's words, as its environment calls them.
_VARIABLES = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}
#: So that a row reads the same on every server, whatever its settings.
_PLAINLY = "; ".join(
    (
        "SET TIME ZONE 'UTC'",
        "SET datestyle = 'ISO, YMD'",
        "SET intervalstyle = 'iso_8601'",
        "SET extra_float_digits = 1",
        "SET bytea_output = 'hex'",
    )
)


@dataclass(frozen=True, slots=True)
class TableSum:
    """What a table holds: its rows, and the sum of a 64-bit hash of each, whatever their order."""

    rows: int
    checksum: str


def dump(url: str, target: Path, *, binaries: Binaries) -> dict[str, TableSum]:
    """Write a database to a file (PostgreSQL's custom format) and return what its tables held at that moment."""
    with psycopg.connect(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        shared = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert shared is not None
        with target.open("wb") as file:
            _run(binaries, "pg_dump", url, "--format=custom", f"--snapshot={shared[0]}", stdout=file)
        return table_sums(connection)


def restore(url: str, source: Path, *, binaries: Binaries) -> None:
    """Read a file that `dump` wrote into an empty database; everything or nothing."""
    database = conninfo_to_dict(url)["dbname"]
    with source.open("rb") as file:
        _run(
            binaries, "pg_restore", url, "--exit-on-error", "--single-transaction",
            "--clean", "--if-exists", f"--dbname={database}", stdin=file,
        )  # fmt: skip


def is_in_use(connection: psycopg.Connection[Any]) -> bool:
    """Tell whether somebody founded an organisation in this database, with one look whatever its size."""
    made = connection.execute("SELECT to_regclass('public.organisations_organisation')").fetchone()
    if made is None or made[0] is None:
        return False
    return connection.execute("SELECT 1 FROM organisations_organisation LIMIT 1").fetchone() is not None


def table_sums(connection: psycopg.Connection[Any]) -> dict[str, TableSum]:
    """Return for every table of the schema how many rows it has and what they hash to."""
    connection.execute(_PLAINLY)
    names = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    ).fetchall()
    found = {}
    for (name,) in names:
        summed = connection.execute(
            sql.SQL(
                "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM {} t"
            ).format(sql.Identifier("public", name))
        ).fetchone()
        assert summed is not None
        found[name] = TableSum(*summed)
    return found


def _run(
    binaries: Binaries, program: str, url: str, *arguments: str, stdin: Any = None, stdout: Any = None
) -> None:
    given = {
        _VARIABLES[key]: str(value)
        for key, value in conninfo_to_dict(url).items()
        if key in _VARIABLES and value is not None
    }
    account = binaries.account
    done = subprocess.run(
        [binaries.folder / program, "--no-password", *arguments],
        stdin=subprocess.DEVNULL if stdin is None else stdin,
        stdout=subprocess.DEVNULL if stdout is None else stdout,
        stderr=subprocess.PIPE,
        check=False,
        cwd="/",
        env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"} | given,
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
    )
    if done.returncode:
        raise PostgresError(program, done.stderr.decode(errors="replace").strip())

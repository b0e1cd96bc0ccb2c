"""A database with every wall up and two tenants inside, attacked by tests over raw connections."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from maatwerk.kernel.postgres import roles
from maatwerk.kernel.postgres.roles import Role

Connection = psycopg.Connection[Any]
LOGINS: tuple[Role, ...] = ("app", "scoring", "audit")
A, B = uuid.UUID(int=0xA << 124 | 1), uuid.UUID(int=0xB << 124 | 1)

FILLERS = {
    "uuid": "gen_random_uuid()",
    "bool": "false",
    "jsonb": "'{}'",
    "json": "'{}'",
    "bytea": "'\\x00'",
    "timestamptz": "now()",
    "date": "current_date",
    "_uuid": "'{}'",
    "interval": "'1 day'",
    "procrastinate_job_status": "'todo'",
    "procrastinate_job_event_type": "'deferred'",
}
"""A value of each type; numbers and texts are random."""
#: What a check of the table wants: a day after another.
WANTED: dict[str, dict[str, str]] = {"audits_impactaudit": {"end": "current_date + 1"}}


@dataclass(frozen=True)
class Fortress:
    """One database on one server, with the credentials that production would have."""

    admin_url: str
    folder: Path
    database: str

    def url(self, role: Role) -> str:
        """Return the production credential of a login, to this database."""
        found = roles.credential(self.folder, role)
        assert found is not None
        return roles.with_database(found, self.database)

    @contextmanager
    def superuser(self) -> Iterator[Connection]:
        """Connect as the one who is above all walls, to look what is there."""
        with psycopg.connect(
            roles.with_database(self.admin_url, self.database), autocommit=True
        ) as connection:
            yield connection

    @contextmanager
    def acting(self, role: Role, organisation: uuid.UUID | None, **others: uuid.UUID) -> Iterator[Connection]:
        """Connect with a login's own credential, in a transaction for an organisation; everything is rolled back."""
        with psycopg.connect(self.url(role)) as connection:
            settings = {"organisation": organisation, **others}
            for name, value in settings.items():
                if value is not None:
                    connection.execute("SELECT set_config(%s, %s, true)", [f"maatwerk.{name}", str(value)])
            yield connection
            connection.rollback()

    @cached_property
    def columns(self) -> dict[str, list[str]]:
        """Every table with its columns, from the catalogue itself: what is added tomorrow is attacked tomorrow."""
        with self.superuser() as connection:
            rows = connection.execute(
                "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
                " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"
                " AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 1, a.attnum"
            ).fetchall()
        found: dict[str, list[str]] = {}
        for table, column in rows:
            found.setdefault(table, []).append(column)
        return found

    @cached_property
    def tenant_tables(self) -> list[str]:
        """Tables whose every row belongs to an organisation."""
        return [table for table, columns in self.columns.items() if "organisation_id" in columns]

    def fill(self) -> None:
        """Put one row per tenant into every table, past constraints between tables."""
        with self.superuser() as connection:
            connection.execute("SET session_replication_role = replica")
            for table in self.columns:
                if table in {"django_migrations", "kernel_rule", "procrastinate_version"}:
                    continue
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
                for tenant in (A, B):
                    _insert(connection, table, tenant)


def _insert(connection: Connection, table: str, tenant: uuid.UUID) -> None:
    wanted = connection.execute(
        "SELECT column_name, udt_name, coalesce(character_maximum_length, 32) FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s AND is_identity = 'NO'"
        " AND (is_nullable = 'NO' AND column_default IS NULL OR column_name = 'organisation_id')",
        [table],
    ).fetchall()
    values = {}
    for column, kind, length in wanted:
        text = f"left(md5(random()::text), {min(length, 32)})"
        numbers = {"int2", "int4", "int8", "float8", "numeric"}
        values[column] = "1 + floor(random() * 30000)" if kind in numbers else FILLERS.get(kind, text)
    values |= WANTED.get(table, {})
    if "organisation_id" in values:
        values["organisation_id"] = f"'{tenant}'"
    if table == "organisations_organisation":
        values["id"] = f"'{tenant}'"
    if not values:
        connection.execute(sql.SQL("INSERT INTO {} DEFAULT VALUES").format(sql.Identifier(table)))
        return
    names = sql.SQL(", ").join(map(sql.Identifier, values))
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table), names, sql.SQL(", ").join(map(sql.SQL, values.values()))
    )
    connection.execute(statement)


def refused(connection: Connection, statement: str | sql.Composable, *values: object) -> bool:
    """Tell whether PostgreSQL refuses a statement for want of a right; what else goes wrong is raised."""
    try:
        with connection.transaction():
            connection.execute(statement, values or None)
    except psycopg.errors.InsufficientPrivilege:
        return True
    return False

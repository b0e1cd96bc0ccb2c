"""Puts the declared walls into PostgreSQL. Runs after every migration, in one transaction; safe to repeat.

Who works meanwhile goes on working: the tables are waited for a moment at a time, and all let go where one of them is held.
A job that reads over two logins would else wait for ever: its second login behind these walls, and these behind its first.

Everything is first taken from everybody, then given back as declared: a table that no wall names stays unreadable.
"""

import re
import time

import psycopg
from django.apps import apps
from django.db import OperationalError, connections, models, transaction
from django.db.backends.utils import CursorWrapper

from maatwerk.kernel.keeping import by_table, hand_statements, policy_statements
from maatwerk.kernel.postgres.roles import ROLES, login
from maatwerk.kernel.walls.declare import Wall
from maatwerk.kernel.walls.registry import declared
from maatwerk.kernel.walls.third_party import FUNCTIONS

_LOGINS = ", ".join(login(role) for role in ROLES if role != "owner")


#: How long the tables are waited for at a time, how long others have them in between, and how often: ten minutes in all.
WAIT_MILLISECONDS, PAUSE_SECONDS, MOST_TRIES = 2_000, 1.0, 200


def apply_walls(using: str = "owner") -> None:
    """Apply every wall over the connection `using`, which must be the owner of the tables.

    Raises
    ------
    OperationalError
        Somebody held a table through all tries.
    """
    for left in reversed(range(MOST_TRIES)):
        try:
            _apply(using)
        except OperationalError as error:
            if not left or not isinstance(error.__cause__, psycopg.errors.LockNotAvailable):
                raise
            time.sleep(PAUSE_SECONDS)
        else:
            return


def _apply(using: str) -> None:
    connection = connections[using]
    quote = connection.ops.quote_name
    walls, kept = declared(), by_table()
    with transaction.atomic(using=using), connection.cursor() as cursor:
        tables = _tables(cursor)
        cursor.execute(f"SET LOCAL lock_timeout = {WAIT_MILLISECONDS}")
        # all at once and first: who analyses a table in the background holds it while waiting for what a REVOKE changed
        cursor.execute(f"LOCK TABLE {', '.join(map(quote, tables))} IN ACCESS EXCLUSIVE MODE")
        cursor.execute("SET LOCAL lock_timeout = DEFAULT")
        for statement in hand_statements(kept):
            cursor.execute(statement)
        _close_schema(cursor)
        for table in tables:
            _close_table(cursor, quote(table), table)
            if table in walls:
                for statement in wall_statements(quote(table), walls[table]):
                    cursor.execute(statement)
            if table in kept:
                for statement in policy_statements(quote(table), kept[table]):
                    cursor.execute(statement)
        _grant_sequences(cursor, walls)
        _grant_functions(cursor)
        _bind_tenants(cursor)


def wall_statements(table: str, wall: Wall) -> list[str]:
    """Return the GRANT and CREATE POLICY statements of one table (already quoted)."""
    statements = []
    for role in ROLES:
        for verb, columns in wall.rights(role):
            if role != "owner":
                what = f"{verb} ({columns})" if columns else verb
                statements.append(f"GRANT {what} ON {table} TO {login(role)}")
            using, check = wall.policy(role, verb)
            policy = f"CREATE POLICY {role}_{verb.lower()} ON {table} FOR {verb} TO {login(role)}"
            policy += f" USING ({using})" if using else ""
            policy += f" WITH CHECK ({check})" if check else ""
            statements.append(policy)
    return statements


def _close_schema(cursor: CursorWrapper) -> None:
    cursor.execute(
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {login('owner')} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC"
    )
    cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {_LOGINS}")
    cursor.execute(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {_LOGINS}")
    cursor.execute(f"REVOKE ALL ON ALL ROUTINES IN SCHEMA public FROM PUBLIC, {_LOGINS}")


def _tables(cursor: CursorWrapper) -> list[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    return [name for (name,) in cursor.fetchall()]


def _close_table(cursor: CursorWrapper, quoted: str, table: str) -> None:
    cursor.execute(f"ALTER TABLE {quoted} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    cursor.execute(
        "SELECT policyname FROM pg_policies WHERE schemaname = 'public' AND tablename = %s", [table]
    )
    for (policy,) in cursor.fetchall():
        cursor.execute(f'DROP POLICY "{policy}" ON {quoted}')
    # a REVOKE on the table leaves rights that were given by column
    cursor.execute(
        "SELECT DISTINCT grantee, privilege_type, column_name FROM information_schema.column_privileges"
        " WHERE table_schema = 'public' AND table_name = %s AND grantee LIKE 'maatwerk\\_%%' AND grantee <> %s",
        [table, login("owner")],
    )
    for grantee, verb, column in cursor.fetchall():
        cursor.execute(f'REVOKE {verb} ("{column}") ON {quoted} FROM {grantee}')


def _grant_sequences(cursor: CursorWrapper, walls: dict[str, Wall]) -> None:
    """Who may insert may draw the next number; identity columns need no grant, serial columns do."""
    cursor.execute(
        "SELECT s.relname, t.relname FROM pg_class s JOIN pg_depend d ON d.objid = s.oid AND d.deptype = 'a'"
        " JOIN pg_class t ON t.oid = d.refobjid WHERE s.relkind = 'S' AND t.relkind = 'r'"
    )
    for sequence, table in cursor.fetchall():
        wall = walls.get(table)
        for role in ROLES:
            if wall and role != "owner" and any(verb == "INSERT" for verb, _ in wall.rights(role)):
                cursor.execute(f'GRANT USAGE ON SEQUENCE "{sequence}" TO {login(role)}')


def _grant_functions(cursor: CursorWrapper) -> None:
    cursor.execute(
        "SELECT p.proname, p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE n.nspname = 'public'"
    )
    for name, signature in cursor.fetchall():
        for pattern, roles in FUNCTIONS:
            if re.match(pattern, name):
                logins = ", ".join(login(role) for role in roles if role in ROLES)
                cursor.execute(f"GRANT EXECUTE ON ROUTINE {signature} TO {logins}")


def _bind_tenants(cursor: CursorWrapper) -> None:
    """Make every reference between two tables of organisations stay within one organisation.

    Foreign-key checks bypass row-level security, so without this a guessed key would link to another tenant's row.
    """
    for model in filter(_has_organisation, apps.get_models()):
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and _has_organisation(field.related_model):
                _bind(cursor, model._meta.db_table, field.column, field.related_model._meta.db_table)


def _has_organisation(model: object) -> bool:
    if not (isinstance(model, type) and issubclass(model, models.Model)):
        return False
    field = next((f for f in model._meta.get_fields() if f.name == "organisation"), None)
    return isinstance(field, models.ForeignKey) and not field.null


def _bind(cursor: CursorWrapper, table: str, column: str, target: str) -> None:
    _add_constraint(cursor, target, f"tenant_key_{target}"[:63], "UNIQUE (organisation_id, id)")
    _add_constraint(
        cursor,
        table,
        f"tenant_{table}_{column}"[:63],
        f'FOREIGN KEY (organisation_id, "{column}") REFERENCES "{target}" (organisation_id, id)'
        " DEFERRABLE INITIALLY DEFERRED",
    )


def _add_constraint(cursor: CursorWrapper, table: str, name: str, definition: str) -> None:
    cursor.execute("SELECT 1 FROM pg_constraint WHERE conname = %s", [name])
    if not cursor.fetchone():
        cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}')

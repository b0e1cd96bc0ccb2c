"""Every table has a declared wall, PostgreSQL holds exactly what was declared, and what is new stays shut."""

from collections.abc import Iterator

import psycopg
import pytest
from django.apps import apps
from django.db import connection

from architecture.fortress import LOGINS, A, Fortress, refused
from maatwerk.kernel.keeping import by_table
from maatwerk.kernel.keeping.statements import policy_names
from maatwerk.kernel.postgres.roles import ROLES, login
from maatwerk.kernel.walls import ANYBODY, OWNER_ONLY, Rows, Wall, declared


def test_every_model_declares_its_wall() -> None:
    tables = {
        model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed
    }
    # the job library's models are unmanaged views of tables that it migrates itself
    assert tables - set(declared()) == set()


def test_who_is_reached_without_an_organisation_says_why() -> None:
    for table, wall in declared().items():
        if wall.rows in (ANYBODY, OWNER_ONLY):
            assert wall.reason, table


def test_rights_that_cannot_be_read_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot read the rights"):
        Wall(rows=ANYBODY, app="SELECT, DROP").rights("app")


@pytest.mark.django_db
def test_every_table_of_the_database_has_a_wall() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = {name for (name,) in cursor.fetchall()}
    assert undecided(tables) == set()


def undecided(tables: set[str]) -> set[str]:
    """Return the tables of a database about which nobody decided, or which are declared and not there."""
    return tables ^ set(declared())


def test_the_logins_have_no_power_of_their_own(fortress: Fortress) -> None:
    names = [login(role) for role in ROLES]
    with fortress.superuser() as superuser:
        rows = superuser.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
            " FROM pg_roles WHERE rolname = ANY(%s)",
            [names],
        ).fetchall()
        assert {name: powers for name, *powers in rows} == {name: [False] * 5 for name in names}
        memberships = superuser.execute(
            "SELECT 1 FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = ANY(%s)",
            [names],
        ).fetchall()
        assert memberships == []


def test_every_table_is_behind_forced_row_security(fortress: Fortress) -> None:
    with fortress.superuser() as superuser:
        rows = superuser.execute(
            "SELECT relname, relrowsecurity, relforcerowsecurity, pg_get_userbyid(relowner) FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        ).fetchall()
    assert len(rows) > 40
    assert [row for row in rows if row[1:] != (True, True, login("owner"))] == []


def test_nothing_is_granted_to_everybody(fortress: Fortress) -> None:
    """An entry with an empty grantee (``=r/owner``) is a right of PUBLIC, and so of every login to come."""
    with fortress.superuser() as superuser:
        open_doors = superuser.execute(
            "SELECT relname FROM pg_class, aclexplode(relacl) WHERE relnamespace = 'public'::regnamespace AND grantee = 0"
            " UNION ALL SELECT attname FROM pg_attribute, aclexplode(attacl) WHERE grantee = 0 AND attrelid IN"
            " (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)"
            " UNION ALL SELECT proname FROM pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner)))"
            " WHERE pronamespace = 'public'::regnamespace AND grantee = 0"
            " UNION ALL SELECT nspname FROM pg_namespace, aclexplode(nspacl) WHERE nspname = 'public' AND grantee = 0"
            " UNION ALL SELECT datname FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba)))"
            " WHERE datname = current_database() AND grantee = 0"
        ).fetchall()
    assert open_doors == []


def test_policies_are_exactly_the_declared_ones(fortress: Fortress) -> None:
    with fortress.superuser() as superuser:
        found = superuser.execute("SELECT tablename, policyname, roles FROM pg_policies").fetchall()
    wanted = {
        (table, f"{role}_{verb.lower()}", (login(role),))
        for table, wall in declared().items()
        for role in ROLES
        for verb, _columns in wall.rights(role)
    } | {(table, name, (login("owner"),)) for table, one in by_table().items() for name in policy_names(one)}
    assert {(table, name, tuple(logins)) for table, name, logins in found} == wanted


@pytest.fixture
def newcomer(fortress: Fortress) -> Iterator[Fortress]:
    """Tomorrow's migration: a table, a view over names and a function, and nobody thought of a wall."""
    with psycopg.connect(fortress.url("owner"), autocommit=True) as owner:
        owner.execute("CREATE TABLE newcomer (id int PRIMARY KEY, secret text)")
        owner.execute("INSERT INTO newcomer VALUES (1, 'x')")
        owner.execute("CREATE VIEW newcomer_view AS SELECT name FROM people_identity")
        owner.execute(
            "CREATE FUNCTION newcomer_leak() RETURNS SETOF text LANGUAGE sql SECURITY DEFINER"
            " AS 'SELECT secret FROM newcomer'"
        )
        yield fortress
        owner.execute("DROP FUNCTION newcomer_leak; DROP VIEW newcomer_view; DROP TABLE newcomer")


@pytest.mark.parametrize("role", LOGINS)
def test_a_table_added_without_grants_is_shut(newcomer: Fortress, role: str) -> None:
    with newcomer.acting(role, A) as attacker:
        assert refused(attacker, "SELECT * FROM newcomer")
        assert refused(attacker, "INSERT INTO newcomer VALUES (2, 'y')")
        assert refused(attacker, "SELECT * FROM newcomer_view")
        assert refused(attacker, "SELECT newcomer_leak()")


def test_a_table_added_without_a_wall_is_noticed(newcomer: Fortress) -> None:
    with newcomer.superuser() as superuser:
        names = superuser.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert undecided({name for (name,) in names}) == {"newcomer"}


def test_rows_narrow_what_may_still_be_changed() -> None:
    wall = Wall(rows=Rows("seen", "mine", insert="new", change="open"), app="SELECT, INSERT, UPDATE, DELETE")
    assert [wall.policy("app", verb) for verb in ("SELECT", "INSERT", "UPDATE", "DELETE")] == [
        ("seen", None),
        (None, "new"),
        ("open", "mine"),
        ("open", None),
    ]
    kept = Wall(rows=Rows("seen", "mine", delete="imported"), app="SELECT, UPDATE, DELETE")
    assert [kept.policy("app", verb) for verb in ("UPDATE", "DELETE")] == [
        ("mine", "mine"),
        ("imported", None),
    ]

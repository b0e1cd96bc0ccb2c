"""Whoever holds the production credential of *scoring*, and nothing else, tries everything."""

import psycopg
import pytest
from psycopg import sql

from architecture.fortress import LOGINS, A, Connection, Fortress, refused
from maatwerk.kernel.postgres.roles import ROLES, Role, login
from maatwerk.kernel.walls import declared

#: What the worker that fits and advises may read. Whoever adds a line here decides that a model may see it.
SCORING_READS = {
    "advice_advice",
    "advice_advicerequest",
    "advice_feature",
    "advice_modelversion",
    "advice_shortlist",
    "advice_steering",
    "advice_stop",
    "advice_trainingscore",
    "assessments_assessmentsession",
    "assessments_calibration",
    "assessments_item",
    "assessments_module",
    "assessments_response",
    "assessments_responseset",
    "assessments_scale",
    "evidence_evidence",
    "evidence_instrument",
    "kernel_rule",
    "kernel_work",
    "opportunities_jobfamily",
    "opportunities_opportunity",
    "opportunities_requirement",
    "organisations_organisation",
    "outcomes_engagement",
    "outcomes_history",
    "outcomes_outcome",
    "people_personkey",
    "procrastinate_events",
    "procrastinate_jobs",
    "procrastinate_periodic_defers",
    "procrastinate_workers",
    "skills_concept",
}
#: DESIGN section 3: what no model may see, by whatever way.
NEVER = [
    ("people_identity", "name"),
    ("people_identity", "email"),
    ("people_identity", "phone"),
    ("people_identity", "address"),
    ("people_personrecord", "external_id"),
    ("organisations_user", "email"),
    ("organisations_user", "password"),
    ("organisations_organisation", "name"),
    ("organisations_membership", "user_id"),
    ("audits_protectedattribute", "value"),
    ("applications_application", "stage"),
    ("assessments_accommodation", "extra_time"),
    ("assessments_item", "content"),
    ("assessments_itemkey", "key"),
    ("assessments_response", "answer"),
    ("cases_case", "asked"),
    ("assessments_scaleresult", "estimate"),
    ("assessments_workrating", "score"),
    ("assessments_worksample", "text"),
    ("applications_decision", "choice"),
    ("applications_document", "file"),
    ("applications_draft", "sealed"),
    ("applications_possibledouble", "first_id"),
    ("applications_submission", "sealed"),
    ("applications_ownview", "opinion"),
    ("interviews_remark", "text"),
    ("interviews_score", "value"),
    ("outbox_message", "body"),
    ("outbox_post", "sealed"),
    ("outbox_thread", "title"),
    ("outcomes_outcome", "reason_note"),
    ("outcomes_outcome", "rated_by"),
    ("organisations_session", "session_data"),
    ("kernel_event", "data"),
]


def expected(role: Role, table: str, verb: str) -> set[str] | None:
    """Return the columns that a role may `verb` as declared; None where it may not at all."""
    wall = declared().get(table)
    for named, columns in wall.rights(role) if wall else []:
        if named == verb:
            return {name.strip() for name in columns.split(",")} if columns else {"*"}
    return None


def select(table: str, column: str) -> sql.Composed:
    return sql.SQL("SELECT {} FROM {}").format(sql.Identifier(column), sql.Identifier(table))


@pytest.mark.parametrize("role", LOGINS)
def test_exactly_the_declared_columns_answer(fortress: Fortress, role: Role) -> None:
    wrong = []
    with fortress.acting(role, A) as connection:
        for table, columns in fortress.columns.items():
            allowed = expected(role, table, "SELECT") or set()
            for column in columns:
                answers = not refused(connection, select(table, column))
                if answers != bool(allowed & {"*", column}):
                    wrong.append(f"{table}.{column} {'answers' if answers else 'is refused'}")
    assert wrong == []


@pytest.mark.parametrize("role", LOGINS)
@pytest.mark.parametrize("verb", ["INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"])
def test_exactly_the_declared_writing_is_granted(fortress: Fortress, role: Role, verb: str) -> None:
    """Asked of PostgreSQL's own catalogue, column by column."""
    by_column = verb in {"INSERT", "UPDATE", "REFERENCES"}
    wrong = []
    with fortress.superuser() as connection:
        for table, columns in fortress.columns.items():
            allowed = expected(role, table, verb) or set()
            for column in columns if by_column else ["*"]:
                function = (
                    "has_column_privilege(%s, %s::regclass, %s, %s)"
                    if by_column
                    else "has_table_privilege(%s, %s::regclass, %s)"
                )
                values = [login(role), f'"{table}"', *([column] if by_column else []), verb]
                (granted,) = connection.execute(f"SELECT {function}", values).fetchone()  # type: ignore[misc]
                if granted != bool(allowed & {"*", column}):
                    wrong.append(f"{verb} {table}.{column}: {granted}")
    assert wrong == []


def test_scoring_reads_what_was_decided_and_no_more(fortress: Fortress) -> None:
    reads = {table for table in fortress.columns if expected("scoring", table, "SELECT") is not None}
    assert reads == SCORING_READS


def test_what_no_model_may_see_exists_and_is_refused(fortress: Fortress) -> None:
    with fortress.acting("scoring", A) as connection:
        for table, column in NEVER:
            assert column in fortress.columns[table]  # a renamed column must be renamed here too
            assert refused(connection, select(table, column)), f"{table}.{column}"


#: What a server answers that was built without a feature, before it looks at rights.
NOT_BUILT_IN = (psycopg.errors.FeatureNotSupported, psycopg.errors.UndefinedFile)
WAYS = [
    "SELECT {column} FROM {table}",
    "SELECT count({column}) FROM {table}",
    "SELECT 1 FROM {table} WHERE {column} IS NOT NULL",
    "SELECT 1 FROM people_personkey k JOIN {table} t ON t.{column} IS NOT NULL",
    "WITH w AS (SELECT {column} FROM {table}) SELECT * FROM w",
    "SELECT * FROM (TABLE {table}) t",
    "SELECT row_to_json(t) FROM {table} t",
    "SELECT (SELECT {column}::text FROM {table} LIMIT 1)",
    "EXPLAIN ANALYZE SELECT {column} FROM {table}",
    "PREPARE theft AS SELECT {column} FROM {table}; EXECUTE theft",
    "BEGIN; DECLARE theft CURSOR FOR SELECT {column} FROM {table}; FETCH ALL FROM theft",
    "DO $$ DECLARE found text; BEGIN SELECT {column}::text INTO found FROM {table}; END $$",
    "SELECT query_to_xml('SELECT {column} FROM {table}', true, false, '')",
    "SELECT table_to_xml('{table}', true, false, '')",
    "COPY {table} TO STDOUT",
    "COPY (SELECT {column} FROM {table}) TO STDOUT",
    "BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE",
    "ANALYZE (VERBOSE) {table}; SELECT 1/0",
    "ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    "CREATE POLICY open ON {table} USING (true)",
    "GRANT SELECT ON {table} TO CURRENT_USER",
    "CREATE RULE open AS ON INSERT TO people_personkey DO ALSO SELECT * FROM {table}",
    "CREATE INDEX open ON {table} ({column})",
    "INSERT INTO advice_trainingscore (id) SELECT {column}::text::uuid FROM {table}",
    "UPDATE kernel_work SET step = (SELECT {column}::text FROM {table} LIMIT 1)",
    "DELETE FROM {table} RETURNING {column}",
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("table", "column"), [("people_identity", "name"), ("audits_protectedattribute", "value")]
)
def test_there_is_no_way_round(fortress: Fortress, way: str, table: str, column: str) -> None:
    with psycopg.connect(fortress.url("scoring"), autocommit=True) as connection:
        connection.execute("SELECT set_config('maatwerk.organisation', %s, false)", [str(A)])
        statement = way.format(table=table, column=column)
        if statement.startswith("ANALYZE"):
            _analyze_tells_nothing(connection, statement, table)
            return
        with pytest.raises((psycopg.errors.InsufficientPrivilege, *NOT_BUILT_IN)):
            _run(connection, statement)


def _run(connection: Connection, statement: str) -> None:
    if statement.startswith("COPY"):
        with connection.cursor().copy(statement) as copy:
            list(copy)
    elif statement.startswith("DO"):
        connection.execute(statement)
    else:
        for part in statement.split("; "):
            connection.execute(part)


def _analyze_tells_nothing(connection: Connection, statement: str, table: str) -> None:
    """ANALYZE of a foreign table is skipped with a warning; statistics of a hidden table stay hidden."""
    connection.execute(statement.split("; ")[0])
    assert connection.execute("SELECT 1 FROM pg_stats WHERE tablename = %s", [table]).fetchall() == []


@pytest.mark.parametrize("role", LOGINS)
def test_no_login_can_become_another(fortress: Fortress, role: Role) -> None:
    with psycopg.connect(fortress.url(role), autocommit=True) as connection:
        others = [login(other) for other in ROLES if other != role] + ["postgres", "pg_read_all_data"]
        for other in others:
            assert refused(connection, f"SET ROLE {other}"), other
            assert refused(connection, f"SET SESSION AUTHORIZATION {other}"), other
        connection.execute("RESET ROLE")
        connection.execute("RESET SESSION AUTHORIZATION")
        connection.execute("SET ROLE NONE")
        assert connection.execute("SELECT session_user, current_user").fetchone() == (
            login(role),
            login(role),
        )


def test_the_walls_hold_after_reset_role(fortress: Fortress) -> None:
    with psycopg.connect(fortress.url("scoring"), autocommit=True) as connection:
        for trick in (
            "RESET ROLE",
            "RESET ALL",
            "DISCARD ALL",
            "SET ROLE NONE",
            f"SET ROLE {login('scoring')}",
        ):
            connection.execute(trick)
            connection.execute("SELECT set_config('maatwerk.organisation', %s, false)", [str(A)])
            for table, column in NEVER:
                assert refused(connection, select(table, column)), (trick, table, column)


@pytest.mark.parametrize("role", LOGINS)
def test_switching_row_security_off_refuses_instead_of_opening(fortress: Fortress, role: Role) -> None:
    with fortress.acting(role, A) as connection:
        connection.execute("SET LOCAL row_security = off")
        assert refused(connection, "SELECT id FROM evidence_evidence")


@pytest.mark.parametrize("role", LOGINS)
@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "CREATE TABLE public.mine (id int)",
        "CREATE TEMP TABLE mine (id int)",
        "CREATE VIEW public.mine AS SELECT 1",
        "CREATE FUNCTION public.leak(text) RETURNS bool LANGUAGE sql AS 'SELECT true'",
        "CREATE FUNCTION pg_temp.leak(text) RETURNS bool LANGUAGE sql AS 'SELECT true'",
        "CREATE SCHEMA mine",
        "CREATE EXTENSION dblink",
        "CREATE EXTENSION postgres_fdw",
        "CREATE ROLE mine",
        "CREATE DATABASE mine",
        "ALTER SYSTEM SET log_statement = 'all'",
        "ALTER ROLE CURRENT_USER BYPASSRLS",
        "ALTER ROLE CURRENT_USER SUPERUSER",
        f"ALTER ROLE {login('owner')} PASSWORD 'x'",
        f"GRANT {login('owner')} TO CURRENT_USER",
        "SELECT pg_read_file('postgresql.conf')",
        "SELECT pg_ls_dir('.')",
        "SELECT lo_import('/etc/passwd')",
        "SELECT lo_export(1, '/tmp/stolen')",
        "SELECT pg_terminate_backend(pg_backend_pid()) FROM pg_authid",
        "SELECT rolpassword FROM pg_authid",
        "SELECT passwd FROM pg_shadow",
        "SELECT stavalues1 FROM pg_statistic",
        "SELECT * FROM pg_largeobject",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "COPY (SELECT 1) TO '/tmp/stolen'",
    ],
)
def test_no_login_builds_its_own_ladder(fortress: Fortress, role: Role, statement: str) -> None:
    with (
        psycopg.connect(fortress.url(role), autocommit=True) as connection,
        pytest.raises((psycopg.errors.InsufficientPrivilege, *NOT_BUILT_IN)),
    ):
        connection.execute(statement)


def test_large_objects_are_private_to_who_made_them(fortress: Fortress) -> None:
    with psycopg.connect(fortress.url("app"), autocommit=True) as app:
        (key,) = app.execute("SELECT lo_from_bytea(0, 'secret')").fetchone()  # type: ignore[misc]
        with psycopg.connect(fortress.url("scoring"), autocommit=True) as scoring:
            assert refused(scoring, f"SELECT lo_get({key})")
        app.execute(f"SELECT lo_unlink({key})")


def test_what_others_ask_the_database_is_hidden(fortress: Fortress) -> None:
    with fortress.acting("app", A) as app, fortress.acting("scoring", A) as scoring:
        app.execute("SELECT 'a name in a query'")
        seen = scoring.execute(
            "SELECT query FROM pg_stat_activity WHERE usename = %s", [login("app")]
        ).fetchall()
    assert {text for (text,) in seen} == {"<insufficient privilege>"}


@pytest.mark.parametrize("role", LOGINS)
def test_exactly_the_declared_functions_may_be_called(fortress: Fortress, role: Role) -> None:
    common = {"current_account", "current_organisation", "current_person", "organisation_or_none"}
    with fortress.superuser() as connection:
        rows = connection.execute(
            "SELECT p.proname, p.prosecdef, has_function_privilege(%s, p.oid, 'EXECUTE') FROM pg_proc p"
            " WHERE p.pronamespace = 'public'::regnamespace",
            [login(role)],
        ).fetchall()
    callable_ones = {name for name, _definer, granted in rows if granted}
    queue = {name for name, _definer, _granted in rows if name.startswith("procrastinate_")}
    assert (
        callable_ones
        == common
        | {
            "app": queue
            | {
                "organisations_to_seal",
                "assessments_answer",
                "erase_person",
                "rows_of_person",
                "organisations_to_look_at",
            },
            "scoring": queue,
            "audit": set(),
        }[role]
    )
    assert {name for name, definer, _granted in rows if definer} == {
        "organisations_to_seal",
        "organisations_to_look_at",
        "erase_person",
        "rows_of_person",
    }


def test_every_callable_function_is_called_and_tells_nothing(fortress: Fortress) -> None:
    """Functions without arguments answer for the one who calls, and with no more than keys that were set."""
    with fortress.acting("scoring", A) as connection:
        assert connection.execute(
            "SELECT current_organisation(), current_account(), current_person()"
        ).fetchone() == (
            A,
            None,
            None,
        )
        assert refused(connection, "SELECT organisations_to_seal()")


def test_there_are_no_views_yet(fortress: Fortress) -> None:
    """A view reads with its owner's rights: whoever adds the first must attack it here."""
    with fortress.superuser() as connection:
        found = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm', 'f')"
        ).fetchall()
    assert found == []

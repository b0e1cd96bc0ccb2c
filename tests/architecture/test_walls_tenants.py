"""Two tenants in one database: neither sees, changes or links to anything of the other."""

import uuid

import psycopg
import pytest
from psycopg import sql

from architecture.fortress import LOGINS, A, B, Connection, Fortress, refused
from maatwerk.kernel.postgres.roles import Role, login
from maatwerk.kernel.walls import ANYBODY, OWNER_ONLY, declared

#: Rows that whoever acts may see without an organisation: their own account, and what is reached by grant alone.
BY_ACCOUNT = {"organisations_membership", "organisations_organisation"}

#: What *app* shows the person whose request it is, and no colleague of any organisation.
PERSONS_OWN = {
    "assessments_assessmentsession",
    "assessments_accommodation",
    "assessments_response",
    "assessments_scaleresult",
    "audits_protectedattribute",
}

#: What *app* shows the account that made it, and colleagues only where it is shared.
ACCOUNTS_OWN = {"applications_savedview": "made_by_id"}

#: What anybody may read as long as the row is there; only its own organisation writes it.
PUBLIC = {"organisations_signindoor", "vacancies_closedposting", "vacancies_posting"}


def readable(role: Role, fortress: Fortress) -> list[str]:
    """Return the tables of organisations that a role may read."""
    walls = declared()
    return [
        table
        for table in [*fortress.tenant_tables, "organisations_organisation"]
        if any(verb == "SELECT" for verb, _columns in walls[table].rights(role))
    ]


def tenants(connection: psycopg.Connection, table: str) -> list[uuid.UUID | None]:
    column = "id" if table == "organisations_organisation" else "organisation_id"
    return [key for (key,) in connection.execute(f'SELECT {column} FROM "{table}"').fetchall()]


@pytest.mark.parametrize("role", LOGINS)
def test_each_tenant_sees_its_own_rows_only(fortress: Fortress, role: Role) -> None:
    for own, other in ((A, B), (B, A)):
        with fortress.acting(role, own) as connection:
            for table in readable(role, fortress):
                seen = tenants(connection, table)
                assert (other in seen) == (table in PUBLIC), table
                if role != "app" or table not in PERSONS_OWN | ACCOUNTS_OWN.keys():
                    assert own in seen, f"{table}: nothing to see, so nothing is proved"


@pytest.mark.parametrize("table", ACCOUNTS_OWN)
def test_what_somebody_keeps_for_themselves_shows_to_them_alone(fortress: Fortress, table: str) -> None:
    with fortress.superuser() as connection:
        account = _holder_of(connection, table, ACCOUNTS_OWN[table])
    with fortress.acting("app", A) as connection:
        assert tenants(connection, table) == []  # a colleague
    with fortress.acting("app", A, account=account) as connection:
        assert tenants(connection, table) == [A]
    with fortress.acting("app", B, account=account) as connection:
        assert A not in tenants(connection, table)


def hidden(connection: Connection, table: str) -> bool:
    """Whether nobody's rows come out: the query is refused, or finds nothing."""
    return refused(connection, f'SELECT 1 FROM "{table}"') or tenants(connection, table) == []


@pytest.mark.parametrize("role", LOGINS)
def test_without_a_tenant_a_query_is_refused_not_empty(fortress: Fortress, role: Role) -> None:
    with fortress.acting(role, None) as connection:
        for table in readable(role, fortress):
            if role == "app" and table in PERSONS_OWN:  # refused or empty, by what the planner asks first
                assert hidden(connection, table), table
            elif table in PUBLIC:
                assert set(tenants(connection, table)) == {A, B}, table
            else:
                assert refused(connection, f'SELECT 1 FROM "{table}"'), table


def test_an_account_alone_finds_its_memberships_and_nothing_else(fortress: Fortress) -> None:
    with fortress.acting("app", None, account=uuid.uuid4()) as connection:
        for table in readable("app", fortress):
            if table in BY_ACCOUNT | PERSONS_OWN:
                assert hidden(connection, table), table
            elif table not in PUBLIC:
                assert refused(connection, f'SELECT 1 FROM "{table}"'), table


@pytest.mark.parametrize("table", sorted(PERSONS_OWN))
def test_a_persons_own_rows_show_to_that_person_alone(fortress: Fortress, table: str) -> None:
    """Not to colleagues of the organisation, not to another person, whatever they know of the keys."""
    with fortress.superuser() as connection:
        rows = connection.execute(f'SELECT organisation_id, person_id FROM "{table}"').fetchall()
    person = dict(rows)[A]
    statement = f'SELECT person_id FROM "{table}"'
    with fortress.acting("app", A, person=person) as connection:
        assert connection.execute(statement).fetchall() == [(person,)]
    for others in ({}, {"person": uuid.uuid4()}, {"account": person}):
        with fortress.acting("app", A, **others) as connection:
            assert connection.execute(statement).fetchall() == [], others


@pytest.mark.parametrize("table", sorted(PUBLIC))
def test_what_is_public_is_written_by_its_own_organisation_alone(fortress: Fortress, table: str) -> None:
    name = sql.Identifier(table)
    with fortress.acting("app", None) as connection:  # nobody: reads, and cannot even try to write
        assert set(tenants(connection, table)) == {A, B}
        assert refused(connection, sql.SQL("DELETE FROM {}").format(name))
    with fortress.acting("app", A) as connection:
        assert (
            connection.execute(
                sql.SQL("DELETE FROM {} WHERE organisation_id = %s").format(name), [B]
            ).rowcount
            == 0
        )
        assert connection.execute(sql.SQL("DELETE FROM {}").format(name)).rowcount == 1
        assert tenants(connection, table) == [B]
    for role in ("scoring", "audit"):
        with fortress.acting(role, A) as connection:  # type: ignore[arg-type]
            assert refused(connection, sql.SQL("SELECT 1 FROM {}").format(name))


def test_a_public_vacancy_opens_nothing_else_of_its_organisation(fortress: Fortress) -> None:
    """Without an organisation only the public copy answers: not the vacancy, its weights, its team, its views, its costs."""
    hidden = [
        table
        for table in fortress.tenant_tables
        if table.startswith(("vacancies_", "opportunities_", "skills_occupation")) and table not in PUBLIC
    ]
    assert len(hidden) > 12
    with fortress.acting("app", None) as connection:
        for table in hidden:
            statement = sql.SQL("SELECT p.id FROM vacancies_posting p JOIN {} t USING (organisation_id)")
            assert refused(connection, statement.format(sql.Identifier(table))), table


def test_what_a_public_copy_holds_is_decided_column_by_column(fortress: Fortress) -> None:
    """Whoever adds a column here publishes it to the world."""
    assert fortress.columns["vacancies_closedposting"] == [
        "id",
        "employer_slug",
        "closed_at",
        "organisation_id",
    ]
    assert set(fortress.columns["vacancies_posting"]) == {
        "id", "organisation_id", "opportunity_id", "employer", "employer_slug", "is_simulated", "language", "title",
        "summary", "description", "place", "country", "latitude", "longitude", "remote", "pay_low_cents",
        "pay_high_cents", "pay_period", "currency", "pay_month_cents", "hours_low", "hours_high", "contract",
        "contract_months", "starts_on", "apply_until", "answer_days", "contact_email", "job_family", "isco",
        "occupation_uri", "requirements", "questions", "steps", "channels", "published_at", "changed_at",
        "title_words", "words",
    }  # fmt: skip


def test_a_nonsense_tenant_is_refused(fortress: Fortress) -> None:
    with fortress.acting("app", None) as connection:
        connection.execute("SELECT set_config('maatwerk.organisation', 'x'' OR true --', true)")
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            connection.execute("SELECT 1 FROM evidence_evidence")


def test_the_tenant_dies_with_its_transaction(fortress: Fortress) -> None:
    with fortress.acting("app", A) as connection:
        assert tenants(connection, "evidence_evidence") == [A]
        connection.commit()
        assert refused(connection, "SELECT 1 FROM evidence_evidence")


@pytest.mark.parametrize("role", LOGINS)
def test_rows_of_another_tenant_cannot_be_written(fortress: Fortress, role: Role) -> None:
    """Whatever a login may write, it changes, removes or adds nothing of the other tenant."""
    walls = declared()
    tried = 0
    with fortress.acting(role, A) as connection:
        for table in fortress.tenant_tables:
            name = sql.Identifier(table)
            for verb, columns in walls[table].rights(role):
                if walls[table].rows in (ANYBODY, OWNER_ONLY):
                    continue
                first = columns.split(",")[0].strip() if columns else "organisation_id"
                statement = {
                    "UPDATE": "UPDATE {0} SET {1} = {1} WHERE organisation_id = %s",
                    "DELETE": "DELETE FROM {0} WHERE organisation_id = %s",
                    "INSERT": "INSERT INTO {0} (organisation_id) VALUES (%s)",
                }.get(verb)
                if statement is None:
                    continue
                tried += 1
                composed = sql.SQL(statement).format(name, sql.Identifier(first))
                assert _touches_nothing(connection, composed), f"{verb} {table}"
    assert tried


def _touches_nothing(connection: psycopg.Connection, statement: sql.Composed) -> bool:
    """Tell whether a statement about tenant B is refused or finds no row."""
    try:
        with connection.transaction():
            return connection.execute(statement, [B]).rowcount == 0
    except psycopg.errors.InsufficientPrivilege:
        return True


def test_a_full_row_for_another_tenant_is_refused(fortress: Fortress) -> None:
    """A copy of one's own row, with a new key and the other's name on it."""
    for table in fortress.tenant_tables:
        verbs = dict(declared()[table].rights("app"))
        if not {"SELECT", "INSERT"} <= verbs.keys() or verbs["SELECT"] or verbs["INSERT"]:
            continue
        if table in PERSONS_OWN:
            continue  # *app* cannot read a row to copy
        with fortress.superuser() as connection:
            holder = _holder_of(connection, table, ACCOUNTS_OWN[table]) if table in ACCOUNTS_OWN else None
        with fortress.acting("app", A, **({"account": holder} if holder else {})) as connection:
            columns = [name for name in fortress.columns[table] if name not in {"id", "organisation_id"}]
            names = sql.SQL(", ").join(map(sql.Identifier, columns))
            copy = sql.SQL(
                "INSERT INTO {0} (id, organisation_id, {1}) SELECT gen_random_uuid(), {2}, {1} FROM {0}"
            ).format(sql.Identifier(table), names, sql.Literal(B))
            wall = pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security")
            with wall, connection.transaction():
                connection.execute(copy)


def test_own_rows_cannot_be_handed_to_another_tenant(fortress: Fortress) -> None:
    for table in fortress.tenant_tables:
        if ("UPDATE", "") not in declared()[table].rights("app"):
            continue
        with fortress.superuser() as connection:
            person = _person_of(connection, table) if table in PERSONS_OWN else None
        with fortress.acting("app", A, **({"person": person} if person else {})) as connection:
            statement = sql.SQL("UPDATE {} SET organisation_id = %s").format(sql.Identifier(table))
            assert refused(connection, statement, B), table


def _person_of(connection: Connection, table: str) -> uuid.UUID:
    return _holder_of(connection, table, "person_id")


def _holder_of(connection: Connection, table: str, column: str) -> uuid.UUID:
    """Return whose row the first organisation holds: others cannot even see it."""
    rows = connection.execute(f'SELECT organisation_id, {column} FROM "{table}"').fetchall()
    found: uuid.UUID = dict(rows)[A]
    return found


def test_no_row_links_to_another_tenant_not_even_by_a_superuser(fortress: Fortress) -> None:
    """Foreign keys are checked past row-level security, so each carries the organisation along."""
    with fortress.superuser() as connection:
        links = connection.execute(
            "SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text FROM pg_constraint c"
            " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
            " WHERE c.contype = 'f' AND cardinality(c.conkey) = 1 AND c.connamespace = 'public'::regnamespace"
        ).fetchall()
        checked = 0
        for table, column, target in links:
            if not _bound(fortress, table) or not _bound(fortress, target) or column == "organisation_id":
                continue
            checked += 1
            rows = dict(connection.execute(f"SELECT organisation_id, id FROM {target}").fetchall())
            statement = f"UPDATE {table} SET {column} = %s WHERE organisation_id = %s"
            _link(connection, statement, rows[A])  # the way it should be
            with pytest.raises(psycopg.errors.ForeignKeyViolation):
                _link(connection, statement, rows[B])
    assert checked > 15


def _bound(fortress: Fortress, table: str) -> bool:
    """Tell whether every row of a table belongs to an organisation (concepts may be everybody's)."""
    return table in fortress.tenant_tables and table not in {
        "skills_concept",
        "kernel_event",
        "kernel_seal",
        "kernel_work",
    }


def _link(connection: psycopg.Connection, statement: str, key: uuid.UUID) -> None:
    with connection.transaction(force_rollback=True):
        connection.execute(statement, [key, A])
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_protected_attributes_are_shown_to_the_person_alone(fortress: Fortress) -> None:
    with fortress.superuser() as connection:
        (person,) = connection.execute(
            "SELECT person_id FROM audits_protectedattribute WHERE organisation_id = %s", [A]
        ).fetchone()  # type: ignore[misc]
    with fortress.acting("app", A) as connection:
        assert connection.execute("SELECT value FROM audits_protectedattribute").fetchall() == []
    with fortress.acting("app", A, person=person) as connection:
        assert len(connection.execute("SELECT value FROM audits_protectedattribute").fetchall()) == 1
    with fortress.acting("audit", A) as connection:
        assert len(connection.execute("SELECT value FROM audits_protectedattribute").fetchall()) == 1


def test_the_owner_itself_sees_no_rows_of_tenants(fortress: Fortress) -> None:
    """FORCE row-level security: owning a table is no way into it."""
    with psycopg.connect(fortress.url("owner"), autocommit=True) as connection:
        assert connection.execute("SELECT session_user").fetchone() == (login("owner"),)
        for table in fortress.tenant_tables:
            if "SELECT" not in declared()[table].owner:
                assert connection.execute(f'SELECT count(*) FROM "{table}"').fetchone() == (0,), table

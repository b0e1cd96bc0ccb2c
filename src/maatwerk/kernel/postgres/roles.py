"""The four logins of DESIGN section 3 and the credentials that reach them.

*owner* owns the tables (migrations only), *app* serves people, *scoring* fits and advises, *audit* reads across people.
None is a superuser, none bypasses row-level security. Each login's URL is a file of its own, so that a scoring machine
is given only its own.
"""

import os
import secrets
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

Role = Literal["owner", "app", "scoring", "audit"]
ROLES: tuple[Role, ...] = ("owner", "app", "scoring", "audit")
DATABASE = "maatwerk"


def login(role: Role) -> str:
    """Return the name of a role's login in PostgreSQL."""
    return f"maatwerk_{role}"


def credential_variable(role: Role) -> str:
    """Return the environment variable that overrides a role's credential file."""
    return f"MAATWERK_{role.upper()}_DATABASE_URL"


def credential(folder: Path, role: Role) -> str | None:
    """Return the URL of a role's login, or None where this machine was not given it."""
    if url := os.environ.get(credential_variable(role)):
        return url
    try:
        return (folder / "credentials" / role).read_text().strip()
    except FileNotFoundError:
        return None


def prepare(admin_url: str, folder: Path, *, database: str = DATABASE) -> None:
    """Make the four logins and the database, and write their credentials; safe to repeat.

    `admin_url` must be allowed to create roles and databases. Existing passwords are kept.
    """
    (folder / "credentials").mkdir(mode=0o700, parents=True, exist_ok=True)
    with psycopg.connect(admin_url, autocommit=True) as admin:
        for role in ROLES:
            password = _known_password(folder, role) or secrets.token_urlsafe(32)
            _make_login(admin, login(role), password)
            _write_secret(
                folder / "credentials" / role, _with_login(admin_url, login(role), password, database)
            )
    open_database(admin_url, database)


def open_database(admin_url: str, database: str, *, template: str | None = None) -> None:
    """Make the database where it is missing, and open it to the four logins and nobody else."""
    with psycopg.connect(admin_url, autocommit=True) as admin:
        _make_database(admin, database, template)
    with psycopg.connect(with_database(admin_url, database), autocommit=True) as admin:
        admin.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        for role in ROLES:
            rights = sql.SQL("ALL" if role == "owner" else "USAGE")
            admin.execute(
                sql.SQL("GRANT {} ON SCHEMA public TO {}").format(rights, sql.Identifier(login(role)))
            )


def _make_login(admin: psycopg.Connection[Any], name: str, password: str) -> None:
    known = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    if not known:
        admin.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(name)))
    # SUPERUSER and BYPASSRLS cannot be mentioned by a mere CREATEROLE administrator; a check below refuses them instead
    # PostgreSQL 15 lets the owner of a database into its public schema by inheritance only; the others inherit nothing
    inherit = sql.SQL("INHERIT" if name == login("owner") else "NOINHERIT")
    statement = sql.SQL("ALTER ROLE {} LOGIN {} PASSWORD {}")
    admin.execute(statement.format(sql.Identifier(name), inherit, sql.Literal(password)))
    strong = admin.execute(
        "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = %s",
        [name],
    ).fetchone()
    if strong and strong[0]:
        raise RuntimeError(
            f"the login {name} has more rights than a Maatwerk login may have; drop or alter it"
        )


def _make_database(admin: psycopg.Connection[Any], database: str, template: str | None) -> None:
    name = sql.Identifier(database)
    owner = sql.Identifier(login("owner"))
    if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
        admin.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(owner))
        source = sql.SQL(" TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
        admin.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, owner) + source)
    admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    for role in ROLES:
        admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, sql.Identifier(login(role))))


def _known_password(folder: Path, role: Role) -> str | None:
    url = credential(folder, role)
    return urlsplit(url).password if url else None


def _with_login(url: str, user: str, password: str, database: str) -> str:
    parts = urlsplit(with_database(url, database))
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(user)}:{quote(password)}@{host}"))


def with_database(url: str, database: str) -> str:
    """Return the URL of the same login to another database."""
    parts = urlsplit(url)
    # urlunsplit drops an empty network location, which a socket-only URL has after its login
    return urlunsplit(parts._replace(path=f"/{database}"))


def _write_secret(path: Path, text: str) -> None:
    half = path.with_suffix(".half")
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    half.replace(path)

"""The database of the tests: the embedded server, migrated once into a template that every worker copies.

`db` rolls back and knows the *app* login only. `committed` really commits, reaches all logins, and empties the tables afterwards.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg
import pytest

ROOT = Path(__file__).resolve().parent.parent
# Playwright's event loop stays in the thread of whatever test comes after a browser test; Django would refuse to work there
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
TEST_DATA = Path(os.environ.setdefault("MAATWERK_DATA", str(ROOT / ".maat" / "tests")))

from maatwerk.cli.runtime import schema_mark  # noqa: E402 - the data folder must be known first
from maatwerk.kernel.postgres import roles  # noqa: E402
from maatwerk.kernel.postgres.cluster import Cluster  # noqa: E402

KEPT = ("django_migrations", "django_content_type", "kernel_rule")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what `slow.txt` lists: tests, or whole modules, by the beginning of their name."""
    lines = (ROOT / "tests" / "slow.txt").read_text().splitlines()
    slow = tuple(line for line in lines if line and not line.startswith("#"))
    for item in items:
        if item.nodeid.startswith(slow):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The embedded server, not durable: a crash of the machine may lose test data."""
    with Cluster(TEST_DATA, durable=False).running() as running:
        yield running


@pytest.fixture(scope="session")
def django_db_setup(cluster: Cluster, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Point every alias of Django at this worker's own copy of the migrated template."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    template = f"template_{schema_mark()[:12]}"
    name = f"test_{worker}"
    admin = cluster.superuser_url()
    with django_db_blocker.unblock(), (TEST_DATA / "template-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        roles.prepare(admin, TEST_DATA, database=template)
        point_django_at(template)
        _make_template(admin, template)
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        roles.open_database(admin, name, template=template)
    point_django_at(name)
    yield
    close_all()


def point_django_at(database: str) -> None:
    """Let every alias use `database`, each with its own login."""
    from django.db import connections

    for alias in connections:
        role = {"default": "app", "beside": "app"}.get(alias, alias)
        url = urlsplit(roles.credential(TEST_DATA, role))
        connections[alias].close()
        connections[alias].settings_dict.update(
            NAME=database,
            USER=unquote(url.username or ""),
            PASSWORD=unquote(url.password or ""),
            HOST=dict(parse_qsl(url.query))["host"],
            CONN_MAX_AGE=None,
        )


def close_all() -> None:
    """Close every connection of Django."""
    from django.db import connections

    for alias in connections:
        connections[alias].close()


def _make_template(admin: str, template: str) -> None:
    from maatwerk.cli.runtime import migrate

    ready = TEST_DATA / f"{template}.ready"
    if not ready.exists():
        migrate()  # safe to repeat after a run that was cut short
        ready.touch()
    close_all()


@pytest.fixture
def committed(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, cluster: Cluster
) -> Iterator[None]:
    """Let a test commit, with every login; empty all tables afterwards."""
    with django_db_blocker.unblock():
        yield
        from django.db import connections

        database = connections["default"].settings_dict["NAME"]
        for alias in connections:
            connections[alias].close()
        with psycopg.connect(
            roles.with_database(cluster.superuser_url(), database), autocommit=True
        ) as connection:
            tables = [
                name
                for (name,) in connection.execute(
                    "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                )
                if name not in KEPT
            ]
            connection.execute("SET session_replication_role = replica")  # no foreign keys: any order will do
            for name in tables:  # much faster than TRUNCATE, which makes new files for every table
                connection.execute(f'DELETE FROM "{name}"')


@pytest.fixture(autouse=True)
def own_folders(settings: pytest.FixtureRequest) -> Iterator[None]:
    """Keep what a test writes (uploads, anchors, mail) away from everything else."""
    with tempfile.TemporaryDirectory() as folder:
        settings.UPLOADS = Path(folder) / "uploads"
        settings.ANCHORS = Path(folder) / "anchors"
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        yield


@pytest.fixture(autouse=True)
def nothing_by_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Old allowances are forgotten once in so many calls, by lot: a question more that no count of questions expects."""
    monkeypatch.setattr("maatwerk.kernel.limits._FORGET_EVERY", 10**12)


@pytest.fixture
def english() -> Iterator[None]:
    """Speak English for one test: refusals and letters are asserted in one language, whatever a test before it spoke."""
    from django.utils import translation

    with translation.override("en"):
        yield

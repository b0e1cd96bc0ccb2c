"""Walls are put up while the server does its own chores, and while others work."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connections

from maatwerk.kernel.walls import apply

pytestmark = pytest.mark.usefixtures("committed")


def owner_url() -> dict[str, object]:
    """Return how the owner's connection of these tests is reached."""
    found = connections["owner"].get_connection_params()
    return {key: found[key] for key in ("host", "port", "user", "password", "dbname") if found.get(key)}


@contextmanager
def walls_going_up() -> Iterator[threading.Thread]:
    """Put walls up in a thread of their own; whatever befell it is raised at the end."""
    failed: list[BaseException] = []

    def put_up() -> None:
        try:
            apply.apply_walls()
        except BaseException as error:  # noqa: BLE001 - told to the test below
            failed.append(error)
        finally:
            connections["owner"].close()

    walls = threading.Thread(target=put_up)
    walls.start()
    yield walls
    walls.join(60)
    assert not walls.is_alive()
    assert failed == []


def wait_until_something_waits(watcher: "psycopg.Connection[tuple[int]]") -> None:
    for _ in range(600):
        waits = watcher.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND database ="
            " (SELECT oid FROM pg_database WHERE datname = current_database())"
        ).fetchone()
        if waits == (1,):
            return
        time.sleep(0.05)
    raise AssertionError("the walls never waited")


def test_walls_wait_for_who_analyses_a_table_instead_of_deadlocking_with_them() -> None:
    with (
        psycopg.connect(**owner_url()) as analyst,
        psycopg.connect(**owner_url(), autocommit=True) as watcher,
    ):
        analyst.execute("LOCK TABLE people_person IN SHARE UPDATE EXCLUSIVE MODE")  # as ANALYZE does
        with walls_going_up():
            wait_until_something_waits(watcher)
            analyst.execute("ANALYZE people_person")
            analyst.commit()


def test_walls_let_go_of_every_table_while_one_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    """A job over two logins: the first holds a table the walls want, the second wants one that the walls hold."""
    monkeypatch.setattr(apply, "WAIT_MILLISECONDS", 500)
    monkeypatch.setattr(apply, "PAUSE_SECONDS", 0.1)
    with (
        psycopg.connect(**owner_url()) as first,
        psycopg.connect(**owner_url(), autocommit=True) as second,
        psycopg.connect(**owner_url(), autocommit=True) as watcher,
    ):
        second.execute("SET statement_timeout = '20s'")
        first.execute("LOCK TABLE vacancies_vacancy IN ACCESS SHARE MODE")  # by name after the second's
        with walls_going_up() as walls:
            wait_until_something_waits(watcher)
            second.execute("ANALYZE account_emailaddress")
            assert walls.is_alive(), "they still wait for the first"
            first.commit()

"""Walls are put up while the server does its own chores."""

import threading
import time

import psycopg
import pytest
from django.db import connections

from maatwerk.kernel.walls.apply import apply_walls

pytestmark = pytest.mark.usefixtures("committed")


def owner_url() -> dict[str, object]:
    """Return how the owner's connection of these tests is reached."""
    found = connections["owner"].get_connection_params()
    return {key: found[key] for key in ("host", "port", "user", "password", "dbname") if found.get(key)}


def test_walls_wait_for_who_analyses_a_table_instead_of_deadlocking_with_them() -> None:
    failed: list[BaseException] = []

    def put_up() -> None:
        try:
            apply_walls()
        except BaseException as error:  # noqa: BLE001 - told to the test below
            failed.append(error)
        finally:
            connections["owner"].close()

    with (
        psycopg.connect(**owner_url()) as analyst,
        psycopg.connect(**owner_url(), autocommit=True) as watcher,
    ):
        analyst.execute("LOCK TABLE people_person IN SHARE UPDATE EXCLUSIVE MODE")  # as ANALYZE does
        walls = threading.Thread(target=put_up)
        walls.start()
        for _ in range(200):
            waits = watcher.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND database ="
                " (SELECT oid FROM pg_database WHERE datname = current_database())"
            ).fetchone()
            if waits == (1,):
                break
            time.sleep(0.05)
        analyst.execute("ANALYZE people_person")
        analyst.commit()
    walls.join(60)
    assert not walls.is_alive()
    assert failed == []

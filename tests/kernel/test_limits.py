"""Limits that hold across processes."""

import threading
import time

import pytest
from django.db import connections

from maatwerk.kernel.limits import Limit
from maatwerk.kernel.models import Allowance

pytestmark = pytest.mark.usefixtures("committed")
SLOW = Limit("test.slow", burst=5, per_hour=1)


def test_a_burst_and_then_no_more() -> None:
    assert [SLOW.take("a") for _ in range(6)] == [True] * 5 + [False]
    assert SLOW.take("b")


def test_it_fills_again_with_time() -> None:
    quick = Limit("test.quick", burst=1, per_hour=3600 * 20)
    assert quick.take("a")
    assert not quick.take("a")
    time.sleep(0.1)
    assert quick.take("a")


def test_all_connections_share_one_allowance() -> None:
    taken: list[bool] = []

    def knock() -> None:
        try:
            for _ in range(5):
                taken.append(SLOW.take("shared"))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=knock) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert (len(taken), sum(taken)) == (20, 5)


def test_no_address_is_kept() -> None:
    SLOW.take("198.51.100.7")
    assert "198.51" not in str(list(Allowance.objects.values_list("key", flat=True)))

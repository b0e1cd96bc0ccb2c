"""Whoever takes a turn second waits until the first one's transaction ends."""

import threading

import pytest
from django.db import connections, transaction

from maatwerk.kernel.turns import take_turn


@pytest.mark.usefixtures("committed")
def test_the_second_waits_for_the_first_and_others_do_not():
    done, waiting = [], threading.Event()

    def second():
        try:
            with transaction.atomic():
                take_turn("other work")
                waiting.set()
                take_turn("this work")
                done.append("second")
        finally:
            connections.close_all()

    thread = threading.Thread(target=second)
    with transaction.atomic():
        take_turn("this work")
        thread.start()
        assert waiting.wait(20)
        thread.join(0.3)
        assert thread.is_alive()
        done.append("first")
    thread.join(20)
    assert done == ["first", "second"]


@pytest.mark.usefixtures("committed")
def test_a_turn_without_a_transaction_would_end_at_once():
    with pytest.raises(transaction.TransactionManagementError):
        take_turn("this work")

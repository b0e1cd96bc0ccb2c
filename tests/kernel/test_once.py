"""What is sent twice: done once, by two at the same moment too, and again after it was refused."""

import threading

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connections, transaction
from django.test import RequestFactory

from maatwerk.kernel.once import once
from maatwerk.kernel.refusals import Refusal

pytestmark = pytest.mark.usefixtures("committed")


def asked(path="/somewhere/", token="one", **fields):
    request = RequestFactory().post(path, fields | {"csrfmiddlewaretoken": token})
    request.user = AnonymousUser()
    return request


def test_the_same_is_done_once_and_something_else_is_done():
    done = []
    for request in (asked(a="1"), asked(a="1", token="another"), asked(a="2"), asked("/elsewhere/", a="1")):
        once(request, lambda: done.append(1))
    assert len(done) == 3


def test_what_was_refused_may_be_asked_again():
    def refuse():
        raise Refusal("not now")

    with pytest.raises(Refusal):
        once(asked(a="1"), refuse)
    assert once(asked(a="1"), lambda: "done") == "done"
    assert once(asked(a="1"), lambda: "done") is None


def test_the_second_of_two_waits_for_the_first_and_does_nothing():
    entered, found = threading.Event(), []

    def second():
        try:
            entered.wait()
            found.append(once(asked(a="1"), lambda: "second"))
        finally:
            connections.close_all()

    other = threading.Thread(target=second)
    with transaction.atomic():
        other.start()
        assert once(asked(a="1"), lambda: "first") == "first"
        entered.set()
        other.join(0.3)
        assert other.is_alive()  # it waits until this transaction ends
    other.join()
    assert found == [None]

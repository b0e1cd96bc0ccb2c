"""How often somebody may knock at the player, whichever process they reach."""

import multiprocessing
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories.assessments import make_tests
from maatwerk.apps.assessments import limits
from maatwerk.apps.assessments.limits import Bucket, Guesses, Pace
from maatwerk.kernel.limits import Limit

#: Fills again so slowly that a slow machine counts the same.
ANSWERS = Limit("test.answers", burst=30, per_hour=1)
GUESSES = Limit("test.guesses", burst=20, per_hour=1)


def in_two_processes(act: Callable[[Any], None]) -> list[Any]:
    """Let two processes do the same at once; return what each put into its queue."""
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    answers = fork.Queue()
    both = [fork.Process(target=act, args=(answers,)) for _ in range(2)]
    for one in both:
        one.start()
    found = [answers.get(timeout=60) for _ in both]
    for one in both:
        one.join(30)
        assert one.exitcode == 0
    return found


@pytest.mark.usefixtures("committed")
def test_two_processes_share_what_goes_beyond_a_persons_own_pace() -> None:
    def hammer(answers: Any) -> None:
        pace = Pace(Bucket(burst=5, per_second=0), ANSWERS)
        answers.put(sum(pace.take("link") for _ in range(40)))
        connections.close_all()

    found = in_two_processes(hammer)
    assert sum(found) == 30 + 2 * 5
    assert min(found) >= 5


@pytest.mark.usefixtures("committed")
def test_two_processes_share_the_guesses_of_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    organisation = make_tests().world.member.organisation.id
    monkeypatch.setattr("maatwerk.apps.assessments.views.player.GUESSES", Guesses(GUESSES))

    def guess(answers: Any) -> None:
        client = Client(REMOTE_ADDR="192.0.2.9")
        answers.put([client.get(f"/t/{organisation}/{n:043d}/").status_code for n in range(25)])
        connections.close_all()

    statuses = [status for found in in_two_processes(guess) for status in found]
    assert sorted(statuses) == [404] * 20 + [429] * 30


@pytest.mark.django_db
def test_a_person_at_their_own_pace_is_no_question_to_the_database() -> None:
    now = 1_000.0
    bucket = limits.ANSWERS.own
    with CaptureQueriesContext(connection) as asked:
        for _ in range(200):  # an answer every two seconds, for minutes
            now += 2.0
            assert bucket.take("link", now)
    assert len(asked) == 0
    assert [bucket.take("link", now) for _ in range(6)] == [True] * 4 + [False] * 2


@pytest.mark.django_db
def test_who_used_up_their_guesses_is_not_counted_again_for_a_while() -> None:
    guesses = Guesses(Limit("test.few", burst=1, per_hour=3600))
    assert guesses.failed("address", 10.0)
    assert not guesses.failed("address", 10.0)
    assert not guesses.may_try("address", 10.5)
    assert guesses.may_try("address", 11.1)
    assert guesses.may_try("another", 10.0)

"""What ends without anybody: a part whose clock ran out, an invitation half done, and scoring that fails at the end."""

import datetime as dt
import multiprocessing
import os
import signal
from collections.abc import Callable

import pytest
from django.core import mail
from django.db import connection, connections
from django.utils import timezone

from apps.assessments.taking import Candidate, invite, started
from factories.assessments import Tests, make_package, make_tests
from maatwerk.apps.assessments.jobs import delivery
from maatwerk.apps.assessments.models import AssessmentSession, Order, Response, ScaleResult
from maatwerk.apps.assessments.operations import alarms, orders, scoring
from maatwerk.apps.assessments.queries.own import own_tests
from maatwerk.apps.messages.models import Message
from maatwerk.kernel.models import Event

State = AssessmentSession.State


def order(candidate: Candidate) -> Order:
    with candidate.tests.acting():
        return Order.objects.get(pk=candidate.order_id)


def sessions(candidate: Candidate) -> dict[str, str]:
    """How each part that was begun ended, by the name of its test."""
    with candidate.tests.acting(candidate.person_id):
        rows = AssessmentSession.objects.filter(order_id=candidate.order_id)
        return {key: f"{state} {ended}".strip() for key, state, ended in rows.values_list(
            "module__instrument__key", "state", "ended_by")}  # fmt: skip


def n_results(candidate: Candidate) -> int:
    with candidate.tests.acting(candidate.person_id):
        return ScaleResult.objects.filter(session__order_id=candidate.order_id).count()


def waiting(name: str) -> list[dict[str, str]]:
    """The arguments of the jobs of one name that wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = %s ORDER BY id", [name])
        return [
            dict(__import__("json").loads(row[0]) if isinstance(row[0], str) else row[0])
            for row in cursor.fetchall()
        ]


def long_ago(candidate: Candidate, **ago: dt.timedelta) -> None:
    with candidate.tests.acting(candidate.person_id):
        rows = AssessmentSession.objects.filter(order_id=candidate.order_id, state__in=["running", "paused"])
        rows.update(**{name: timezone.now() - span for name, span in ago.items()})


def let_end(candidate: Candidate) -> None:
    """Let the invitation be over for longer than the day that is given more, and run what is queued for that."""
    with candidate.tests.acting():
        Order.objects.filter(pk=candidate.order_id).update(due_at=timezone.now() - dt.timedelta(hours=25))
    with candidate.tests.acting():
        orders.expire(order_id=candidate.order_id)


def answer_all(candidate: Candidate) -> None:
    while "seal" in candidate.page:
        candidate.answer()


@pytest.mark.django_db
def test_a_part_left_alone_is_ended_by_its_clock_and_scored(tests: Tests) -> None:
    candidate = started(tests, make_package(tests, seconds=600))
    candidate.answer()
    (job,) = waiting(alarms.END_PART)
    delivery.end_part(**job)  # too early: the clock runs
    assert sessions(candidate) == {"every-kind": "running"}
    assert len(waiting(alarms.END_PART)) == 2  # looked at again later
    long_ago(candidate, started_at=dt.timedelta(seconds=700))
    delivery.end_part(**job)
    assert sessions(candidate) == {"every-kind": "completed time"}
    assert order(candidate).state == Order.State.COMPLETED
    assert n_results(candidate) == 1
    with tests.acting():
        assert "is over" in Message.objects.latest("created_at").subject
    delivery.end_part(**job)  # a job may run twice
    assert n_results(candidate) == 1
    assert "See your results" in candidate.get()


@pytest.mark.django_db
def test_when_the_alarm_goes_tells_nobody_what_was_granted(tests: Tests) -> None:
    for extra in (0, 0.5):
        candidate = invite(tests, make_package(tests, seconds=600, key=f"package-{extra}"))
        if extra:
            with tests.acting():
                orders.accommodate(order_id=candidate.order_id, extra_time=extra, by=tests.world.member)
        candidate.get()
        candidate.read_notice()
        candidate.begin()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT scheduled_at - now() FROM procrastinate_jobs WHERE task_name = %s", [alarms.END_PART]
        )
        moments = [round(span.total_seconds()) for (span,) in cursor.fetchall()]
    assert len(moments) == 2
    assert all(1195 <= one < 1500 for one in moments), moments  # with the time granted in it: 605 and 905


@pytest.mark.django_db
def test_a_pause_is_not_ended_and_the_clock_is_asked_again_when_it_goes_on(tests: Tests) -> None:
    candidate = started(tests, make_package(tests, seconds=600))
    (job,) = waiting(alarms.END_PART)
    candidate.post("pause/")
    long_ago(candidate, started_at=dt.timedelta(seconds=2000), paused_at=dt.timedelta(seconds=1900))
    delivery.end_part(**job)
    assert sessions(candidate) == {"every-kind": "paused"}
    candidate.post("resume/")
    assert len(waiting(alarms.END_PART)) == 2
    delivery.end_part(**job)
    assert sessions(candidate) == {"every-kind": "running"}  # a hundred seconds of ten minutes


@pytest.mark.django_db
def test_half_done_when_the_invitation_ends_what_was_finished_is_scored_and_the_person_told(
    tests: Tests,
) -> None:
    candidate = started(tests, make_package(tests, tests.bank_id, tests.every_kind_id))
    answer_all_of_bank(candidate)
    assert "Part 2 of 2" in candidate.page
    candidate.begin()
    candidate.answer()
    let_end(candidate)
    assert sessions(candidate) == {"bank": "completed length", "every-kind": "stopped expired"}
    found = order(candidate)
    assert found.state == Order.State.EXPIRED
    assert found.completed_at is not None
    assert n_results(candidate) == 1
    with tests.acting():
        letter = Message.objects.latest("created_at")
        assert "is over" in letter.subject
        assert "assessments.order_expired" in set(Event.objects.values_list("kind", flat=True))
    page = candidate.get()
    assert candidate.status == 200
    assert "The parts that you finished count" in page
    candidate.post("answer/", {"a": "d"})
    assert "The parts that you finished count" in candidate.page
    report = candidate.get("report/")
    assert "Luck" in report
    assert "The parts that you finished count" in report
    assert "It is complete" not in report
    with tests.acting(person=candidate.person_id):
        (own,) = own_tests(candidate.person_id)  # among the results on the person's own page, to decide about
    assert (own.is_done, own.may_release, own.url) == (True, True, candidate.address + "report/")
    candidate.post("report/release/")
    assert order(candidate).released_at is not None
    with tests.acting():
        orders.expire(order_id=candidate.order_id)  # nothing more happens
    assert order(candidate).completed_at == found.completed_at


def answer_all_of_bank(candidate: Candidate) -> None:
    from maatwerk.apps.assessments import limits

    while "seal" in candidate.page:
        limits.ANSWERS.forget()  # nobody is as fast as this
        candidate.answer({"a": "a"})


@pytest.mark.django_db
def test_begun_and_nothing_finished_is_told_and_not_scored(tests: Tests) -> None:
    candidate = started(tests, make_package(tests))
    candidate.answer()
    let_end(candidate)
    assert order(candidate).completed_at is None
    assert n_results(candidate) == 0
    assert "This invitation is over" in candidate.get()
    candidate.get("report/")
    assert candidate.status == 410


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Scoring that fails until it is mended."""

    def fail(*_anything: object) -> None:
        raise ZeroDivisionError("planted")

    real = scoring.score_scale
    monkeypatch.setattr(scoring, "score_scale", fail)
    return lambda: monkeypatch.setattr(scoring, "score_scale", real)


@pytest.mark.django_db
def test_scoring_that_fails_undoes_nothing_and_is_made_good_by_a_job(
    tests: Tests, broken: Callable[[], None]
) -> None:
    candidate = started(tests, make_package(tests, tests.bank_id))
    answer_all_of_bank(candidate)
    assert "everything is in" in candidate.page
    assert order(candidate).state == Order.State.COMPLETED
    assert n_results(candidate) == 0
    for part in ("report/", "report/report.pdf", "report/results.json"):
        assert "Your result is being made" in candidate.get(part), part
        assert candidate.status == 503
    with tests.acting():
        assert "assessments.scoring_postponed" in set(Event.objects.values_list("kind", flat=True))
    (job,) = waiting(alarms.SCORE)  # looking at the report queues no more
    with pytest.raises(ZeroDivisionError):  # the library tries again later
        delivery.score_order(**job)
    broken()
    delivery.score_order(**job)
    assert n_results(candidate) == 1
    assert "Luck" in candidate.get("report/")
    delivery.score_order(**job)  # a job may run twice
    assert n_results(candidate) == 1


def in_a_process_that_dies(act: Callable[[], None]) -> None:
    """Do something in a process of its own, which must end by SIGKILL."""
    connections.close_all()
    child = multiprocessing.get_context("fork").Process(target=act)
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL


def die(*_anything: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.usefixtures("committed")
def test_killed_while_scoring_or_right_after_the_end_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tests = make_tests()
    candidate = started(tests, make_package(tests, tests.every_kind_id))
    while candidate.kind != "work_sample":
        candidate.answer()
    real = scoring.score_scale

    def answer_last_and_die() -> None:
        scoring.score_scale = die  # type: ignore[assignment]
        scoring._hand_in = die  # type: ignore[assignment]
        candidate.answer()

    in_a_process_that_dies(answer_last_and_die)
    assert order(candidate).state == Order.State.STARTED  # neither ended nor scored: both are one transaction
    with tests.acting(candidate.person_id):
        assert Response.objects.count() == 7

    def end_and_die() -> None:
        scoring._hand_in = lambda *_anything: 1 / 0  # type: ignore[assignment,return-value]
        candidate.get()
        die()

    in_a_process_that_dies(end_and_die)
    assert order(candidate).state == Order.State.COMPLETED  # ended for good, before anything was scored
    assert scoring.score_scale is real
    (job,) = waiting(alarms.SCORE)
    delivery.score_order(**job)
    assert "Thank you" in candidate.get("report/")
    mail.outbox.clear()

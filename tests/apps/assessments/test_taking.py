"""A whole test by its pages: what is shown, what is kept, and what a repeated, late or strange request changes."""

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from apps.assessments.taking import Candidate, invite, started
from factories.assessments import Tests, make_package
from maatwerk.apps.assessments import limits
from maatwerk.apps.assessments.models import AssessmentSession, ItemKind, Order, Response
from maatwerk.apps.assessments.operations import answering, orders

pytestmark = pytest.mark.django_db


def responses(candidate: Candidate) -> list[Response]:
    with candidate.tests.acting(candidate.person_id):
        return list(Response.objects.filter(session__order_id=candidate.order_id).order_by("position"))


def session(candidate: Candidate) -> AssessmentSession:
    with candidate.tests.acting(candidate.person_id):
        return AssessmentSession.objects.filter(order_id=candidate.order_id).latest("started_at")


def order(candidate: Candidate) -> Order:
    with candidate.tests.acting():
        return Order.objects.get(pk=candidate.order_id)


def move(candidate: Candidate, **fields: object) -> None:
    """Change a session's times, as if they had passed."""
    with candidate.tests.acting(candidate.person_id):
        AssessmentSession.objects.filter(order_id=candidate.order_id).update(**fields)


def test_from_notice_to_done_with_every_kind(tests: Tests) -> None:
    candidate = invite(tests, make_package(tests))
    assert "Before you begin" in candidate.get()
    assert "Before you begin" in candidate.post("notice/")
    assert candidate.status == 422
    assert "Every kind" in candidate.read_notice()
    assert order(candidate).notice_version == "2026-11"
    candidate.begin()
    kinds = []
    while "Thank you, everything is in" not in candidate.page:
        kinds.append(candidate.kind)
        candidate.answer()
    assert kinds == list(ItemKind.values)
    found = responses(candidate)
    assert [each.position for each in found] == list(range(7))
    assert [each.category for each in found] == [3, 1, 1, 1, 1, 2, None]
    assert found[5].answer == {"best": "a", "worst": "c"}
    assert found[3].answer == ["c", "a", "b"]
    assert all(each.milliseconds is not None and each.milliseconds < 60_000 for each in found)
    assert order(candidate).state == Order.State.COMPLETED
    assert session(candidate).ended_by == "length"


def test_an_item_may_be_left_open(tests: Tests) -> None:
    candidate = started(tests, make_package(tests))
    candidate.answer({"open": "1"})
    (found,) = responses(candidate)
    assert (found.answer, found.category) == (None, None)
    assert candidate.kind == "choice"  # on to the next


@pytest.mark.parametrize("skipped", list(ItemKind.values))
def test_an_answer_that_cannot_be_shows_the_same_item_again(tests: Tests, skipped: str) -> None:
    candidate = started(tests, make_package(tests))
    while candidate.kind != skipped:
        candidate.answer()
    before = candidate.form
    wrong = {"numeric": {"a": "ninety"}, "situation": {"best": "a", "worst": "a"}, "order": {"place-0": "1"}}
    page = candidate.answer(wrong.get(skipped, {}))
    assert candidate.status == 422
    assert candidate.form == before
    assert 'role="alert"' in page
    candidate.answer({"a": "zzz"})  # no such option, or no number
    assert candidate.status == (200 if skipped == "work_sample" else 422)


def test_a_repeated_submission_counts_once(tests: Tests) -> None:
    candidate = started(tests, make_package(tests))
    first = candidate.form
    candidate.answer()
    on_screen = candidate.form
    for other in ("d", "a"):
        candidate.post("answer/", first | {"a": other})
        assert candidate.status == 200
        assert candidate.form == on_screen
    (found,) = responses(candidate)
    assert found.answer == "d"


def test_an_answer_to_another_item_than_the_one_on_the_screen_changes_nothing(tests: Tests) -> None:
    candidate = started(tests, make_package(tests))
    form = candidate.form
    for strange in (
        {"item": str(tests.items["numeric"])},
        {"place": "3"},
        {"seal": "x" * 22},
        {"place": "no"},
    ):
        candidate.post("answer/", form | strange | {"a": "b"})
        assert candidate.form == form
    assert responses(candidate) == []


def test_the_back_button_and_another_device_show_where_the_test_is(tests: Tests) -> None:
    candidate = started(tests, make_package(tests))
    candidate.answer()
    here = candidate.form
    candidate.get()
    assert candidate.form == here
    other = Candidate(tests, candidate.person_id, candidate.order_id, candidate.token)
    other.client.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (Linux; Android) Mobile"
    other.get()
    assert other.form == here
    assert [each["kind"] for each in session(candidate).devices] == ["computer", "phone"]


def test_with_scripts_one_request_brings_the_next_screen_alone(tests: Tests) -> None:
    candidate = started(tests, make_package(tests))
    page = candidate.answer(headers={"X-Player": "1"})
    assert candidate.status == 200
    assert page.startswith('<section class="screen"')
    assert candidate.kind == "choice"
    while "seal" in candidate.page:
        candidate.answer(headers={"X-Player": "1"})
    assert candidate.status == 205  # the script loads the page, which says what comes now
    assert "everything is in" in candidate.get()


def test_an_answer_is_one_trip_to_the_database(
    tests: Tests, django_assert_num_queries: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    candidate = started(tests, make_package(tests, tests.bank_id, delivery="fixed"))
    candidate.answer({"a": "a"}, headers={"X-Player": "1"})
    form, trips, real = candidate.form, [], answering._one_trip
    monkeypatch.setattr(answering, "_one_trip", lambda values: trips.append(values) or real(values))
    with django_assert_num_queries(0, connection=connection):  # the one trip goes straight over the driver
        candidate.post("answer/", form | {"a": "b"}, headers={"X-Player": "1"})
    assert len(trips) == 1
    assert candidate.form["place"] == "2"
    assert candidate.client.cookies == {}


def test_a_pause_stops_the_clock(tests: Tests) -> None:
    candidate = started(tests, make_package(tests, seconds=600))
    assert 'data-seconds="600"' in candidate.page or 'data-seconds="599"' in candidate.page
    asked = candidate.form
    assert "Paused" in candidate.post("pause/")
    assert "Paused" in candidate.post("answer/", asked | {"a": "d"})
    assert responses(candidate) == []
    move(
        candidate,
        started_at=timezone.now() - dt.timedelta(seconds=700),
        shown_at=timezone.now() - dt.timedelta(seconds=700),
        paused_at=timezone.now() - dt.timedelta(seconds=400),
    )
    assert "Paused" in candidate.get()
    candidate.post("resume/")
    assert 'data-seconds="300"' in candidate.page or 'data-seconds="299"' in candidate.page
    candidate.answer()
    (found,) = responses(candidate)
    assert 299_000 < found.milliseconds < 310_000  # the pause is not part of it


def test_a_part_that_may_not_be_paused_is_not(tests: Tests) -> None:
    candidate = started(tests, make_package(tests, may_pause=False))
    assert "Pause<" not in candidate.page
    assert "cannot be paused" in candidate.post("pause/")
    assert candidate.status == 409
    assert session(candidate).state == AssessmentSession.State.RUNNING


def test_when_the_time_is_over_the_part_ends_and_what_was_answered_stays(tests: Tests) -> None:
    candidate = started(tests, make_package(tests, seconds=60))
    candidate.answer()
    late = candidate.form
    move(candidate, started_at=timezone.now() - dt.timedelta(seconds=70))
    candidate.post("answer/", late | {"a": "b"})
    assert "everything is in" in candidate.page
    assert len(responses(candidate)) == 1
    assert session(candidate).ended_by == "time"


def test_a_slow_line_has_five_seconds(tests: Tests) -> None:
    candidate = started(tests, make_package(tests, seconds=60))
    form = candidate.form
    move(candidate, started_at=timezone.now() - dt.timedelta(seconds=62))
    candidate.post("answer/", form | {"a": "b"})
    assert len(responses(candidate)) == 1


def test_too_late_for_an_item_with_its_own_clock_is_kept_and_scored_as_open(tests: Tests) -> None:
    from maatwerk.apps.assessments.models import Item

    with tests.acting():
        Item.objects.filter(pk=tests.items["rating"]).update(seconds=20)
    candidate = started(tests, make_package(tests))
    move(candidate, shown_at=timezone.now() - dt.timedelta(seconds=30))
    candidate.answer()
    (found,) = responses(candidate)
    assert (found.answer, found.category) == ("d", None)


@pytest.mark.parametrize(
    ("extra", "clockless", "left"), [(0.25, False, 750), (0.5, False, 900), (1, False, 1200), (0, True, None)]
)
def test_more_time_is_in_the_clock_from_the_start(
    tests: Tests, extra: float, clockless: bool, left: int | None
) -> None:
    candidate = invite(tests, make_package(tests, seconds=600))
    with tests.acting():
        orders.accommodate(
            order_id=candidate.order_id, extra_time=extra, without_clock=clockless, by=tests.world.member
        )
    candidate.get()
    said = f"{left // 60} minutes" if left else "no clock"
    assert said in candidate.read_notice() or said in candidate.seen[0]
    candidate.begin()
    if left is None:
        assert "data-seconds" not in candidate.page
    else:
        assert f'data-seconds="{left}"' in candidate.page or f'data-seconds="{left - 1}"' in candidate.page
    move(candidate, started_at=timezone.now() - dt.timedelta(seconds=(left or 5000) - 10))
    candidate.answer()
    assert len(responses(candidate)) == 1


def test_pages_are_in_the_language_of_the_order_and_the_test_in_its_own(tests: Tests) -> None:
    candidate = invite(tests, make_package(tests), language="nl")
    assert 'lang="nl"' in candidate.get()
    assert "Voordat je begint" in candidate.page
    candidate.post("language/", {"language": "en"})
    assert "Before you begin" in candidate.page
    candidate.read_notice()
    candidate.begin()
    assert '<fieldset class="item" lang="en">' in candidate.page
    candidate.post("language/", {"language": "xx"})
    assert 'lang="en"' in candidate.page


def test_practice_is_not_kept(tests: Tests) -> None:
    candidate = invite(tests, make_package(tests))
    candidate.get()
    candidate.read_notice()
    module = candidate.page.split("/practice/")[1][:36]
    assert "Practice: I stay calm" in candidate.get(f"practice/{module}/")
    assert "no answer is right or wrong" in candidate.post(f"practice/{module}/?n=0", {"a": "b"})
    assert "That is right" in candidate.post(f"practice/{module}/?n=1", {"a": "b"})
    assert "not right" in candidate.post(f"practice/{module}/?n=1", {"a": "c"})
    assert candidate.post(f"practice/{module}/?n=1")
    assert candidate.status == 422
    assert "Begin" in candidate.get(f"practice/{module}/?n=7") or candidate.status == 303
    with tests.acting(candidate.person_id):
        assert not AssessmentSession.objects.exists()


def test_no_start_without_the_receipt_of_the_notice(tests: Tests) -> None:
    package = make_package(tests)
    candidate = invite(tests, package)
    assert "A computer model chooses questions and computes your results." in candidate.get()  # AI Act 26(11)
    from maatwerk.apps.assessments.queries.taking import modules_of

    with tests.acting():
        (module,) = modules_of(package)
    page = candidate.post(f"begin/{module}/")
    assert candidate.status == 409
    assert "Read first" in page


def test_two_parts_one_after_the_other(tests: Tests) -> None:
    candidate = started(tests, make_package(tests, tests.every_kind_id, tests.bank_id))
    while "Part 2 of 2" not in candidate.page:
        candidate.answer()
    assert order(candidate).state == Order.State.STARTED
    candidate.begin()
    for _ in range(60):
        limits.ANSWERS.forget()  # nobody is as fast as this
        candidate.answer({"a": "a"})
    assert "everything is in" in candidate.page
    assert order(candidate).state == Order.State.COMPLETED

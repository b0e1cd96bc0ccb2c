"""Every choice made again on a page: the same or where not; questions and estimates after release alone; never an answer."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import pytest
from django.db import connections
from django.test import Client
from django.utils import translation

from apps.assessments.taking import Candidate, started
from apps.assessments.test_adaptive_giving import RULES, take_it
from factories.assessments import Tests, make_package, make_tests
from maatwerk.apps.assessments.jobs.replaying import replay_order as job
from maatwerk.apps.assessments.models import AssessmentSession, Order, Response, ScaleResult
from maatwerk.apps.assessments.operations import replaying, results
from maatwerk.apps.organisations.public import Role
from maatwerk.apps.people.public import pseudonym
from maatwerk.kernel.jobs import Progress
from maatwerk.kernel.models import Event, Work
from maatwerk.kernel.refusals import NotAllowed, Refusal


def page_of(candidate: Candidate, *, language: str = "en") -> tuple[Client, str]:
    slug = candidate.tests.world.member.organisation.slug
    return candidate.tests.client(language), f"/o/{slug}/test-packages/orders/{candidate.order_id}/replay/"


@contextmanager
def django_db_blocked_but(alias: str) -> Iterator[None]:
    """Let no other login be used: the worker that computes has this one alone."""
    shut = [connections[name] for name in connections if name != alias]

    def refuse(*_arguments: object) -> None:
        raise AssertionError("the scoring worker has no such login")

    with ExitStack() as stack:
        for connection in shut:
            stack.enter_context(connection.execute_wrapper(refuse))
        yield


def replayed(candidate: Candidate) -> tuple[Work, str]:
    """Have the choices made again by the page and its job, and return what is kept and what the page says."""
    client, address = page_of(candidate)
    assert client.post(address).status_code == 302
    with candidate.tests.acting():
        work = Work.objects.filter(kind="assessments.replay_order").latest("created_at")
        assert work.object_id == candidate.order_id
    wanted = Progress(work.organisation_id, work.pk, work.object_id, work.started_by)
    with django_db_blocked_but("scoring"):
        result = job(wanted)
    with candidate.tests.acting():
        Work.objects.filter(pk=work.pk).update(state="done", result=json.loads(json.dumps(result)))
        work.refresh_from_db()
    return work, client.get(address).content.decode()


def test_released_results_show_every_choice_and_estimate_but_no_answer(committed: None) -> None:
    tests = make_tests()
    candidate = started(tests, make_package(tests, tests.bank_id, delivery="adaptive", rules=RULES))
    count = take_it(candidate, theta=0.5)
    with tests.acting(candidate.person_id):
        results.release(candidate.order_id)
    work, page = replayed(candidate)
    (part,) = work.result["parts"]
    assert part["is_same"]
    assert len(part["steps"]) == count
    assert {step["again"] == step["item"] for step in part["steps"]} == {True}
    errors = [step["standard_error"] for step in part["steps"]]
    assert errors[-1] < errors[0] < 1  # from a standard normal population, the first answer narrows already
    last = part["steps"][-1]
    with tests.acting(candidate.person_id):
        result = ScaleResult.objects.get()
    # where adaptive testing ended is what the score says (computed apart from it), both by posterior means
    assert result.estimate == pytest.approx(last["estimate"], abs=0.02)
    assert result.standard_error == pytest.approx(last["standard_error"], abs=0.02)
    assert "Identical" in page
    assert part["steps"][0]["item"] in page
    assert pseudonym(candidate.person_id) in page
    assert "Kim" not in page
    assert "of the bank" not in page  # items by their code, never their text
    kept = json.dumps(work.result)
    for secret in ("categor", "answer", "session", str(result.session_id), str(candidate.person_id)):
        assert secret not in kept
    with tests.acting():
        assert Event.objects.filter(kind="assessments.choices_replayed").count() == 1


def test_without_release_it_says_only_whether_it_is_the_same(committed: None) -> None:
    tests = make_tests()
    candidate = started(tests, make_package(tests, tests.bank_id, delivery="adaptive", rules=RULES))
    take_it(candidate)
    work, page = replayed(candidate)
    assert work.result["parts"] == [
        {"module": work.result["parts"][0]["module"], "is_same": True, "steps": None}
    ]
    assert "Identical" in page
    assert "bank-" not in page
    with tests.acting(candidate.person_id):
        AssessmentSession.objects.update(seed=1)
    work, page = replayed(candidate)
    assert not work.result["parts"][0]["is_same"]
    assert "Different: not every choice came out the same" in page
    assert "bank-" not in page


def test_a_choice_that_differs_is_named(committed: None) -> None:
    tests = make_tests()
    candidate = started(tests, make_package(tests, tests.bank_id, rules={"shuffle": True}))
    take_it(candidate)
    with tests.acting(candidate.person_id):
        results.release(candidate.order_id)
        one, other = Response.objects.order_by("position")[3:5]
        Response.objects.filter(pk=one.pk).delete()
        Response.objects.filter(pk=other.pk).delete()
        for row, position in ((other, 3), (one, 4)):
            row.position = position
            row.save(force_insert=True)
    work, page = replayed(candidate)
    (part,) = work.result["parts"]
    assert next(place for place, step in enumerate(part["steps"]) if step["again"] != step["item"]) == 3
    assert part["steps"][0]["estimate"] is None  # the same for everybody: nothing is estimated on the way
    assert "Different from question 4 on" in page


def test_removed_results_take_what_was_found_along(committed: None) -> None:
    tests = make_tests()
    candidate = started(tests, make_package(tests, tests.bank_id, delivery="adaptive", rules=RULES))
    take_it(candidate)
    with tests.acting(candidate.person_id):
        results.release(candidate.order_id)
    work, _page = replayed(candidate)
    assert work.result
    with tests.acting(candidate.person_id):
        results.delete_results(candidate.order_id)
    with tests.acting(), translation.override("en"):
        work.refresh_from_db()
        assert work.result == {}
        with pytest.raises(Refusal, match="removed"):
            replaying.replay_order(candidate.order_id, by=tests.world.member)
    client, address = page_of(candidate)
    assert "had their answers removed" in client.get(address).content.decode()


@pytest.mark.django_db
def test_it_is_refused_to_others_and_before_the_end(tests: Tests) -> None:
    candidate = started(tests, make_package(tests, tests.bank_id))
    member = tests.world.member
    with tests.acting(), translation.override("en"):
        with pytest.raises(Refusal, match="not complete"):
            replaying.replay_order(candidate.order_id, by=member)
        Order.objects.filter(pk=candidate.order_id).update(state="completed")
        recruiter = replace(member, roles=frozenset({Role.RECRUITER}))
        with pytest.raises(NotAllowed):
            replaying.replay_order(candidate.order_id, by=recruiter)
        replaying.replay_order(candidate.order_id, by=member)
        with pytest.raises(Refusal, match="already"):
            replaying.replay_order(candidate.order_id, by=member)
    client, address = page_of(candidate)
    assert "being made again" in client.get(address).content.decode()


@pytest.mark.django_db
def test_who_was_asked_twice_has_each_session_with_its_own_order(tests: Tests) -> None:
    package = make_package(tests, tests.bank_id)
    first = started(tests, package)
    with tests.acting():
        Order.objects.filter(pk=first.order_id).update(state="completed")
    again = started(tests, package, person=first.person_id)
    with tests.acting():
        Order.objects.filter(pk=again.order_id).update(state="completed")
        earlier, later = replaying.asked(first.order_id), replaying.asked(again.order_id)
    assert earlier.until == later.since
    assert later.until is None

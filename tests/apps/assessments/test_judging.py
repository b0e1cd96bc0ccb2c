"""Work samples judged blind by two people; what is contested; agreement told."""

import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.utils import translation

from apps.assessments.test_results import rows, take
from factories.assessments import Tests, make_tests
from maatwerk.apps.assessments.analysis.agreement import agreement_of
from maatwerk.apps.assessments.jobs.rated import score_rated
from maatwerk.apps.assessments.models import Order, WorkRating, WorkSample
from maatwerk.apps.assessments.operations import rating, results
from maatwerk.apps.cases.public import page_of_cases
from maatwerk.apps.organisations.public import Member, open_account
from maatwerk.kernel.jobs import Progress
from maatwerk.kernel.models import Work
from maatwerk.kernel.refusals import NotAllowed, Refusal


def colleague(tests: Tests, *roles: str) -> Member:
    """Return another member with an account of their own."""
    account: Any = open_account(email=f"{uuid.uuid4().hex[:8]}@example.org", name="Rater Two")
    return replace(tests.world.member, user_id=account.pk, roles=frozenset(roles or {"psychologist"}))


def test_two_ratings_and_the_waiting_scale_is_scored_by_a_job(committed: None) -> None:
    tests = make_tests()
    _order, person = take(tests, tests.every_kind_id)
    second = colleague(tests)
    with tests.acting():
        sample = WorkSample.objects.get()
        rating.rate_work(sample_id=sample.pk, score=2, note="Kind.", by=tests.world.member)
        assert not Work.objects.exists()
        with translation.override("en"), pytest.raises(Refusal, match="judged this already"):
            rating.rate_work(sample_id=sample.pk, score=1, by=tests.world.member)
        rating.rate_work(sample_id=sample.pk, score=1, by=second)
        work = Work.objects.get(kind=rating.SCORE_RATED)
        third = colleague(tests)
        with translation.override("en"), pytest.raises(Refusal, match="by others meanwhile"):
            rating.rate_work(sample_id=sample.pk, score=1, by=third)
    assert rows(tests, person) == []
    assert score_rated(Progress(work.organisation_id, work.pk, work.object_id, None)) == {"scored": True}
    assert len(rows(tests, person)) == 1


@pytest.mark.django_db
def test_the_page_shows_the_text_and_never_whose_it_is(tests: Tests) -> None:
    take(tests, tests.every_kind_id)
    client = tests.client()
    address = f"/o/{tests.world.member.organisation.slug}/tests/work-samples/"
    page = client.get(address).content.decode()
    assert "Thank you, we look into it." in page
    assert "Answers it and thanks for asking." in page
    assert "Kim" not in page
    with tests.acting():
        sample = WorkSample.objects.get()
    assert client.post(address, {"sample": str(sample.pk), "score": "9"}).status_code == 422
    assert client.post(address, {"sample": str(sample.pk), "score": "2", "note": ""}).status_code == 302
    assert "Nothing waits for you" in client.get(address).content.decode()
    with tests.acting():
        assert WorkRating.objects.get().score == 2


@pytest.mark.django_db
def test_who_decides_does_not_judge(tests: Tests) -> None:
    with tests.acting(), pytest.raises(NotAllowed):
        rating.rate_work(sample_id=uuid.uuid4(), score=1, by=colleague(tests, "recruiter"))


@pytest.mark.django_db
def test_what_somebody_contests_is_a_case_that_a_psychologist_answers(tests: Tests) -> None:
    order, person = take(tests, tests.bank_id)
    with tests.acting(person):
        results.contest(order, "The alarm went off.")
    slug = tests.world.member.organisation.slug
    client = tests.client()
    with tests.acting():
        ((row,), _page) = page_of_cases(tests.world.member)
        package = Order.objects.get(pk=order).package_id
    page = client.get(f"/o/{slug}/cases/{row.id}/").content.decode()
    assert "The alarm went off." in page
    assert f"/o/{slug}/test-packages/{package}/" in page  # which tests it is about
    assert row.kind == "test_contest"


def test_agreement_by_hand() -> None:
    # ten samples on two scores: both 0 four times, both 1 four times, once each way: p_o .8, p_e .5, kappa .6
    found = agreement_of([(0, 0)] * 4 + [(1, 1)] * 4 + [(0, 1), (1, 0)], 2)
    assert (found.n, found.equal) == (10, 8)
    assert found.kappa == pytest.approx(0.6)
    assert agreement_of([(0, 0)] * 3, 2).kappa is None
    assert agreement_of([(0, 0)] * 12, 2).kappa is None

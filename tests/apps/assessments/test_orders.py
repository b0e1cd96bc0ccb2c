"""Inviting, reminding, accommodating, stopping and ending: what the person gets, and what nobody else can read."""

import datetime as dt
import uuid

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone, translation

from apps.assessments.taking import Candidate, invite, started
from factories.assessments import Tests, make_candidate, make_package
from factories.organisations import make_member, make_organisation
from maatwerk.apps.assessments.limits import ANSWERS, GUESSES, Bucket, Guesses, Pace
from maatwerk.apps.assessments.links import token_of
from maatwerk.apps.assessments.models import Accommodation, AssessmentSession, Order, Package, Response
from maatwerk.apps.assessments.operations import orders
from maatwerk.apps.assessments.queries.packages import orders as order_rows
from maatwerk.apps.messages.models import Message
from maatwerk.apps.opportunities.public import close_opportunity
from maatwerk.apps.organisations.public import Role, memberships
from maatwerk.kernel import tenancy
from maatwerk.kernel.limits import Limit
from maatwerk.kernel.link_tokens import token_hash
from maatwerk.kernel.models import Event
from maatwerk.kernel.refusals import NotAllowed, Refusal

pytestmark = pytest.mark.django_db


def letters(tests: Tests) -> list[Message]:
    with tests.acting():
        return list(Message.objects.order_by("created_at", "id"))


def member_with(tests: Tests, *roles: Role):
    user = make_member(tests.world.member.organisation.id, *roles)
    return next(one for one in memberships(user) if one.organisation.id == tests.world.member.organisation.id)


def test_an_invitation_carries_the_link_and_keeps_a_hash(tests: Tests) -> None:
    candidate = invite(tests, make_package(tests), language="en")
    (letter,) = letters(tests)
    assert letter.is_confidential
    assert candidate.address in letter.body
    assert letter.subject.endswith("invites you to a test")
    assert "Packer" in letter.body
    with tests.acting():
        row = Order.objects.get(pk=candidate.order_id)
        assert row.token_hash == token_hash(candidate.token)
        assert not any(candidate.token in str(value) for value in Order.objects.values_list().get())
    assert len(candidate.token) == 43  # 256 bits
    assert not mail.outbox  # it waits for the commit


def test_who_has_no_address_gets_no_letter_but_has_an_order(tests: Tests) -> None:
    from maatwerk.apps.people.public import register_person

    with tests.acting():
        person = register_person()
    candidate = invite(tests, make_package(tests), person=person)
    assert letters(tests) == []
    assert "Before you begin" in candidate.get()


def test_nobody_is_invited_twice_at_once_nor_to_a_draft(tests: Tests) -> None:
    package, draft = make_package(tests), make_package(tests, key="draft", ready=False)
    candidate = invite(tests, package)
    with translation.override("en"), pytest.raises(Refusal, match="invited already"):
        invite(tests, package, person=candidate.person_id)
    with translation.override("en"), pytest.raises(Refusal, match="not ready"):
        invite(tests, draft)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ANALYST, Role.AUDITOR, Role.AMBASSADOR])
def test_other_roles_invite_nobody(tests: Tests, role: Role) -> None:
    package, person, by = make_package(tests), make_candidate(tests), member_with(tests, role)
    with tests.acting():
        with pytest.raises(NotAllowed):
            orders.place_order(package, person, language="nl", by=by)
        assert not Order.objects.exists()


def test_a_new_link_makes_the_old_one_worthless(tests: Tests) -> None:
    candidate = invite(tests, make_package(tests))
    with tests.acting():
        token = orders.new_link(order_id=candidate.order_id, by=tests.world.member)
    candidate.get()
    assert candidate.status == 404
    candidate.token = token
    assert "Before you begin" in candidate.get()
    assert token == token_of(candidate.order_id, 2)


def test_one_reminder_with_the_same_link(tests: Tests) -> None:
    candidate = invite(tests, make_package(tests))
    for _ in range(2):
        with tests.acting():
            orders.remind(order_id=candidate.order_id)
    _invitation, reminder = letters(tests)
    assert candidate.address in reminder.body


def test_what_is_over_is_not_reminded_of(tests: Tests) -> None:
    candidate = invite(tests, make_package(tests))
    with tests.acting():
        orders.stop_order(order_id=candidate.order_id, by=tests.world.member)
        orders.remind(order_id=candidate.order_id)
    assert [letter.subject.split(" ")[0] for letter in letters(tests)][-1] == "You"
    assert len(letters(tests)) == 2  # invitation and stop


def let_end(candidate: Candidate, before: dt.timedelta) -> None:
    with candidate.tests.acting():
        Order.objects.filter(pk=candidate.order_id).update(due_at=timezone.now() - before)


def test_an_invitation_ends_with_a_kind_page(tests: Tests) -> None:
    candidate = invite(tests, make_package(tests))
    let_end(candidate, dt.timedelta(hours=1))
    assert "This invitation is over" in candidate.get()
    assert candidate.status == 410
    with tests.acting():
        assert [row.state for row in order_rows(package_id=Package.objects.get().pk)] == ["expired"]
        orders.expire(order_id=candidate.order_id)
        assert Order.objects.get().state == Order.State.EXPIRED
    assert "This invitation is over" in candidate.get()


def test_who_has_begun_has_a_day_more(tests: Tests) -> None:
    candidate = started(tests, make_package(tests))
    let_end(candidate, dt.timedelta(hours=20))
    with tests.acting():
        orders.expire(order_id=candidate.order_id)
    candidate.answer()
    assert candidate.kind == "choice"
    let_end(candidate, dt.timedelta(hours=25))
    assert "This invitation is over" in candidate.answer()


def test_closing_the_vacancy_stops_its_tests_kindly(tests: Tests) -> None:
    package = make_package(tests)
    waiting, busy = invite(tests, package), started(tests, package)
    busy.answer()
    with tests.acting():
        close_opportunity(opportunity_id=tests.vacancy_id, state="filled")
    assert "You need not go on" in waiting.get()
    assert waiting.status == 410
    assert "You need not go on" in busy.answer()  # the answer to the item on the screen comes too late
    with tests.acting():
        assert set(Order.objects.values_list("state", flat=True)) == {Order.State.STOPPED}
        assert Package.objects.get().state == Package.State.CLOSED
    assert [letter.subject for letter in letters(tests)[-2:]] == [
        f"You need not take the test at {tests.world.member.organisation.name} any more"
    ] * 2


def test_an_answer_by_script_to_a_stopped_test_leads_to_the_page_that_says_so(tests: Tests) -> None:
    candidate = started(tests, make_package(tests))
    form = candidate.form
    with tests.acting():
        orders.stop_order(order_id=candidate.order_id, by=tests.world.member)
    candidate.post("answer/", form | {"a": "d"}, headers={"X-Player": "1"})
    assert candidate.status == 205


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.MANAGER])
def test_who_decides_grants_no_accommodation(tests: Tests, role: Role) -> None:
    candidate, by = invite(tests, make_package(tests)), member_with(tests, role)
    with tests.acting(), pytest.raises(NotAllowed):
        orders.accommodate(order_id=candidate.order_id, extra_time=0.5, by=by)


def test_an_accommodation_cannot_be_read_back_by_anybody_but_the_persons_own_request(tests: Tests) -> None:
    candidate = invite(tests, make_package(tests, seconds=600))
    with tests.acting():
        before = set(Event.objects.values_list("kind", "object_id"))
        orders.accommodate(order_id=candidate.order_id, extra_time=0.5, by=tests.world.member)
        assert not Accommodation.objects.exists()
        assert set(Event.objects.values_list("kind", "object_id")) == before  # the log would tell
        # granted again: the same answer, so that trying tells nothing
        orders.accommodate(order_id=candidate.order_id, extra_time=0.25, by=tests.world.member)
    with tests.acting(make_candidate(tests)):
        assert not Accommodation.objects.exists()
    with tests.acting(candidate.person_id):
        assert Accommodation.objects.get().extra_time == 0.5


def test_no_decider_can_tell_it_from_how_long_somebody_took(tests: Tests) -> None:
    candidate = started(tests, make_package(tests, seconds=600))
    assert candidate.status == 200
    with tests.acting():
        assert not AssessmentSession.objects.exists()
        fields = {field.name for field in Order._meta.get_fields()}
    assert not {name for name in fields if "extra" in name or "clock" in name or "accom" in name}


@pytest.mark.parametrize(("extra", "clockless"), [(0.1, False), (0, False), (-1, True)])
def test_only_what_is_offered_can_be_granted(tests: Tests, extra: float, clockless: bool) -> None:
    candidate = invite(tests, make_package(tests))
    with tests.acting(), pytest.raises(Refusal):
        orders.accommodate(
            order_id=candidate.order_id, extra_time=extra, without_clock=clockless, by=tests.world.member
        )


def test_the_clock_of_a_test_that_runs_is_not_changed(tests: Tests) -> None:
    candidate = started(tests, make_package(tests))
    with tests.acting(), translation.override("en"), pytest.raises(Refusal, match="begun"):
        orders.accommodate(order_id=candidate.order_id, extra_time=0.5, by=tests.world.member)


def test_a_link_that_is_forged_or_of_another_organisation_is_not_found(tests: Tests) -> None:
    candidate = started(tests, make_package(tests))
    form, good = candidate.form, candidate.token
    other = make_organisation().pk
    for token in ("x" * 43, good[:-1] + ("A" if good[-1] != "A" else "B"), good.lower()):
        candidate.token = token
        for path, post in (("", False), ("answer/", True), ("pause/", True)):
            candidate.post(path, form) if post else candidate.get(path)
            assert candidate.status == 404, (token, path)
    for path in ("", "answer/"):
        answer = (
            candidate.client.post(f"/t/{other}/{good}/{path}", form)
            if path
            else candidate.client.get(f"/t/{other}/{good}/")
        )
        assert answer.status_code in {404, 303}, path  # 303: the seal is of another organisation's form
        assert "seal" not in answer.content.decode()


def test_a_seal_of_one_order_does_not_open_another(tests: Tests) -> None:
    package = make_package(tests)
    one, other = started(tests, package), started(tests, package)
    other.post("answer/", one.form | {"a": "d"})
    for candidate in (one, other):
        with tests.acting(candidate.person_id):
            assert AssessmentSession.objects.exists()
            assert not Response.objects.exists()


def test_guessing_links_is_slowed_down(tests: Tests, monkeypatch: pytest.MonkeyPatch) -> None:
    few = Guesses(Limit("test.guesses", GUESSES.shared.burst, per_hour=1))  # a slow machine counts the same
    monkeypatch.setattr("maatwerk.apps.assessments.views.player.GUESSES", few)
    candidate = invite(tests, make_package(tests))
    good = candidate.token
    statuses = []
    for number in range(25):
        candidate.token = f"{number:043d}"
        candidate.get()
        statuses.append(candidate.status)
    assert statuses == [404] * 20 + [429] * 5
    candidate.token = good
    candidate.client.defaults["REMOTE_ADDR"] = "192.0.2.7"
    candidate.get()
    assert candidate.status == 200


def test_hammering_answers_is_slowed_down(tests: Tests, monkeypatch: pytest.MonkeyPatch) -> None:
    few = Pace(Bucket(burst=5, per_second=0), Limit("test.answers", ANSWERS.shared.burst, per_hour=1))
    monkeypatch.setattr("maatwerk.apps.assessments.views.player.ANSWERS", few)
    candidate = started(tests, make_package(tests))
    form = candidate.form
    statuses = []
    for _ in range(40):
        candidate.post("answer/", form | {"a": "d"}, follow=False)
        statuses.append(candidate.status)
    assert statuses == [303] * 35 + [429] * 5


def test_an_order_of_another_organisation_does_not_exist(tests: Tests) -> None:
    candidate = invite(tests, make_package(tests))
    elsewhere = make_organisation()
    with tenancy.acting(organisation=elsewhere.pk):
        assert not Order.objects.filter(pk=candidate.order_id).exists()
        with pytest.raises(Order.DoesNotExist), transaction.atomic():
            orders.remind(order_id=uuid.UUID(str(candidate.order_id)))

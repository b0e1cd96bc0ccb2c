"""Cases: another human answers before the last day; who only decides sees no request for an adjustment."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from factories.loop import World, make_applicant, make_vacancy, make_world
from factories.organisations import make_member
from maatwerk.apps.cases import queries
from maatwerk.apps.cases.models import Case
from maatwerk.apps.cases.operations import remind
from maatwerk.apps.cases.public import (
    Answer,
    Asked,
    answer_case,
    assign_case,
    case,
    close_case,
    due_on,
    open_case,
    own_cases,
    page_of_cases,
)
from maatwerk.apps.messages.models import Message
from maatwerk.apps.organisations.public import Member, Role, memberships
from maatwerk.apps.people.public import Contact
from maatwerk.kernel import tenancy
from maatwerk.kernel.models import Event
from maatwerk.kernel.refusals import NotAllowed, Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def world() -> World:
    made = make_world()
    made.vacancy = make_vacancy(made)
    made.person = make_applicant(made, made.vacancy, contact=Contact("Noor", "noor@people.example"))
    return made


def colleague(world: World, *roles: Role) -> Member:
    """Another member with these roles."""
    organisation = world.member.organisation.id
    user = make_member(organisation, *roles)
    return next(one for one in memberships(user) if one.organisation.id == organisation)


def contested(world: World, **values: object) -> uuid.UUID:
    """A contest that the world's own member may not answer."""
    with tenancy.acting(organisation=world.member.organisation.id, person=world.person):
        return open_case(
            Asked(
                kind="contest",
                text="The test was for another job.",
                person_id=world.person,
                subject="application",
                object_id=uuid.UUID(int=5),
                not_by=(world.member.user_id,),
                **values,  # type: ignore[arg-type]
            )
        )


@pytest.mark.parametrize(
    ("kind", "place", "opened", "due"),
    [
        ("contest", "NL", dt.date(2026, 11, 23), dt.date(2026, 12, 23)),  # GDPR 12(3): one month
        (
            "erasure",
            "NL",
            dt.date(2027, 1, 31),
            dt.date(2027, 2, 28),
        ),  # Regulation 1182/71: the month's last day
        ("accommodation", "NL", dt.date(2026, 11, 23), dt.date(2026, 11, 30)),
        ("alarm", "NL", dt.date(2026, 11, 23), dt.date(2026, 11, 26)),
        ("access", "US-NYC", dt.date(2026, 12, 1), dt.date(2026, 12, 31)),  # 6 RCNY 5-304: thirty days
        ("alarm", "US-NYC", dt.date(2026, 11, 23), dt.date(2026, 11, 26)),
    ],
)
def test_the_last_day_comes_from_the_rule_table(kind, place, opened, due):
    assert due_on(kind, jurisdiction=place, opened_on=opened) == due


def test_a_contest_goes_to_another_human_than_who_decided(world):
    other = colleague(world, Role.MANAGER)
    key = contested(world)
    with tenancy.acting(organisation=other.organisation.id, account=other.user_id):
        found = case(key, other)
        assert found.row.owner_id == other.user_id
        assert found.asked == "The test was for another job."
    with world.acting() as decider:
        with pytest.raises(NotAllowed, match="Somebody else"):
            answer_case(case_id=key, answer=Answer(text="No."), by=decider)
        with pytest.raises(Refusal, match="may not answer"):
            assign_case(case_id=key, owner_id=decider.user_id, by=decider)
        assert Case.objects.get(pk=key).state == "open"


def test_the_table_itself_refuses_who_decided(world):
    key = contested(world)
    with world.acting() as decider:
        for column in ("owner_id", "answered_by_id"):
            with pytest.raises(IntegrityError, match="another_human_answers"), transaction.atomic():
                Case.objects.filter(pk=key).update(**{column: decider.user_id})


def test_where_nobody_else_is_there_the_case_waits_without_an_owner(world):
    key = contested(world)
    with world.acting() as member:
        assert case(key, member).row.owner_id is None


def test_who_should_rather_answer_gets_it(world):
    team = [colleague(world, Role.RECRUITER) for _ in range(4)]
    key = contested(world, rather=(team[2].user_id,))
    with world.acting() as member:
        assert case(key, member).row.owner_id == team[2].user_id


def test_the_answer_goes_by_mail_and_onto_the_persons_page(world):
    other = colleague(world, Role.RECRUITER)
    key = contested(world)
    with tenancy.acting(organisation=other.organisation.id, account=other.user_id):
        answer_case(case_id=key, answer=Answer(text="You are right; we look again.", upheld=True), by=other)
        mail = Message.objects.get(subject="The answer to your question")
        assert mail.to == "noor@people.example"
        assert mail.is_confidential
        assert "You are right; we look again." in mail.body
        with pytest.raises(Refusal, match="answered this already"):
            answer_case(case_id=key, answer=Answer(text="Once more."), by=other)
        with pytest.raises(Refusal, match="what was done"):
            close_case(case_id=key, done=" ", by=other)
        close_case(case_id=key, done="Invited to an interview.", by=other)
        with pytest.raises(Refusal, match="closed this already"):
            close_case(case_id=key, done="Again.", by=other)
    with tenancy.acting(organisation=other.organisation.id, person=world.person):
        (own,) = own_cases(world.person)
        assert (own.row.state, own.answer) == ("closed", "You are right; we look again.")


def test_an_open_case_cannot_be_closed_and_an_empty_answer_not_be_sent(world):
    other = colleague(world, Role.RECRUITER)
    key = contested(world)
    with tenancy.acting(organisation=other.organisation.id, account=other.user_id):
        with pytest.raises(Refusal, match="Answer it first"):
            close_case(case_id=key, done="Nothing.", by=other)
        with pytest.raises(Refusal, match="Write your answer"):
            answer_case(case_id=key, answer=Answer(text="  "), by=other)


def test_the_same_is_asked_once_until_it_is_answered(world):
    colleague(world, Role.RECRUITER)
    contested(world)
    with pytest.raises(Refusal, match="asked this already"):
        contested(world)


def test_what_says_nothing_without_words_needs_them(world):
    with tenancy.acting(organisation=world.member.organisation.id, person=world.person):
        with pytest.raises(Refusal, match="own words"):
            open_case(Asked(kind="contest", person_id=world.person))
        open_case(Asked(kind="explanation", person_id=world.person))


def test_no_words_and_no_names_stand_in_the_log_or_in_the_table(world):
    key = contested(world)
    with world.acting():
        told = [str(event.data) for event in Event.objects.filter(kind__startswith="cases.")]
        assert told
        assert not any("another job" in text for text in told)
        with connection.cursor() as cursor:
            cursor.execute("SELECT asked, alarm FROM cases_case WHERE id = %s", [key])
            sealed, alarm = cursor.fetchone()
        assert b"another job" not in bytes(sealed)
        assert alarm == ""


def test_a_person_sees_their_own_cases_alone(world):
    key = contested(world)
    somebody = make_applicant(world, world.vacancy, contact=Contact("Ole"))
    organisation = world.member.organisation.id
    with tenancy.acting(organisation=organisation, person=somebody):
        assert own_cases(world.person) == []
        assert not Case.objects.filter(pk=key).exists()
    with tenancy.acting(organisation=organisation, person=world.person):
        assert Case.objects.filter(pk=key).exists()
        assert Case.objects.filter(pk=key).update(state="closed") == 0, "a person changes no case"


def adjustment(world: World) -> uuid.UUID:
    with tenancy.acting(organisation=world.member.organisation.id, person=world.person):
        return open_case(Asked(kind="accommodation", text="I need more time.", person_id=world.person))


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.MANAGER, Role.AUDITOR, Role.ANALYST])
def test_who_may_not_grant_an_adjustment_never_learns_of_it(world, role):
    key = adjustment(world)
    member = colleague(world, role)
    with tenancy.acting(organisation=member.organisation.id, account=member.user_id):
        assert not Case.objects.filter(pk=key).exists(), "the wall, whatever the code asks"
        assert page_of_cases(member)[0] == []


@pytest.mark.parametrize("role", [Role.PSYCHOLOGIST, Role.ADMINISTRATOR])
def test_who_may_grant_an_adjustment_answers_it(world, role):
    key = adjustment(world)
    member = colleague(world, role)
    with tenancy.acting(organisation=member.organisation.id, account=member.user_id):
        assert case(key, member).asked == "I need more time."
        answer_case(case_id=key, answer=Answer(text="You get half more."), by=member)


def test_the_owner_is_reminded_until_it_is_answered(world):
    other = colleague(world, Role.RECRUITER)
    key = contested(world)
    with tenancy.acting(organisation=other.organisation.id):
        before = Message.objects.filter(to=other.email).count()
        remind(key)
        assert Message.objects.filter(to=other.email).count() == before + 1
    with tenancy.acting(organisation=other.organisation.id, account=other.user_id):
        answer_case(case_id=key, answer=Answer(text="This is why."), by=other)
    with tenancy.acting(organisation=other.organisation.id):
        remind(key)
        assert Message.objects.filter(to=other.email).count() == before + 1


def test_reminders_are_set_before_the_last_day_and_after_it(world):
    key = contested(world)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT scheduled_at FROM procrastinate_jobs WHERE task_name = 'cases.remind' AND args->>'case_id' = %s",
            [str(key)],
        )
        days = sorted(timezone.localdate(at) for (at,) in cursor.fetchall())
    last = due_on("contest", jurisdiction="NL", opened_on=timezone.localdate())
    assert [(last - day).days for day in days] == [7, 1, -1]


def test_the_first_to_answer_comes_first_and_what_is_late_says_so(world):
    contested(world)
    with world.acting() as member:
        open_case(Asked(kind="alarm", text="Nobody looks longer than ten seconds."))
        rows, _page = page_of_cases(member)
    assert [row.kind for row in rows] == ["alarm", "contest"]
    assert not any(row.is_overdue for row in rows)
    assert replace(rows[0], days_left=-1).is_overdue
    assert not replace(rows[0], days_left=-1, state="answered").is_overdue


def test_a_kind_that_is_asked_for_is_found_behind_others_that_come_first(world, monkeypatch):
    contested(world)
    monkeypatch.setattr(queries, "PAGE_SIZE", 1)
    with world.acting() as member:
        open_case(Asked(kind="alarm", text="Nobody looks longer than ten seconds."))
        (first,), page = page_of_cases(member)
        assert (first.kind, page.paginator.num_pages) == ("alarm", 2)
        ((second,), _page) = page_of_cases(member, number=2)
        assert second.kind == "contest"
        assert page_of_cases(member, among={"contest"})[0] == [second]


def test_what_waits_for_somebody_is_counted_and_what_is_late_of_it(world, monkeypatch):
    with world.acting() as member:
        for _ in range(3):
            open_case(Asked(kind="alarm", text="Nobody looks longer than ten seconds."))
        assert queries.waiting_for(member) == (3, 0)
        last = Case.objects.order_by("due_on").values_list("due_on", flat=True)[0]
        for day, late in ((last, 0), (last + dt.timedelta(days=1), 3)):
            monkeypatch.setattr(queries.timezone, "localdate", lambda day=day: day)
            assert queries.waiting_for(member) == (3, late)

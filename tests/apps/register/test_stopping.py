"""The stop button: no advice anywhere from the moment it is pressed, by clock and by raw query."""

import time

import pytest
from django.db import ProgrammingError, connections, transaction

from factories import loop
from factories.organisations import make_member
from maatwerk.apps.advice import giving
from maatwerk.apps.advice.jobs import give
from maatwerk.apps.advice.public import (
    advice_on,
    is_stopped,
    newest_shortlist,
    resume,
    say_about,
    stop_of,
    stop_vacancy,
    stop_version,
    version,
)
from maatwerk.apps.organisations.public import Role, memberships
from maatwerk.kernel import tenancy
from maatwerk.kernel.jobs import Progress
from maatwerk.kernel.models import Event, Work
from maatwerk.kernel.refusals import NotAllowed, Refusal

pytestmark = pytest.mark.usefixtures("committed", "english")


@pytest.fixture
def world(committed: None) -> loop.World:
    """A live version, a vacancy and two people with advice on it."""
    made = loop.make_world(people=120)
    loop.admit(made, "patience", importance=2, source="Somebody's experience")
    made.version_id = loop.propose(made)
    loop.put_live(made, made.version_id)
    made.vacancy = loop.make_vacancy(made)
    made.person = loop.make_applicant(made, made.vacancy)
    made.other = loop.make_applicant(made, made.vacancy, patience=30.0)
    loop.advise(made, made.vacancy)
    return made


def raw(world: loop.World, table: str, alias: str = "default") -> int:
    """Count rows as a login reads them, past every function of ours."""
    acting = tenancy.acting(organisation=world.member.organisation.id, using=alias)
    with acting, connections[alias].cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def test_after_the_button_the_database_itself_shows_no_advice(world: loop.World) -> None:
    assert (raw(world, "advice_advice"), raw(world, "advice_shortlist")) == (2, 1)
    pressed = time.monotonic()
    with world.acting() as member:
        stop_vacancy(opportunity_id=world.vacancy, reason="The questions leaked.", by=member)
    with world.acting():
        assert advice_on(world.vacancy) == {}
        assert newest_shortlist(world.vacancy) is None
    assert (raw(world, "advice_advice"), raw(world, "advice_shortlist")) == (0, 0)
    assert time.monotonic() - pressed < 60
    assert raw(world, "advice_advice", "audit") == 2  # nothing is lost: an audit still counts it


def test_another_vacancy_goes_on(world: loop.World) -> None:
    second = loop.make_vacancy(world)
    person = loop.make_applicant(world, second)
    with world.acting() as member:
        stop_vacancy(opportunity_id=world.vacancy, reason="The questions leaked.", by=member)
    loop.advise(world, second)
    with world.acting():
        assert set(advice_on(second)) == {person}


def test_a_stopped_version_says_nothing_anywhere(world: loop.World) -> None:
    with world.acting() as member:
        stop_version(version_id=world.version_id, reason="It learned from wrong data.", by=member)
        assert advice_on(world.vacancy) == {}
        with pytest.raises(Refusal, match="stopped"):
            say_about(version(world.version_id), {"patience": 60.0}, language="en")
    loop.make_applicant(world, world.vacancy)
    assert loop.advise(world, world.vacancy) == 0


def test_a_worker_that_is_computing_already_can_write_nothing(
    world: loop.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pressed between what a worker read and what it writes: PostgreSQL refuses the row, and the request waits."""
    loop.make_applicant(world, world.vacancy)
    computed = giving._said

    def pressed_meanwhile(*given: object) -> object:
        with (
            transaction.atomic(using="beside"),
            tenancy.acting(account=world.member.user_id, using="beside"),
            connections["beside"].cursor() as cursor,
        ):
            cursor.execute(
                "INSERT INTO advice_stop (id, organisation_id, opportunity_id, reason, stopped_by, resumed_because)"
                " VALUES (gen_random_uuid(), %s, %s, 'Now.', %s, '')",
                [world.member.organisation.id, world.vacancy, world.member.user_id],
            )
        return computed(*given)

    monkeypatch.setattr(giving, "_said", pressed_meanwhile)
    with world.acting():
        work = Work.objects.filter(kind="advice.give", object_id=world.vacancy).latest("created_at")
    progress = Progress(world.member.organisation.id, work.pk, world.vacancy, None)
    assert give(progress) == {"given": 0, "stopped": True}
    with tenancy.acting(organisation=world.member.organisation.id, using="scoring"):
        assert giving.Advice.objects.using("scoring").filter(opportunity_id=world.vacancy).count() == 2


def test_a_raw_insert_of_the_scoring_login_is_refused(world: loop.World) -> None:
    with world.acting() as member:
        stop_vacancy(opportunity_id=world.vacancy, reason="The questions leaked.", by=member)
    copy = (
        "INSERT INTO advice_advice (id, organisation_id, opportunity_id, person_id, version_id, status, detail)"
        " SELECT gen_random_uuid(), organisation_id, opportunity_id, gen_random_uuid(), version_id, status, detail"
        " FROM advice_advice LIMIT 1"
    )
    with pytest.raises(ProgrammingError, match="row-level security"), world.acting("scoring"):
        connections["scoring"].cursor().execute(copy)


def test_it_goes_on_only_with_a_reason_and_answers_who_waited(world: loop.World) -> None:
    with world.acting() as member:
        stopped = stop_vacancy(opportunity_id=world.vacancy, reason="The questions leaked.", by=member)
    late = loop.make_applicant(world, world.vacancy)
    assert loop.advise(world, world.vacancy) == 0
    with world.acting() as member:
        with pytest.raises(Refusal, match="what changed"):
            resume(stop_id=stopped, reason="  ", by=member)
        resume(stop_id=stopped, reason="New questions are in.", by=member)
        with pytest.raises(Refusal, match="already"):
            resume(stop_id=stopped, reason="Again.", by=member)
        assert Event.objects.filter(kind="advice.advice_resumed", object_id=world.vacancy).count() == 1
    assert loop.advise(world, world.vacancy) == 1
    with world.acting():
        assert set(advice_on(world.vacancy)) == {world.person, world.other, late}


def test_who_may_stop_and_who_may_resume(world: loop.World) -> None:
    def member(role: Role) -> object:
        user = make_member(world.member.organisation.id, role)
        return memberships(user)[0]

    with world.acting():
        with pytest.raises(NotAllowed):
            stop_vacancy(opportunity_id=world.vacancy, reason="I want to.", by=member(Role.ANALYST))
        with pytest.raises(NotAllowed):
            stop_version(version_id=world.version_id, reason="I want to.", by=member(Role.RECRUITER))
        with pytest.raises(Refusal, match="Say why"):
            stop_vacancy(opportunity_id=world.vacancy, reason=" ", by=member(Role.RECRUITER))
        stopped = stop_vacancy(
            opportunity_id=world.vacancy, reason="Look at this.", by=member(Role.RECRUITER)
        )
        assert is_stopped(opportunity_id=world.vacancy)
        assert stop_of(opportunity_id=world.vacancy).reason == "Look at this."
        with pytest.raises(Refusal, match="already"):
            stop_vacancy(opportunity_id=world.vacancy, reason="Me too.", by=member(Role.MANAGER))
        with pytest.raises(NotAllowed):
            resume(stop_id=stopped, reason="Fine again.", by=member(Role.RECRUITER))


def test_the_person_still_sees_what_was_said_of_them(world: loop.World) -> None:
    with world.acting() as member:
        stop_vacancy(opportunity_id=world.vacancy, reason="The questions leaked.", by=member)
    with tenancy.acting(organisation=world.member.organisation.id, person=world.person):
        assert set(advice_on(world.vacancy)) == {world.person}

"""Incidents: the clock to the minute, who is on the list, what stays as it is, who goes, and letters that survive a kill."""

import datetime as dt
import uuid

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from factories.loop import make_applicant, make_vacancy
from factories.organisations import make_member, make_organisation
from maatwerk.apps.messages.models import Message
from maatwerk.apps.organisations.public import Role, memberships
from maatwerk.apps.people.models import Identity
from maatwerk.apps.people.public import Contact
from maatwerk.apps.privacy.models import Erasure, Incident, IncidentPerson, IncidentScope, IncidentStep
from maatwerk.apps.privacy.operations import affected, send_letters, warn
from maatwerk.apps.privacy.public import (
    IncidentFacts,
    ScopeWish,
    StepTaken,
    change_incident,
    close_incident,
    empty_list,
    incident_page,
    list_people,
    look,
    open_incident,
    take_step,
    write_on,
    write_to_people,
)
from maatwerk.kernel import tenancy
from maatwerk.kernel.jobs import Progress
from maatwerk.kernel.models import Event, Work
from maatwerk.kernel.refusals import NotAllowed, Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
LETTER = {
    "nl": "Er is een lijst verstuurd naar een verkeerd adres.",
    "en": "A list was sent to a wrong address.",
}


def facts(desk, **change) -> IncidentFacts:
    given = {
        "kind": "breach",
        "what": "A list of applicants went to a wrong address.",
        "aware_at": timezone.now() - HOUR,
        "owner_id": desk.world.member.user_id,
    }
    return IncidentFacts(**given | change)


def opened(desk, *, is_exercise: bool = False, **change):
    return open_incident(facts=facts(desk, **change), by=desk.world.member, is_exercise=is_exercise)


def done(desk, incident, kind: str, **change) -> None:
    step = StepTaken(**{"kind": kind, "at": timezone.now(), "words": "Reference 2026-17 of today."} | change)
    take_step(incident_id=incident, step=step, by=desk.world.member)


def applicant(desk, name: str, *, vacancy=None, email: str = ""):
    contact = Contact(name, email or f"{name.lower()}@people.example")
    return make_applicant(desk.world, vacancy or desk.vacancy, patience=None, contact=contact)


def listed(incident) -> set:
    return set(IncidentPerson.objects.filter(incident_id=incident).values_list("person_id", flat=True))


@pytest.mark.parametrize(
    ("aware", "due"),
    [
        # Amsterdam: 29 March 2026 has 23 hours, 25 October 2026 has 25 (Directive 2000/84/EC)
        ("2026-03-27T12:34+01:00", "2026-03-30T13:34+02:00"),
        ("2026-10-23T12:34+02:00", "2026-10-26T11:34+01:00"),
        ("2026-06-01T00:01+02:00", "2026-06-04T00:01+02:00"),
    ],
)
def test_seventy_two_hours_are_hours_that_pass(desk, monkeypatch, aware, due):
    became = dt.datetime.fromisoformat(aware)
    now = became + 71 * HOUR + 59 * dt.timedelta(minutes=1)
    monkeypatch.setattr(timezone, "now", lambda: now)
    local = became.astimezone(timezone.get_default_timezone())  # as a form gives it: by the clock on the wall
    with desk.world.acting():
        incident = opened(desk, aware_at=local)
        assert Incident.objects.get().due_at == dt.datetime.fromisoformat(due)
        assert incident_page(incident).row.clock.said == "0 h 1 min left"
        monkeypatch.setattr(timezone, "now", lambda: now + 62 * dt.timedelta(minutes=1))
        assert incident_page(incident).row.clock.said == "1 h 1 min too late"
        assert incident_page(incident).row.clock.is_late


@pytest.mark.parametrize(
    ("kind", "days"), [("serious", 15), ("death", 10), ("widespread", 2)]
)  # AI Act 73(2), (4) and (3)
def test_each_kind_has_its_clock(desk, kind, days):
    with desk.world.acting():
        opened(desk, kind=kind)
        one = Incident.objects.get()
    assert one.due_at - one.aware_at == days * DAY


def test_the_owner_is_warned_once_while_there_is_time(desk):
    with desk.world.acting():
        incident = opened(desk)
        one = Incident.objects.get()
        waiting = ProcrastinateJob.objects.filter(task_name="privacy.warn_of_incident")
        assert [job.scheduled_at for job in waiting] == [one.due_at - 24 * HOUR]
        change_incident(incident_id=incident, facts=facts(desk, aware_at=one.aware_at), by=desk.world.member)
        assert waiting.count() == 1, "the same clock is not set twice"
        warn(incident, due_at=one.due_at - HOUR)
        assert not Message.objects.exists(), "a clock that was put right warns no more"
        warn(incident, due_at=one.due_at)
        message = Message.objects.get()
        assert message.to == desk.world.member.email
        assert "wrong address" not in message.body
        assert str(incident) in message.body
        done(desk, incident, "authority")
        warn(incident, due_at=one.due_at)
        assert Message.objects.count() == 1, "who told the authority hears nothing more"


def test_being_late_is_explained(desk):
    with desk.world.acting():
        incident = opened(desk, aware_at=timezone.now() - 73 * HOUR)
        with pytest.raises(Refusal) as refused:
            done(desk, incident, "authority")
        assert refused.value.field == "why_late"
        done(desk, incident, "authority", why_late="We first had to find out whose data it was.")
        assert incident_page(incident).row.clock.said == "1 h 0 min too late"
        assert IncidentStep.objects.get().why_late


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"what": "short"}, "what"),
        ({"aware_at": dt.datetime(2099, 1, 1, tzinfo=dt.UTC)}, "aware_at"),
        ({"happened_at": dt.datetime(2099, 1, 1, tzinfo=dt.UTC)}, "happened_at"),
        ({"owner_id": uuid.UUID(int=1)}, "owner_id"),
    ],
)
def test_what_cannot_be_is_refused(desk, change, field):
    with desk.world.acting(), pytest.raises(Refusal) as refused:
        opened(desk, **change)
    assert refused.value.field == field


def logged(desk, kind: str, *, by, at, person=None, thing=None) -> None:
    """Let something stand in the log at a moment: the model's own clock is not the tests'."""
    Event.objects.create(
        organisation_id=desk.organisation, kind=kind, actor_id=by, at=at, person_id=person, object_id=thing
    )


def test_people_are_found_four_ways_and_stand_on_the_list_once(desk):
    noon = timezone.now()
    other = applicant(desk, "Sam", vacancy=make_vacancy(desk.world))
    third = applicant(desk, "Kim")
    reader = make_member(desk.organisation, Role.RECRUITER)
    # looked at again at noon, which within the hour is the same look
    looks = ((desk.person, noon - HOUR / 2), (other, noon + 1.5 * HOUR), (third, noon + 3 * HOUR))
    account = {"kind": "account", "account_id": reader.pk, "since": noon}
    with desk.world.acting() as by:
        for person, at in looks:
            logged(desk, "applications.person_viewed", by=reader.pk, at=at, person=person)
        logged(desk, "applications.decision_made", by=reader.pk, at=noon - HOUR / 2, person=third)
        incident = opened(desk)

        def found(**wish) -> set:
            empty_list(incident_id=incident, by=by)
            number = list_people(incident_id=incident, wish=ScopeWish(**wish), by=by)
            assert number == len(listed(incident)) == IncidentScope.objects.get().number
            return listed(incident)

        assert found(kind="everybody") == {desk.person, other, third}
        assert found(kind="vacancy", opportunity_id=desk.vacancy) == {desk.person, third}
        assert found(**account, until=noon + 2 * HOUR) == {desk.person, other}
        assert found(**account | {"since": noon + 2 * HOUR}, until=noon + 4 * HOUR) == {third, other}
        assert found(kind="applied", since=noon - DAY, until=noon - HOUR) == set()
        found(kind="vacancy", opportunity_id=desk.vacancy)
        assert list_people(incident_id=incident, wish=ScopeWish(kind="everybody"), by=by) == 3
        assert listed(incident) == {desk.person, other, third}


def test_who_took_a_list_along_took_all_who_are_on_it(desk):
    other = applicant(desk, "Sam", vacancy=make_vacancy(desk.world))
    reader, now = make_member(desk.organisation, Role.RECRUITER), timezone.now()
    wish = ScopeWish(kind="account", account_id=reader.pk, since=now - HOUR, until=now)
    with desk.world.acting() as by:
        incident = opened(desk)
        logged(desk, "applications.people_exported", by=reader.pk, at=now, thing=desk.vacancy)
        assert list_people(incident_id=incident, wish=wish, by=by) == 1
        assert listed(incident) == {desk.person}
        logged(desk, "moving.export_taken", by=reader.pk, at=now)
        assert list_people(incident_id=incident, wish=wish, by=by) == 2
        assert listed(incident) == {desk.person, other}


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"kind": "vacancy"}, "vacancy"),
        ({"kind": "applied"}, "since"),
        ({"kind": "account", "since": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}, "until"),
        (
            {
                "kind": "applied",
                "since": dt.datetime(2026, 1, 2, tzinfo=dt.UTC),
                "until": dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
            },
            "until",
        ),
    ],
)
def test_half_a_scope_finds_nobody(desk, wish, field):
    with desk.world.acting() as by:
        incident = opened(desk)
        with pytest.raises(Refusal) as refused:
            list_people(incident_id=incident, wish=ScopeWish(**wish), by=by)
    assert refused.value.field == field


def test_who_is_erased_leaves_the_list(desk):
    with desk.world.acting() as by:
        incident = opened(desk)
        list_people(incident_id=incident, wish=ScopeWish(kind="everybody"), by=by)
        Erasure.objects.create(
            organisation_id=desk.organisation, person_id=desk.person, state="erasing", cause="request",
            due_on=timezone.localdate(),
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("SELECT erase_person(%s) ->> 'privacy_incidentperson'", [desk.person])
            assert cursor.fetchone() == ("1",)
    with desk.world.acting() as by:
        assert listed(incident) == set()
        assert IncidentScope.objects.get().number == 1, "how many it found stays true"
        again = ScopeWish(kind="everybody")
        assert list_people(incident_id=incident, wish=again, by=by) == 0, "nothing is kept of them any more"


def test_a_closed_incident_changes_no_more(desk):
    with desk.world.acting() as by:
        incident = opened(desk)
        for kind, code in (("authority", "authority_open"), ("people_not", "people_open")):
            with pytest.raises(Refusal) as refused:
                close_incident(incident_id=incident, learned="Lists go by link from now on.", by=by)
            assert refused.value.code == code
            done(desk, incident, kind)
        list_people(incident_id=incident, wish=ScopeWish(kind="everybody"), by=by)
        close_incident(incident_id=incident, learned="Lists go by link from now on.", by=by)
        for act in (
            lambda: done(desk, incident, "measure"),
            lambda: change_incident(incident_id=incident, facts=facts(desk), by=by),
            lambda: list_people(incident_id=incident, wish=ScopeWish(kind="everybody"), by=by),
            lambda: empty_list(incident_id=incident, by=by),
            lambda: close_incident(incident_id=incident, learned="Something else altogether.", by=by),
        ):
            with pytest.raises(Refusal) as refused:
                act()
            assert refused.value.code == "closed"
        # nor does whoever goes round the operations
        assert Incident.objects.update(what="Nothing happened at all.") == 0
        assert IncidentPerson.objects.update(told_at=timezone.now()) == 0
        with pytest.raises(ProgrammingError), transaction.atomic():
            IncidentStep.objects.create(
                organisation_id=desk.organisation, incident_id=incident, kind="measure", at=timezone.now(),
                words="Written afterwards.", written_by_id=by.user_id,
            )  # fmt: skip


def test_what_was_done_stays_while_the_incident_is_open(desk):
    with desk.world.acting():
        incident = opened(desk)
        done(desk, incident, "measure")
        assert IncidentStep.objects.all().delete()[0] == 0
        assert Incident.objects.all()._raw_delete("default") == 0
        assert IncidentStep.objects.count() == 1


def test_a_closed_incident_is_kept_for_its_term_and_no_longer(desk, monkeypatch):
    with desk.world.acting() as by:
        incident = opened(desk)
        for kind in ("authority", "people_not"):
            done(desk, incident, kind)
        list_people(incident_id=incident, wish=ScopeWish(kind="everybody"), by=by)
        close_incident(incident_id=incident, learned="Lists go by link from now on.", by=by)
        closed = timezone.now()
        monkeypatch.setattr(timezone, "now", lambda: closed + 5 * 365 * DAY)
        look()
        assert Incident.objects.count() == 1
        monkeypatch.setattr(timezone, "now", lambda: closed + 5 * 366 * DAY)
        look()
        for model in (Incident, IncidentPerson, IncidentScope, IncidentStep):
            assert not model.objects.exists()
        assert Event.objects.filter(kind="privacy.incident_forgotten", object_id=incident).count() == 1


def test_only_administrators_keep_incidents(desk):
    auditor = memberships(make_member(desk.organisation, Role.AUDITOR))[0]
    with desk.world.acting():
        incident = opened(desk)
        step = StepTaken(kind="authority", at=timezone.now(), words="Reference 2026-17.")
        for act in (
            lambda: open_incident(facts=facts(desk), by=auditor),
            lambda: take_step(incident_id=incident, step=step, by=auditor),
            lambda: list_people(incident_id=incident, wish=ScopeWish(kind="everybody"), by=auditor),
            lambda: write_to_people(incident_id=incident, words=LETTER, by=auditor),
            lambda: close_incident(incident_id=incident, learned="Nothing at all.", by=auditor),
        ):
            with pytest.raises(NotAllowed):
                act()
    stranger = make_organisation()
    with tenancy.acting(organisation=stranger.pk), pytest.raises(Refusal) as refused:
        incident_page(incident)
    assert refused.value.status == 404


def _letters(desk):
    for number in range(3):
        applicant(desk, f"Kim-{number}")
    unreachable = applicant(desk, "Sam")
    with desk.world.acting():
        Identity.objects.filter(person_id=unreachable).update(email="")
    with desk.world.acting() as by:
        incident = opened(desk)
        list_people(incident_id=incident, wish=ScopeWish(kind="everybody"), by=by)
        write_to_people(incident_id=incident, words=LETTER, by=by)
        work = Work.objects.get(kind="privacy.incident_letters")
    return incident, Progress(desk.organisation, work.pk, incident, desk.world.member.user_id)


def test_letters_survive_a_kill_and_go_to_everybody_once(desk, monkeypatch):
    monkeypatch.setattr(affected, "BATCH", 2)
    incident, progress = _letters(desk)
    monkeypatch.setattr(Progress, "tell", _killed)
    with pytest.raises(KeyboardInterrupt):
        send_letters(progress)
    with desk.world.acting():
        first = Message.objects.count()
        assert 1 <= first <= 2
        with pytest.raises(Refusal) as refused:
            close_incident(incident_id=incident, learned="Letters take a while.", by=desk.world.member)
        assert refused.value.code == "authority_open"
        Work.objects.update(state=Work.State.FAILED)
        write_on(incident_id=incident, by=desk.world.member)
        assert Work.objects.filter(kind="privacy.incident_letters").count() == 2
    monkeypatch.setattr(Progress, "tell", lambda *_given, **_named: None)
    assert send_letters(progress) == 3
    assert send_letters(progress) == 0
    with desk.world.acting():
        to = list(Message.objects.values_list("to", flat=True))
        assert sorted(to) == [f"{name}@people.example" for name in ("kim-0", "kim-1", "kim-2", "noor")]
        message = Message.objects.get(to="noor@people.example")
        assert LETTER["nl"] in message.body or LETTER["en"] in message.body
        assert message.is_confidential
        step = IncidentStep.objects.get(kind="people")
        assert "4" in step.words
        assert incident_page(incident).unreachable == 1
        with pytest.raises(Refusal) as refused:
            empty_list(incident_id=incident, by=desk.world.member)
        assert refused.value.code == "letter_went"


def _killed(*_given: object, **_named: object) -> None:
    raise KeyboardInterrupt


def test_in_an_exercise_nobody_is_written_to(desk):
    with desk.world.acting() as by:
        incident = opened(desk, is_exercise=True)
        list_people(incident_id=incident, wish=ScopeWish(kind="everybody"), by=by)
        with pytest.raises(Refusal) as refused:
            write_to_people(incident_id=incident, words=LETTER, by=by)
        assert refused.value.code == "exercise"
        assert not Message.objects.exists()


def test_the_log_holds_no_names_and_no_words(desk):
    with desk.world.acting() as by:
        incident = opened(desk)
        list_people(incident_id=incident, wish=ScopeWish(kind="everybody"), by=by)
        write_to_people(incident_id=incident, words=LETTER, by=by)
        done(desk, incident, "authority")
        said = str(
            list(Event.objects.filter(kind__startswith="privacy.incident").values_list("data", flat=True))
        )
    assert "'number': 1" in said
    for word in ("wrong address", "Noor", "noor@", "2026-17", str(desk.person)):
        assert word not in said


def test_a_person_sees_that_they_are_on_a_list_and_of_nobody_else(desk):
    applicant(desk, "Sam")
    with desk.world.acting() as by:
        incident = opened(desk)
        list_people(incident_id=incident, wish=ScopeWish(kind="everybody"), by=by)
        assert len(listed(incident)) == 2
    with desk.own():
        assert listed(incident) == {desk.person}

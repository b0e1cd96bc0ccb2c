"""Times: offered, picked, moved, given back; never two in one place, also when two pick at once or the clock changes."""

import datetime as dt
import itertools
import threading
import uuid
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connections
from django.utils import timezone

from apps.interviews.conftest import House
from maatwerk.apps.applications.public import Choice, decide
from maatwerk.apps.interviews.models import Interview, Interviewer, Slot
from maatwerk.apps.interviews.operations import (
    Offer,
    cancel_interview,
    give_time_back,
    invite_to_pick,
    move_interview,
    offer_slots,
    pick_slot,
    plan_interview,
    record_held_interview,
    remind_of_interview,
    withdraw_slot,
)
from maatwerk.apps.interviews.queries import free_slots, interview, slots_of
from maatwerk.apps.interviews.times import moment_at, zone_or_home, zones
from maatwerk.apps.messages.models import Message
from maatwerk.apps.messages.public import Taken, posts, take_mail, thread_of
from maatwerk.apps.opportunities.public import Opportunity
from maatwerk.apps.vacancies.public import Terms, set_terms
from maatwerk.kernel.refusals import NotAllowed, Refusal

AMSTERDAM = "Europe/Amsterdam"


def offer(house: House, *who: str, days: float = 3, hours: float = 3, minutes: int = 45) -> int:
    """Offer times; three hours give four of 45 minutes."""
    start = house.meeting(*who, days=days).starts_at
    until = start + dt.timedelta(hours=hours)
    with house.acting() as by:
        return offer_slots(
            opportunity_id=house.vacancy,
            offer=Offer(
                starts_at=start, until=until, minutes=minutes, interviewers=house.id_of(*who), place="Room 1"
            ),
            by=by,
        )


def invite(house: House, name: str = "Noor") -> tuple[uuid.UUID, uuid.UUID]:
    """Let somebody apply and ask them to pick a time; returns the interview and the person."""
    application, person = house.applicant(name)
    with house.acting() as by:
        return invite_to_pick(application_id=application, by=by), person


def free(house: House) -> list[uuid.UUID]:
    with house.acting():
        return [row.id for row in free_slots(house.vacancy)]


def pick(house: House, key: uuid.UUID, person: uuid.UUID, slot: uuid.UUID, zone: str = "") -> None:
    with house.as_person(person):
        pick_slot(interview_id=key, slot_id=slot, person_id=person, zone=zone)


def mails(house: House) -> list[Message]:
    with house.acting():
        return list(Message.objects.order_by("created_at", "id"))


def lines(mail: Message) -> dict[str, str]:
    """The properties of a mail's calendar."""
    unfolded = mail.calendar.replace("\r\n ", "")
    return dict(line.split(":", 1) for line in unfolded.split("\r\n") if ":" in line)


def test_offered_times_follow_each_other_and_the_same_again_adds_none(house: House) -> None:
    assert offer(house, "recruiter") == 4
    assert offer(house, "recruiter") == 0
    with house.acting():
        rows = slots_of(house.vacancy)
    assert {after.starts_at - before.ends_at for before, after in itertools.pairwise(rows)} == {
        dt.timedelta(0)
    }


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"hours": 0.5}, "too_short"),
        ({"days": -1}, "past"),
        ({"minutes": 5}, "minutes"),
        ({"hours": 40}, "too_many"),
    ],
)
def test_times_that_cannot_be_are_refused(house: House, changes: dict[str, float], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        offer(house, "recruiter", **changes)  # type: ignore[arg-type]
    assert caught.value.code == code


def test_an_applicant_picks_moves_and_gives_back(house: House) -> None:
    offer(house, "recruiter", "manager")
    key, person = invite(house)
    first, second, *_rest = free(house)
    pick(house, key, person, first, zone="America/New_York")
    assert first not in free(house)
    assert second in free(house)
    pick(house, key, person, second)
    assert first in free(house)
    with house.acting():
        row = interview(key)
        assert (row.state, row.sequence, {one.is_in for one in row.panel}) == ("planned", 1, {False})
    with house.as_person(person):
        give_time_back(interview_id=key, person_id=person)
    assert second in free(house)
    with house.acting():
        assert not Interviewer.objects.filter(interview_id=key, starts_at__isnull=False).exists()
        assert Interview.objects.get(pk=key).state == "invited"


def test_calendars_follow_by_one_uid_and_a_growing_sequence(house: House) -> None:
    """RFC 5546, 2.1.4 and 2.1.5: a change carries the same UID and a higher SEQUENCE, or programs keep both."""
    offer(house, "recruiter")
    key, person = invite(house)
    first, second, *_rest = free(house)
    pick(house, key, person, first, zone="America/New_York")
    pick(house, key, person, second)
    with house.as_person(person):
        give_time_back(interview_id=key, person_id=person)
    pick(house, key, person, first)
    with house.acting() as by:
        cancel_interview(interview_id=key, by=by)
    to_noor = [lines(one) for one in mails(house) if one.to == "noor@example.org" and one.calendar]
    assert [one["METHOD"] for one in to_noor] == ["REQUEST", "REQUEST", "CANCEL", "REQUEST", "CANCEL"]
    assert [int(one["SEQUENCE"]) for one in to_noor] == [0, 1, 2, 3, 4]
    assert len({one["UID"] for one in to_noor}) == 1
    assert [one["STATUS"] for one in to_noor] == [
        "CONFIRMED",
        "CONFIRMED",
        "CANCELLED",
        "CONFIRMED",
        "CANCELLED",
    ]
    recruiter = house.users["recruiter"].email
    to_recruiter = [lines(one) for one in mails(house) if one.to == recruiter and one.calendar]
    assert [one["METHOD"] for one in to_recruiter] == ["REQUEST", "REQUEST", "CANCEL", "REQUEST", "CANCEL"]
    assert f"mailto:{recruiter}" in mails(house)[-1].calendar.replace("\r\n ", "")


def test_letters_say_the_time_where_the_applicant_is(house: House) -> None:
    offer(house, "recruiter")
    key, person = invite(house)
    pick(house, key, person, free(house)[0], zone="America/New_York")
    with house.acting():
        start = Interview.objects.get(pk=key).starts_at
    mine = next(one for one in mails(house) if one.to == "noor@example.org" and one.calendar)
    theirs = next(one for one in mails(house) if one.to == house.users["recruiter"].email)
    assert start.astimezone(ZoneInfo("America/New_York")).strftime("%H:%M") in mine.body
    assert "America/New_York" in mine.body
    assert start.astimezone(ZoneInfo(AMSTERDAM)).strftime("%H:%M") in theirs.body
    assert lines(mine)["DTSTART"] == start.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    assert mine.is_confidential


def test_two_who_pick_one_time_at_once_get_one_of_them_a_clear_no(standing: House) -> None:
    offer(standing, "recruiter")
    wanted = free(standing)[0]
    invited = [invite(standing, name) for name in ("Noor", "Amir")]
    start, said = threading.Barrier(2), []

    def go(key: uuid.UUID, person: uuid.UUID) -> None:
        start.wait()
        try:
            pick(standing, key, person, wanted)
            said.append("taken")
        except Refusal as refusal:
            said.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go, args=pair) for pair in invited]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["gone", "taken"]
    with standing.acting():
        assert Interview.objects.filter(slot_id=wanted).count() == 1


def test_two_who_plan_one_interviewer_at_once(standing: House) -> None:
    """Each transaction alone finds the time free; the constraint lets one of them in."""
    applications = [standing.applicant(name)[0] for name in ("Noor", "Amir")]
    start, said = threading.Barrier(2), []

    def go(application: uuid.UUID, who: str) -> None:
        meeting = standing.meeting("manager", minutes=45 if who == "recruiter" else 30)
        try:
            with standing.acting(who) as by:
                start.wait()
                plan_interview(application_id=application, meeting=meeting, by=by)
            said.append("planned")
        except Refusal as refusal:
            said.append(refusal.code)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=go, args=pair)
        for pair in zip(applications, ("recruiter", "manager"), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["planned", "taken"]


def test_times_of_a_busy_interviewer_are_not_shown_and_cannot_be_taken(house: House) -> None:
    offer(house, "manager")
    key, person = invite(house)
    slots = free(house)
    house.planned(house.applicant("Amir")[0], "manager")  # at the first of these times
    assert free(house) == slots[1:]
    with pytest.raises(Refusal, match="interviewers has another"):
        pick(house, key, person, slots[0])


def test_times_end_where_they_touch(house: House) -> None:
    """A time from ten to a quarter to eleven and one from then on do not overlap."""
    offer(house, "recruiter")
    invited = [invite(house, name) for name in ("Noor", "Amir")]
    slots = free(house)
    for (key, person), slot in zip(invited, slots, strict=False):
        pick(house, key, person, slot)
    with house.acting():
        assert Interview.objects.filter(state="planned").count() == 2


def test_nobody_picks_for_somebody_else_or_at_another_vacancy(house: House) -> None:
    offer(house, "recruiter")
    key, _person = invite(house)
    _other, amir = invite(house, "Amir")
    with pytest.raises(Interview.DoesNotExist):
        pick(house, key, amir, free(house)[0])
    with pytest.raises(Slot.DoesNotExist):
        pick(house, key, _person, uuid.uuid4())


def test_it_is_too_late_to_change_half_a_day_before(house: House) -> None:
    offer(house, "recruiter", days=0.4)
    key, person = invite(house)
    slots = free(house)
    pick(house, key, person, slots[0])
    for change in (
        lambda: give_time_back(interview_id=key, person_id=person),
        lambda: pick(house, key, person, slots[1]),
    ):
        with pytest.raises(Refusal, match="too soon"), house.as_person(person):
            change()


def test_a_picked_time_is_not_withdrawn(house: House) -> None:
    offer(house, "recruiter")
    key, person = invite(house)
    first, second, *_rest = free(house)
    pick(house, key, person, first)
    with house.acting() as by:
        with pytest.raises(Refusal, match="picked"):
            withdraw_slot(slot_id=first, by=by)
        withdraw_slot(slot_id=second, by=by)
    assert second not in free(house)


def test_pay_is_stated_before_anybody_is_interviewed(house: House) -> None:
    """Directive (EU) 2023/970, article 5(1)."""
    application, _person = house.applicant()
    with house.acting() as by:
        set_terms(vacancy_id=house.vacancy, terms=Terms(), by=by)
        with pytest.raises(Refusal, match="pays"):
            invite_to_pick(application_id=application, by=by)


def test_who_works_on_the_vacancy_plans(house: House) -> None:
    application, _person = house.applicant()
    for who in ("psychologist", "analyst", "auditor"):
        with house.acting(who) as by, pytest.raises(NotAllowed):
            invite_to_pick(application_id=application, by=by)
    with house.acting("other") as by, pytest.raises(Opportunity.DoesNotExist):
        invite_to_pick(application_id=application, by=by)


def test_moving_tells_who_comes_stays_and_goes(house: House) -> None:
    key = house.planned(house.applicant()[0], "recruiter", "manager")
    before = len(mails(house))
    with house.acting() as by:
        move_interview(interview_id=key, meeting=house.meeting("manager", "other", days=4), by=by)
    told = {one.to: lines(one)["METHOD"] for one in mails(house)[before:]}
    users = house.users
    assert told == {
        "noor@example.org": "REQUEST",
        users["manager"].email: "REQUEST",
        users["other"].email: "REQUEST",
        users["recruiter"].email: "CANCEL",
    }


def test_an_application_that_ends_needs_no_interview(house: House) -> None:
    application, _person = house.applicant()
    coming, held = house.planned(application, "manager"), house.held(application, "recruiter")
    with house.acting() as by:
        decide(
            application_id=application,
            choice=Choice(choice="reject", reason="Somebody else fits better."),
            by=by,
        )
        states = dict(Interview.objects.values_list("pk", "state"))
    assert states == {coming: "cancelled", held: "planned"}


def test_a_reminder_goes_out_once_and_only_for_what_still_stands(house: House) -> None:
    key = house.planned(house.applicant()[0], "recruiter")
    with house.acting() as by:
        move_interview(interview_id=key, meeting=house.meeting("recruiter", days=5), by=by)
        before = Message.objects.count()
        remind_of_interview(interview_id=key, sequence=0)  # planned before it moved
        assert Message.objects.count() == before
        for _twice in range(2):
            remind_of_interview(interview_id=key, sequence=1)
        assert Message.objects.count() == before + 1
        assert Message.objects.order_by("-created_at", "-id").first().subject.startswith("Tomorrow")


def test_an_interview_that_took_place_is_written_down_without_a_word_to_anybody(house: House) -> None:
    application, _person = house.applicant()
    with house.acting() as by:
        with pytest.raises(Refusal, match="still to come"):
            record_held_interview(application_id=application, meeting=house.meeting("manager"), by=by)
        key = record_held_interview(
            application_id=application, meeting=house.meeting("manager", days=-2), by=by
        )
    assert mails(house) == []
    house.score(key, "manager", 4)


@pytest.mark.parametrize(
    ("day", "time", "code"),
    [
        (dt.date(2027, 3, 28), dt.time(2, 30), "skipped_time"),
        (dt.date(2026, 10, 25), dt.time(2, 30), "time_twice"),
    ],
)
def test_a_time_in_the_change_of_the_clock_is_said(day: dt.date, time: dt.time, code: str) -> None:
    # Directive 2000/84/EC: the clock changes at 01:00 UTC on the last Sundays of March and October
    with pytest.raises(Refusal) as caught:
        moment_at(day, time, AMSTERDAM)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("day", "utc"), [(dt.date(2027, 3, 27), 8), (dt.date(2027, 3, 29), 7), (dt.date(2026, 10, 26), 8)]
)
def test_nine_in_the_morning_is_nine_on_both_sides_of_the_change(day: dt.date, utc: int) -> None:
    assert moment_at(day, dt.time(9), AMSTERDAM) == dt.datetime.combine(day, dt.time(utc), dt.UTC)


def test_zones_are_places() -> None:
    assert {"Europe/Amsterdam", "America/New_York", "Asia/Kolkata"} <= set(zones())
    assert (
        zone_or_home("Nowhere/Land")
        == zone_or_home("../../etc/passwd")
        == timezone.get_default_timezone_name()
    )


def test_an_invitation_is_answered_into_the_conversation(house: House, settings: Any) -> None:
    settings.MAIL_DOMAIN = "answers.example.org"
    offer(house, "recruiter")
    key, person = invite(house)
    pick(house, key, person, free(house)[0])
    mine = [one for one in mails(house) if one.to == "noor@example.org"]
    assert len({one.reply_to for one in mine}) == 1
    assert {one.reply_to for one in mails(house) if one.to == house.users["recruiter"].email} == {""}
    raw = b"From: noor@example.org\r\nMessage-ID: <1@phone>\r\n\r\nIk ben vijf minuten later."
    assert take_mail(raw, recipient=mine[0].reply_to, sender="noor@example.org") is Taken.KEPT
    with house.acting():
        about = Interview.objects.get(pk=key).application_id
        thread = thread_of(about)
        assert thread is not None
        assert [one.content and one.content.text for one in posts(thread)] == ["Ik ben vijf minuten later."]

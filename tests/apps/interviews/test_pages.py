"""Pages of interviews over HTTP: who opens which, what they do, and how often they ask the database."""

import datetime as dt
import uuid
from collections.abc import Callable
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.interviews.conftest import House
from maatwerk.apps.interviews.models import Interview
from maatwerk.apps.interviews.operations import Offer, drop_question, invite_to_pick, offer_slots
from maatwerk.apps.interviews.queries import newest_kit
from maatwerk.apps.people.public import own_link


def offer(house: House, *, days: int = 3) -> None:
    start = house.meeting("recruiter", days=days).starts_at
    with house.acting() as by:
        wish = Offer(
            starts_at=start,
            until=start + dt.timedelta(hours=3),
            minutes=45,
            interviewers=house.id_of("recruiter"),
            place="Room 1",
        )
        offer_slots(opportunity_id=house.vacancy, offer=wish, by=by)


def own_path(house: House, person: uuid.UUID) -> str:
    with house.acting():
        return urlsplit(own_link(person, page="interviews:own", language="en")).path


def counted(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(path).status_code == 200
    return len(found)


def test_the_list_asks_as_often_for_three_as_for_one(house: House) -> None:
    client = house.client()
    house.kit()
    house.planned(house.applicant("One")[0], "recruiter", days=2)
    house.held(house.applicant("Two")[0], "recruiter")
    client.get(f"{house.at}interviews/")  # who signed in is remembered from now on
    once = counted(client, f"{house.at}interviews/")
    for number, name in enumerate(("Three", "Four")):
        house.planned(house.applicant(name)[0], "recruiter", days=30 + number)
        house.held(house.applicant(f"{name}b")[0], "recruiter")
    assert counted(client, f"{house.at}interviews/") == once


def test_times_ask_as_often_for_many_as_for_few(house: House) -> None:
    client, path = house.client(), f"{house.at}vacancies/{house.vacancy}/interview-times/"
    offer(house)
    client.get(path)
    once = counted(client, path)
    offer(house, days=4)
    offer(house, days=5)
    assert counted(client, path) == once


#: Which of these roles open a page (200) and which do not: 403 for a role without it, 404 for who does not work there.
OPENS = {
    "interviews/": {"recruiter": 200, "manager": 200, "other": 200, "psychologist": 200, "analyst": 403, "auditor": 403},
    "vacancies/{vacancy}/interview-questions/": {
        "recruiter": 200, "manager": 200, "other": 404, "psychologist": 200, "analyst": 403, "auditor": 403,
    },
    "vacancies/{vacancy}/interview-questions/new/": {
        "recruiter": 200, "manager": 200, "other": 404, "psychologist": 200, "analyst": 403, "auditor": 403,
    },
    "vacancies/{vacancy}/interview-times/": {
        "recruiter": 200, "manager": 200, "other": 404, "psychologist": 200, "analyst": 403, "auditor": 403,
    },
    "applications/{application}/interview/": {
        "recruiter": 200, "manager": 200, "other": 404, "psychologist": 403, "analyst": 403, "auditor": 403,
    },
    "interviews/{interview}/": {
        "recruiter": 200, "manager": 200, "other": 404, "psychologist": 200, "analyst": 404, "auditor": 404,
    },
    "interviews/{interview}/move/": {
        "recruiter": 200, "manager": 200, "other": 404, "psychologist": 403, "analyst": 403, "auditor": 403,
    },
}  # fmt: skip


def test_who_opens_which_page(house: House) -> None:
    application, _person = house.applicant()
    house.kit()
    keys = {
        "vacancy": house.vacancy,
        "application": application,
        "interview": house.planned(application, "manager"),
    }
    clients = {who: house.client(who) for who in house.users}
    found = {
        path: {who: clients[who].get(house.at + path.format(**keys)).status_code for who in expected}
        for path, expected in OPENS.items()
    }
    assert found == OPENS


def test_an_interviewer_scores_and_then_sees_the_others(house: House) -> None:
    application, _person = house.applicant()
    key = house.held(application, "manager", "recruiter")
    house.score(key, "recruiter", 2, note="Heard nothing of the till", summary="Short answers.")
    manager, page = house.client("manager"), f"{house.at}interviews/{key}/"
    before = manager.get(page).content.decode()
    assert "you see it once your own scores are in" in before
    assert "Heard nothing" not in before
    assert "Short answers." not in before
    kit = house.kit()
    given = {f"score_{q.id}": "4" for q in kit.questions} | {f"score_{kit.questions[0].id}": "not_asked"}
    assert manager.post(f"{page}scorecard/", given | {f"score_{kit.questions[1].id}": "9"}).status_code == 422
    answer = manager.post(f"{page}scorecard/", given | {"summary": "Clear."})
    assert answer.status_code == 302
    after = manager.get(page).content.decode()
    assert "Heard nothing" in after
    assert "not asked" in after
    assert manager.post(f"{page}addendum/", {"text": "Sent the certificate."}).status_code == 302
    assert "Sent the certificate." in manager.get(page).content.decode()
    assert manager.get(f"{page}scorecard/").status_code == 302  # locked


def test_planning_by_the_page(house: House) -> None:
    application, _person = house.applicant()
    client, page = house.client(), f"{house.at}applications/{application}/interview/"
    day = timezone.localdate() + dt.timedelta(days=9)
    given = {"day": day, "time": "09:30", "minutes": 45, "interviewers": house.id_of("manager"), "place": ""}
    assert "Say where it is" in client.post(page, given).content.decode()
    assert client.post(page, given | {"place": "Room 1"}).status_code == 302
    with house.acting():
        start = Interview.objects.get().starts_at
    assert start == dt.datetime.combine(day, dt.time(9, 30), ZoneInfo(settings.TIME_ZONE))
    offer(house)
    assert client.post(f"{page}invite/").status_code == 302
    assert client.post(f"{page}invite/").status_code == 409
    with house.acting():
        assert sorted(Interview.objects.values_list("state", flat=True)) == ["invited", "planned"]


def test_questions_by_the_page(house: House) -> None:
    client, page = house.client(), f"{house.at}vacancies/{house.vacancy}/interview-questions/"
    assert "Make the questions" in client.get(page).content.decode()
    assert client.post(f"{page}generate/").status_code == 302
    given = {
        "concept_id": "",
        "about": "order",
        "text": "How old are you?",
        "anchor_1": "a",
        "anchor_3": "b",
        "anchor_5": "c",
    }
    assert client.post(f"{page}new/", given).status_code == 422
    assert client.post(f"{page}new/", given | {"text": "How do you keep order?"}).status_code == 302
    assert "How do you keep order?" in client.get(page).content.decode()
    assert client.get(f"{page}version/1/").status_code == 200
    assert client.get(f"{page}version/9/").status_code == 404
    with house.acting():
        last = len(newest_kit(house.vacancy).questions)
    assert client.post(f"{page}{last}/arrange/").status_code == 302
    assert "How do you keep order?" not in client.get(page).content.decode()


def test_what_no_question_asks_about_is_proposed_where_an_interview_is_planned(house: House) -> None:
    application, _person = house.applicant()
    client, page = house.client(), f"{house.at}applications/{application}/interview/"
    kit = house.kit()
    assert "ask about it" not in client.get(page).content.decode()
    till = house.skills["cash_handling"]
    with house.acting() as by:
        for place in reversed(range(len(kit.questions))):
            if kit.questions[place].concept_id == till:
                drop_question(opportunity_id=house.vacancy, position=place + 1, by=by)
    way = f"{house.at}vacancies/{house.vacancy}/interview-questions/new/?about={till}"
    assert way in client.get(page).content.decode()
    assert f'value="{till}" selected' in client.get(way).content.decode()


def test_an_applicant_picks_a_time_where_they_are(house: House) -> None:
    application, person = house.applicant()
    offer(house)
    with house.acting() as by:
        key = invite_to_pick(application_id=application, by=by)
    path, applicant = own_path(house, person), Client()
    page = applicant.get(f"{path}?zone=Asia/Kolkata")
    text = page.content.decode()
    slot = page.context["rows"][0][1][0][1][0]
    shown = slot.starts_at.astimezone(ZoneInfo("Asia/Kolkata")).strftime("%H:%M")
    assert shown in text
    assert "Asia/Kolkata" in text
    answer = applicant.post(f"{path}{key}/pick/", {"slot": slot.id, "zone": "Asia/Kolkata"})
    assert (answer.status_code, answer["Location"]) == (302, path)
    text = applicant.get(path).content.decode()
    assert shown in text  # the zone is kept with the interview
    file = applicant.get(f"{path}{key}/interview.ics")
    assert file["Content-Type"].startswith("text/calendar")
    assert slot.starts_at.astimezone(dt.UTC).strftime("DTSTART:%Y%m%dT%H%M%SZ") in file.content.decode()
    assert applicant.post(f"{path}{key}/free/").status_code == 302
    assert "Pick a time that suits you." in applicant.get(path).content.decode()
    for wrong in ("no key", uuid.uuid4()):
        assert applicant.post(f"{path}{key}/pick/", {"slot": wrong}).status_code == 409


def test_an_applicant_reaches_nobody_elses_interview(house: House) -> None:
    key = house.planned(house.applicant()[0], "recruiter")
    _application, amir = house.applicant("Amir")
    path = own_path(house, amir)
    get: Callable[[str], int] = lambda at: Client().get(path + at).status_code  # noqa: E731 - short
    assert "No interview is planned for you" in Client().get(path).content.decode()
    assert get(f"{key}/interview.ics") == 404
    assert Client().post(f"{path}{key}/free/").status_code == 404

"""The pages of incidents: a drill from opening to list and paper, who sees names, both languages, and how often they ask."""

import csv
import datetime as dt
import hashlib
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factories.loop import make_applicant
from factories.organisations import client_of, make_member, make_organisation, make_user
from maatwerk.apps.organisations.models import Membership
from maatwerk.apps.organisations.public import Role
from maatwerk.apps.people.public import Contact, pseudonym
from maatwerk.apps.privacy.models import Incident
from maatwerk.apps.privacy.public import (
    IncidentFacts,
    ScopeWish,
    StepTaken,
    list_people,
    open_incident,
    take_step,
)
from maatwerk.kernel.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
FACTS = {
    "kind": "breach",
    "what": "A list of applicants went to a wrong address.",
    "aware_at": "2026-11-23T10:00",
}
#: From opening to the list and the paper, by one person: what the database was asked, sign-in and log included.
MOST_STATEMENTS = 150


@pytest.fixture
def administrator(desk) -> Client:
    return client_of(make_member(desk.organisation, Role.ADMINISTRATOR, user=make_user("Ada Beheer")))


def at(desk) -> str:
    return f"/o/{desk.world.member.organisation.slug}/incidents/"


def owner(desk) -> str:
    return str(desk.world.member.user_id)


def opened(desk, **change):
    facts = {
        "kind": "breach",
        "what": "A list of applicants went to a wrong address.",
        "aware_at": timezone.now() - dt.timedelta(hours=2),
        "owner_id": desk.world.member.user_id,
    } | change
    is_exercise = bool(facts.pop("is_exercise", False))
    with desk.world.acting() as by:
        made = open_incident(facts=IncidentFacts(**facts), by=by, is_exercise=is_exercise)
        list_people(incident_id=made, wish=ScopeWish(kind="everybody"), by=by)
    return made


def taken(desk, incident, kind: str) -> None:
    with desk.world.acting() as by:
        step = StepTaken(kind=kind, at=timezone.now(), words="Reference 2026-17 of today.")
        take_step(incident_id=incident, step=step, by=by)


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_a_drill_from_opening_to_list_and_paper(desk, administrator):
    with CaptureQueriesContext(connection) as asked:
        answer = administrator.post(f"{at(desk)}new/", FACTS | {"owner_id": owner(desk), "is_exercise": "on"})
        here = answer["Location"]
        administrator.post(f"{here}list/", {"kind": "vacancy", "vacancy": desk.vacancy})
        page = text(administrator, here)
        file = administrator.get(f"{here}people.csv").content.decode("utf-8-sig")
        told = {"kind": "authority", "at": "2026-11-23T13:00", "words": "Told by form, reference 2026-17."}
        administrator.post(f"{here}steps/", told)
        paper = administrator.get(f"{here}paper.md")
    print(f"a drill took {len(asked)} statements")
    assert len(asked) <= MOST_STATEMENTS
    assert "69 h 0 min left" in page, "noon in London is one o'clock in Amsterdam: three hours have gone"
    assert "1 person on the list" in page
    assert [line[1:3] for line in csv.reader(io.StringIO(file))][1:] == [["Noor", "noor@people.example"]]
    words = paper.content.decode()
    for said in ("Exercise: personal data breach", "Nothing of it happened", "People on the list: 1.",
                 "Told by form, reference 2026-17.", "69 h 0 min to spare"):  # fmt: skip
        assert said in words
    assert "Noor" not in words
    assert paper["X-Content-SHA256"] == hashlib.sha256(paper.content).hexdigest()
    assert paper["X-Content-SHA256"] in text(administrator, here)
    assert administrator.get(f"{here}paper.md").content == paper.content, "the same facts, the same bytes"
    assert administrator.get(f"{here}paper.pdf").content[:5] == b"%PDF-"
    for page_of in (here, f"{here}people/", f"{here}change/", at(desk)):
        assert "exercise" in text(administrator, page_of).lower()
    administrator.post(f"{here}steps/", told | {"kind": "people_not", "words": "The list was encrypted."})
    administrator.post(f"{here}close/", {"learned": "Lists go by link from now on."})
    closed = text(administrator, here)
    assert "Lists go by link from now on." in closed
    assert "<form" not in closed.partition("<main")[2].partition("</main")[0]
    with desk.world.acting():
        kinds = set(Event.objects.filter(object_id=Incident.objects.get().pk).values_list("kind", flat=True))
    assert kinds == {
        f"privacy.incident_{verb}"
        for verb in (
            "opened",
            "people_listed",
            "people_exported",
            "step_taken",
            "paper_taken",
            "people_read",
            "closed",
        )
    }


def test_what_is_refused_stands_beside_its_field(desk, administrator):
    answer = administrator.post(
        f"{at(desk)}new/", FACTS | {"owner_id": owner(desk), "aware_at": "2030-01-01T10:00"}
    )
    assert answer.status_code == 422
    assert "This moment is still to come." in answer.content.decode()
    here = f"{at(desk)}{opened(desk, aware_at=timezone.now() - dt.timedelta(hours=80))}/"
    for url, sent, sentence in (
        ("list/", {"kind": "vacancy"}, "Choose a vacancy."),
        (
            "steps/",
            {"kind": "authority", "at": "2026-11-23T12:00", "words": "By form, late."},
            "Say it in a few words.",
        ),
        ("letter/", {"words_nl": "kort"}, "Say what happened, what it may lead to"),
        (
            "close/",
            {"learned": "Lists go by link from now on."},
            "Write down first that the authority was told",
        ),
    ):
        answer = administrator.post(here + url, sent)
        assert answer.status_code == 422, url
        assert sentence in answer.content.decode(), url


def test_names_are_for_who_keeps_incidents(desk, administrator):
    here = f"{at(desk)}{opened(desk)}/"
    assert "Noor" in text(administrator, f"{here}people/")
    auditor = client_of(make_member(desk.organisation, Role.AUDITOR))
    visitor = make_user("Eva")
    with desk.world.acting():
        Membership.objects.create(
            organisation_id=desk.organisation, user=visitor, role=Role.OUTSIDE_AUDITOR,
            until=timezone.now() + dt.timedelta(days=900),
        )  # fmt: skip
    for client in (auditor, client_of(visitor)):
        seen = text(client, f"{here}people/")
        assert "Noor" not in seen
        assert pseudonym(desk.person) in seen
        assert "Open an incident" not in text(client, at(desk))
        assert 'action="' + here not in text(client, here)
        assert client.get(f"{here}people.csv").status_code == 403
    assert desk.world.member.name not in text(client_of(visitor), here), "from outside, colleagues are codes"
    with desk.world.acting():
        read = Event.objects.filter(kind="privacy.incident_people_read").values_list("actor_id", flat=True)
        assert len(set(read)) == 3


def test_another_organisation_finds_nothing(desk, administrator):
    here = opened(desk)
    other = make_organisation()
    stranger = client_of(make_member(other, Role.ADMINISTRATOR))
    assert stranger.get(f"{at(desk)}{here}/").status_code == 404
    for page in ("", "people/", "people.csv", "paper.md", "change/"):
        assert stranger.get(f"/o/{other.slug}/incidents/{here}/{page}").status_code == 404, page


@pytest.mark.parametrize("page", ["", "{one}/", "{one}/people/"])
def test_pages_ask_as_often_for_three_as_for_one(desk, administrator, page):
    one = opened(desk)
    wish = ScopeWish(kind="vacancy", opportunity_id=desk.vacancy)
    taken(desk, one, "measure")
    with desk.world.acting() as by:
        list_people(incident_id=one, wish=wish, by=by)
    url = at(desk) + page.format(one=one)

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert administrator.get(url).status_code == 200
        return len(asked)

    count()
    first = count()
    for name in ("Sam", "Kim"):
        make_applicant(
            desk.world, desk.vacancy, patience=None, contact=Contact(name, f"{name}@people.example")
        )
        taken(desk, opened(desk), "authority")
        taken(desk, one, "measure")
        with desk.world.acting() as by:
            list_people(incident_id=one, wish=wish, by=by)
    assert count() == first


def test_the_start_page_counts_the_hours(desk, administrator):
    start = f"/o/{desk.world.member.organisation.slug}/"
    assert "to tell the authority" not in text(administrator, start)
    one = opened(desk)
    page = text(administrator, start)
    assert "70 h 0 min" in page
    assert "left to tell the authority of an incident." in page
    taken(desk, one, "authority_not")
    assert "70 h 0 min" not in text(administrator, start)


def test_a_serious_incident_leads_to_the_stop_button(desk, administrator):
    here = f"{at(desk)}{opened(desk, kind='serious')}/"
    administrator.post(f"{here}list/", {"kind": "vacancy", "vacancy": desk.vacancy})
    stop = f"/o/{desk.world.member.organisation.slug}/register/stops/vacancies/{desk.vacancy}/"
    assert stop in text(administrator, here)
    administrator.post(stop, {"reason": "Everybody over fifty came last."})
    page = text(administrator, here)
    assert stop not in page
    assert "/resume/" in page
    words = administrator.get(f"{here}paper.md").content.decode()
    assert "Everybody over fifty came last." in words
    assert "Advice that was stopped" in words


def test_it_is_all_said_in_dutch(desk):
    user = make_member(desk.organisation, Role.ADMINISTRATOR, user=make_user("Ada", language="nl"))
    client = client_of(user, language="nl")
    client.cookies["django_language"] = "nl"
    here = f"{at(desk)}{opened(desk, is_exercise=True)}/"
    page = text(client, here)
    for said in (
        "Datalek",
        "oefening",
        "nog 70 uur en 0 min",
        "Om wie het gaat",
        "Melden bij de toezichthouder",
    ):
        assert said in page, said
    words = client.get(f"{here}paper.md")
    assert words["Content-Language"] == "nl"
    assert "Oefening: datalek" in words.content.decode()

"""Reading vacancies, applications, candidates, scorecards and advice from another system."""

import datetime as dt
import time
import uuid
from unittest.mock import patch
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from api.calling import Caller
from factories.desk import make_desk
from factories.loop import make_vacancy, make_world
from factories.openings import make_opening
from maatwerk.apps.applications.models import Application
from maatwerk.apps.interviews.models import Interview, Interviewer, Kit, KitQuestion
from maatwerk.apps.interviews.public import ScoreGiven, submit_scorecard
from maatwerk.apps.journeys.looking import looks_at
from maatwerk.apps.messages.connections import connection_row
from maatwerk.apps.messages.models import Connection
from maatwerk.apps.organisations.public import Role, memberships
from maatwerk.apps.people.public import Contact, register_people, register_person
from maatwerk.kernel import tenancy
from maatwerk.kernel.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return make_desk()


@pytest.fixture
def caller(desk):
    return Caller(desk.world)


def test_vacancies_and_their_stages(desk, caller):
    public = make_opening(desk.world, "Seller", "patience")
    told = caller.get("v1/vacancies").json()
    assert [one["title"] for one in told["data"]] == ["Packer", "Seller"]
    assert told["next"] is None
    packer, seller = told["data"]
    assert (packer["pay"], packer["hours"], packer["published_at"], packer["path"]) == (None, None, None, "")
    assert seller["pay"] == {"low_cents": 240000, "high_cents": 290000, "period": "month", "currency": "EUR"}
    assert seller["hours"] == {"low": 16.0, "high": 32.0}
    assert seller["path"] == f"/jobs/at/{desk.world.member.organisation.slug}/{public}/"
    whole = caller.get(f"v1/vacancies/{public}").json()
    assert [(one["label"], one["need"], one["why"]) for one in whole["requirements"]] == [
        ("Patience", "essential", "The work asks it every day.")
    ]
    stages = caller.get(f"v1/vacancies/{desk.vacancy}/stages").json()["stages"]
    assert [(one["key"], one["ends"]) for one in stages] == [
        ("applied", False), ("assessed", False), ("interview", False), ("offer", False),
        ("hired", True), ("rejected", True), ("withdrawn", True),
    ]  # fmt: skip
    assert stages[0]["steps"] == [{"label": "We read it", "expected_days": 5}]


def test_vacancies_in_one_state(desk, caller):
    assert [one["title"] for one in caller.get("v1/vacancies?state=open").json()["data"]] == ["Packer"]
    assert caller.get("v1/vacancies?state=filled").json()["data"] == []
    assert caller.get("v1/vacancies?state=nonsense").status_code == 422


def test_applications_stand_where_they_stand_and_have_no_names(desk, caller):
    first, second = desk.people.values()
    desk.advance(first)
    answer = caller.get("v1/applications")
    told = answer.json()["data"]
    assert [(one["id"], one["stage"]) for one in told] == [(str(first), "assessed"), (str(second), "applied")]
    assert told[0]["stage_label"] == "assessed"
    assert set(told[0]) == {
        "id", "vacancy", "person", "stage", "stage_label", "source", "applied_at", "stage_since", "closed_at", "due_at",
    }  # fmt: skip
    assert "Jansen" not in answer.content.decode()
    assert caller.get(f"v1/applications/{first}").json() == told[0]
    found = caller.get("v1/applications?stage=applied").json()["data"]
    assert [one["id"] for one in found] == [str(second)]
    assert caller.get(f"v1/applications?vacancy={uuid.uuid4()}").json()["data"] == []


def test_candidates_have_a_name_and_nothing_protected_and_can_see_that_you_were_told(desk, caller, english):
    told = caller.get("v1/candidates").json()["data"]
    assert [(one["name"], one["email"]) for one in told] == [
        ("Ada Jansen", "ada@example.org"),
        ("Bo Smit", "bo@example.org"),
    ]
    assert set(told[0]) == {
        "id", "reference", "name", "email", "phone", "channel", "known_since", "applications",
    }  # fmt: skip
    assert told[0]["applications"] == [str(desk.people["Ada Jansen"])]
    assert caller.get(f"v1/candidates/{told[0]['id']}").json() == told[0]
    with desk.world.acting():
        events = Event.objects.filter(kind="applications.person_told")
        assert {str(one.person_id) for one in events} == {one["id"] for one in told}
        assert {one.object_id for one in events} == {caller.opened.row.id}
        assert events.count() == 2  # once a day, however often it asks
        looks = looks_at(uuid.UUID(told[0]["id"]))
    assert [(str(one.who), str(one.what)) for one in looks] == [
        ("a linked system", "was told your name and contact")
    ]


def test_somebody_who_never_applied_is_no_candidate(desk, caller):
    with desk.world.acting():
        stranger = register_person(contact=Contact("Cy Nobody"))
    assert caller.get(f"v1/candidates/{stranger}").status_code == 404
    assert len(caller.get("v1/candidates").json()["data"]) == 2


def test_pages_follow_each_other_without_gap_or_repetition(desk, caller):
    keys = [*desk.people.values(), *(desk.apply(f"Person {n}") for n in range(5))]
    seen, path = [], "v1/applications?limit=3"
    while path:
        answer = caller.get(path)
        seen += [one["id"] for one in answer.json()["data"]]
        if len(seen) == 3:
            keys.append(desk.apply("Somebody who came meanwhile"))
        link = answer.headers.get("Link", "")
        assert bool(link) == bool(answer.json()["next"])
        found = urlsplit(link.partition(">")[0].lstrip("<"))
        path = f"{found.path.removeprefix('/api/')}?{found.query}" if link else ""
    assert seen == [str(key) for key in keys]


@pytest.mark.parametrize("cursor", ["nonsense", "0" * 32, "0" * 32 + ":" + "a" * 43])
def test_a_forged_cursor_is_refused_in_words(caller, cursor):
    answer = caller.get(f"v1/applications?cursor={cursor}")
    assert answer.status_code == 400
    assert answer.json()["code"] == "cursor"
    assert "cursor is not one of this list" in answer.json()["detail"]


def test_a_cursor_of_another_list_filter_or_organisation_is_refused(desk, caller):
    cursor = caller.get("v1/applications?limit=1").json()["next"]
    assert caller.get(f"v1/applications?limit=1&cursor={cursor}").status_code == 200
    assert caller.get(f"v1/candidates?cursor={cursor}").status_code == 400
    assert caller.get(f"v1/applications?stage=applied&cursor={cursor}").status_code == 400
    assert Caller(make_world()).get(f"v1/applications?cursor={cursor}").status_code == 400


def test_who_has_an_answer_already_is_sent_nothing(desk, caller):
    for path in ("v1/vacancies", f"v1/applications/{desk.people['Bo Smit']}", "harvest/v1/jobs"):
        first = caller.get(path)
        assert first.headers["Cache-Control"] == "private, no-cache"
        again = caller.get(path, If_None_Match=first.headers["ETag"])
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert caller.get(path, If_None_Match='"other"').status_code == 200
    bo = desk.people["Bo Smit"]
    before = caller.get(f"v1/applications/{bo}").headers["ETag"]
    desk.advance(bo)
    assert caller.get(f"v1/applications/{bo}", If_None_Match=before).status_code == 200


def card(desk, *interviewers):
    """Plan an interview of the first applicant that has begun, with one question."""
    key = next(iter(desk.people.values()))
    row = desk.row(key)
    with desk.world.acting() as member:
        kit = Kit(organisation_id=row.organisation_id, opportunity_id=row.opportunity_id, number=1)
        kit.made_by_id = member.user_id
        kit.save()
        question = KitQuestion(
            organisation_id=row.organisation_id, kit=kit, position=1, about="Patience", text="When were you patient?",
            anchor_1="never", anchor_3="once", anchor_5="often",
        )  # fmt: skip
        question.save()
        starts = timezone.now() - dt.timedelta(hours=1)
        ends = starts + dt.timedelta(minutes=45)
        interview = Interview(
            organisation_id=row.organisation_id, application=row, person_id=row.person_id, state="planned",
            starts_at=starts, ends_at=ends, made_by_id=member.user_id,
        )  # fmt: skip
        interview.save()
        for user in interviewers:
            Interviewer.objects.create(
                organisation_id=row.organisation_id,
                interview=interview,
                user=user,
                starts_at=starts,
                ends_at=ends,
            )
    return interview.pk, kit.pk, question.pk


def score(desk, user, interview, kit, question, value):
    member = memberships(user)[0]
    with tenancy.acting(organisation=member.organisation.id, account=user.pk):
        submit_scorecard(
            interview_id=interview,
            kit_id=kit,
            scores={question: ScoreGiven(value, "calm under pressure")},
            summary="Good talk.",
            by=member,
        )


def test_scorecards_open_once_everybodys_are_in(desk, caller):
    one, two = desk.users[Role.RECRUITER], desk.users[Role.MANAGER]
    made = card(desk, one, two)
    key = next(iter(desk.people.values()))
    assert caller.get(f"v1/applications/{key}/scorecards").json()["data"] == []
    score(desk, one, *made, 4)
    (told,) = caller.get(f"v1/applications/{key}/scorecards").json()["data"]
    assert (told["is_open"], told["scores"], told["summary"]) == (False, [], "")
    harvest = caller.get("harvest/v1/scorecards").json()[0]
    assert (harvest["attributes"], harvest["questions"]) == ([], [])
    score(desk, two, *made, 2)
    told = caller.get("v1/scorecards").json()["data"]
    assert [(card["is_open"], card["scores"][0]["value"]) for card in told] == [(True, 4), (True, 2)]
    assert told[0]["scores"][0] == {
        "question": "When were you patient?", "about": "Patience", "value": 4, "note": "calm under pressure",
    }  # fmt: skip
    assert told[0]["summary"] == "Good talk."
    first, second = caller.get(f"harvest/v1/applications/{key}/scorecards").json()
    assert (first["ratings"]["yes"], second["ratings"]["no"]) == (["Patience"], ["Patience"])
    assert first["overall_recommendation"] == "no_decision"


def test_a_token_ends_by_itself(desk):
    short = Caller(desk.world, days=30)
    assert short.get("v1/vacancies").status_code == 200
    with desk.world.acting():
        row = Connection.objects.get(pk=short.opened.row.id)
        assert dt.timedelta(days=29) < row.expires_at - timezone.now() <= dt.timedelta(days=30)
        assert connection_row(row.pk).is_open
    with patch("maatwerk.apps.messages.connections.timezone.now", lambda: row.expires_at):
        answer = short.get("v1/vacancies")
        assert (answer.status_code, answer.json()["code"]) == (401, "token")


def asked(caller, path):
    caller.get(path)
    with CaptureQueriesContext(connection) as queries:
        caller.get(path)
    return [q["sql"] for q in queries if "set_config" not in q["sql"] and "SAVEPOINT" not in q["sql"]]


#: Token, allowance, and the questions of the list itself.
COUNTS = {
    "v1/vacancies": 8,
    "v1/applications": 3,
    "v1/candidates": 6,
    "v1/scorecards": 3,
    "harvest/v1/jobs": 8,
    "harvest/v1/job_posts": 8,
    "harvest/v1/job_stages": 8,
    "harvest/v1/applications": 4,
    "harvest/v1/candidates": 7,
    "harvest/v1/scorecards": 3,
    "harvest/v1/users": 3,
}


def test_lists_ask_the_same_few_questions_however_long_they_are(desk, caller):
    make_opening(desk.world, "Seller")
    few = {path: len(asked(caller, path)) for path in COUNTS}
    for number in range(2):
        make_vacancy(desk.world)
        make_opening(desk.world, f"Seller {number}")
        desk.apply(f"Person {number}", f"p{number}@example.org")
    assert few == COUNTS
    assert {path: len(asked(caller, path)) for path in COUNTS} == COUNTS


def test_a_page_of_a_hundred_costs_less_than_a_tenth_of_a_second(desk, caller):
    with desk.world.acting() as member:
        Application.objects.bulk_create(
            Application(
                organisation_id=member.organisation.id,
                opportunity_id=desk.vacancy,
                person_id=person,
                source="x",
            )
            for person in register_people("" for _ in range(100))
        )
    for path in (
        "v1/applications?limit=100",
        "v1/candidates?limit=100",
        "harvest/v1/candidates?per_page=100",
    ):
        assert len(asked(caller, path)) == COUNTS[path.partition("?")[0]]
        took = []
        for _each in range(5):
            began = time.process_time()  # of our own: other programmes on a busy machine are not its affair
            answer = caller.get(path)
            took.append(time.process_time() - began)
            told = answer.json()
            assert len(told["data"] if "v1/" in path[:3] else told) == 100
        assert min(took) < 0.1, (path, took)

"""Bringing in applications and asking for vacancies: once, by who may, and never a decision."""

import threading

import pytest
from django.db import connections

from api.calling import EVERY_SCOPE, Caller
from factories.desk import make_desk
from factories.loop import make_world
from factories.openings import make_opening
from maatwerk.apps.applications.models import Application, Decision
from maatwerk.apps.messages.models import KeptAnswer, Message
from maatwerk.apps.organisations.models import Membership
from maatwerk.apps.people.public import contact_of
from maatwerk.apps.vacancies.requisitions import answer_requisition, open_approved
from maatwerk.kernel.limits import Limit
from maatwerk.kernel.models import Event

NEED = {
    "job_family": "Packers",
    "title": "Packer, evenings",
    "reason": "growth",
    "why": "There is a second shift from January on.",
    "pay_most_cents": 280000,
    "people": 2,
}


def person(**changes):
    return {
        "reference": "p-7",
        "name": "Kim de Vries",
        "email": "kim@example.org",
        "phone": "0612345678",
    } | changes


@pytest.fixture
def world(db):
    return make_world()


@pytest.fixture
def vacancy(world):
    return make_opening(world, "Seller")


@pytest.fixture
def caller(world):
    return Caller(world)


def test_an_application_comes_in_and_its_person_hears_of_it(world, vacancy, caller, settings):
    settings.MAIL_DOMAIN = "answers.example.org"
    body = {
        "vacancy": str(vacancy),
        "person": person(date_of_birth="1990-01-01", shoe="42"),
        "source": "indeed",
    }
    answer = caller.post("v1/applications", body)
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["stage"], told["source"], told["vacancy"]) == ("applied", "indeed", str(vacancy))
    assert answer.headers["Location"] == f"/api/v1/applications/{told['id']}"
    assert "Kim" not in answer.content.decode()
    with world.acting():
        row = Application.objects.get()
        assert contact_of(row.person_id).email == "kim@example.org"
        receipt = Message.objects.get()
        assert receipt.to == "kim@example.org"
        assert receipt.reply_to.startswith("reply+")  # whoever answers it comes into the conversation
        event = Event.objects.get(kind="applications.application_brought")
        assert event.data["dropped"] == ["date_of_birth"]
        assert event.data["others"] == 1
        assert event.data["connection"] == str(caller.opened.row.id)
        assert "1990-01-01" not in str([one.data for one in Event.objects.all()])
    found = caller.get(f"v1/candidates/{told['person']}").json()
    assert (found["reference"], found["phone"]) == ("p-7", "0612345678")


def test_the_same_number_is_the_same_person_and_nobody_is_guessed(world, vacancy, caller):
    other = make_opening(world, "Cashier")
    first = caller.post("v1/applications", {"vacancy": str(vacancy), "person": person()}).json()
    second = caller.post(
        "v1/applications", {"vacancy": str(other), "person": person(name="K. de Vries")}
    ).json()
    third = caller.post("v1/applications", {"vacancy": str(other), "person": person(reference="")}).json()
    assert first["person"] == second["person"]
    assert third["person"] != first["person"]
    again = caller.post("v1/applications", {"vacancy": str(vacancy), "person": person()})
    assert (again.status_code, again.json()["detail"]) == (
        409,
        "This person applied for this vacancy already.",
    )


def test_sent_again_under_its_key_it_is_done_once(world, vacancy, caller):
    body = {"vacancy": str(vacancy), "person": person(reference="")}
    first = caller.post("v1/applications", body, Idempotency_Key="key-1")
    again = caller.post("v1/applications", body, Idempotency_Key="key-1")
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Location"] == first.headers["Location"]
    other = caller.post("v1/applications", body | {"source": "else"}, Idempotency_Key="key-1")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_used")
    elsewhere = Caller(world).post("v1/applications", body, Idempotency_Key="key-1")
    assert elsewhere.json()["id"] != first.json()["id"]  # another token, another key
    with world.acting():
        assert Application.objects.count() == 2
        kept = KeptAnswer.objects.filter(connection_id=caller.opened.row.id).get()
        assert first.json()["id"].encode() not in bytes(kept.sealed)
        assert "key-1" not in kept.key_hash
        KeptAnswer.objects.all().delete()  # its day is over
    assert caller.post("v1/applications", body, Idempotency_Key="key-1").json()["id"] != first.json()["id"]


def test_what_was_refused_can_be_put_right_under_the_same_key(vacancy, caller):
    wrong = {"vacancy": "00000000-0000-4000-8000-000000000000", "person": person()}
    assert caller.post("v1/applications", wrong, Idempotency_Key="key-2").status_code == 404
    right = {"vacancy": str(vacancy), "person": person()}
    assert caller.post("v1/applications", right, Idempotency_Key="key-2").status_code == 201
    answer = caller.post("v1/applications", right, Idempotency_Key="k" * 256)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key")


@pytest.mark.usefixtures("committed")
def test_two_at_the_same_moment_are_one():
    world = make_world()
    vacancy = make_opening(world, "Seller")
    callers = [Caller(world)] * 4
    body = {"vacancy": str(vacancy), "person": person(reference="")}
    said, gate = [], threading.Barrier(len(callers))

    def send(caller):
        try:
            gate.wait(10)
            said.append(caller.post("v1/applications", body, Idempotency_Key="same"))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(one,)) for one in callers]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert {answer.status_code for answer in said} == {201}
    assert len({answer.content for answer in said}) == 1
    assert sum("Idempotency-Replayed" not in answer.headers for answer in said) == 1
    with world.acting():
        assert Application.objects.count() == 1


def test_a_vacancy_is_asked_for_and_a_colleague_opens_it(world, caller):
    answer = caller.post("v1/vacancies", NEED)
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["state"], told["people"], told["vacancies"]) == ("asked", 2, [])
    assert caller.get("v1/vacancies").json()["data"] == []
    path = answer.headers["Location"].removeprefix("/api/")
    with world.acting() as member:
        event = Event.objects.get(kind="vacancies.colleague_requested")
        assert event.data["through"] == str(caller.opened.row.id)
        answer_requisition(requisition_id=told["id"], approve=True, answer="", by=member)
        opened = open_approved(requisition_id=told["id"], by=member)
    found = caller.get(path).json()
    assert (found["state"], found["vacancies"]) == ("approved", [str(opened)])
    assert caller.get(f"v1/vacancies/{opened}").json()["requisition"] == told["id"]


def test_who_changes_something_says_which_version_they_saw(world, caller):
    first = caller.post("v1/vacancies", NEED)
    path = first.headers["Location"].removeprefix("/api/")
    seen = caller.get(path).headers["ETag"]
    assert seen == first.headers["ETag"]
    blind = caller.put(path, NEED | {"people": 3})
    assert (blind.status_code, blind.json()["code"]) == (428, "if_match_missing")
    changed = caller.put(path, NEED | {"people": 3}, If_Match=seen)
    assert (changed.status_code, changed.json()["people"]) == (200, 3)
    late = caller.put(path, NEED | {"people": 4}, If_Match=seen)
    assert (late.status_code, late.json()["code"]) == (412, "changed_meanwhile")
    assert caller.put(path, NEED | {"people": 4}, If_Match=changed.headers["ETag"]).json()["people"] == 4
    with world.acting() as member:
        answer_requisition(requisition_id=first.json()["id"], approve=True, answer="", by=member)
    answered = caller.put(path, NEED, If_Match=caller.get(path).headers["ETag"])
    assert (answered.status_code, answered.json()["code"]) == (409, "answered")


def test_a_token_whose_maker_left_asks_for_nothing(world, caller):
    with world.acting() as member:
        Membership.objects.filter(user_id=member.user_id).delete()
    answer = caller.post("v1/vacancies", NEED)
    assert (answer.status_code, answer.json()["code"]) == (403, "nobody_behind")


ACTS = ("move", "advance", "reject", "unreject", "hire", "transfer_to_job", "close")


def test_no_token_moves_turns_down_or_hires_anybody(db):
    desk = make_desk()
    caller = Caller(desk.world, *EVERY_SCOPE)
    key = desk.people["Ada Jansen"]
    before = desk.row(key).stage_since
    body = {"stage": "rejected", "from_stage_id": "x", "rejection_reason_id": "y"}
    for base in ("v1", "harvest/v1"):
        for path, method in [
            *((f"{base}/applications/{key}/{act}", "POST") for act in ACTS),
            *((f"{base}/applications/{key}", method) for method in ("PUT", "PATCH", "DELETE")),
        ]:
            answer = caller.ask(method, path, body)
            assert (answer.status_code, answer.json()["code"]) == (403, "needs_a_human"), path
            assert answer["Content-Type"] == "application/problem+json"
            assert "signed in moves or turns down" in answer.json()["detail"]
    row = desk.row(key)
    assert (row.stage, row.stage_since, row.closed_at) == ("applied", before, None)
    with desk.world.acting():
        assert not Decision.objects.exists()


def test_a_token_that_asks_too_often_waits(world, caller, monkeypatch):
    monkeypatch.setattr("maatwerk.api.auth.REQUESTS", Limit("test.token", burst=2, per_hour=360))
    answers = [caller.get("v1/vacancies") for _each in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert [one.headers["RateLimit"].partition(";t=")[0] for one in answers] == [
        '"token";r=1', '"token";r=0', '"token";r=0',
    ]  # fmt: skip
    assert answers[2].json()["code"] == "too_often"
    assert 9 <= int(answers[2].headers["Retry-After"]) <= 10
    assert "Retry-After" not in answers[1].headers
    assert Caller(world).get("v1/vacancies").status_code == 200  # another token has its own


def test_a_wrong_way_of_asking_is_a_problem_too(caller):
    answer = caller.ask("DELETE", "v1/vacancies")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, POST")
    assert answer.json()["detail"] == "This can only be done with GET, POST."


@pytest.mark.parametrize("path", ["v1/nothing", "v1/vacancies/", "", "harvest/v1/../jobs"])
def test_an_address_that_is_none_is_a_problem_too(caller, path):
    for method in ("GET", "POST"):
        answer = caller.ask(method, path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{bad", 400, "request"),
        (b'{"person": "\xe9"}', 400, "request"),
        (b"[" * 50_000, 400, "request"),
        (b'{"source": "' + b"a" * 3_000_000 + b'"}', 413, "too_large"),
    ],
)
def test_a_body_that_cannot_be_read_is_said_so(caller, body, status, code):
    answer = caller.client.generic(
        "POST", "/api/v1/applications", body, "application/json", headers=caller.bearer
    )
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert "parse" not in answer.json()["detail"]


def test_head_is_a_get_without_its_body(vacancy, caller):
    told, head = (caller.ask(method, f"v1/vacancies/{vacancy}") for method in ("GET", "HEAD"))
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == told.headers["ETag"]
    assert head.headers["Content-Length"] == str(len(told.content))
    assert caller.ask("HEAD", "v1/applications/nonsense").status_code == 422


def test_a_character_no_database_can_keep_is_named_and_refused(caller):
    answer = caller.post("v1/vacancies", NEED | {"title": "Packer\x00"})
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["where"].endswith("title")
    assert "NUL" in error["sentence"]
    asked = caller.get("v1/vacancies?after=%00")
    assert (asked.status_code, asked.json()["code"]) == (422, "request")

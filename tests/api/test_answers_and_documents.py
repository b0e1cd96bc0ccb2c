"""Answers and documents that another system brings with an application: the same rules as for people who apply here."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from api.calling import Caller
from apps.applications.applying.files import docx, pdf
from factories.loop import make_world
from factories.openings import make_opening
from maatwerk.apps.applications.models import Document
from maatwerk.apps.applications.public import documents_of, sent_with
from maatwerk.apps.vacancies.operations import ask_questions
from maatwerk.apps.vacancies.public import QuestionSpec, told_vacancy
from maatwerk.kernel.models import Event

ASKED = [
    QuestionSpec("yes_no", "Can you work on Saturdays?"),
    QuestionSpec("choice", "Where?", ("Ede", "Wageningen")),
    QuestionSpec("number", "How many hours a week?"),
    QuestionSpec("date", "From when?"),
    QuestionSpec("short_text", "What do you like about it?", is_required=True),
]


@pytest.fixture
def world(db):
    return make_world()


@pytest.fixture
def caller(world):
    return Caller(world)


@pytest.fixture
def vacancy(world):
    key = make_opening(world, "Seller")
    with world.acting() as member:
        ask_questions(vacancy_id=key, questions=ASKED, by=member)
    return key


@pytest.fixture
def keys(world, vacancy):
    with world.acting():
        return [str(one.id) for one in told_vacancy(vacancy).questions]


def bring(caller, vacancy, answers):
    body = {"vacancy": str(vacancy), "person": {"name": "Kim de Vries"}, "answers": answers}
    return caller.post("v1/applications", body)


def test_answers_stand_beside_their_questions_as_from_the_page(world, vacancy, caller, keys):
    values = [True, "Ede", 32.5, "2026-12-31", "  The people.  "]
    given = [{"question": key, "value": value} for key, value in zip(keys, values, strict=True)]
    made = bring(caller, vacancy, given[::-1])
    assert made.status_code == 201, made.content
    with world.acting():
        sent = sent_with(uuid.UUID(made.json()["id"]))
    assert sent is not None
    assert [one.value for one in sent.answers] == ["yes", "Ede", "32.5", "2026-12-31", "The people."]
    assert sent.answers[1].question == "Where?"
    assert (sent.notice_version, sent.may_keep_longer) == ("", False)  # nobody agreed to anything by it
    nothing = bring(
        caller, vacancy, []
    )  # also to what the page requires: the other system may not have asked it
    assert nothing.status_code == 201


@pytest.mark.parametrize("hours", [0, 1])
def test_a_number_is_no_yes_or_no(world, vacancy, caller, keys, hours):
    made = bring(caller, vacancy, [{"question": keys[2], "value": hours}])
    assert made.status_code == 201, made.content
    with world.acting():
        (kept,) = sent_with(uuid.UUID(made.json()["id"])).answers
    assert kept.value == str(hours)


@pytest.mark.parametrize(
    ("number", "value", "said"),
    [
        (0, "perhaps", "Can you work on Saturdays?: Select a valid choice."),
        (1, "Arnhem", "Where?: Select a valid choice."),
        (2, "many", "How many hours a week?: Enter a number."),
        (3, "31-31-2026", "From when?: Enter a valid date."),
        (
            4,
            "My number is 111222333",
            "What do you like about it?: This looks like your citizen service number.",
        ),
    ],
)
def test_an_answer_that_does_not_fit_keeps_the_application_out(
    world, vacancy, caller, keys, number, value, said
):
    answer = bring(caller, vacancy, [{"question": keys[number], "value": value}])
    assert (answer.status_code, answer.json()["code"]) == (422, "answer")
    assert answer.json()["detail"].startswith(said)
    with world.acting():
        assert not Event.objects.filter(kind="applications.application_brought").exists()


def test_what_is_not_asked_or_far_too_long_is_refused(vacancy, caller, keys):
    stranger = bring(caller, vacancy, [{"question": str(uuid.uuid4()), "value": "x"}])
    assert (stranger.status_code, stranger.json()["code"]) == (422, "no_question")
    long = bring(caller, vacancy, [{"question": keys[4], "value": "x" * 1001}])
    assert long.status_code == 422


def send(caller, application, content, name="document"):
    file = SimpleUploadedFile("cv.pdf", content)
    path = f"/api/v1/applications/{application}/documents"
    return caller.client.post(path, {name: file}, headers=caller.bearer)


def test_a_document_is_looked_at_kept_encrypted_and_the_same_when_sent_again(world, vacancy, caller):
    key = bring(caller, vacancy, []).json()["id"]
    content = docx()
    made = send(caller, key, content)
    assert made.status_code == 201, made.content
    assert made.json() | {"id": ""} == {
        "id": "", "kind": "document", "suffix": "docx", "kilobytes": made.json()["kilobytes"], "is_scanned": False
    }  # fmt: skip
    assert send(caller, key, content).json() == made.json()
    hostile = send(caller, key, pdf(b"<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>"))
    assert (hostile.status_code, hostile.json()["code"]) == (422, "document_script")
    assert send(caller, key, content, name="file").status_code == 422
    path = f"/api/v1/applications/{key}/documents"
    no_form = caller.client.post(path, b"x", content_type="multipart/form-data", headers=caller.bearer)
    assert (no_form.status_code, no_form.json()["code"]) == (422, "request")
    with world.acting():
        assert [str(one.id) for one in documents_of(uuid.UUID(key))] == [made.json()["id"]]
        assert Event.objects.filter(kind="applications.document_added").count() == 1


def test_too_much_is_hung_up_on_and_another_connection_adds_nothing(world, vacancy, caller, monkeypatch):
    key = bring(caller, vacancy, []).json()["id"]
    monkeypatch.setattr("maatwerk.apps.applications.applying.uploading.LARGEST_BYTES", 1_000)
    large = send(caller, key, b"%PDF-1.4" + bytes(2_000_000))
    assert (large.status_code, large.json()["code"]) == (413, "document_too_large")
    assert send(Caller(world), key, docx()).status_code == 404
    with world.acting():
        assert not Document.objects.exists()

"""Answers from paper into the orders of known people: every row or none, and nobody reads them back."""

import pytest
from django.utils import translation

from factories.assessments import make_package
from maatwerk.apps.assessments.content import DraftRefused
from maatwerk.apps.assessments.models import AssessmentSession, Order, Package, Response, ScaleResult
from maatwerk.apps.assessments.operations.paper import PaperWish, import_answers
from maatwerk.apps.messages.models import Message
from maatwerk.apps.people.public import Contact, person_by_external_id, register_person
from maatwerk.kernel.refusals import NotAllowed, Refusal

pytestmark = pytest.mark.django_db
HEADER = "person,item-rating,item-choice,item-multiple,item-order,item-numeric,item-situation"
GOOD = f"{HEADER}\nP1,4,b,a;c,c;a;b,90,a;c\nP2,e,1,2,1;2;3,,2;3\n"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def package(tests):
    key = make_package(tests)
    with tests.acting():
        for number in ("P1", "P2"):
            register_person(contact=Contact(name=number, email=f"{number}@example.org"), external_id=number)
    return key


def bring(tests, package, tmp_path, text, **changes):
    file = tmp_path / "paper.csv"
    file.write_text(text, encoding="utf-8")
    wish = {"path": file, "name": "paper.csv", "notice": "2026-11"} | changes
    with tests.acting():
        return import_answers(package, PaperWish(**wish), by=tests.world.member)


def rows_of(tests, number):
    with tests.acting():
        person = person_by_external_id(number)
    with tests.acting(person=person):
        return list(Response.objects.order_by("position").values_list("item__kind", "answer", "category"))


def test_answers_are_scored_and_the_orders_complete(tests, package, tmp_path):
    assert bring(tests, package, tmp_path, GOOD) == 2
    with tests.acting():
        assert set(Order.objects.values_list("state", "notice_version")) == {("completed", "paper: 2026-11")}
        assert not Message.objects.exists()  # who answered on paper needs no link
        assert not Response.objects.exists()  # not even the psychologist who brought them in reads them
    found = {kind: (answer, category) for kind, answer, category in rows_of(tests, "P1")}
    assert found["rating"] == ("d", 3)
    assert found["choice"] == ("b", 1)
    assert found["multiple"] == (["a", "c"], 1)
    assert found["order"] == (["c", "a", "b"], 1)
    assert found["numeric"] == ("90", 1)
    assert found["situation"] == ({"best": "a", "worst": "c"}, 2)
    assert found["work_sample"] == (None, None)
    second = {kind: (answer, category) for kind, answer, category in rows_of(tests, "P2")}
    assert second["choice"] == ("a", 0)
    assert second["numeric"] == (None, None)
    with tests.acting():
        person = person_by_external_id("P1")
    with tests.acting(person=person):
        assert AssessmentSession.objects.get().ended_by == "paper"
        assert ScaleResult.objects.exists()


def test_every_problem_is_said_and_nothing_is_written(tests, package, tmp_path):
    bad = f"{HEADER},shoe-size\nP1,9,b,a,c;a;b,90,a;a,44\nP9,4,b,a,c;a;b,90,a;c,44\nP1,4,b,a,c;a;b,x,a;c,44\n"
    with pytest.raises(DraftRefused) as caught:
        bring(tests, package, tmp_path, bad)
    assert {str(problem) for problem in caught.value.problems} == {
        "shoe-size: This column is no item of the package.",
        "paper.csv:2 item-rating: The item does not offer this answer.",
        "paper.csv:2 item-situation: The item does not offer this answer.",
        "paper.csv:4: Each row needs a person's number, each number once.",
        "P9: Nobody is known here under this number.",
    }
    with tests.acting():
        assert not Order.objects.exists()


def test_twice_is_refused(tests, package, tmp_path):
    bring(tests, package, tmp_path, GOOD)
    with pytest.raises(DraftRefused, match="took the test here already"):
        bring(tests, package, tmp_path, GOOD)


@pytest.mark.parametrize(
    ("text", "changes", "said"),
    [
        (GOOD, {"notice": " "}, "which notice"),
        (GOOD, {"person_column": "number"}, "no column “number”"),
        ("", {}, "empty"),
    ],
)
def test_files_that_cannot_be_used(tests, package, tmp_path, text, changes, said):
    with pytest.raises(Refusal, match=said):
        bring(tests, package, tmp_path, text, **changes)


def test_adaptive_packages_take_no_paper(tests, tmp_path):
    key = make_package(tests, tests.bank_id, key="adaptive", delivery="adaptive")
    with pytest.raises(Refusal, match="the same items"):
        bring(tests, key, tmp_path, GOOD)
    with tests.acting():
        assert Package.objects.get(pk=key)


def test_only_a_psychologist_brings_answers(tests, package, tmp_path):
    import dataclasses

    from maatwerk.apps.organisations.public import Role

    recruiter = dataclasses.replace(tests.world.member, roles=frozenset({Role.RECRUITER}))
    with tests.acting(), pytest.raises(NotAllowed):
        import_answers(package, PaperWish(path=tmp_path, name="x", notice="n"), by=recruiter)

"""`maatwerk privacy`: what is due, erased now, held."""

import json

import pytest

from factories.loop import make_applicant, make_vacancy, make_world
from maatwerk.apps.applications.models import Application
from maatwerk.apps.organisations.public import User
from maatwerk.apps.people.models import Identity
from maatwerk.apps.people.public import Contact
from maatwerk.cli import runtime
from maatwerk.cli.main import main


@pytest.fixture
def terminal(committed, capsys, monkeypatch):
    """Run a command on the database of the tests, and return its status and what it says."""
    monkeypatch.setattr(runtime, "_open", True)  # it stands already
    world = make_world()
    vacancy = make_vacancy(world)
    email = User.objects.get(pk=world.member.user_id).email
    people = []
    for name in ("Noor", "Sam"):
        people.append(make_applicant(world, vacancy, contact=Contact(name, f"{name}@people.example")))
    with world.acting():
        Application.objects.update(stage="rejected", closed_at="2020-01-01T12:00:00Z")

    def run(*words):
        status = main(
            [
                "privacy",
                *map(str, words),
                "-o",
                world.member.organisation.slug,
                "--as",
                email,
                "--language",
                "en",
            ]
        )
        said = capsys.readouterr()
        return status, said.out + said.err

    return world, people, run


def test_hold_one_and_erase_the_rest(terminal):
    world, (noor, sam), run = terminal
    status, said = run("due")
    assert status == 0
    assert said.count("29 Jan 2020  limit NL  due") == 2
    assert run("hold", noor, "--reason", "Complaint 12 at the institute.", "--review", "2099-01-31")[0] == 0
    due = json.loads(run("due", "--json")[1])
    assert {row["person_id"]: row["is_held"] for row in due} == {str(noor): True, str(sam): False}
    assert json.loads(run("erase", "--json")[1]) == {"erased": 1}
    with world.acting():
        assert list(Identity.objects.values_list("person_id", flat=True)) == [noor]
    assert json.loads(run("erase", "--json")[1]) == {"erased": 0}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("hold", "nobody", "--reason", "Complaint 12.", "--review", "2099-01-31"), "is no key of a person"),
        (("hold", "nobody", "--reason", "Complaint 12.", "--review", "soon"), "soon is no day"),
        (("erase", "--person", "00000000-0000-4000-8000-000000000000"), "nothing kept about this person"),
    ],
)
def test_what_cannot_be_is_said(terminal, words, sentence):
    _world, _people, run = terminal
    status, said = run(*words)
    assert status == 1
    assert sentence in said

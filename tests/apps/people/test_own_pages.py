"""A person's own link: one per organisation, kept as a hash, useless once renewed, and nobody else's."""

import uuid
from urllib.parse import urlsplit

import pytest
from django.test import Client

from factories import loop
from maatwerk.apps.people.models import PersonLink
from maatwerk.apps.people.public import Contact, language_of, own_link, renew_own_link, set_language

pytestmark = pytest.mark.usefixtures("committed", "english")


@pytest.fixture
def world(committed: None) -> loop.World:
    """An organisation with one vacancy and one applicant."""
    made = loop.make_world()
    made.vacancy = loop.make_vacancy(made)
    made.person = loop.make_applicant(made, made.vacancy, contact=Contact("Noor"))
    return made


def path_of(world: loop.World) -> str:
    """The path of the person's link."""
    with world.acting():
        return urlsplit(own_link(world.person)).path


def test_the_link_opens_the_person_s_page_and_is_the_same_every_time(world: loop.World) -> None:
    path = path_of(world)
    assert path == path_of(world)
    answer = Client().get(path)
    assert answer.status_code == 200
    assert "Your applications" in answer.content.decode()
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "no-store"


def test_the_database_keeps_no_token(world: loop.World) -> None:
    token = path_of(world).rstrip("/").split("/")[-1]
    with world.acting():
        kept = PersonLink.objects.get()
    assert token not in str(vars(kept))


def test_a_renewed_link_replaces_the_one_before(world: loop.World) -> None:
    before = path_of(world)
    with world.acting():
        renew_own_link(world.person)
    assert Client().get(before).status_code == 404
    assert Client().get(path_of(world)).status_code == 200


def test_a_link_opens_nothing_at_another_organisation(world: loop.World) -> None:
    other = loop.make_world()
    mine, theirs = str(world.member.organisation.id), str(other.member.organisation.id)
    path = path_of(world)
    assert Client().get(path.replace(mine, theirs)).status_code == 404
    assert Client().get(path.replace(mine, str(uuid.uuid4()))).status_code == 404


def test_pages_and_letters_speak_the_language_that_was_chosen(world: loop.World) -> None:
    path = path_of(world)
    with world.acting():
        set_language(world.person, "nl")
        assert language_of(world.person) == "nl"
    assert "Je sollicitaties" in Client().get(path, headers={"accept-language": "en"}).content.decode()

"""The pages of cases: who may open them, what they show, and what they do."""

import uuid
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories.loop import World, make_applicant, make_vacancy, make_world
from factories.organisations import client_of, make_member
from maatwerk.apps.cases.models import Case
from maatwerk.apps.cases.public import Asked, open_case
from maatwerk.apps.organisations.public import Role, User
from maatwerk.apps.people.public import Contact, own_link, pseudonym
from maatwerk.kernel import tenancy

pytestmark = pytest.mark.django_db

R, M, P, A, U, D = (
    Role.RECRUITER,
    Role.MANAGER,
    Role.PSYCHOLOGIST,
    Role.ANALYST,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)


@pytest.fixture
def world() -> World:
    made = make_world()
    made.vacancy = make_vacancy(made)
    made.person = make_applicant(made, made.vacancy, contact=Contact("Noor", "noor@people.example"))
    return made


def member(world: World, *roles: Role) -> User:
    return make_member(world.member.organisation.id, *roles)


def asked(world: World, kind: str = "contest", **values: object) -> uuid.UUID:
    with tenancy.acting(organisation=world.member.organisation.id, person=world.person):
        found = Asked(kind=kind, text="Please look again.", person_id=world.person, **values)  # type: ignore[arg-type]
        return open_case(found)


def at(world: World) -> str:
    return f"/o/{world.member.organisation.slug}/cases/"


def test_a_kind_that_is_not_for_a_role_does_not_exist_for_it(world):
    contest, erasure = asked(world), asked(world, "erasure")
    for role, sees in ((R, {contest}), (P, set()), (U, {contest, erasure}), (D, {contest, erasure})):
        client = client_of(member(world, role))
        found = {key for key in (contest, erasure) if client.get(f"{at(world)}{key}/").status_code == 200}
        assert found == sees, role


def test_names_are_for_who_works_with_people(world):
    asked(world, "erasure")
    assert "Noor" in client_of(member(world, D)).get(at(world)).content.decode()
    page = client_of(member(world, U)).get(at(world)).content.decode()
    assert "Noor" not in page
    assert pseudonym(world.person) in page


def test_a_recruiter_answers_and_the_person_reads_it(world):
    key = asked(world)
    client = client_of(member(world, R))
    page = client.get(f"{at(world)}{key}/").content.decode()
    assert "Please look again." in page
    refused = client.post(f"{at(world)}{key}/answer/", {"text": " ", "upheld": "no"})
    assert refused.status_code == 422
    client.post(f"{at(world)}{key}/answer/", {"text": "We invite you after all.", "upheld": "yes"})
    client.post(f"{at(world)}{key}/close/", {"done": ""})
    with world.acting():
        assert Case.objects.get().state == "upheld", "closing needs what was done"
        home = urlsplit(own_link(world.person)).path
    client.post(f"{at(world)}{key}/close/", {"done": "Invited."})
    own = Client().get(home + "questions/").content.decode()
    assert "We invite you after all." in own
    assert "A colleague (recruiter)" in own, "it says who answered"
    assert "You contest a decision" in own, "it speaks to the one who asked"
    assert "Invited." not in own, "what colleagues note is theirs"
    assert "Please" not in client.get(at(world)).content.decode()
    assert "Contests a decision" in client.get(at(world) + "?done").content.decode()


def test_who_decided_gets_no_form_and_is_refused(world):
    decider = member(world, R)
    key = asked(world, not_by=(decider.pk,))
    client = client_of(decider)
    page = client.get(f"{at(world)}{key}/").content.decode()
    assert "a colleague answers this" in page
    assert "Send the answer" not in page
    answer = client.post(f"{at(world)}{key}/answer/", {"text": "It stays.", "upheld": "no"})
    assert answer.status_code == 403
    assert "Somebody else has to answer" in answer.content.decode()


def test_where_nobody_else_may_answer_the_page_says_so(world):
    with world.acting():
        key = asked(world, not_by=(world.member.user_id,))
    page = client_of(member(world, D)).get(f"{at(world)}{key}/").content.decode()
    assert "Nobody here may answer this" in page


def test_a_case_is_given_to_a_colleague_who_may(world):
    key = asked(world)
    other = member(world, M)
    client = client_of(member(world, R))
    client.post(f"{at(world)}{key}/assign/", {"owner": str(other.pk)})
    with world.acting():
        assert Case.objects.get().owner_id == other.pk
    refused = client.post(f"{at(world)}{key}/assign/", {"owner": str(member(world, A).pk)})
    assert refused.status_code == 422


def test_the_list_costs_as_much_for_three_as_for_one(world):
    client = client_of(member(world, D))
    asked(world, "erasure")
    client.get(at(world))
    with CaptureQueriesContext(connection) as one:
        client.get(at(world))
    asked(world, "access")
    asked(world, "objection")
    with CaptureQueriesContext(connection) as three:
        client.get(at(world))
    assert len(one) == len(three) <= 16

"""A person's own pages: what they show, what can be asked there, and that nobody else and nothing internal shows."""

import json
import uuid
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories import loop
from factories.organisations import make_member
from maatwerk.apps.applications.public import (
    Choice,
    applications,
    apply_for,
    decide,
    record_own_view,
    see_advice,
)
from maatwerk.apps.cases.models import Case
from maatwerk.apps.journeys.urls import urlpatterns
from maatwerk.apps.organisations.models import Organisation
from maatwerk.apps.organisations.public import Role
from maatwerk.apps.people.public import Contact, identity_of, own_link
from maatwerk.apps.vacancies.public import StepSpec, plan_steps
from maatwerk.kernel import tenancy
from maatwerk.kernel.models import Event

pytestmark = pytest.mark.usefixtures("committed", "english")

SECRETS = (
    "Too slow in the role play.",
    "I do not trust this one.",
    "Ole Olsen",
    "ole@people.example",
    "team need",
)


@dataclass
class Candidate:
    """A person with an application, their browser and where their pages begin."""

    world: loop.World
    person: uuid.UUID
    application: uuid.UUID
    home: str
    client: Client

    def get(self, path: str = "", status: int = 200) -> str:
        answer = self.client.get(self.home + path)
        assert answer.status_code == status, answer.content.decode()[-2000:]
        return answer.content.decode()

    def post(self, path: str, status: int = 302, **data: object) -> str:
        answer = self.client.post(self.home + path, data)
        assert answer.status_code == status, answer.content.decode()[-2000:]
        return answer.headers.get("Location", "") or answer.content.decode()

    @property
    def at(self) -> str:
        """The path of the one application."""
        return f"applications/{self.application}/"


@pytest.fixture
def world(committed: None) -> loop.World:
    made = loop.make_world()
    made.vacancy = loop.make_vacancy(made)
    return made


def candidate(world: loop.World, name: str = "Noor", *, patience: float | None = 60.0) -> Candidate:
    person = loop.make_applicant(
        world,
        world.vacancy,
        contact=Contact(name, f"{name.split()[0].lower()}@people.example"),
        patience=patience,
    )
    with world.acting():
        (row,) = [one for one in applications(world.vacancy) if one.person_id == person]
        home = urlsplit(own_link(person)).path
    return Candidate(world, person, row.id, home, Client())


def reject(noor: Candidate, reason: str = "Too slow in the role play.") -> None:
    with noor.world.acting() as member:
        decide(
            application_id=noor.application,
            choice=Choice(choice="reject", reason=reason, deviation="team_need"),
            by=member,
        )


def test_the_steps_ahead_stand_with_their_days(world):
    noor = candidate(world)
    with world.acting() as member:
        plan_steps(
            vacancy_id=world.vacancy,
            steps=[StepSpec("applied", "We read it", 4), StepSpec("interview", "A talk", 9)],
            by=member,
        )
    page = noor.get()
    assert "We read it" in page
    assert "at the latest" in page
    assert "after that, within 9 days" in page
    assert "after that, within 9 days" in noor.get(noor.at)


def test_another_persons_link_opens_nothing_of_mine(world):
    noor, ole = candidate(world), candidate(world, "Ole Olsen")
    reject(noor)
    noor.post(noor.at + "ask/contest/", text="Look again, please.")
    for path in (noor.at, noor.at + "explanation/", noor.at + "ask/contest/", noor.at + "withdraw/"):
        ole.get(path, status=404)
    ole.client.post(ole.home + noor.at + "withdraw/")
    for path in ("", "data/", "questions/", "openings/", "data/my-data.json"):
        page = ole.get(path)
        assert "Noor" not in page, path
        assert "Look again" not in page, path
    assert "Ole" not in noor.get("data/my-data.json")


def test_no_page_shows_what_colleagues_wrote_for_each_other_nor_a_number_of_the_advice(world_with_advice):
    noor = world_with_advice
    with noor.world.acting() as member:
        record_own_view(
            application_id=noor.application, opinion=2, note="I do not trust this one.", by=member
        )
        see_advice(application_id=noor.application, by=member)
    reject(noor)
    candidate(noor.world, "Ole Olsen")
    pages = [
        noor.get(path) for path in ("", noor.at, noor.at + "explanation/", "data/", "questions/", "openings/")
    ]
    pages.append(noor.get("data/my-data.json"))
    for page in pages:
        for secret in SECRETS:
            assert secret not in page
    explained = noor.get(noor.at + "explanation/")
    text = explained[explained.index("<main") : explained.index("</main>")]
    assert "Patience" in text
    assert "clearly in your favour" in text
    assert "%" not in text
    assert not any(sign in text for sign in ("of 100", "0.", "0,")), (
        "estimates belong to who reads the advice"
    )


@pytest.fixture
def world_with_advice(committed: None) -> Candidate:
    world = loop.make_world(people=220)
    loop.admit(world, "patience", "luck", importance=2, source="Team leaders")
    loop.put_live(world, loop.propose(world))
    world.vacancy = loop.make_vacancy(world)
    noor = candidate(world, patience=75.0)
    candidate(world, "Ole Olsen", patience=40.0)
    loop.advise(world, world.vacancy)
    return noor


def test_whoever_was_decided_about_has_an_explanation_that_names_who_decided(world_with_advice):
    """AI Act 86: with an advice, with nothing known to advise on, and where nobody asked for one any more."""
    world = world_with_advice.world
    late = candidate(world, "Ilse")
    empty = candidate(world, "Bo", patience=None)
    loop.advise(world, world.vacancy)
    last = candidate(world, "Kim")
    everybody = [world_with_advice, late, empty, last]
    for one in everybody:
        assert "Decided by" not in one.get(one.at + "explanation/")
        reject(one)
    with world.acting():
        Organisation.objects.update(shows_names=True)
    for one in everybody:
        page = one.get(one.at + "explanation/")
        assert f"Decided by {world.member.name}" in page
        assert "a human reads the advice beside everything else, decides, and says why" in page


def test_without_a_model_the_explanation_says_so(world):
    noor = candidate(world)
    loop.advise(world, world.vacancy)
    assert "no advice on you" in noor.get(noor.at + "explanation/")


def test_a_contest_goes_to_another_human_and_cannot_be_sent_twice(world):
    noor = candidate(world)
    other = make_member(world.member.organisation.id, Role.RECRUITER)
    noor.get(noor.at + "ask/contest/", status=404)  # nothing was decided yet
    reject(noor)
    noor.post(noor.at + "ask/contest/", status=422, text=" ")
    assert noor.post(noor.at + "ask/contest/", text="I was ill that day.").endswith("?sent")
    assert "asked this already" in noor.post(noor.at + "ask/contest/", status=422, text="Again.")
    with world.acting():
        (case,) = Case.objects.all()
        assert (case.owner_id, case.not_by) == (other.pk, [world.member.user_id])
    page = noor.get("questions/")
    assert "I was ill that day." in page
    assert "sent, somebody answers" in noor.get(noor.at)


def test_who_decides_never_learns_of_an_adjustment(world):
    noor = candidate(world)
    psychologist = make_member(world.member.organisation.id, Role.PSYCHOLOGIST)
    noor.post(noor.at + "ask/accommodation/", text="I need more time to read.")
    with world.acting():
        assert Case.objects.get().owner_id in {psychologist.pk, world.member.user_id}
    recruiter = make_member(world.member.organisation.id, Role.RECRUITER)
    with tenancy.acting(organisation=world.member.organisation.id, account=recruiter.pk):
        assert not Case.objects.exists()


def test_withdrawing_asks_first_and_ends_it(world):
    noor = candidate(world)
    assert "Yes, withdraw" in noor.get(noor.at + "withdraw/")
    noor.post(noor.at + "withdraw/")
    assert "You withdrew your application." in noor.get(noor.at)
    assert "ended already" in noor.post(noor.at + "withdraw/", status=409)


def test_a_person_corrects_who_they_are_and_the_log_holds_no_name(world):
    noor = candidate(world)
    noor.post("data/contact/", name="Noor de Wit", email="noor@new.example", phone="", address="")
    assert "Noor de Wit" in noor.get("data/")
    noor.post("data/contact/", status=422, name="", email="no address")
    with world.acting():
        assert identity_of(noor.person)["email"] == "noor@new.example"
        told = Event.objects.get(kind="people.contact_corrected")
        assert told.data == {"changed": ["name", "email"]}


def test_who_looked_stands_by_role_or_by_name_as_the_organisation_chose(world):
    noor = candidate(world)
    reject(noor)
    page = noor.get("data/")
    assert "decided on your application" in page
    assert world.member.name not in page
    assert "a colleague (recruiter" in page
    with world.acting():
        Organisation.objects.update(shows_names=True)
    assert world.member.name in noor.get("data/")


def test_the_file_to_take_along_holds_ones_own_data_and_no_more(world):
    noor = candidate(world)
    noor.post(noor.at + "ask/explanation/", text="How was it done?")
    document = json.loads(noor.get("data/my-data.json"))
    assert document["identity"]["name"] == "Noor"
    assert [one["stage"] for one in document["applications"]] == ["applied"]
    assert [(one["construct"], one["value"]) for one in document["evidence"]] == [("patience", 60.0)]
    assert [(one["kind"], one["text"]) for one in document["questions"]] == [
        ("explanation", "How was it done?")
    ]
    with world.acting():
        assert Event.objects.filter(kind="journeys.own_data_exported", person_id=noor.person).exists()


def test_asking_to_be_removed_opens_a_case_and_ends_consents_at_once(world):
    noor = candidate(world)
    noor.post("openings/consent/", scope="here", answer="yes")
    noor.post("data/ask/erasure/", text="")
    with world.acting():
        assert Case.objects.get().kind == "erasure"
    assert "I agree" in noor.get("openings/")
    noor.get("data/ask/nonsense/", status=404)


def test_the_language_of_a_person_changes_on_their_own_pages(world):
    noor = candidate(world)
    noor.post("language/", language="nl", next=noor.home + "data/")
    assert "Je gegevens" in noor.get("data/")
    assert noor.post("language/", language="xx", next="https://elsewhere.example/").startswith("/me/")


def test_no_own_page_opens_without_the_right_link(world):
    noor = candidate(world)
    wrong = noor.home[:-2] + ("A/" if noor.home[-2] != "A" else "B/")
    assert Client().get(wrong).status_code == 404
    for pattern in urlpatterns:
        path = str(pattern.pattern)
        if path.startswith("me/"):
            for part in pattern.pattern.converters:
                path = path.replace(f"<uuid:{part}>", str(uuid.UUID(int=9))).replace(
                    f"<str:{part}>", "x" * 43
                )
                path = path.replace(f"<slug:{part}>", "contest")
            assert Client().get("/" + path).status_code in {404, 405}, path
            assert Client().post("/" + path).status_code in {404, 405}, path


def test_what_is_shown_first_costs_as_much_for_three_as_for_one(world):
    noor = candidate(world)
    noor.get()
    with CaptureQueriesContext(connection) as one:
        noor.get()
    with world.acting():
        for _more in range(2):
            apply_for(opportunity_id=loop.make_vacancy(world), person_id=noor.person)
    with CaptureQueriesContext(connection) as three:
        assert noor.get().count("<article") == 3
    assert len(one) == len(three) <= MOST_QUERIES


MOST_QUERIES = 26  # each app with a part on these pages counts what waits there

"""Other openings for a person: only with their consent, in the order of their results, and across employers by their own act."""

import uuid
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client
from django.utils import timezone

from factories import loop
from factories.openings import make_opening, measure
from maatwerk.apps.applications.public import openings_for
from maatwerk.apps.evidence.models import Evidence
from maatwerk.apps.journeys.alternatives import alternatives_for
from maatwerk.apps.journeys.analysis import Asked, Known, place
from maatwerk.apps.journeys.consents import agree, keep_wish, withdraw_consent
from maatwerk.apps.journeys.digests import tell_openings
from maatwerk.apps.journeys.models import Carried, Consent, Wish
from maatwerk.apps.messages.models import Message
from maatwerk.apps.people.models import Identity, PersonRecord
from maatwerk.apps.people.public import Contact, own_link
from maatwerk.kernel import tenancy
from maatwerk.kernel.models import Event

pytestmark = pytest.mark.usefixtures("committed", "english")


@pytest.fixture
def world(committed: None) -> loop.World:
    """A person with a good result on patience and a poor one on luck, who applied for a vacancy that asks luck."""
    made = loop.make_world()
    made.vacancy = make_opening(made, "Croupier", "luck")
    made.person = loop.make_applicant(
        made, made.vacancy, patience=None, contact=Contact("Noor", "noor@people.example", "0612345678")
    )
    measure(made, made.person, {"patience": 1.4, "luck": -1.2})
    return made


def as_person(world: loop.World):
    """Act as the person, as their own pages do."""
    return tenancy.acting(organisation=world.member.organisation.id, person=world.person)


def found(world: loop.World, **wanted: object) -> list[tuple[str, str]]:
    with as_person(world):
        rows = alternatives_for(world.person, besides=world.vacancy, **wanted)  # type: ignore[arg-type]
    return [(row.posting.title, row.fit) for row in rows]


def test_the_order_is_that_of_the_person_s_weighted_results() -> None:
    """By hand: 1.4 on one requirement, (1.4 − 1.2)/2 = 0.1 on both; a half that is unknown is enough, a third is not."""
    results = {"patience": Known(1.4, 0.2), "luck": Known(-1.2, 0.2)}
    openings = [
        Asked("luck", {"luck": 1}),
        Asked("both", {"luck": 1, "patience": 1}),
        Asked("patience", {"patience": 1}),
        Asked("other", {"patience": 1, "speed": 2}),
        Asked("nothing", {}),
    ]
    placed = place(openings, results)
    assert [(one.key, one.band) for one in placed] == [
        ("patience", 0), ("both", 1), ("luck", 2), ("other", None), ("nothing", None),
    ]  # fmt: skip
    assert [round(one.known, 2) for one in placed] == [1, 1, 1, 0.33, 0]


def test_what_the_errors_cannot_tell_apart_shares_a_band() -> None:
    """The same person measured five times as coarsely: sqrt(2)·1 exceeds every difference at 90 %."""
    results = {"patience": Known(1.4, 1.0), "luck": Known(0.2, 1.0)}
    placed = place([Asked("a", {"patience": 1}), Asked("b", {"luck": 1})], results)
    assert [one.band for one in placed] == [0, 0]


def test_what_a_person_is_weak_in_is_not_said_to_fit_best() -> None:
    (placed,) = place([Asked("luck", {"luck": 1})], {"luck": Known(-1.2, 0.2)})
    assert placed.is_weak, "-1.2 + 1.645 * 0.2 lies below the average"
    (placed,) = place([Asked("luck", {"luck": 1})], {"luck": Known(-0.2, 0.2)})
    assert not placed.is_weak


def test_nothing_is_compared_without_consent(world):
    make_opening(world, "Gardener", "patience")
    assert found(world) == []
    with world.acting():
        assert openings_for(world.person, besides=world.vacancy) == ()


def test_with_consent_the_better_ones_come_first_each_with_its_reason(world):
    make_opening(world, "Gardener", "patience")
    make_opening(world, "Gambler", "luck")
    make_opening(world, "Baker")
    with as_person(world):
        agree(world.person, scope="here")
        agree(world.person, scope="here")  # twice is once
        rows = alternatives_for(world.person, besides=world.vacancy)
        assert Consent.objects.count() == 1
    assert [(row.posting.title, row.fit) for row in rows] == [
        ("Gardener", "better"), ("Gambler", "as_well"), ("Baker", "unknown"),
    ]  # fmt: skip
    assert rows[0].reasons[0].words in {
        "above most people",
        "from above most people to far above most people",
    }
    with world.acting():
        told = openings_for(world.person, besides=world.vacancy)
    assert [one.title for one in told] == ["Gardener", "Gambler"], "who turns somebody down sees the same"
    assert not any(sign.isdigit() for one in told for sign in one.why)
    with as_person(world):
        withdraw_consent(world.person, scope="here")
    assert found(world) == []


def test_only_the_person_agrees(world):
    with world.acting(), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        agree(world.person, scope="here")


def test_no_colleague_sees_what_somebody_looks_for(world):
    with as_person(world):
        keep_wish(world.person, search={"words": "gardener"}, by_mail=True)
    with world.acting():
        assert not Wish.objects.exists()
    with tenancy.acting(organisation=world.member.organisation.id, person=uuid.uuid4()):
        assert not Wish.objects.exists()


def test_wishes_narrow_what_is_shown(world):
    make_opening(world, "Gardener", "patience")
    make_opening(world, "Gardener in Delft", "patience", place="Delft")
    with as_person(world):
        agree(world.person, scope="here")
    assert {title for title, _fit in found(world, search={"place": "Delft", "km": 10})} == {
        "Gardener in Delft"
    }


def test_new_openings_come_by_mail_once_and_only_to_who_wants_them(world):
    with as_person(world):
        agree(world.person, scope="here")
    make_opening(world, "Gardener", "patience")
    organisation = world.member.organisation.id
    with tenancy.acting(organisation=organisation):
        assert tell_openings(world.person) == 0, "nobody asked for it"
    with as_person(world):
        keep_wish(world.person, search={}, by_mail=True)
        Wish.objects.update(told_until=timezone.now() - timedelta(days=1))
    with tenancy.acting(organisation=organisation):
        assert tell_openings(world.person) == 1, "what they applied for is not told again"
    with tenancy.acting(organisation=organisation):
        assert tell_openings(world.person) == 0, "told once"
        mail = Message.objects.get(subject="New openings for you")
        assert "Gardener" in mail.body
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'journeys.tell_openings'"
            )
            assert cursor.fetchone() == (1,), "one look ahead, however often it ran"


def other_employer() -> loop.World:
    made = loop.make_world()
    made.vacancy = make_opening(made, "Nurse", "patience")
    return made


def test_openings_of_other_employers_need_a_consent_of_their_own(world):
    other_employer()
    with as_person(world):
        agree(world.person, scope="here")
    assert found(world) == []
    with as_person(world):
        agree(world.person, scope="elsewhere")
    assert found(world) == [("Nurse", "better")]


def test_a_person_takes_along_what_they_chose_and_nothing_else(world):
    other = other_employer()
    with as_person(world):
        agree(world.person, scope="elsewhere")
        home = urlsplit(own_link(world.person)).path
        patience = Evidence.objects.get(person_id=world.person, concept_id=world.concepts["patience"]).pk
    path = f"{home}openings/{other.vacancy}/apply/"
    client = Client()
    page = client.get(path).content.decode()
    assert "is another employer" in page
    assert client.post(path, {"results": [str(patience)]}).status_code == 422, "not without saying so"
    with other.acting():
        assert not PersonRecord.objects.filter(person_id=world.person).exists()
    answer = client.post(path, {"results": [str(patience)], "sure": "on"})
    assert answer.status_code == 302
    assert client.post(path, {"results": [str(patience)], "sure": "on"}).status_code == 302  # twice is once
    with other.acting():
        assert Identity.objects.get(person_id=world.person).email == "noor@people.example"
        (brought,) = Evidence.objects.filter(person_id=world.person)
        assert (brought.kind, brought.value, brought.instrument_id) == ("credential", 1.4, None)
    with world.acting():
        (carried,) = Carried.objects.all()
        assert (carried.to_organisation, carried.evidence) == (other.member.organisation.id, [str(patience)])
        assert Event.objects.filter(kind="journeys.results_carried", person_id=world.person).exists()
    there = urlsplit(answer.headers["Location"]).path
    assert "Nurse" in client.get(there).content.decode()
    assert f"/me/{other.member.organisation.id}/" in there


def test_nothing_goes_along_without_the_consent(world):
    other = other_employer()
    with as_person(world):
        home = urlsplit(own_link(world.person)).path
    answer = Client().post(f"{home}openings/{other.vacancy}/apply/", {"sure": "on"})
    assert answer.status_code == 409
    with other.acting():
        assert not PersonRecord.objects.filter(person_id=world.person).exists()


def test_the_page_says_what_is_agreed_and_lets_it_be_withdrawn(world):
    make_opening(world, "Gardener", "patience")
    with as_person(world):
        home = urlsplit(own_link(world.person)).path
    client = Client()
    assert "compared with nothing else unless you agree" in client.get(home + "openings/").content.decode()
    client.post(home + "openings/consent/", {"scope": "here", "answer": "yes"})
    page = client.get(home + "openings/").content.decode()
    assert "Gardener" in page
    assert "your result is" in page
    client.post(home + "openings/wishes/", {"words": "", "place": "Delft", "km": "10", "by_mail": "on"})
    page = client.get(home + "openings/").content.decode()
    assert "within 10 km of Delft" in page
    assert "Gardener" not in page
    assert (
        client.post(home + "openings/consent/", {"scope": "everything", "answer": "yes"}).status_code == 404
    )

"""Two files, one person? Asked for the same mail address, answered by a human, joined whole or not at all."""

from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.applications.applying import files
from maatwerk.apps.applications.applying.attaching import content_of
from maatwerk.apps.applications.applying.doubles import doubles, keep_apart, merge, part
from maatwerk.apps.applications.applying.sending import sent_with
from maatwerk.apps.applications.models import Application, Document, PossibleDouble
from maatwerk.apps.applications.public import Choice, decide
from maatwerk.apps.evidence.public import Evidence, Kind, Measurement, record_evidence
from maatwerk.apps.messages.models import Message
from maatwerk.apps.organisations.public import Role
from maatwerk.apps.people.models import Identity
from maatwerk.apps.people.public import own_link
from maatwerk.apps.skills.public import ConceptSpec, ensure_concept
from maatwerk.kernel.models import Event
from maatwerk.kernel.refusals import NotAllowed, Refusal

pytestmark = pytest.mark.usefixtures("committed")
REASON = "A good conversation about the work."


@pytest.fixture
def twice(employer, job, somebody):
    """One mail address, two files: first for the shop, then for the bakery, with a document."""
    other = employer.publish("Bakker", questions=())
    somebody().apply()
    second = somebody()
    second.path = second.path.replace(str(job), str(other))
    second.begin(email="NOOR@example.org", name="N. de Wit")
    second.client.post(
        f"{second.at}questions/", {"document": SimpleUploadedFile("cv", files.pdf()), "add": "yes"}
    )
    second.send()
    with employer.acting():
        return list(Application.objects.order_by("applied_at"))


def the_question(employer):
    with employer.acting():
        return PossibleDouble.objects.get()


def test_the_same_mail_asks_once_and_a_shared_phone_never(employer, job, somebody):
    one, other = somebody(), somebody()
    for each, email in ((one, ""), (other, "sam@example.org")):
        each.begin(email=email, phone="0612345678", channel="phone")
        each.answer()
        each.send()
    with employer.acting():
        assert doubles() == []
    third = somebody()
    third.begin(email="Sam@Example.org")
    third.answer()
    third.send()
    with employer.acting():
        (asked,) = doubles()
        assert asked.first.phone == "0612345678"
        assert {asked.first.email, asked.second.email} == {"sam@example.org", "Sam@Example.org"}
        assert Event.objects.filter(kind="applications.double_found").count() == 1


def test_joining_moves_the_application_with_what_was_sealed(employer, twice):
    first, second = twice
    with employer.acting():
        before = sent_with(second.pk)
        assert merge(double_id=the_question(employer).pk, by=employer.boss) == []
        second.refresh_from_db()
        assert second.person_id == first.person_id
        assert sent_with(second.pk) == before
        assert content_of(Document.objects.select_related("application").get()) == files.pdf()
        assert Event.objects.filter(kind="applications.doubles_merged", person_id=first.person_id).exists()
    with employer.acting():
        letter = Message.objects.order_by("-created_at", "-id").first()
        assert letter.to.lower() == "noor@example.org"
        assert letter.is_confidential
        link = urlsplit(own_link(first.person_id)).path
    assert link in letter.body
    page = Client().get(link + "sent/").content.decode()
    assert "Bakker" in page
    assert "Verkoopmedewerker" in page


@pytest.mark.parametrize("grown", [0, 1])
def test_whoever_typed_somebody_else_s_address_learns_nothing_by_joining(employer, job, somebody, grown):
    """Neither the link nor the receipt of one file opens anything of the other, whichever of them is kept."""
    noor, thief = somebody(), somebody()
    other = employer.publish("Bakker", questions=())
    noor.apply()
    thief.path = thief.path.replace(str(job), str(other))
    thief.begin(name="Thief")
    thief.client.post(f"{thief.at}questions/", {})
    receipt = thief.client.get(thief.send()["Location"])
    with employer.acting():
        both = list(Application.objects.order_by("applied_at"))
        links = [urlsplit(own_link(one.person_id)).path for one in both]
        assert links[1] in receipt.content.decode()
        decide(
            application_id=both[grown].pk, choice=Choice(choice="advance", reason=REASON), by=employer.boss
        )
        merge(double_id=the_question(employer).pk, by=employer.boss)
    assert [Client().get(one).status_code for one in links] == [404, 404]
    for each in (noor, thief):
        assert each.client.get(f"{each.at}sent/").status_code == 410


def test_files_whose_addresses_parted_are_not_joined(employer, twice):
    with employer.acting():
        Identity.objects.filter(person_id=twice[1].person_id).update(email="other@example.org")
        with pytest.raises(Refusal, match="different mail addresses by now"):
            merge(double_id=the_question(employer).pk, by=employer.boss)


def test_joined_files_are_taken_apart_again(employer, twice):
    first, second = twice
    with employer.acting():
        gone = second.person_id
        key = the_question(employer).pk
        merge(double_id=key, by=employer.boss)
        part(double_id=key, by=employer.boss)
        second.refresh_from_db()
        assert second.person_id == gone
        assert sent_with(second.pk) is not None
        assert the_question(employer).state == "open"
        link = urlsplit(own_link(gone)).path
    page = Client().get(link + "sent/").content.decode()
    assert "Bakker" in page
    assert "Verkoopmedewerker" not in page
    assert first.person_id != gone


def test_evidence_comes_along_as_a_copy_and_then_there_is_no_way_back(employer, twice):
    first, second = twice
    with employer.acting():
        concept = ensure_concept(ConceptSpec("patience", "construct", "Patience", "Geduld")).pk
        measured = Measurement(concept_id=concept, kind=Kind.SELF_REPORT, value=3.0, caveats=("few_items",))
        record_evidence(person_id=second.person_id, measurements=[measured], source="test")
        key = the_question(employer).pk
        merge(double_id=key, by=employer.boss)
        rows = Evidence.objects.filter(concept_id=concept).order_by("recorded_at")
        assert {one.person_id for one in rows} == {first.person_id, second.person_id}
        assert len({(one.value, one.source, one.occasion, str(one.caveats)) for one in rows}) == 1
        with pytest.raises(Refusal, match="evidence is never removed"):
            part(double_id=key, by=employer.boss)


def test_who_applied_twice_for_one_vacancy_keeps_both_and_the_page_says_so(employer, job, somebody):
    somebody().apply()
    somebody().apply()
    with employer.acting():
        both = merge(double_id=the_question(employer).pk, by=employer.boss)
        assert both == ["Verkoopmedewerker"]
        assert Application.objects.values("person").distinct().count() == 2


def test_the_file_on_which_something_hangs_is_kept_and_two_such_files_stay_two(employer, twice):
    first, second = twice
    with employer.acting():
        decide(application_id=second.pk, choice=Choice(choice="advance", reason=REASON), by=employer.boss)
        kept = second.person_id
        key = the_question(employer).pk
        merge(double_id=key, by=employer.boss)
        first.refresh_from_db()
        assert first.person_id == kept
        decide(application_id=first.pk, choice=Choice(choice="advance", reason=REASON), by=employer.boss)
        with pytest.raises(Refusal, match="decided on these applications since"):
            part(double_id=key, by=employer.boss)


def test_two_grown_files_are_not_joined(employer, twice):
    with employer.acting():
        for one in twice:
            decide(application_id=one.pk, choice=Choice(choice="advance", reason=REASON), by=employer.boss)
        with pytest.raises(Refusal, match="hang on both files"):
            merge(double_id=the_question(employer).pk, by=employer.boss)


def test_only_who_keeps_the_files_answers_and_only_once(employer, twice):
    key = the_question(employer).pk
    with employer.acting(Role.MANAGER) as manager, pytest.raises(NotAllowed):
        merge(double_id=key, by=manager)
    assert employer.client(Role.MANAGER).get(f"{employer.at}doubles/").status_code == 403
    with employer.acting() as by:
        keep_apart(double_id=key, by=by)
        for again in (merge, keep_apart):
            with pytest.raises(Refusal, match="answered this already"):
                again(double_id=key, by=by)


def test_a_human_answers_on_a_page(employer, twice):
    client = employer.client(Role.RECRUITER)
    assert "Perhaps one person" in client.get(employer.at).content.decode()
    at = f"{employer.at}applications/{twice[1].pk}/"
    assert "Perhaps the same person as in another file" in client.get(at).content.decode()
    page = client.get(f"{employer.at}doubles/").content.decode()
    assert "N. de Wit" in page
    key = the_question(employer).pk
    answer = client.post(f"{employer.at}doubles/{key}/", {"choice": "merge"}, follow=True)
    assert "The two files are one now." in answer.content.decode()
    again = client.get(f"{employer.at}doubles/?all").content.decode()
    assert "Take them apart again" in again
    client.post(f"{employer.at}doubles/{key}/", {"choice": "part"})
    client.post(f"{employer.at}doubles/{key}/", {"choice": "apart"})
    assert the_question(employer).state == "different"


def test_the_page_asks_the_database_as_often_for_three_pairs_as_for_one(employer, twice, somebody):
    def cost():
        with employer.acting(), CaptureQueriesContext(connection) as asked:
            assert doubles()
        return len(asked)

    once = cost()
    somebody().apply()  # a third file: two more pairs
    with employer.acting():
        assert len(doubles()) == 3
    assert cost() == once

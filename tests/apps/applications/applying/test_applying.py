"""Applying without an account: three pages, a draft that stays, one application however often it is sent."""

import datetime as dt
import os
import re
import threading
import time
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.applications.applying import files
from maatwerk.apps.applications.applying.drafts import draft_by, forget_if_over
from maatwerk.apps.applications.applying.rules import NOTICE_VERSION, holds_citizen_number
from maatwerk.apps.applications.applying.sending import Agreed, send_draft, sent_with
from maatwerk.apps.applications.jobs import forget_draft
from maatwerk.apps.applications.models import Application, Draft, Submission
from maatwerk.apps.applications.public import add_to_application, apply_for
from maatwerk.apps.assessments.models import Order, Package
from maatwerk.apps.messages.models import Message
from maatwerk.apps.organisations.public import Organisation, Role
from maatwerk.apps.people.models import Identity
from maatwerk.apps.people.public import contact_of, language_of, own_link
from maatwerk.apps.vacancies.models import Touchpoint
from maatwerk.apps.vacancies.public import link_for
from maatwerk.kernel.models import Event

pytestmark = pytest.mark.usefixtures("committed")


def letters(employer):
    with employer.acting():
        return list(Message.objects.order_by("created_at", "id"))


def the_application(employer):
    with employer.acting():
        return Application.objects.get()


def test_the_vacancy_s_page_leads_to_applying_with_the_link_one_came_by(employer, job, path):
    page = Client(headers={"accept-language": "en"}).get(f"{path}?via=abcdefgh").content.decode()
    assert f'href="{path}apply/?via=abcdefgh"' in page
    assert "mailto:baas@example.org?subject" not in page


def test_three_pages_make_one_application_with_its_answers(employer, job, somebody):
    noor = somebody()
    assert noor.begin()["Location"].endswith("/questions/")
    assert noor.answer()["Location"].endswith("/check/")
    receipt = noor.client.get(noor.send()["Location"])
    assert receipt.status_code == 200
    assert "Your application is in" in receipt.content.decode()
    made = the_application(employer)
    with employer.acting():
        assert contact_of(made.person_id).email == "noor@example.org"
        assert language_of(made.person_id) == "nl"
        sent = sent_with(made.pk)
        assert [(one.question, one.value) for one in sent.answers] == [
            ("Kun je op zaterdag werken?", "yes"),
            ("Waar wil je werken?", "Ede"),
            ("Hoeveel uur wil je werken?", "24"),
            ("Wanneer kun je beginnen?", "2027-01-04"),
            ("Wat trekt je aan in dit werk?", "De geur van brood."),
        ]
        assert sent.notice_version == NOTICE_VERSION
        own = urlsplit(own_link(made.person_id)).path
    assert own in receipt.content.decode()
    assert Client().get(own).status_code == 200
    page = Client().get(own + "sent/").content.decode()
    assert "De geur van brood." in page


def test_two_letters_go_out_in_the_language_that_was_chosen(employer, job, somebody):
    somebody().apply()
    way_back, receipt = letters(employer)
    assert way_back.subject.startswith("Ga verder met je sollicitatie")
    assert receipt.subject.startswith("Je sollicitatie is binnen")
    assert way_back.is_confidential
    assert receipt.is_confidential


def test_a_draft_is_gone_on_with_on_another_device(employer, job, somebody):
    noor = somebody()
    noor.begin()
    noor.answer()
    (letter,) = letters(employer)
    link = re.search(r"https?://\S+/apply/\S+", letter.body)[0]
    other = Client(headers={"accept-language": "en"})
    page = other.get(urlsplit(link).path, follow=True)
    assert page.redirect_chain[-1][0].endswith("/check/")
    assert "De geur van brood." in page.content.decode()


def test_nothing_of_a_draft_can_be_read_in_the_database(employer, job, somebody):
    noor = somebody()
    noor.begin()
    noor.answer()
    with employer.acting():
        kept = Draft.objects.get()
        assert b"noor" not in bytes(kept.sealed).lower()
        assert noor.at.split("/")[3] not in str(vars(kept))
        assert not Identity.objects.exists()


def test_the_first_page_sent_twice_is_one_draft_and_one_letter(employer, job, path):
    client = Client(headers={"accept-language": "en"})
    start = re.search(r'name="start" value="([^"]+)"', client.get(f"{path}apply/").content.decode())[1]
    given = {"name": "Noor", "email": "n@example.org", "channel": "mail", "language": "en", "start": start}
    first, second = (client.post(f"{path}apply/", given | {"name": name}) for name in ("Nor", "Noor"))
    assert first["Location"] == second["Location"]
    with employer.acting():
        assert Draft.objects.count() == 1
        assert draft_by(first["Location"].split("/")[3]).filled.name == "Noor"
    assert len(letters(employer)) == 1


def test_two_who_send_the_same_draft_at_once_make_one_application(employer, job, somebody):
    noor = somebody()
    noor.begin()
    noor.answer()
    token, barrier = noor.at.split("/")[3], threading.Barrier(2)
    found, wrong = [], []

    def send():
        try:
            with employer.acting():
                connection.ensure_connection()
                barrier.wait(10)
                found.append(send_draft(token, agreed=Agreed(notice_version=NOTICE_VERSION)))
        except BaseException as error:  # noqa: BLE001 - told to the test below
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert wrong == []
    assert found[0] == found[1]
    with employer.acting():
        assert Application.objects.count() == Submission.objects.count() == Identity.objects.count() == 1


def test_who_sends_again_gets_the_receipt_again(employer, job, somebody):
    noor = somebody()
    noor.apply()
    assert noor.client.get(f"{noor.at}check/")["Location"].endswith("/sent/")
    assert noor.send()["Location"].endswith("/sent/")
    assert the_application(employer)


@pytest.mark.parametrize(
    ("law", "said"),
    [
        ("NL", "removed within 4 weeks after the end, unless you let us keep it longer"),
        ("US-CA", "removed once the law of the place of work no longer asks to keep it"),
    ],
)
def test_the_notice_says_what_the_rule_of_the_place_says(employer, job, somebody, law, said):
    with employer.acting():
        Organisation.objects.update(jurisdiction=law)
    noor = somebody()
    noor.begin()
    noor.answer()
    assert said in noor.client.get(f"{noor.at}check/").content.decode()
    assert "four weeks" not in noor.client.get(noor.path).content.decode()


def test_the_notice_must_be_read_in_the_version_that_was_shown(employer, job, somebody):
    noor = somebody()
    noor.begin()
    noor.answer()
    page = noor.client.get(f"{noor.at}check/").content.decode()
    assert "a computer model may advise that person" in page  # AI Act 26(11)
    assert f"Version {NOTICE_VERSION}" in page
    for given in ({"version": NOTICE_VERSION}, {"version": "2001-01-01", "read": "on"}):
        assert noor.client.post(f"{noor.at}check/", given).status_code in {409, 422}
    with employer.acting():
        assert not Application.objects.exists()
    assert noor.send()["Location"].endswith("/sent/")


def test_what_is_missing_or_wrong_keeps_what_is_right(employer, job, somebody):
    noor = somebody()
    noor.begin()
    answer = noor.answer(question_3="veel", question_2="Parijs")
    assert answer.status_code == 422
    with employer.acting():
        kept = draft_by(noor.at.split("/")[3]).filled.answers
    assert sorted(kept.values()) == ["2027-01-04", "De geur van brood.", "yes"]
    page = noor.client.get(f"{noor.at}check/").content.decode()
    assert "Something is still missing" in page
    assert "Send my application" not in page
    assert noor.client.post(f"{noor.at}check/", {"version": NOTICE_VERSION, "read": "on"}).status_code == 409


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"email": ""},
        {"email": "noor"},
        {"channel": "sms"},
        {"phone": "bel maar"},
        {"language": "fr"},
    ],
)
def test_who_cannot_be_reached_is_asked_again(job, somebody, changes):
    assert somebody().begin(**changes).status_code == 422


def test_a_phone_number_is_enough(employer, job, somebody):
    noor = somebody()
    noor.begin(email="", phone="06 1234 5678", channel="sms")
    noor.answer()
    noor.send()
    with employer.acting():
        kept = Identity.objects.get()
    assert (kept.phone, kept.channel, kept.email) == ("06 1234 5678", "sms", "")
    assert letters(employer) == []


def test_a_citizen_service_number_is_not_taken():
    # 111222333: 9+8+7+2*6+2*5+2*4+3*3+3*2-3 = 66 = 6 * 11, the example number of the Dutch government
    assert holds_citizen_number("BSN 1112.22.333")
    assert not holds_citizen_number("06 12345678")
    assert not holds_citizen_number("111222334")


def test_the_link_one_came_by_is_kept_with_and_without_consent(employer, job, somebody):
    with employer.acting():
        code = link_for(vacancy_id=job, channel="indeed")
    noor, sam = somebody(), somebody()
    noor.begin(via=code)
    noor.answer()
    noor.send(may_keep_source="on")
    sam.begin(via=code, email="sam@example.org")
    sam.answer()
    sam.send()
    with employer.acting():
        assert list(Application.objects.values_list("source", flat=True)) == ["indeed", "indeed"]
        assert sorted(Touchpoint.objects.values_list("basis", flat=True)) == ["consent", "link"]


def test_a_vacancy_that_closes_meanwhile_sends_nothing_and_offers_others(employer, job, somebody):
    other = employer.publish("Bakker", questions=())
    noor = somebody()
    noor.begin()
    noor.answer()
    employer.close(job)
    page = noor.client.get(f"{noor.at}check/")
    assert page.status_code == 410
    assert "This vacancy closed while you were busy" in page.content.decode()
    assert "Bakker" in page.content.decode()
    assert noor.client.post(f"{noor.at}check/", {"version": NOTICE_VERSION, "read": "on"}).status_code == 410
    moved = noor.client.post(f"{noor.at}move/{other}/")
    assert moved["Location"].endswith("/questions/")
    noor.client.post(f"{noor.at}questions/", {})
    assert noor.send()["Location"].endswith("/sent/")
    assert the_application(employer).opportunity_id == other


def test_what_was_filled_in_is_removed_when_asked(employer, job, somebody):
    noor = somebody()
    noor.begin()
    employer.close(job)
    assert noor.client.post(f"{noor.at}drop/").status_code == 200
    with employer.acting():
        assert not Draft.objects.exists()
    assert noor.client.get(f"{noor.at}check/").status_code == 410


def test_a_draft_is_forgotten_when_its_time_is_over(employer, job, somebody):
    noor = somebody()
    noor.begin()
    with employer.acting():
        kept = Draft.objects.get()
        assert not forget_if_over(kept.pk)
        assert dt.timedelta(days=13) < kept.expires_at - timezone.now() <= dt.timedelta(days=14)
        Draft.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
        assert draft_by(noor.at.split("/")[3]) is None
        assert forget_if_over(kept.pk)
        assert not Draft.objects.exists()
    assert noor.client.get(noor.at).status_code == 410


def test_a_link_opens_nothing_at_another_employer(employer_named, employer, job, somebody):
    other = employer_named("Slagerij De Os")
    noor = somebody()
    noor.begin()
    there = noor.at.replace(str(employer.organisation.pk), str(other.organisation.pk))
    assert noor.client.get(there).status_code == 410


def test_who_was_here_before_gets_a_link_and_others_learn_nothing(employer, job, path, somebody):
    somebody().apply()
    client = Client(headers={"accept-language": "en"})
    known = client.post(f"{path}apply/again/", {"email": "NOOR@example.org"})
    unknown = client.post(f"{path}apply/again/", {"email": "nobody@example.org"})
    known, unknown = (
        re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", one.content.decode())
        for one in (known, unknown)
    )
    assert known == unknown
    assert "Look in your mail" in known
    assert [one.to for one in letters(employer)][2:] == ["NOOR@example.org"]
    link = re.search(r"https?://\S+/me/\S+", letters(employer)[-1].body)[0]
    assert "You applied for this already" in Client().get(urlsplit(link).path).content.decode() or (
        "Hier heb je al op gesolliciteerd" in Client().get(urlsplit(link).path).content.decode()
    )


def test_one_applies_elsewhere_with_the_file_one_has(employer, job, somebody):
    somebody().apply()
    other = employer.publish("Bakker", questions=())
    with employer.acting():
        person = Application.objects.get().person_id
        link = urlsplit(own_link(person, page="applications:own_apply", args=(other,))).path
    client = Client(headers={"accept-language": "en"})
    at = client.post(link)["Location"]
    page = client.get(at, follow=True)
    check = at + "check/"
    assert "noor@example.org" in client.get(check).content.decode()
    assert client.post(check, {"version": NOTICE_VERSION, "read": "on"})["Location"].endswith("/sent/")
    assert page.status_code == 200
    with employer.acting():
        assert list(Application.objects.values_list("person_id", flat=True)) == [person, person]
        assert Identity.objects.count() == 1


def test_one_tap_that_is_sent_twice_is_one_draft(employer, job, somebody):
    somebody().apply()
    other = employer.publish("Bakker", questions=())
    with employer.acting():
        person = Application.objects.get().person_id
        link = urlsplit(own_link(person, page="applications:own_apply", args=(other,))).path
    page = Client().get(link).text
    start = re.search(r'name="start" value="([^"]+)"', page)[1]
    ways = {Client().post(link, {"start": start})["Location"] for _ in range(2)}
    assert len(ways) == 1
    with employer.acting():
        assert Draft.objects.filter(opportunity_id=other).count() == 1


def test_asked_twice_for_the_link_it_comes_once(employer, path, somebody):
    somebody().apply()
    before = len(letters(employer))
    for _ in range(2):
        assert Client().post(f"{path}apply/again/", {"email": "noor@example.org"}).status_code == 200
    assert len(letters(employer)) == before + 1


def test_a_resume_in_json_fills_in_name_and_contact_and_nothing_else(job, path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    content = b'{"basics": {"name": "Noor <b>", "email": "n@example.org", "summary": "secret"}, "work": [{"name": "X"}]}'
    client = Client(headers={"accept-language": "en"})
    page = client.post(
        f"{path}apply/", {"bring": "yes", "resume": SimpleUploadedFile("cv.json", content)}
    ).content.decode()
    assert 'value="Noor &lt;b&gt;"' in page
    assert 'value="n@example.org"' in page
    assert "secret" not in page
    bad = client.post(f"{path}apply/", {"bring": "yes", "resume": SimpleUploadedFile("cv.json", b"[1")})
    assert "We found no name and contact in that file." in bad.content.decode()


def test_who_begins_too_often_must_wait(job, somebody):
    statuses = [somebody().begin(email=f"n{number}@example.org").status_code for number in range(21)]
    assert statuses == [302] * 20 + [429]


def test_the_tests_of_the_vacancy_follow_at_once_where_that_was_settled(employer, job, somebody):
    with employer.acting():
        made = {
            "organisation_id": employer.organisation.pk,
            "opportunity_id": job,
            "name": "Tests",
            "state": "ready",
        }
        package = Package.objects.create(key="tests", **made)
    somebody().apply()
    client = employer.client(Role.RECRUITER)
    client.post(f"{employer.at}vacancies/{job}/applying/", {"documents": "optional", "orders_test": "on"})
    sam = somebody()
    receipt = sam.client.get(sam.apply(email="sam@example.org")["Location"]).content.decode()
    assert "There is a next step: a test" in receipt
    with employer.acting():
        order = Order.objects.get()
        assert (order.package_id, order.language) == (package.pk, "nl")
        assert contact_of(order.person_id).email == "sam@example.org"


def test_what_one_sent_costs_as_many_questions_for_three_as_for_one(employer, job, somebody):
    noor = somebody()
    noor.apply()
    with employer.acting():
        person = Application.objects.get().person_id
        link = urlsplit(own_link(person)).path + "sent/"

    def cost():
        with CaptureQueriesContext(connection) as asked:
            assert Client().get(link).status_code == 200
        return len(asked)

    once = cost()
    for title in ("Bakker", "Kok"):
        other = employer.publish(title, questions=())
        with employer.acting():
            made = apply_for(opportunity_id=other, person_id=person)
            add_to_application(application_id=made.pk, content=files.pdf())
    assert cost() == once


def test_the_job_forgets_a_draft_and_what_nobody_names_on_disk(employer, job, somebody, settings):
    noor = somebody()
    noor.begin()
    folder = settings.UPLOADS / "applied" / str(employer.organisation.pk)
    folder.mkdir(parents=True)
    for name, days in (("old", 2), ("new", 0)):
        (folder / name).write_bytes(b"sealed")
        os.utime(folder / name, (time.time() - days * 86_400,) * 2)
    with employer.acting():
        key = Draft.objects.get().pk
        Draft.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    for _twice in range(2):
        forget_draft.func(str(employer.organisation.pk), str(key))
    with employer.acting():
        assert not Draft.objects.exists()
    assert [one.name for one in folder.iterdir()] == ["new"]


def test_no_event_names_anybody(employer, job, somebody):
    somebody().apply()
    with employer.acting():
        told = [(one.kind, str(one.data)) for one in Event.objects.all()]
    assert "applications.notice_read" in [kind for kind, _data in told]
    assert not any("noor" in data.lower() or "brood" in data for _kind, data in told)
    assert mail.outbox == []

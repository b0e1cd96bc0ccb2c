"""Letters: those that come along are whole in both languages, own words are checked, and say what they should."""

import pytest
from django.conf import settings as django_settings
from django.utils import translation

from factories.organisations import client_of, make_member, make_organisation
from maatwerk.apps.messages.letter_texts import (
    PLACEHOLDERS,
    check_placeholders,
    drop_letter,
    fill,
    keep_letter,
    letter,
    letters,
)
from maatwerk.apps.organisations.models import User
from maatwerk.apps.organisations.public import Role, memberships
from maatwerk.kernel import tenancy
from maatwerk.kernel.refusals import NotAllowed, Refusal

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in django_settings.LANGUAGES]


@pytest.fixture
def acting(shop, recruiter):
    with tenancy.acting(organisation=shop.pk, account=recruiter.user_id):
        yield


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_that_come_along_are_whole(acting, language):
    found = letters(language)
    assert [one.key for one in found] == ["receipt", "invitation", "next_step", "still_waiting", "rejection"]
    for one in found:
        check_placeholders(one.subject, field="subject")
        check_placeholders(one.body, field="body")
        assert "{name}" in one.body
        assert "{link}" in one.body
        assert not one.is_ours


@pytest.mark.parametrize(
    ("text", "line", "column", "word"),
    [
        ("Beste {naam},", 1, 7, "{naam}"),
        ("Beste {name},\n\nover {vacancy}: {Days}", 3, 17, "{Days}"),
        ("een losse { accolade", 1, 11, ""),
        ("terug } zo", 1, 7, ""),
        ("{name", 1, 1, ""),
        ("{}", 1, 1, "{}"),
        ("{{name}}", 1, 1, ""),
        ("{name.__class__}", 1, 1, "{name.__class__}"),
    ],
)
def test_a_wrong_placeholder_is_refused_with_its_place(text, line, column, word):
    with pytest.raises(Refusal) as caught, translation.override("en"):
        check_placeholders(text, field="body")
    with translation.override("en"):
        assert caught.value.sentence.startswith(f"Line {line}, sign {column}: ")
        assert word in caught.value.sentence
    assert caught.value.field == "body"


def test_a_letter_is_filled_in_for_one_person(acting, subject, recruiter):
    words = "Dag {name}, {vacancy} ({stage}), binnen { days }. {link} {sender} {organisation}"
    keep_letter(key="receipt", language="nl", subject="{vacancy}", body=words, by=recruiter)
    found = fill(letter("receipt", "nl"), subject=subject, by=recruiter, organisation="Bakery")
    assert found.subject == "Bakker"
    assert found.body.startswith("Dag Sanne de Wit, Bakker (applied), binnen 5 days. {link} ")
    assert found.body.endswith(f"{recruiter.name}, Bakery Bakery")


def test_a_name_that_looks_like_a_placeholder_stays_a_name(acting, known, shop, vacancy, recruiter):
    from apps.messages.talking import applicant

    odd = applicant(known, shop, vacancy, name="{link} {nonsense}")
    found = fill(letter("receipt", "nl"), subject=odd, by=recruiter, organisation="Bakery")
    assert found.body.startswith("Beste {link} {nonsense},")


def test_own_words_replace_and_give_way_again(acting, recruiter):
    keep_letter(key="rejection", language="nl", subject="Helaas", body="Beste {name}", by=recruiter)
    assert letter("rejection", "nl").body == "Beste {name}"
    assert letter("rejection", "en").comes_along
    keep_letter(key="mine-1", language="en", subject="Hi", body="Hi", name="Mine", by=recruiter)
    assert [one.name for one in letters("en")][-1] == "Mine"
    drop_letter(key="rejection", language="nl", by=recruiter)
    drop_letter(key="rejection", language="nl", by=recruiter)
    assert not letter("rejection", "nl").is_ours


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"subject": " "}, "subject"),
        ({"subject": "a\nBcc: x@y.z"}, "subject"),
        ({"body": ""}, "body"),
        ({"body": "a" * 10_001}, "body"),
        ({"key": "own", "name": ""}, "name"),
    ],
)
def test_what_is_no_letter_is_refused(acting, recruiter, fields, field):
    given = {"key": "receipt", "language": "nl", "subject": "x", "body": "x", "by": recruiter} | fields
    with pytest.raises(Refusal) as caught:
        keep_letter(**given)
    assert caught.value.field == field


@pytest.mark.parametrize(("key", "language"), [("Receipt!", "nl"), ("receipt", "fr")])
def test_there_are_no_other_letters(acting, recruiter, key, language):
    with pytest.raises(Refusal) as caught:
        keep_letter(key=key, language=language, subject="x", body="x", by=recruiter)
    assert caught.value.status == 404


def test_managers_use_letters_and_recruiters_write_them(acting, shop):
    manager = memberships(make_member(shop, Role.MANAGER))[0]
    with pytest.raises(NotAllowed):
        keep_letter(key="receipt", language="nl", subject="x", body="x", by=manager)


def test_another_organisation_keeps_its_own(shop, recruiter):
    with tenancy.acting(organisation=shop.pk, account=recruiter.user_id):
        keep_letter(key="receipt", language="nl", subject="Ons", body="Ons", by=recruiter)
    with tenancy.acting(organisation=make_organisation().pk):
        assert letter("receipt", "nl").subject != "Ons"


def test_the_page_previews_refuses_and_keeps(shop, subject, recruiter):
    client = client_of(User.objects.get(pk=recruiter.user_id))
    at = f"/o/{shop.slug}/letters/receipt/en/"
    assert b"Dear Sanne de Wit," in client.get(at).content
    shown = client.post(
        at, {"subject": "About {vacancy}", "body": "Dear {name}!", "example": str(subject.id)}
    )
    assert b"Dear Sanne de Wit!" in shown.content
    assert b"About Bakker" in shown.content
    wrong = client.post(at, {"subject": "x", "body": "Dear {nmae}", "keep": ""})
    assert wrong.status_code == 422
    assert b"Line 1, sign 6: there is no placeholder {nmae}" in wrong.content
    assert client.post(at, {"subject": "x", "body": "Dear {name}", "keep": ""}).status_code == 302
    assert b"your words" in client.get(f"/o/{shop.slug}/letters/").content
    assert client.post(at + "drop/").status_code == 302
    assert b"your words" not in client.get(f"/o/{shop.slug}/letters/").content
    made = client.post(
        f"/o/{shop.slug}/letters/new/", {"name": "Zomer!", "subject": "x", "body": "y", "language": "nl"}
    )
    assert made.status_code == 302
    assert client.get(f"/o/{shop.slug}/letters/nothing/en/").status_code == 404
    assert client.get(f"/o/{shop.slug}/letters/receipt/fr/").status_code == 404


def test_every_placeholder_is_explained():
    assert set(PLACEHOLDERS) == {
        "name",
        "vacancy",
        "organisation",
        "sender",
        "link",
        "days",
        "stage",
        "reason",
        "openings",
    }

"""Accounts: making one, signing in and out, recovery by mail, a second factor, languages and the brake on guessing."""

import re
import smtplib

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.core.cache import cache
from django.test import Client

from maatwerk.apps.organisations.models import User
from maatwerk.apps.organisations.public import open_account

pytestmark = pytest.mark.django_db
EMAIL, PASSWORD = "ada@example.org", "correct-horse-battery"


@pytest.fixture(autouse=True)
def forget_earlier_tries():
    cache.clear()


@pytest.fixture(autouse=True)
def hash_quickly(settings):
    """Slow hashes are for attackers; one test below looks that they are on."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


@pytest.fixture
def client() -> Client:
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def user() -> User:
    return open_account(email=EMAIL, name="Ada", password=PASSWORD, language="en")


def sign_up(client: Client, **changes: str):
    return client.post("/account/signup/", {"name": "Ada", "email": EMAIL, "password1": PASSWORD} | changes)


def sign_in(client: Client, password: str = PASSWORD, **more: str):
    return client.post("/account/login/", {"login": EMAIL, "password": password} | more)


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


# -- the demo


def test_the_demo_says_before_the_sign_in_that_nobody_here_exists_and_where_its_mail_lies(client, settings):
    assert 'class="ribbon"' not in client.get("/account/login/").text
    settings.DEMO, settings.EMAIL_FILE_PATH = True, "/data/mail"
    for page in ("/", "/account/login/", "/account/signup/"):
        assert "these people do not exist" in client.get(page).text
    sign_up(client)
    assert "<code>/data/mail</code>" in client.get("/account/confirm-email/").text


# -- signing in


def test_one_link_to_a_new_password_stands_after_the_fields(client):
    page = client.get("/account/login/").text
    assert page.count("/account/password/reset/") == 1
    assert page.index('name="password"') < page.index("/account/password/reset/")


# -- making an account


def test_signing_up_asks_for_the_code_in_the_mail_and_then_for_an_organisation(client):
    answer = sign_up(client)
    assert answer.status_code == 302
    assert not is_signed_in(client)
    (letter,) = mail.outbox
    assert letter.subject.endswith("is your code for Maatwerk")
    code = letter.subject.split()[0]
    assert code in letter.body
    page = client.get(answer["Location"])
    assert "Type the code from your mail" in page.text
    wrong = client.post(answer["Location"], {"code": "WRONGCODE"})
    assert wrong.status_code == 200
    assert not is_signed_in(client)
    right = client.post(answer["Location"], {"code": code}, follow=True)
    assert is_signed_in(client)
    assert "Start an organisation" in right.text
    user = User.objects.get()
    assert (user.name, user.language) == ("Ada", "en")
    assert EmailAddress.objects.get(user=user).verified


def test_signing_up_in_dutch_writes_in_dutch(client):
    client.cookies["django_language"] = "nl"
    sign_up(client)
    assert mail.outbox[0].subject.endswith("is je code voor Maatwerk")
    assert User.objects.get().language == "nl"


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"password1": "short"}, "at least 12 characters"),
        ({"password1": "1qaz2wsx3edc"}, "too common"),
        ({"password1": "ada@example.org"}, "too similar"),
        ({"email": "no address"}, "valid email"),
        ({"name": ""}, "required"),
    ],
    ids=["short", "common", "like the address", "no address", "no name"],
)
def test_what_cannot_be_an_account(client, changes, complaint):
    answer = sign_up(client, **changes)
    assert answer.status_code == 200
    assert complaint in answer.text
    assert not User.objects.exists()


def test_nobody_learns_whether_an_address_has_an_account(client, user):
    known, unknown = sign_up(client), sign_up(Client(), email="new@example.org")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert mail.outbox[0].subject == "You have an account already"
    assert User.objects.count() == 2
    assert User.objects.get(email=EMAIL).check_password(PASSWORD)


def test_when_mail_cannot_be_sent_it_is_said_and_can_be_done_again(client, monkeypatch):
    def fail(self, messages):
        raise smtplib.SMTPServerDisconnected

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fail)
        answer = sign_up(client)
    assert answer.status_code == 503
    assert "We cannot send mail at this moment" in answer.text


def test_passwords_are_kept_as_scrypt(client, settings):
    settings.PASSWORD_HASHERS = settings.PASSWORD_HASHERS[1:]
    assert make_password(PASSWORD).startswith("scrypt$")


# -- in and out


def test_signing_in_and_out(client, user):
    before = client.session.session_key
    assert sign_in(client)["Location"] == "/"
    assert is_signed_in(client)
    assert client.session.session_key != before
    client.post("/account/logout/")
    assert not is_signed_in(client)


def test_signing_out_needs_a_post(client, user):
    sign_in(client)
    client.get("/account/logout/")
    assert is_signed_in(client)


def test_signing_in_leads_to_the_page_asked_for_and_never_off_the_site(client, user):
    assert sign_in(client, next="/o/bakery/")["Location"] == "/o/bakery/"
    client.post("/account/logout/")
    assert sign_in(client, next="https://elsewhere.example/")["Location"] == "/"


def test_a_wrong_password_and_an_unknown_address_sound_the_same(client, user):
    wrong = sign_in(client, password="not-the-password")
    unknown = client.post("/account/login/", {"login": "nobody@example.org", "password": PASSWORD})
    sentence = "The email address and/or password you specified are not correct."
    assert sentence in wrong.text
    assert sentence in unknown.text


def test_guessing_is_slowed_down(client, user):
    answers = [sign_in(client, password=f"guess-number-{number}") for number in range(6)]
    assert "Too many failed login attempts" in answers[-1].text
    assert "Too many failed login attempts" in sign_in(client).text
    assert not is_signed_in(client)


def test_signing_in_too_often_from_one_address_is_refused_with_a_page(client):
    assert {client.post("/account/login/").status_code for _try in range(30)} == {200}
    answer = client.post("/account/login/")
    assert answer.status_code == 429
    assert "Too many tries" in answer.text
    assert "Wait a few minutes" in answer.text


def test_an_account_that_is_closed_cannot_sign_in_and_its_session_ends(client, user):
    sign_in(client)
    User.objects.update(is_active=False)
    assert client.get("/new/")["Location"].startswith("/account/login/")
    again = Client()
    sign_in(again)
    assert not is_signed_in(again)


# -- recovery


def reset_link(client: Client, email: str = EMAIL) -> str:
    client.post("/account/password/reset/", {"email": email})
    return re.search(r"http://testserver(/\S+)", mail.outbox[-1].body).group(1)


def test_a_new_password_by_mail_works_once_and_ends_other_sessions(client, user):
    elsewhere = Client()
    sign_in(elsewhere)
    path = reset_link(client)
    form = client.get(path, follow=True)
    action = form.redirect_chain[-1][0]
    client.post(action, {"password1": "an-entirely-new-one", "password2": "an-entirely-new-one"})
    assert User.objects.get().check_password("an-entirely-new-one")
    assert elsewhere.get("/new/").status_code == 302
    again = Client(headers={"accept-language": "en"}).get(path, follow=True)
    assert "This link does not work" in again.text
    assert "changed" in mail.outbox[-1].body


def test_the_recovery_mail_speaks_the_readers_language(client, user):
    User.objects.update(language="nl")
    reset_link(client)
    assert mail.outbox[-1].subject == "Kies een nieuw wachtwoord voor Maatwerk"


def test_an_unknown_address_gets_a_mail_that_says_so_and_the_page_does_not(client):
    answer = client.post("/account/password/reset/", {"email": "nobody@example.org"}, follow=True)
    assert "Look in your mail" in answer.text
    assert mail.outbox[0].subject == "You have no account for this address yet"


# -- a second factor


def totp(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def activate(client: Client) -> str:
    page = client.get("/account/2fa/totp/activate/", follow=True)
    if "/reauthenticate/" in page.wsgi_request.path:
        page = client.post(page.wsgi_request.get_full_path(), {"password": PASSWORD}, follow=True)
    secret: str = page.context["form"].secret
    client.post("/account/2fa/totp/activate/", {"code": totp(secret)})
    return secret


def test_a_second_factor_is_asked_for_once_it_is_on(client, user, monkeypatch):
    # this test never commits, so what waits for the end of the transaction happens at once
    monkeypatch.setattr("django.db.transaction.on_commit", lambda function, **_options: function())
    sign_in(client)
    secret = activate(client)
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    assert "account was changed" in mail.outbox[-1].body
    client.post("/account/logout/")
    answer = sign_in(client)
    assert answer["Location"].startswith("/account/2fa/authenticate/")
    assert not is_signed_in(client)
    client.post(answer["Location"], {"code": "000000"})
    assert not is_signed_in(client)
    cache.clear()  # the code just used for activation may not be used again within its half minute
    client.post(answer["Location"], {"code": totp(secret)})
    assert is_signed_in(client)


def test_a_recovery_code_helps_once_without_the_phone(client, user):
    sign_in(client)
    activate(client)
    codes = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
    for attempt, expected in enumerate([True, False]):
        client.post("/account/logout/")
        cache.clear()
        answer = sign_in(client)
        client.post(answer["Location"], {"code": codes[0]})
        assert is_signed_in(client) is expected, attempt


def test_who_looks_for_work_finds_the_board_from_the_first_page_and_from_every_foot(client):
    for path in ("/", "/account/login/"):
        assert re.search(r'<footer.*href="/jobs/"', client.get(path).text, re.DOTALL), path
    assert '<a class="button" href="/jobs/">' in client.get("/").text


# -- languages


def test_the_language_switch_works_signed_out(client):
    assert "Talent, made to measure" in client.get("/").text
    client.post("/language/", {"language": "nl", "next": "/"})
    assert "Talent op maat" in client.get("/").text


def test_the_language_is_remembered_with_the_account(client, user):
    sign_in(client)
    client.post("/language/", {"language": "nl", "next": "/"})
    assert User.objects.get().language == "nl"
    other = Client(headers={"accept-language": "en"})
    sign_in(other)
    assert "Welkom, Ada" in other.get("/").text


def test_a_language_that_does_not_exist_changes_nothing(client, user):
    sign_in(client)
    client.post("/language/", {"language": "xx", "next": "/"})
    client.post("/language/", {})
    assert User.objects.get().language == "en"


def test_the_language_switch_needs_a_post_and_stays_on_the_site(client):
    assert client.get("/language/").status_code == 405
    answer = client.post("/language/", {"language": "nl", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"


def test_an_account_without_a_language_keeps_that_of_the_browser(client, user):
    User.objects.update(language="")
    sign_in(client)
    assert "Welcome, Ada" in client.get("/").text


# -- name


def test_a_name_can_be_changed(client, user):
    sign_in(client)
    assert 'value="Ada"' in client.get("/account/name/").text
    assert client.post("/account/name/", {"name": ""}).status_code == 422
    client.post("/account/name/", {"name": "Ada L."})
    assert User.objects.get().name == "Ada L."

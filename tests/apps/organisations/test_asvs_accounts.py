"""What ASVS asks of accounts, codes, sessions and answers, where nothing else proves it yet."""

import logging
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from allauth.mfa import app_settings as steps
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings as configured
from django.core import mail
from django.core.cache import cache
from django.core.mail import BadHeaderError, EmailMessage
from django.test import Client

from factories.organisations import client_of, make_member, make_organisation, make_user
from maatwerk.apps.organisations.models import Role, Session, User
from maatwerk.apps.organisations.public import open_account
from maatwerk.config.log_lines import OneLine
from maatwerk.kernel.postgres import roles

pytestmark = pytest.mark.django_db
EMAIL, PASSWORD = "ada@example.org", "correct-horse-battery"


@pytest.fixture(autouse=True)
def quickly(settings):
    cache.clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


def english() -> Client:
    return Client(headers={"accept-language": "en"})


def sign_up(client: Client, *, email: str = EMAIL, password: str = PASSWORD):
    return client.post("/account/signup/", {"name": "Ada", "email": email, "password1": password})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_installing_makes_no_account():
    assert not User.objects.exists()


def test_a_new_password_asks_for_the_one_of_now():
    user = open_account(email=EMAIL, name="Ada", password=PASSWORD)
    client, wished = client_of(user), {"password1": "quite-another-horse", "password2": "quite-another-horse"}
    for given in ({}, {"oldpassword": "wrong-horse-battery"}):
        client.post("/account/password/change/", wished | given)
        assert User.objects.get().check_password(PASSWORD)
    client.post("/account/password/change/", wished | {"oldpassword": PASSWORD})
    assert User.objects.get().check_password("quite-another-horse")


@pytest.mark.parametrize("path", ["/account/login/", "/account/signup/", "/account/password/change/"])
def test_passwords_are_typed_unseen_and_may_be_pasted(path):
    client = (
        client_of(open_account(email=EMAIL, name="Ada", password=PASSWORD)) if "change" in path else english()
    )
    fields = [
        field
        for field in re.findall(r"<input[^>]+>", client.get(path).text)
        if re.search(r'name="\w*password', field)
    ]
    assert fields
    assert all('type="password"' in field for field in fields)
    assert not any(
        word in field
        for field in fields
        for word in ("onpaste", "maxlength", 'autocomplete="off"', "readonly")
    )


def test_a_password_may_be_long():
    long = "0123456789abcdef" * 8
    assert sign_up(english(), password=long).status_code == 302
    assert User.objects.get().check_password(long)


def code_by_mail(client: Client, email: str = EMAIL) -> str:
    sign_up(client, email=email)
    return mail.outbox[-1].subject.split()[0]


def test_a_code_by_mail_belongs_to_the_browser_that_asked():
    ada, eve = english(), english()
    code = code_by_mail(ada)
    code_by_mail(eve, "eve@example.org")
    eve.post("/account/confirm-email/", {"code": code})
    assert not is_in(eve)
    ada.post("/account/confirm-email/", {"code": code})
    assert is_in(ada)


def test_codes_by_mail_are_tried_three_times():
    client = english()
    code = code_by_mail(client)
    for _try in range(3):
        client.post("/account/confirm-email/", {"code": "WRONGCODE"})
    client.post("/account/confirm-email/", {"code": code})
    assert not is_in(client)


def test_codes_and_secrets_are_random_and_long_enough(monkeypatch):
    secrets = {totp.generate_totp_secret() for _one in range(50)}
    assert len(secrets) == 50
    assert all(len(secret) * 5 >= 160 for secret in secrets)  # base 32
    codes = RecoveryCodes.activate(make_user()).generate_codes()
    assert len(set(codes)) == 10
    assert all(len(re.sub(r"\D", "", code)) == 8 for code in codes)  # 26 bits
    assert (steps.TOTP_PERIOD, steps.TOTP_TOLERANCE) == (30, 0)
    assert configured.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT <= 600


def test_keys_of_sessions_are_random_and_checked_on_the_server():
    ada = make_user()
    clients = [client_of(ada) for _one in range(20)]
    keys = {client.cookies["sessionid"].value for client in clients}
    assert len(keys) == 20
    assert all(re.fullmatch(r"[a-z0-9]{32}", key) for key in keys)
    forged = english()
    forged.cookies["sessionid"] = "a" * 32
    assert forged.get("/account/name/").status_code == 302
    Session.objects.filter(pk=clients[0].cookies["sessionid"].value).delete()
    assert clients[0].get("/account/name/").status_code == 302, "the browser's cookie alone is worth nothing"


def test_every_page_lets_one_sign_out():
    organisation = make_organisation()
    client = client_of(make_member(organisation, Role.ADMINISTRATOR))
    for path in (
        f"/o/{organisation.slug}/",
        f"/o/{organisation.slug}/settings/",
        "/account/name/",
        "/account/sessions/",
    ):
        assert 'action="/account/logout/"' in client.get(path).text, path


def test_signing_out_clears_what_the_browser_kept():
    client = client_of(make_user())
    assert "Clear-Site-Data" not in client.get("/account/name/")
    answer = client.post("/account/logout/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_in(client)


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config",
        "/.git/",
        "/.env",
        "/static/",
        "/static/ui/",
        "/pyproject.toml",
        "/static/../pyproject.toml",
    ],
)
def test_no_folder_is_listed_and_no_source_served(path):
    assert english().get(path).status_code == 404


def test_what_came_in_cannot_begin_a_line_of_the_log():
    record = logging.LogRecord(
        "x", logging.WARNING, "f", 1, "not allowed: %s", ("a\nERROR forged\x1b[31m\u2028b",), None
    )
    line = OneLine("%(levelname)s %(message)s").format(record)
    assert line == r"WARNING not allowed: a\nERROR forged\x1b[31m\u2028b"
    formatter = configured.LOGGING["formatters"]["line"]
    assert formatter["()"] == "maatwerk.config.log_lines.OneLine"
    assert OneLine("%(asctime)s").formatTime(record).endswith("Z")


def test_no_line_break_becomes_a_header_of_mail():
    for subject, to in (
        ("Hello\nBcc: x@evil.example", "ada@example.org"),
        ("Hello", "a@b.example\nBcc: x@evil.example"),
    ):
        with pytest.raises(BadHeaderError):
            EmailMessage(subject, "Hello", "site@example.org", [to]).message()


def test_each_login_of_the_database_has_a_long_password_of_its_own(db):
    folder = Path(os.environ["MAATWERK_DATA"])
    made = {urlsplit(roles.credential(folder, role) or "").password for role in roles.ROLES}
    assert len(made) == len(roles.ROLES)
    assert all(word and len(word) >= 24 for word in made)

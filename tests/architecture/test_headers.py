"""What every answer tells the browser: headers and cookies over the whole inventory of pages, drawn or not."""

import logging
from functools import cache

import pytest
from django.http import HttpResponse
from django.test import Client

from architecture.inventory import pages
from factories.organisations import client_of, make_member, make_organisation
from maatwerk.apps.organisations.models import Role
from maatwerk.apps.organisations.public import open_account

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-battery"
#: Kinds of parts an address may have. Text of people is none of them: `str` is a link's token, made here.
SAFE_PARTS = {"uuid", "int", "slug", "str"}


@pytest.fixture(autouse=True)
def quickly(monkeypatch, settings):
    """Headers are the same whatever the page shows; a line for every refusal says nothing here."""
    monkeypatch.setattr("django.template.base.Template.render", lambda _self, _context: "")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@cache
def answers() -> dict[str, HttpResponse]:
    """Return the answer of every page to somebody who may open all, its keys belonging to nothing; asked for once."""
    organisation = make_organisation()
    user, found = make_member(organisation, *(role for role in Role if role.value != "outside_auditor")), {}
    client = client_of(user)
    for page in pages():
        found[page.name] = client.get(page.at(organisation.slug))
        if "_auth_user_id" not in client.session:
            client.force_login(user)
    return found


def faults(answer: HttpResponse) -> list[str]:
    """Name the headers that an answer lacks."""
    policy = dict(
        part.strip().partition(" ")[::2] for part in answer.get("Content-Security-Policy", "").split(";")
    )
    holds = {
        "type": "Content-Type" in answer or not answer.content,
        "nosniff": answer.get("X-Content-Type-Options") == "nosniff",
        "referrer": answer.get("Referrer-Policy") in {"same-origin", "no-referrer"},
        "opener": answer.get("Cross-Origin-Opener-Policy") == "same-origin",
        "frames": answer.get("X-Frame-Options") == "DENY" and policy.get("frame-ancestors") == "'none'",
        "policy": policy.get("default-src") == "'none'" and policy.get("base-uri") == "'none'",
        "scripts": policy.get("script-src") == "'self'" and policy.get("style-src") == "'self'",
        "other origins": "Access-Control-Allow-Origin" not in answer,
    }
    return [name for name, held in holds.items() if not held]


def test_every_answer_carries_the_headers():
    """Answers that are sent before a view is asked, as redirects to the sign-in are, included."""
    found = answers() | {"nobody": Client().get("/o/none/"), "no page": Client().get("/no-such-page/")}
    wrong = {name: lacking for name, answer in found.items() if (lacking := faults(answer))}
    assert wrong == {}


def test_pages_of_an_organisation_are_never_kept():
    """By no browser and no proxy, whatever their status."""
    inside = {page.name for page in pages() if page.is_inside}
    kept = {
        name: answer.get("Cache-Control", "")
        for name, answer in answers().items()
        if name in inside and answer.status_code == 200 and "no-store" not in answer.get("Cache-Control", "")
    }
    assert kept == {}


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(settings):
    open_account(email="ada@example.org", name="Ada", password=PASSWORD)
    client = Client()
    client.get("/account/login/")
    client.post("/account/login/", {"login": "ada@example.org", "password": PASSWORD})
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    assert session["httponly"]
    assert {cookie["samesite"] for cookie in client.cookies.values()} == {"Lax"}
    assert session["max-age"] == "", "it ends with the browser"
    assert settings.SESSION_COOKIE_AGE == 12 * 3600, "and here after so long without a change"


def test_with_tls_cookies_and_browsers_stay_with_it(settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    open_account(email="ada@example.org", name="Ada", password=PASSWORD)
    client = Client()
    answer = client.post("/account/login/", {"login": "ada@example.org", "password": PASSWORD}, secure=True)
    assert answer["Strict-Transport-Security"] == "max-age=31536000"
    assert client.cookies[settings.SESSION_COOKIE_NAME]["secure"]


def test_trace_is_not_answered():
    for path in ("/", "/account/login/", "/jobs/"):
        assert Client().trace(path).status_code in {403, 405}


def test_no_address_has_room_for_anything_personal():
    """An address stands in histories, logs and referrers: it holds keys, numbers, words of ours and tokens of links."""
    wrong = {page.name: page.parts for page in pages() if not set(page.parts.values()) <= SAFE_PARTS}
    assert wrong == {}
    text = {part for page in pages() for part, kind in page.parts.items() if kind == "str"}
    assert text <= {"token", "uidb36", "key", "language"}

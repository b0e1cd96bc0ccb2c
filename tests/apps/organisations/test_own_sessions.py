"""One's own sessions: where one is signed in, ending them, and when they end by themselves."""

import datetime as dt
import os
import subprocess
import sys

import pytest
from django.test import Client
from django.utils import timezone

from factories.organisations import make_member, make_organisation, make_user
from maatwerk.apps.organisations import sessions
from maatwerk.apps.organisations.models import Role, Session, User
from maatwerk.apps.organisations.session_store import BEGAN, SessionStore
from maatwerk.apps.organisations.sessions import device_of

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/18.0 Mobile/15E148 Safari/604.1"
)


def browser(user: User, agent: str = FIREFOX) -> Client:
    """A browser in which somebody signed in, as the sign-in itself does it."""
    from django.contrib.auth import login
    from django.http import HttpRequest

    client, request = Client(headers={"accept-language": "en"}), HttpRequest()
    request.META["HTTP_USER_AGENT"], request.session = agent, SessionStore()
    login(request, user, "allauth.account.auth_backends.AuthenticationBackend")
    request.session.save()
    client.cookies["sessionid"] = request.session.session_key
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/sessions/").status_code == 200


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (FIREFOX, "Firefox · Linux"),
        (PHONE, "Safari · iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0", "Edge · Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537.36", "Chrome · Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/18 Safari/605", "Safari · macOS"),
        ("curl/8", ""),
        ("", ""),
        ("<script>alert(1)</script>", ""),
    ],
)  # fmt: skip
def test_a_device_in_two_words(agent, said):
    assert device_of(agent) == said


def test_the_list_and_ending_one_and_all_others():
    ada = make_user("Ada")
    here, phone, old = browser(ada), browser(ada, PHONE), browser(ada)
    browser(make_user("Eve"))
    page = here.get("/account/sessions/").text
    assert page.count("Firefox · Linux") == 2
    assert page.count("Safari · iPhone") == 1
    assert "this one" in page
    for client in (here, phone, old):
        assert client.cookies["sessionid"].value not in page
    found = sessions.own_sessions(ada, current=here.cookies["sessionid"].value)
    assert [one.is_this for one in found] == [True, False, False]
    of_phone = next(one.handle for one in found if "iPhone" in one.device)
    assert here.post(f"/account/sessions/{of_phone}/end/").status_code == 302
    assert [is_in(client) for client in (here, phone, old)] == [True, False, True]
    assert here.post(f"/account/sessions/{of_phone}/end/").status_code == 404
    here.post("/account/sessions/others/end/")
    assert [is_in(client) for client in (here, old)] == [True, False]
    assert Session.objects.exclude(user=ada).filter(user__isnull=False).count() == 1, "of nobody else"


def test_nobody_ends_the_session_of_another():
    ada, eve = make_user("Ada"), make_user("Eve")
    hers, other = browser(ada), browser(eve)
    (found,) = sessions.own_sessions(ada, current=None)
    assert other.post(f"/account/sessions/{found.handle}/end/").status_code == 404
    assert is_in(hers)


def test_the_key_changes_at_signing_in_and_the_old_one_is_dead():
    ada, client = make_user("Ada"), Client()
    session = client.session
    session["something"] = 1
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    client.force_login(ada)
    assert client.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()


def test_a_session_ends_after_the_longest_time_however_often_it_is_used(settings):
    settings.SESSION_LONGEST_HOURS = 24
    client = browser(make_user())
    store = SessionStore(client.cookies["sessionid"].value)
    store[BEGAN] = (timezone.now() - dt.timedelta(hours=23, minutes=59)).isoformat()
    store.save()
    assert is_in(client)
    store[BEGAN] = (timezone.now() - dt.timedelta(hours=24, minutes=1)).isoformat()
    store.save()
    assert not is_in(client)


def test_use_moves_the_end_and_is_noted_by_steps():
    client = browser(make_user())
    row = Session.objects.get(pk=client.cookies["sessionid"].value)
    client.get("/account/name/")
    again = Session.objects.get(pk=row.pk)
    assert again.seen_at == row.seen_at, "a page a moment later writes nothing"
    store = SessionStore(row.pk)
    store["seen"] = (timezone.now() - dt.timedelta(minutes=11)).isoformat()
    store.save()
    client.get("/account/name/")
    later = Session.objects.get(pk=row.pk)
    assert later.seen_at > row.seen_at
    assert later.expire_date > row.expire_date
    Session.objects.filter(pk=row.pk).update(expire_date=timezone.now())
    assert not is_in(client), "and unused it ends"


def test_sessions_that_are_over_are_forgotten():
    client = browser(make_user())
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(days=1))
    browser(make_user())
    assert not Session.objects.filter(pk=client.cookies["sessionid"].value).exists()


def test_who_came_in_by_an_organisation_sees_the_sessions_of_that_way_alone():
    ada, organisation = make_user("Ada"), make_organisation()
    make_member(organisation, Role.RECRUITER, user=ada)
    own, confined = browser(ada), browser(ada, PHONE)
    store = SessionStore(confined.cookies["sessionid"].value)
    store["confined_to"] = str(organisation.pk)
    store.save()
    assert "Firefox" not in confined.get("/account/sessions/").text
    confined.post("/account/sessions/others/end/")
    assert is_in(own)
    assert "iPhone" in own.get("/account/sessions/").text


def test_the_list_asks_the_same_however_long_it_is(django_assert_num_queries):
    ada = make_user("Ada")
    here = browser(ada)
    here.get("/account/sessions/")
    with django_assert_num_queries(8):  # session, account, sessions; and what the head of the page shows
        here.get("/account/sessions/")
    browser(ada), browser(ada)
    with django_assert_num_queries(8):
        here.get("/account/sessions/")


def test_with_tls_cookies_are_bound_to_this_very_host():
    """Read from a process of its own: settings are made once."""
    code = (
        "from maatwerk.config import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME,"
        " s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE and s.LANGUAGE_COOKIE_SECURE,"
        " getattr(s, 'SESSION_COOKIE_DOMAIN', None), getattr(s, 'SESSION_COOKIE_PATH', '/'), s.SECURE_HSTS_SECONDS)"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"MAATWERK_TLS": "yes"}, capture_output=True, text=True, check=True
    )  # fmt: skip
    assert said.stdout.split() == ["__Host-session", "__Host-csrf", "True", "None", "/", "31536000"]

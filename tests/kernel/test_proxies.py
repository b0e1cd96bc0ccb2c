"""Whom a request comes from: proxies that were named are believed, and nothing that a visitor writes."""

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any

import pytest
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from maatwerk.config.environment import WrongSetting, networks
from maatwerk.config.proxies import BehindProxies

OURS = [ip_network(one) for one in ("127.0.0.1", "10.0.0.0/8", "2001:db8:1::/48")]


def seen(caller: str, said: str | None, *, proxies: Any = OURS, **more: str) -> dict[str, Any]:
    """What the site sees of a request."""
    environ: dict[str, Any] = {"REMOTE_ADDR": caller} | more
    if said is not None:
        environ["HTTP_X_FORWARDED_FOR"] = said
    BehindProxies(lambda _environ, _start: [], proxies)(environ, lambda *_all: None)
    assert "HTTP_X_FORWARDED_FOR" not in environ
    return environ


@pytest.mark.parametrize(
    ("caller", "said", "visitor"),
    [
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        # what stands left of what the proxy added was written by the visitor
        ("127.0.0.1", "192.0.2.1, 198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "127.0.0.1, 10.0.0.1, 198.51.100.7", "198.51.100.7"),
        # two proxies in a row, both ours
        ("127.0.0.1", "192.0.2.1,198.51.100.7,10.0.0.9", "198.51.100.7"),
        ("10.1.2.3", "2001:db8:2::5", "2001:db8:2::5"),
        ("2001:db8:1::2", "198.51.100.7", "198.51.100.7"),
        ("::ffff:127.0.0.1", "198.51.100.7", "198.51.100.7"),
        # everybody on the way is ours: somebody inside
        ("127.0.0.1", "10.0.0.5", "10.0.0.5"),
        # a proxy that writes ports, or brackets
        ("127.0.0.1", "198.51.100.7:4711", "198.51.100.7"),
        ("127.0.0.1", '"[2001:db8:2::5]:4711"', "2001:db8:2::5"),
        # nothing that could be an address
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.7, unknown", "127.0.0.1"),
        ("127.0.0.1", "<script>, 1.2.3.4.5, ,", "127.0.0.1"),
        # not from a proxy: nothing is believed
        ("203.0.113.9", "198.51.100.7", "203.0.113.9"),
        ("203.0.113.9", "127.0.0.1", "203.0.113.9"),
        ("", "198.51.100.7", ""),
    ],
)
def test_whom_a_request_comes_from(caller, said, visitor):
    assert seen(caller, said)["REMOTE_ADDR"] == visitor


def test_with_no_proxy_named_nobody_is_believed():
    assert seen("127.0.0.1", "198.51.100.7", proxies=[])["REMOTE_ADDR"] == "127.0.0.1"


def test_only_a_proxy_says_that_a_request_came_over_tls():
    tls = {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_FORWARDED": "for=192.0.2.1;proto=https"}
    assert seen("127.0.0.1", None, **tls)["HTTP_X_FORWARDED_PROTO"] == "https"
    assert "HTTP_X_FORWARDED_PROTO" not in seen("203.0.113.9", None, **tls)
    assert "HTTP_FORWARDED" not in seen("127.0.0.1", None, **tls)


@pytest.fixture
def kept_connections() -> Iterator[None]:
    """Let a request leave the test's connections open, as the test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
def test_forged_headers_do_not_give_a_guesser_new_allowances(settings, kept_connections):
    """From end to end: the application as the web server runs it, at the door of an organisation's own sign-in."""
    from maatwerk.apps.organisations.own_sign_in_views import KNOCKS
    from maatwerk.config import wsgi

    assert isinstance(wsgi.application, BehindProxies)
    settings.ALLOWED_HOSTS = ["testserver"]
    cache.clear()

    def status(caller: str, said: str, application: Any) -> str:
        import io

        told: list[str] = []
        environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": "/sign-in/nobody/", "QUERY_STRING": "", "SERVER_NAME": "testserver",
            "SERVER_PORT": "80", "wsgi.input": io.BytesIO(), "wsgi.url_scheme": "http", "REMOTE_ADDR": caller,
            "HTTP_X_FORWARDED_FOR": said,
        }  # fmt: skip
        body = application(environ, lambda status, _headers, *_rest: told.append(status[:3]))
        getattr(body, "close", lambda: None)()
        return told[0]

    site = BehindProxies(wsgi._product, OURS)
    forged = [status("203.0.113.9", f"198.51.100.{number}", site) for number in range(KNOCKS.burst + 1)]
    assert (forged[0], forged[-1]) == ("302", "429")
    assert status("127.0.0.1", "203.0.113.9", site) == "429", "the same visitor by way of the proxy"
    assert status("127.0.0.1", "203.0.113.9, 198.51.100.1", site) == "302", (
        "another visitor by way of the proxy"
    )


def test_a_network_that_is_none_stops_the_start(monkeypatch):
    monkeypatch.setenv("MAATWERK_PROXIES", "127.0.0.1, 10.0.0.1/8")
    with pytest.raises(WrongSetting, match="MAATWERK_PROXIES"):
        networks("MAATWERK_PROXIES")
    monkeypatch.setenv("MAATWERK_PROXIES", "127.0.0.1, 10.0.0.0/8")
    assert [str(one) for one in networks("MAATWERK_PROXIES")] == ["127.0.0.1/32", "10.0.0.0/8"]

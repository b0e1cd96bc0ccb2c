"""A provider that is broken or hostile, called over HTTP: whatever it answers, there is a sentence, and nobody comes in."""

import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from django.core.cache import cache
from django.test import Client
from joserfc import jwk

from apps.organisations.test_own_sign_in import member
from factories.organisations import make_member, make_organisation
from maatwerk.apps.organisations.models import Organisation, Role
from maatwerk.apps.organisations.own_sign_in import arranging
from maatwerk.apps.organisations.queries import memberships
from maatwerk.kernel import outgoing, tenancy

pytestmark = pytest.mark.django_db
RSA = jwk.RSAKey.generate_key(2048, {"kid": "rsa"})
PUBLIC = RSA.as_dict(private=False)
DEEP = b"[" * 60_000

KEYS_OF_NO_USE: list[Any] = [
    {"keys": None}, {"keys": [None, 7, []]}, {"keys": {}}, [], None, b"\xff", b"", DEEP,
    {"keys": [PUBLIC | {"n": 7}]}, {"keys": [PUBLIC | {"n": None}]}, {"keys": [PUBLIC | {"n": "="}]},
    {"keys": [PUBLIC | {"n": "A" * 400}]}, {"keys": [PUBLIC | {"n": "B" * 400_000}]},
    {"keys": [PUBLIC | {"e": "B" * 4_000}]}, {"keys": [PUBLIC | {"e": "AA"}]}, {"keys": [PUBLIC | {"e": []}]},
    {"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "kid": "rsa"}]},
    {"keys": [{"kty": "RSA"}]}, {"keys": [PUBLIC, PUBLIC]},
]  # fmt: skip


def short(value: object) -> str:
    return ascii(value)[:40]


class Hostile(BaseHTTPRequestHandler):
    """Answers each path with what a test wrote for it: an object, bytes, or a function that writes what it likes."""

    answers: dict[str, Any] = {}

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        answer = self.answers[self.path.rpartition("/")[2]]
        if callable(answer):
            answer(self)
            return
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_values: object) -> None:
        """Say nothing of each request."""


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hostile)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def here(settings, english, issuer):
    cache.clear()
    settings.ALLOW_PRIVATE_CALLBACKS = True
    described = {"issuer": issuer} | {
        f"{name}_endpoint": f"{issuer}/{name}" for name in ("authorization", "token", "userinfo")
    }
    Hostile.answers = {
        "openid-configuration": described | {"jwks_uri": f"{issuer}/keys"},
        "keys": {"keys": [PUBLIC | {"use": "sig"}]},
        "userinfo": {},
    }


@pytest.fixture
def bakery(issuer: str) -> Organisation:
    made = make_organisation("Bakery", slug="bakery")
    admin = memberships(make_member(made, Role.ADMINISTRATOR))[0]
    asked = {"issuer": issuer, "client_id": "maatwerk", "domains": ("bakery.example",)}
    with tenancy.acting(organisation=made.pk, account=admin.user_id):
        arranging.arrange(arranging.Wish(**asked), member=admin)
        arranging.worked()
        arranging.arrange(arranging.Wish(**asked, is_on=True), member=admin)
    member(made, "ada", Role.RECRUITER)
    return made


def described(**changes: Any) -> None:
    Hostile.answers["openid-configuration"] |= changes


def go(client: Client | None = None) -> Any:
    return (client or Client(headers={"accept-language": "en"})).get("/sign-in/bakery/go/")


def signed(header: dict[str, Any], claims: dict[str, Any]) -> str:
    """Sign what no library would: the provider is not bound to what its library checks."""
    parts = [urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, claims)]
    mark = RSA.private_key.sign(b".".join(parts), padding.PKCS1v15(), hashes.SHA256())
    return b".".join([*parts, urlsafe_b64encode(mark).rstrip(b"=")]).decode()


def come_back(issuer: str, *, header: dict[str, Any] | None = None, more: Any = None, **claims: Any) -> Any:
    """Go there and come back with a token of these claims; `more` is what else the token's answer says."""
    client = Client(headers={"accept-language": "en"})
    assert go(client).status_code == 302
    ((state, kept),) = client.session["own_sign_ins"].items()
    good = {
        "iss": issuer, "aud": "maatwerk", "sub": "ada", "nonce": kept["nonce"], "iat": time.time(),
        "exp": time.time() + 300, "email": "ada@bakery.example", "email_verified": True,
    }  # fmt: skip
    token = signed({"alg": "RS256", "kid": "rsa"} | (header or {}), good | claims)
    Hostile.answers["token"] = {"id_token": token, "access_token": "a"} | (more or {})
    answer = client.get("/sign-in/bakery/back/", {"state": state, "code": "c"})
    assert ("_auth_user_id" in client.session) == (answer.status_code == 302)
    return answer


def test_what_it_says_when_it_is_honest(issuer, bakery):
    assert come_back(issuer).status_code == 302


CLAIMS_THAT_CAN_BE_NOTHING: list[Any] = [
    {"sub": "a\0da"}, {"sub": "\ud800"}, {"sub": ["ada"]}, {"sub": {}}, {"sub": None},
    {"email": "ada\0@bakery.example"}, {"email": "\udfff@bakery.example"}, {"email": ["ada@bakery.example"]},
    {"email": "@" * 5_000}, {"email": None},
    {"exp": 10**400}, {"iat": 10**400}, {"nbf": -(10**400)}, {"exp": float("inf")}, {"exp": []}, {"nbf": None},
    {"nonce": "\ud800"}, {"nonce": None}, {"nonce": {}}, {"aud": None}, {"aud": {}}, {"aud": [[]]},
    {"iss": None}, {"iss": []}, {"azp": []},
]  # fmt: skip


def test_claims_that_can_be_nothing(issuer, bakery):
    for claims in CLAIMS_THAT_CAN_BE_NOTHING:
        answer = come_back(issuer, **claims)
        assert answer.status_code == 403, claims
        assert "You are not signed in" in answer.text


@pytest.mark.parametrize(
    "claims", [{"name": "A\0da"}, {"name": 7}, {"amr": None}, {"amr": [None, {}, "\ud800"]}, {"acr": []}]
)
def test_claims_that_nothing_hangs_on(issuer, bakery, claims):
    assert come_back(issuer, **claims).status_code == 302


WHAT_IS_NO_TOKEN: list[Any] = [None, 7, [], {}, "\ud800", "a.b", "x" * 40_000, "e30.W10.e30", {"id_token": "nested"}]  # fmt: skip


def test_what_is_no_token(issuer, bakery):
    for token in WHAT_IS_NO_TOKEN:
        assert come_back(issuer, more={"id_token": token}).status_code == 403, ascii(token)[:40]


AN_ACCESS_TOKEN_THAT_NO_HEADER_HOLDS: list[Any] = ["a\nb", "é", "\0", 7, [], "a" * 1_900_000]  # fmt: skip


def test_an_access_token_that_no_header_holds(issuer, bakery):
    Hostile.answers["userinfo"] = {"sub": "ada", "email": "ada@bakery.example", "email_verified": True}
    for access in AN_ACCESS_TOKEN_THAT_NO_HEADER_HOLDS:
        answer = come_back(issuer, email=None, more={"access_token": access})
        assert answer.status_code == 403, "no address, and nobody is asked for one"
    assert come_back(issuer, email=None).status_code == 302, "with a good one userinfo is asked"


@pytest.mark.parametrize("header", [{"kid": None}, {"kid": []}, {"typ": 7}, {"kid": "another"}], ids=short)
def test_headers_of_tokens(issuer, bakery, header):
    assert come_back(issuer, header=header).status_code == 403


def test_keys_that_are_none(issuer, bakery):
    for keys in KEYS_OF_NO_USE:
        cache.clear()
        Hostile.answers["keys"] = keys
        assert come_back(issuer).status_code == 403, str(keys)[:60]


WHAT_IS_NO_DESCRIPTION: list[Any] = [
    b"", b"null", b"7", b"[]", b"\xff\xfe", DEEP, b'{"a":' * 900 + b"1" + b"}" * 900, b'{"issuer": "' + b"x" * 600_000,
]  # fmt: skip


def test_what_is_no_description(bakery):
    for answer in WHAT_IS_NO_DESCRIPTION:
        Hostile.answers["openid-configuration"] = answer
        said = go()
        assert said.status_code == 403
        assert "this server may call it" in said.text or "no description" in said.text


DESCRIPTIONS_OF_ANOTHER_SHAPE: list[Any] = [
    ({"response_types_supported": None}, 302), ({"response_types_supported": 7}, 302),
    ({"response_types_supported": []}, 403), ({"token_endpoint_auth_methods_supported": None}, 302),
    ({"token_endpoint_auth_methods_supported": {"a": 1}}, 302), ({"issuer": None}, 403), ({"issuer": []}, 403),
    ({"authorization_endpoint": "https://x.example/a\nb"}, 403), ({"authorization_endpoint": []}, 403),
    ({"authorization_endpoint": "https://x.example/\ud800"}, 403),
    ({"authorization_endpoint": "https://x.example/\0"}, 403),
    ({"authorization_endpoint": "https://x.example/" + "a" * 3_000}, 403),
    ({"token_endpoint": "javascript:alert(1)"}, 403), ({"userinfo_endpoint": {}}, 302),
]  # fmt: skip


def test_descriptions_of_another_shape(bakery):
    usual = dict(Hostile.answers["openid-configuration"])
    for changes, status in DESCRIPTIONS_OF_ANOTHER_SHAPE:
        cache.clear()
        Hostile.answers["openid-configuration"] = usual | changes
        assert go().status_code == status, changes


def packed(there: BaseHTTPRequestHandler) -> None:
    """Two kilobytes that unpack to two megabytes."""
    import gzip

    body = gzip.compress(b" " * 2_000_000)
    there.send_response(200)
    there.send_header("Content-Encoding", "gzip")
    there.send_header("Content-Length", str(len(body)))
    there.end_headers()
    there.wfile.write(body)


def endless(there: BaseHTTPRequestHandler) -> None:
    """More than is ever read; it stops once nobody listens."""
    there.send_response(200)
    there.end_headers()
    written = 0
    try:
        while written < 50_000_000:
            written += there.wfile.write(b"x" * 100_000)
    except OSError:
        pass
    Hostile.answers["written"] = written


@pytest.mark.parametrize("answer", [packed, endless])
def test_answers_that_are_too_large(bakery, answer):
    Hostile.answers["openid-configuration"] = answer
    said = go()
    assert said.status_code == 403
    assert "description" in said.text or "does not answer" in said.text


@pytest.mark.parametrize("where", ["head", "body"])
def test_an_answer_that_drips_is_not_waited_for(bakery, monkeypatch, where):
    """A byte now and then keeps a connection alive for ever, unless the whole has an end."""
    monkeypatch.setattr(outgoing, "WHOLE", 0.03)
    over = threading.Event()

    def drips(there: BaseHTTPRequestHandler) -> None:
        there.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"\r\n" if where == "body" else b"X-Slow: "))
        while not over.wait(0.02):
            there.wfile.write(b"x")

    Hostile.answers["openid-configuration"] = drips
    said = go()
    assert said.status_code == 403
    assert "does not answer" in said.text
    Hostile.answers["openid-configuration"] = lambda _there: pytest.fail("asked again")
    assert "does not answer" in go().text, "who comes next does not wait as well"
    over.set()

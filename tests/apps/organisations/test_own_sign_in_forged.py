"""ID tokens that are not what was asked for, and providers that lie: none of it lets anybody in."""

import json
import time
import warnings
from base64 import urlsafe_b64encode

import pytest
from django.core.cache import cache
from joserfc import jwk, jwt

from maatwerk.apps.organisations.own_sign_in import provider, tokens
from maatwerk.apps.organisations.own_sign_in.trouble import Trouble

pytestmark = pytest.mark.usefixtures("english")
ISSUER, CLIENT, NONCE, NOW = "https://login.bakery.example", "maatwerk", "n" * 43, 1_800_000_000
EXPECTED = tokens.Expected(ISSUER, CLIENT, NONCE)
RSA, EC = jwk.RSAKey.generate_key(2048, {"kid": "rsa"}), jwk.ECKey.generate_key("P-256", {"kid": "ec"})
STRANGER = jwk.RSAKey.generate_key(2048, {"kid": "rsa"})
with warnings.catch_warnings(action="ignore"):
    WEAK = jwk.RSAKey.generate_key(1024, {"kid": "weak"})
KEYS = {"keys": [key.as_dict(private=False) | {"use": "sig"} for key in (RSA, EC, WEAK)]}
GOOD = {"iss": ISSUER, "aud": CLIENT, "sub": "ada", "nonce": NONCE, "iat": NOW - 5, "exp": NOW + 300}


def signed(claims: dict, *, key=RSA, **header) -> str:
    return jwt.encode(
        {"alg": "RS256", "kid": key.kid} | header, claims, key, algorithms=["RS256", "ES256", "HS256", "none"]
    )


def check(token: str, **changes) -> dict:
    return tokens.check(token, keys=KEYS, **{"expected": EXPECTED, "now": NOW} | changes)


@pytest.mark.parametrize(
    "header", [{"alg": "RS256", "key": RSA}, {"alg": "ES256", "key": EC}], ids=["RS256", "ES256"]
)
def test_a_good_token(header):
    key = header.pop("key")
    assert check(signed(GOOD, key=key, **header))["sub"] == "ada"
    assert check(signed(GOOD | {"aud": [CLIENT, "other"], "azp": CLIENT}))["sub"] == "ada"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://evil.example"},
        {"iss": ISSUER + "/"},
        {"aud": "another"},
        {"aud": []},
        {"aud": None},
        {"aud": [CLIENT, "another"]},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"azp": "another"},
        {"nonce": "m" * 43},
        {"nonce": None},
        {"nonce": ""},
        {"exp": NOW - 61},
        {"exp": None},
        {"exp": "2100-01-01"},
        {"exp": True},
        {"iat": NOW - 601},
        {"iat": NOW + 61},
        {"iat": None},
        {"nbf": NOW + 61},
        {"sub": None},
        {"sub": ""},
        {"sub": "x" * 256},
        {"sub": 7},
    ],
    ids=str,
)
def test_claims_that_do_not_hold(changes):
    claims = {name: value for name, value in (GOOD | changes).items() if value is not None}
    with pytest.raises(Trouble) as trouble:
        check(signed(claims))
    assert trouble.value.code == "token"


def test_a_clock_may_run_a_minute_ahead_or_behind():
    assert check(signed(GOOD | {"exp": NOW - 59}))
    assert check(signed(GOOD | {"iat": NOW + 59}))


def _plain(parts: list[str]) -> str:
    return ".".join(urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts) + "."


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "nOnE", "", "RS256"])
def test_without_a_signature(alg):
    with pytest.raises(Trouble):
        check(_plain([json.dumps({"alg": alg, "kid": "rsa"}), json.dumps(GOOD)]))


def test_signed_with_the_public_key_as_if_it_were_a_secret():
    """The old confusion of algorithms: HS256 over the provider's public key."""
    key = jwk.OctKey.import_key(json.dumps(RSA.as_dict(private=False)).encode(), {"kid": "rsa"})
    with pytest.raises(Trouble, match="could not be checked"):
        check(signed(GOOD, key=key, alg="HS256"))


def test_signed_with_a_key_of_somebody_else_under_the_same_name():
    with pytest.raises(Trouble):
        check(signed(GOOD, key=STRANGER))


def test_a_key_that_comes_along_in_the_token_is_not_believed():
    for header in ({"jwk": STRANGER.as_dict(private=False)}, {"jku": "https://evil.example/keys"}):
        with pytest.raises(Trouble):
            check(signed(GOOD, key=STRANGER, **header))


@pytest.mark.parametrize("kind", ["at+jwt", "logout+jwt", "secevent+jwt"])
def test_another_kind_of_token_of_the_same_provider(kind):
    with pytest.raises(Trouble, match="could not be checked"):
        check(signed(GOOD, typ=kind))


def test_a_weak_key_proves_nothing():
    with pytest.raises(Trouble) as trouble:
        check(signed(GOOD, key=WEAK))
    assert "too short" in trouble.value.detail


def test_an_algorithm_of_another_family_than_the_key():
    header = json.dumps({"alg": "RS256", "kid": "ec"})
    with pytest.raises(tokens.UnknownKey):
        check(_plain([header, json.dumps(GOOD)]))


@pytest.mark.parametrize("token", ["", "a.b.c", "....", "é.é.é", "x" * 40_000, "e30.e30.e30"])
def test_rubbish(token):
    with pytest.raises(Trouble):
        check(token)


def test_a_changed_claim_breaks_the_signature():
    head, body, tail = signed(GOOD).split(".")
    _h, other, _t = signed(GOOD | {"sub": "eve"}).split(".")
    assert other != body
    with pytest.raises(Trouble):
        check(f"{head}.{other}.{tail}")


@pytest.mark.parametrize(
    ("said", "strong", "counts"),
    [({"amr": ["pwd", "mfa"]}, "", True), ({"amr": ["pwd", "otp"]}, "", False), ({"amr": "mfa"}, "", False),
     ({"acr": "gold"}, "gold", True), ({"acr": "silver"}, "gold", False), ({"acr": ""}, "", False)],
)  # fmt: skip
def test_what_counts_as_a_second_step(said, strong, counts):
    assert tokens.read({"sub": "ada"} | said).used_several_factors(strong) is counts


@pytest.mark.parametrize(
    ("said", "read"),
    [(True, True), ("true", True), (False, False), ("false", False), (1, False), (None, None)],
)
def test_an_address_is_verified_where_it_says_so(said, read):
    assert (
        tokens.read({"sub": "ada", "email": "Ada@Bakery.example", "email_verified": said}).is_verified is read
    )


# -- a provider that lies


class Lying:
    """A provider whose answers a test writes."""

    def __init__(self, **changes):
        self.asked: list[str] = []
        self.description = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/go",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
            "userinfo_endpoint": f"{ISSUER}/userinfo",
        } | changes
        self.keys: object = KEYS
        self.token = {
            "id_token": signed(GOOD | {"iat": time.time(), "exp": time.time() + 300}),
            "access_token": "a",
        }
        self.userinfo: dict = {}
        self.status = 200

    def __call__(self, _method, address, **_more):
        self.asked.append(address)
        answers = {"/token": self.token, "/keys": self.keys, "/userinfo": self.userinfo}
        found = next((said for end, said in answers.items() if address.endswith(end)), self.description)
        return self.status, found


@pytest.fixture
def lying(monkeypatch):
    cache.clear()

    def set_up(**changes):
        made = Lying(**changes)
        monkeypatch.setattr(provider, "_call", made)
        return made

    return set_up


def answer(**changes):
    how = {"code": "c", "back": "https://here.example/back/", "said_issuer": None} | changes
    return provider.answer(provider.Client(ISSUER, CLIENT, "s"), provider.Question("s", NONCE, "v"), **how)


def trouble_of(**changes) -> str:
    with pytest.raises(Trouble) as trouble:
        answer(**changes)
    return trouble.value.code


def test_a_good_answer_and_what_userinfo_adds(lying):
    there = lying()
    there.userinfo = {"sub": "ada", "email": "ada@bakery.example", "email_verified": True, "iss": "evil"}
    assert answer() == tokens.Claims("ada", "ada@bakery.example", True, "")
    there.userinfo = {"sub": "eve", "email": "ada@bakery.example", "email_verified": True}
    assert answer().email == "", "about somebody else"


def test_another_issuer_is_not_asked_on(lying):
    there = lying(issuer="https://evil.example")
    assert trouble_of() == "other_issuer"
    assert there.asked == [f"{ISSUER}/.well-known/openid-configuration"]


def test_an_answer_that_names_another_issuer(lying):
    lying()
    assert trouble_of(said_issuer="https://evil.example") == "mixed_up"
    cache.clear()
    lying(authorization_response_iss_parameter_supported=True)
    assert trouble_of() == "mixed_up", "it says that it always names itself"
    assert answer(said_issuer=ISSUER).subject == "ada"


@pytest.mark.parametrize(
    "name", ["token_endpoint", "jwks_uri", "authorization_endpoint", "userinfo_endpoint"]
)
def test_no_address_without_tls_is_called(lying, name):
    lying(**{name: "http://login.bakery.example/x"})
    assert trouble_of() == "not_over_tls"


@pytest.mark.parametrize(
    "said", [None, 5, "", "/token", "https://[x/", "https://login.bakery.example:99999/"]
)
def test_what_is_no_address_is_no_description(lying, said):
    lying(token_endpoint=said)
    assert trouble_of() == "no_discovery"


@pytest.mark.parametrize("keys", [{}, {"keys": []}, {"keys": "x"}])
def test_no_keys(lying, keys):
    lying().keys = keys
    assert trouble_of() == "no_keys"


def test_new_keys_are_fetched_once_and_not_without_end(lying):
    there = lying()
    there.keys = {"keys": [EC.as_dict(private=False)]}
    assert trouble_of() == "token"
    assert there.asked.count(f"{ISSUER}/keys") == 2
    assert trouble_of() == "token"
    assert there.asked.count(f"{ISSUER}/keys") == 2
    cache.clear()
    there.keys = KEYS
    assert answer().subject == "ada"


def test_a_symmetric_key_among_the_keys_is_never_used(lying):
    secret = jwk.OctKey.import_key("s" * 32, {"kid": "shared"})
    there = lying()
    there.keys = {"keys": [secret.as_dict(private=True)]}
    there.token = {"id_token": signed(GOOD | {"iat": time.time()}, key=secret, alg="HS256")}
    assert trouble_of() == "token"


def test_an_answer_without_a_token(lying):
    there = lying()
    there.token = {"access_token": "a"}
    assert trouble_of() == "token"

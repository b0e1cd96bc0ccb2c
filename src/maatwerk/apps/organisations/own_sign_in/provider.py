"""What is asked of a provider: its description, its keys, the token for a code. Nothing it says is used before it is checked."""

import base64
import hashlib
import json
import re
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings
from django.core.cache import cache

from maatwerk.apps.organisations.own_sign_in import tokens
from maatwerk.apps.organisations.own_sign_in.trouble import Trouble
from maatwerk.kernel import outgoing

WELL_KNOWN = "/.well-known/openid-configuration"
SCOPE = "openid email profile"
LARGEST_ANSWER = 512_000
DEEPEST_ANSWER = 20  # an object within an object within …: what is read is two deep
LONGEST_ADDRESS = 2_000
KEPT_SECONDS = 600
AWAY_SECONDS = 20
#: A token with an unknown key lets the keys be read anew at most so often.
KEYS_ANEW_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Client:
    """Who we are to a provider."""

    issuer: str
    client_id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Question:
    """One sign-in that was begun: what only this browser's session and the provider know."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> "Question":
        """Make one nobody can guess: three times 256 bits."""
        return cls(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))


@dataclass(frozen=True, slots=True)
class Description:
    """What a provider says of itself (OpenID Connect Discovery 1.0, section 3)."""

    issuer: str
    authorization: str
    token: str
    keys: str
    userinfo: str
    by_post: bool  # the secret goes in the form where that is taken: in the header providers read odd signs differently
    says_issuer: bool  # RFC 9207: it names itself beside each code


def describe(issuer: str, *, anew: bool = False) -> Description:
    """Return the description of a provider, kept for ten minutes."""
    address = issuer.rstrip("/") + WELL_KNOWN
    said = _kept(f"description:{issuer}", address, anew=anew, trouble="no_discovery")
    if said.get("issuer") != issuer:
        raise Trouble("other_issuer", detail=str(said.get("issuer"))[:200])
    if "code" not in _several(said, "response_types_supported", ["code"]):
        raise Trouble("no_code")
    ways = _several(said, "token_endpoint_auth_methods_supported", ["client_secret_basic"])
    return Description(
        issuer=issuer,
        authorization=_address(said, "authorization_endpoint"),
        token=_address(said, "token_endpoint"),
        keys=_address(said, "jwks_uri"),
        userinfo=_address(said, "userinfo_endpoint") if said.get("userinfo_endpoint") else "",
        by_post="client_secret_post" in ways,
        says_issuer=said.get("authorization_response_iss_parameter_supported") is True,
    )


def keys_of(found: Description, *, anew: bool = False) -> dict[str, Any]:
    """Return the keys a provider signs with, kept for ten minutes."""
    keys = _kept(f"keys:{found.keys}", found.keys, anew=anew, trouble="no_keys")
    if not isinstance(keys.get("keys"), list) or not keys["keys"]:
        raise Trouble("no_keys")
    return keys


def where_to_go(client: Client, question: Question, *, back: str) -> str:
    """Return the provider's page to sign in on; the code it gives is worth nothing without the verifier (PKCE)."""
    found = describe(client.issuer)
    challenge = (
        base64.urlsafe_b64encode(hashlib.sha256(question.verifier.encode()).digest()).decode().rstrip("=")
    )
    asked = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": back,
        "scope": SCOPE,
        "state": question.state,
        "nonce": question.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    joint = "&" if urlsplit(found.authorization).query else "?"
    return found.authorization + joint + urlencode(asked)


def answer(
    client: Client, question: Question, *, code: str, back: str, said_issuer: str | None
) -> tokens.Claims:
    """Trade a code for what the provider says of who signed in, checked.

    Raises
    ------
    Trouble
        The provider does not answer, refuses the code, or says something that does not hold.
    """
    found = describe(client.issuer)
    if said_issuer != found.issuer and (said_issuer is not None or found.says_issuer):
        raise Trouble("mixed_up", detail=str(said_issuer)[:200])
    given = _trade(client, question, found, code=code, back=back)
    claims = _checked(str(given.get("id_token") or ""), client, question, found)
    access = given.get("access_token")
    if not claims.get("email") and found.userinfo and isinstance(access, str) and _PRINTED.fullmatch(access):
        claims = _more(claims, found, access)
    return tokens.read(claims)


def _trade(client: Client, question: Question, found: Description, *, code: str, back: str) -> dict[str, Any]:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": question.verifier,
    }
    headers = {}
    if found.by_post or not client.secret:
        form |= {"client_id": client.client_id} | ({"client_secret": client.secret} if client.secret else {})
    else:  # RFC 6749, section 2.3.1: both parts encoded before they are put together
        pair = f"{quote(client.client_id, safe='')}:{quote(client.secret, safe='')}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    status, said = _call("POST", found.token, data=form, headers=headers)
    if status in (400, 401, 403):
        wrong = said.get("error") in ("invalid_client", "unauthorized_client") or status == 401
        raise Trouble("wrong_client" if wrong else "code_refused", detail=str(said.get("error"))[:100])
    if status != 200 or not said.get("id_token"):
        raise Trouble("token", detail=f"HTTP {status} without an ID token")
    return said


def _checked(token: str, client: Client, question: Question, found: Description) -> dict[str, Any]:
    expected = tokens.Expected(found.issuer, client.client_id, question.nonce)
    try:
        return tokens.check(token, keys=keys_of(found), expected=expected)
    except tokens.UnknownKey:
        # a provider changes its keys now and then; a stranger's token must not let us ask for them without end
        if not cache.add(f"own-sign-in:anew:{found.keys}", True, KEYS_ANEW_SECONDS):
            raise Trouble("token", detail="unknown key") from None
    try:
        return tokens.check(token, keys=keys_of(found, anew=True), expected=expected)
    except tokens.UnknownKey as error:
        raise Trouble("token", detail="unknown key") from error


def _more(claims: dict[str, Any], found: Description, access_token: str) -> dict[str, Any]:
    """Ask for what the token leaves out; it counts only where it is about the same subject (Core, section 5.3.2)."""
    status, said = _call("GET", found.userinfo, headers={"Authorization": f"Bearer {access_token}"})
    if status != 200 or said.get("sub") != claims["sub"]:
        return claims
    return claims | {name: said[name] for name in ("email", "email_verified", "name") if name in said}


def _kept(name: str, address: str, *, anew: bool, trouble: str) -> dict[str, Any]:
    key = "own-sign-in:" + hashlib.sha256(name.encode()).hexdigest()
    kept = None if anew else cache.get(key)
    if kept is None:
        if not anew and cache.get(f"{key}:away"):
            raise Trouble("unreachable", detail="it did not answer a moment ago")
        try:
            status, kept = _call("GET", address)
        except Trouble:
            cache.set(f"{key}:away", True, AWAY_SECONDS)  # who comes next does not wait for it as well
            raise
        if status != 200 or not kept:
            raise Trouble(trouble, detail=f"HTTP {status}")
        cache.set(key, kept, KEPT_SECONDS)
    found: dict[str, Any] = kept
    return found


def _several(said: dict[str, Any], name: str, otherwise: list[str]) -> list[Any]:
    """Return a list that a provider may leave out (or leave empty in its own way, with null)."""
    found = said.get(name)
    return found if isinstance(found, list) else otherwise


#: What goes into an address or a header: no spaces, no signs that end a line.
_PRINTED = re.compile(rf"[!-~]{{1,{LONGEST_ADDRESS}}}")


def _address(said: dict[str, Any], name: str) -> str:
    address = said.get(name)
    if not isinstance(address, str) or not _PRINTED.fullmatch(address) or not is_address(address):
        raise Trouble("no_discovery", detail=f"{name} is missing")
    if not is_safe(address):
        raise Trouble("not_over_tls", detail=name)
    return address


def is_address(address: str) -> bool:
    """Whether somebody wrote an address of a host at all."""
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # half an IPv6 address, or a port beyond 65535
        return False


def is_safe(address: str) -> bool:
    """Whether an address is called over TLS, with no name or password in it."""
    parts = urlsplit(address)
    return (parts.scheme == "https" or (parts.scheme == "http" and settings.ALLOW_PRIVATE_CALLBACKS)) and (
        parts.username is None
    )


def _call(method: str, address: str, **more: Any) -> tuple[int, dict[str, Any]]:
    """Call the provider; whatever is no JSON object of a sensible size counts as nothing said."""
    import httpx

    if not is_safe(address):
        raise Trouble("not_over_tls")
    more["headers"] = {"Accept": "application/json", "User-Agent": "Maatwerk"} | more.get("headers", {})
    body = b""
    try:
        with outgoing.client() as client, client.stream(method, address, **more) as response:
            status = response.status_code
            for part in response.iter_bytes():
                body += part
                if len(body) > LARGEST_ANSWER:
                    return status, {}
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise Trouble("unreachable", detail=f"{type(error).__name__}: {error}") from error
    return status, _object(body)


def _object(body: bytes) -> dict[str, Any]:
    """Read an answer; whatever is no JSON object, or nests without end, is an empty one."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    inner: list[Any] = [said]
    for _depth in range(DEEPEST_ANSWER):
        inner = [
            one for each in inner if isinstance(each, dict | list)
            for one in (each.values() if isinstance(each, dict) else each)
        ]  # fmt: skip
        if not inner:
            return said if isinstance(said, dict) else {}
    return {}

"""Checks an ID token as OpenID Connect Core 1.0, section 3.1.3.7 asks. The signature is always checked, TLS or not."""

import hmac
import math
import time
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from maatwerk.apps.organisations.own_sign_in.trouble import Trouble

#: Signatures with a key pair only: with a shared secret whoever knows it could sign, and "none" is no signature.
ALGORITHMS = ("RS256", "PS256", "ES256", "RS384", "PS384", "ES384", "RS512", "PS512", "ES512")
LEEWAY_SECONDS = 60
OLDEST_SECONDS = 600  # since it was made; it is made while one waits
LONGEST_TOKEN = 32_768
LEAST_RSA_BITS, MOST_RSA_BITS = 2048, 16_384  # OpenSSL checks no longer ones
#: RFC 8176: several factors were used.
SEVERAL_FACTORS = "mfa"


@dataclass(frozen=True, slots=True)
class Expected:
    """What the answer to one question must fit."""

    issuer: str
    client_id: str
    nonce: str


@dataclass(frozen=True, slots=True)
class Claims:
    """What a provider says of somebody, checked."""

    subject: str
    email: str
    is_verified: bool | None  # None: it does not say
    name: str
    amr: tuple[str, ...] = ()
    acr: str = ""

    def used_several_factors(self, strong_acr: str = "") -> bool:
        """Whether the provider says that a second step was taken there."""
        return SEVERAL_FACTORS in self.amr or bool(strong_acr and self.acr == strong_acr)


class UnknownKey(Exception):
    """The token names a key that is not among those known: they may have been changed since."""


def check(
    token: str, *, keys: Mapping[str, Any], expected: Expected, now: float | None = None
) -> dict[str, Any]:
    """Return the claims of an ID token that is what was asked for.

    Raises
    ------
    Trouble
        It is not; nothing of it may be used.
    UnknownKey
        It is signed with a key that is not in `keys`.
    """
    claims = _signed(token, keys)
    now = time.time() if now is None else now
    for problem, holds in _demands(claims, expected, now).items():
        if not holds:
            raise Trouble("token", detail=problem)
    return claims


def _signed(token: str, keys: Mapping[str, Any]) -> dict[str, Any]:
    """Return the claims after the signature was checked with a key that the provider publishes."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from joserfc import jws, jwt
    from joserfc.errors import JoseError

    if len(token) > LONGEST_TOKEN:
        raise Trouble("token", detail="too long")
    try:
        header = jws.extract_compact(token.encode("ascii")).headers()
        if str(header.get("typ", "JWT")).upper() != "JWT":
            raise Trouble(
                "token", detail="another kind of token"
            )  # RFC 9068, RFC 8417: those name themselves
        key = _key(keys, header)
        found = jwt.decode(token, key, algorithms=[*ALGORITHMS])
    except (
        JoseError, ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError, UnsupportedAlgorithm,
    ) as error:  # fmt: skip
        # keys and claims are whatever the provider wrote: numbers for texts, a point that is on no curve, nests without end
        raise Trouble("token", detail=f"{type(error).__name__}: {error}") from error
    return dict(found.claims)


def _key(keys: Mapping[str, Any], header: Mapping[str, Any]) -> Any:
    """Return the key that the header names, or the only one that fits; symmetric keys never fit."""
    from joserfc.jwk import import_key

    algorithm = header.get("alg")
    if algorithm not in ALGORITHMS:
        raise Trouble("token", detail=f"algorithm {algorithm!r}")
    family = "EC" if algorithm.startswith("ES") else "RSA"
    fitting = [
        key
        for key in keys.get("keys", ())
        if isinstance(key, dict) and key.get("kty") == family and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm and header.get("kid", key.get("kid")) == key.get("kid")
    ]  # fmt: skip
    if not fitting:
        raise UnknownKey
    if len(fitting) > 1:
        raise Trouble("token", detail="it does not say which key it is signed with")
    public = {name: value for name, value in fitting[0].items() if name in _PUBLIC_PARTS}
    bits = len(str(public.get("n", ""))) * 6
    if family == "RSA" and bits < LEAST_RSA_BITS:
        raise Trouble("token", detail="the key is too short")
    if family == "RSA" and (bits > MOST_RSA_BITS or len(str(public.get("e", ""))) > LONGEST_EXPONENT):
        raise Trouble("token", detail="the key is too long")
    return import_key(public)


LONGEST_EXPONENT = 11  # base64 of 64 bits; 65537 takes four
_PUBLIC_PARTS = {"kty", "kid", "n", "e", "crv", "x", "y"}


def _demands(claims: Mapping[str, Any], expected: Expected, now: float) -> dict[str, bool]:
    """Say what must hold, each by what is wrong where it does not."""
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    authorized = claims.get("azp")
    subject = claims.get("sub")
    return {
        "issuer": claims.get("iss") == expected.issuer,
        "audience": expected.client_id in audiences,
        "authorized party missing": len(audiences) == 1 or authorized is not None,
        "authorized party": authorized in (None, expected.client_id),
        "expired": _number(claims.get("exp")) > now - LEEWAY_SECONDS,
        "issued": now - OLDEST_SECONDS < _number(claims.get("iat")) < now + LEEWAY_SECONDS,
        "not yet": _number(claims.get("nbf", now)) < now + LEEWAY_SECONDS,
        "nonce": hmac.compare_digest(_text(claims.get("nonce")).encode(), expected.nonce.encode()),
        "subject": isinstance(subject, str) and 0 < len(subject) <= 255 and is_plain(subject),
    }


def _number(value: Any) -> float:
    """Return a moment; NaN, with which every comparison fails, for what is none: 10**400 and Infinity too."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return math.nan
    try:
        return float(value) if math.isfinite(value) else math.nan
    except OverflowError:
        return math.nan


def read(claims: Mapping[str, Any]) -> Claims:
    """Read what is used of checked claims."""
    verified, methods = claims.get("email_verified"), claims.get("amr")
    return Claims(
        subject=str(claims["sub"]),
        email=_text(claims.get("email")).lower(),
        is_verified=None if verified is None else verified is True or verified == "true",
        name=_text(claims.get("name"))[:120],
        amr=tuple(str(one) for one in methods) if isinstance(methods, list) else (),
        acr=_text(claims.get("acr")),
    )


def is_plain(text: str) -> bool:
    """Whether a text can be kept and compared: no control signs (NUL among them), no half of a sign (RFC 8259, section 8.2)."""
    return not any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in text)


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) and is_plain(value) else ""

"""Who calls: a token of one connection of one organisation, as a bearer token or as the user name of basic authentication.

Every token has an allowance of requests; how much of it is left stands on every answer (`finishing`).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.security import HttpBasicAuth, HttpBearer

from maatwerk.apps.messages.public import REQUESTS, ConnectionRow, connection_by_token
from maatwerk.kernel import tenancy
from maatwerk.kernel.limits import Limit
from maatwerk.kernel.refusals import NotAllowed, Refusal

P = ParamSpec("P")
T = TypeVar("T")
LONGEST_TOKEN = 171
#: Tokens that nobody has, from one address.
UNKNOWN = Limit("unknown tokens", burst=20, per_hour=120)


class Bearer(HttpBearer):
    """`Authorization: Bearer TOKEN`."""

    def authenticate(self, request: HttpRequest, token: str) -> ConnectionRow | None:
        """Return whose token it is."""
        return _known(request, token)


class Basic(HttpBasicAuth):
    """`Authorization: Basic`, the token as user name, no password."""

    def authenticate(self, request: HttpRequest, username: str, password: str) -> ConnectionRow | None:
        """Return whose token it is."""
        return _known(request, username)


def _known(request: HttpRequest, token: str) -> ConnectionRow | None:
    """Return whose token it is, and count the request; refuse where the token asks too often."""
    found = connection_by_token(token) if len(token) < LONGEST_TOKEN else None
    if found is None:
        _count_unknown(request)
    else:
        knock = REQUESTS.knock(found.id.hex)
        request.knock = knock  # type: ignore[attr-defined]
        if not knock.allowed:
            raise Refusal(
                _("This token asks more often than it may. Wait %(seconds)d seconds and go on.")
                % {"seconds": knock.again_in},
                code="too_often",
                status=429,
            )
    return found


def _count_unknown(request: HttpRequest) -> None:
    """Count a token that nobody has against the address it came from; tokens that are known go on from there."""
    knock = UNKNOWN.knock(str(request.META.get("REMOTE_ADDR", "")))
    if not knock.allowed:
        raise Refusal(
            _("Too many tokens from this address are unknown here. Wait %(seconds)d seconds and go on.")
            % {"seconds": knock.again_in},
            code="too_often",
            status=429,
        )


def caller(request: HttpRequest) -> ConnectionRow:
    """Return the connection that calls."""
    found: ConnectionRow = request.auth  # type: ignore[attr-defined]
    return found


def acting_for(*kinds: str, scope: str = "") -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Run an endpoint in one transaction of the caller's organisation, for these kinds of connection and this scope."""

    def decorate(endpoint: Callable[P, T]) -> Callable[P, T]:
        @wraps(endpoint)
        def acting(*args: P.args, **kwargs: P.kwargs) -> T:
            request: Any = args[0]
            connection = caller(request)
            if connection.kind not in kinds:
                raise NotAllowed(
                    _("This token belongs to another kind of connection."), code="wrong_connection"
                )
            if scope and scope not in connection.scopes:
                raise NotAllowed(_("This token may not do that."), code="scope")
            with tenancy.acting(organisation=connection.organisation_id):
                return endpoint(*args, **kwargs)

        acting.kinds, acting.scope = kinds, scope  # type: ignore[attr-defined]  # shown in the description
        return acting

    return decorate

"""Who calls: a token of one connection of one organisation, as a bearer token or as the user name of basic authentication."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.security import HttpBasicAuth, HttpBearer

from maatwerk.apps.messages.public import ConnectionRow, connection_by_token
from maatwerk.kernel import tenancy
from maatwerk.kernel.refusals import NotAllowed

P = ParamSpec("P")
T = TypeVar("T")
LONGEST_TOKEN = 171


class Bearer(HttpBearer):
    """`Authorization: Bearer TOKEN`."""

    def authenticate(self, request: HttpRequest, token: str) -> ConnectionRow | None:
        """Return whose token it is."""
        return connection_by_token(token) if len(token) < LONGEST_TOKEN else None


class Basic(HttpBasicAuth):
    """`Authorization: Basic`, the token as user name, no password."""

    def authenticate(self, request: HttpRequest, username: str, password: str) -> ConnectionRow | None:
        """Return whose token it is."""
        return connection_by_token(username) if len(username) < LONGEST_TOKEN else None


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

        return acting

    return decorate

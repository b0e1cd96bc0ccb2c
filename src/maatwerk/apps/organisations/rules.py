"""Who somebody is inside an organisation, and what the roles may do there."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django_htmx.middleware import HtmxDetails

from maatwerk.apps.organisations.models import Role, User
from maatwerk.kernel.refusals import NotAllowed

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """What pages and other apps know of an organisation."""

    id: uuid.UUID
    name: str
    slug: str
    language: str
    jurisdiction: str
    is_simulated: bool
    own_view_first: bool
    follow_up_months: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody signed in, inside one organisation; views find it as ``request.member``."""

    user_id: uuid.UUID
    name: str
    email: str
    organisation: OrganisationRow
    roles: frozenset[Role]

    def has(self, *roles: Role) -> bool:
        """Whether the member has at least one of these roles."""
        return not self.roles.isdisjoint(roles)


class MemberRequest(HttpRequest):
    """A request to a page of an organisation, as `TenancyMiddleware` hands it to the view."""

    member: Member
    user: User
    htmx: HtmxDetails


def role_required(
    *roles: Role,
) -> Callable[
    [Callable[Concatenate[MemberRequest, P], HttpResponse]],
    Callable[Concatenate[MemberRequest, P], HttpResponse],
]:
    """Open a view to members with one of these roles; without any role named, to every member."""

    def decorate(
        view: Callable[Concatenate[MemberRequest, P], HttpResponse],
    ) -> Callable[Concatenate[MemberRequest, P], HttpResponse]:
        @wraps(view)
        def guarded(request: MemberRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            require_role(request.member, *roles)
            return view(request, *args, **kwargs)

        guarded.roles = frozenset(roles)  # type: ignore[attr-defined]  # read by the permission table
        return guarded

    return decorate


def require_role(member: Member, *roles: Role) -> None:
    """Refuse a member who has none of these roles; no role named means every member."""
    if roles and not member.has(*roles):
        raise NotAllowed(
            _("Your role in this organisation does not include this. Ask an administrator if you need it.")
        )

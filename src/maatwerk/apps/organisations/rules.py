"""Who somebody is inside an organisation, and what the roles may do there."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django_htmx.middleware import HtmxDetails

from maatwerk.apps.organisations.models import Role, User
from maatwerk.kernel.refusals import NotAllowed, Refusal

P = ParamSpec("P")

#: One sentence per role: what whoever has it may do. Each app's `rules.py` holds to these.
DUTIES = {
    Role.RECRUITER: _(
        "Publishes vacancies, sees applicants with the advice about them, and decides with a reason."
    ),
    Role.MANAGER: _("Sees the applicants for own vacancies and later tells how the work went."),
    Role.PSYCHOLOGIST: _("Says what a vacancy asks and what may count, and approves models."),
    Role.ANALYST: _("Imports history, fits models and sees figures, not names."),
    Role.AUDITOR: _("Checks the event log, models and impact, and changes nothing."),
    Role.ADMINISTRATOR: _("Invites colleagues, gives roles and keeps the settings."),
    Role.AMBASSADOR: _("Shares vacancies and stories, and brings people in."),
    Role.OUTSIDE_AUDITOR: _(
        "Belongs to nobody here. Reads models, register and log for a period, each page logged, and changes nothing."
    ),
}

#: Roles that colleagues give each other; an auditor from outside is let in another way, for a period.
COLLEAGUES_ROLES = tuple(role for role in Role if role != Role.OUTSIDE_AUDITOR)
INVITATION_DAYS = 14
RESET_DAYS = 3  # in which another administrator agrees that a lost second step is taken away
FOLLOW_UP_MONTHS = (3, 6, 9, 12)
#: Whose rules hold for who founds an organisation and says nothing else.
HOME = "NL"
MOST_FOLLOW_UPS = 12
LAST_FOLLOW_UP = 120  # months: ten years


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
    shows_names: bool = False
    second_step_for_all: bool = False
    only_own_sign_in: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody signed in, inside one organisation; views find it as ``request.member``."""

    user_id: uuid.UUID
    name: str
    email: str
    organisation: OrganisationRow
    roles: frozenset[Role]
    #: Until when they may do without a second step at sign-in; None where they have one, or need none.
    second_step_by: dt.datetime | None = None

    @property
    def only_reads(self) -> bool:
        """Whether this is an auditor from outside: they look, and change nothing whatever a page offers."""
        return self.roles == {Role.OUTSIDE_AUDITOR}

    def has(self, *roles: Role) -> bool:
        """Whether the member has at least one of these roles."""
        return not self.roles.isdisjoint(roles)


class AccountRequest(HttpRequest):
    """A request of somebody signed in, inside an organisation or not."""

    user: User


class MemberRequest(AccountRequest):
    """A request to a page of an organisation, as `TenancyMiddleware` hands it to the view."""

    member: Member
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


def may_administer(member: Member) -> bool:
    """Whether a member keeps colleagues and settings."""
    return member.has(Role.ADMINISTRATOR)


def needs_own_sign_in(member: Member) -> bool:
    """Whether a member comes in by the organisation's own sign-in alone.

    Administrators keep their password and second step: the way back when the provider fails. An auditor from outside has no
    account there.
    """
    return member.organisation.only_own_sign_in and not member.has(Role.ADMINISTRATOR, Role.OUTSIDE_AUDITOR)


def no_colleague() -> Refusal:
    """Say that somebody is no member here."""
    return Refusal(_("This colleague is not a member, or no longer."), code="no_colleague", status=404)

"""What every page shows around its own content."""

import re
import uuid
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from maatwerk.apps.organisations import queries
from maatwerk.apps.organisations.navigation import navigation_for, open_pages
from maatwerk.apps.organisations.own_sign_in.arranging import Door, door
from maatwerk.apps.organisations.rules import Member
from maatwerk.apps.organisations.session_store import CONFINED, SECOND_STEP_THERE
from maatwerk.ui.shapes import NavItem, OrganisationChoice

#: The cookie that remembers by which organisation's own sign-in this browser came in last.
LAST_DOOR = "own_sign_in"
_TOWARDS = re.compile(r"/o/([a-z0-9-]{1,40})/")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give the base pages the navigation, the organisation and the switch between organisations.

    Outside an organisation (the account pages) it is the one opened last; nothing is asked of the database
    before a template uses it.
    """
    user = getattr(request, "user", None)
    everywhere = {
        "mail_folder": settings.EMAIL_FILE_PATH if settings.DEMO and not settings.EMAIL_HOST else ""
    }
    if user is None or not user.is_authenticated:
        nobody = {
            "navigation": (),
            "organisation": None,
            "organisations": (),
            "simulated": settings.DEMO,
            "footer_links": SimpleLazyObject(open_pages),
            "own_door": SimpleLazyObject(lambda: _door_for(request)),
        }
        return everywhere | nobody
    known = _Known(request)
    return everywhere | {
        "navigation": SimpleLazyObject(known.navigation),
        "organisation": SimpleLazyObject(lambda: known.member and known.member.organisation),
        "organisations": SimpleLazyObject(known.choices),
        "is_confined": confined_to(request) is not None,
        "organisation_switch_url": reverse("organisations:switch"),
        "simulated": SimpleLazyObject(
            lambda: known.member.organisation.is_simulated if known.member else settings.DEMO
        ),
    }


def memberships_of(request: Any) -> tuple[Member, ...]:
    """Return every organisation of who asks, read once per request.

    Who came in by an organisation's own sign-in is a member of that one alone, whatever else the account may open: its provider
    could say that anybody is anybody.
    """
    if not hasattr(request, "memberships"):
        found = queries.memberships(request.user)
        only = confined_to(request)
        if only is not None:
            found = tuple(_second_step_done(request, one) for one in found if one.organisation.id == only)
        request.memberships = found
    kept: tuple[Member, ...] = request.memberships
    return kept


def confined_to(request: Any) -> uuid.UUID | None:
    """Return the organisation by whose own sign-in this session was opened, if one was."""
    kept = request.session.get(CONFINED)
    return uuid.UUID(kept) if kept else None


def _second_step_done(request: Any, member: Member) -> Member:
    return replace(member, second_step_by=None) if request.session.get(SECOND_STEP_THERE) else member


def _door_for(request: HttpRequest) -> Door | None:
    """Return whose own sign-in to offer: of the organisation somebody was on the way to, else of the one used last."""
    wanted = _TOWARDS.match(request.GET.get("next", ""))
    last = f"/o/{request.COOKIES.get(LAST_DOOR, '')}/"
    found = wanted or _TOWARDS.match(last)  # a cookie may hold anything: NUL as well, which no query takes
    return door(found[1]) if found else None


class _Known:
    """What the shell shows to whoever asks, found only when a template needs it."""

    def __init__(self, request: Any) -> None:
        self._request = request

    @property
    def member(self) -> Member | None:
        """The member in the organisation of this page, else of the page before."""
        if hasattr(self._request, "member"):
            found: Member = self._request.member
            return found
        last = self._request.session.get("organisation")
        return next((each for each in memberships_of(self._request) if each.organisation.slug == last), None)

    def navigation(self) -> tuple[NavItem, ...]:
        """What the rail shows."""
        return navigation_for(self.member, self._request.path) if self.member else ()

    def choices(self) -> tuple[OrganisationChoice, ...]:
        """What the switch shows."""
        here = self.member.organisation.slug if self.member else ""
        rows = [each.organisation for each in memberships_of(self._request)]
        return tuple(OrganisationChoice(row.slug, row.name, current=row.slug == here) for row in rows)

"""What every page shows around its own content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from maatwerk.apps.organisations import queries
from maatwerk.apps.organisations.navigation import navigation_for
from maatwerk.apps.organisations.rules import Member
from maatwerk.ui.shapes import NavItem, OrganisationChoice


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
        nobody = {"navigation": (), "organisation": None, "organisations": (), "simulated": settings.DEMO}
        return everywhere | nobody
    known = _Known(request)
    return everywhere | {
        "navigation": SimpleLazyObject(known.navigation),
        "organisation": SimpleLazyObject(lambda: known.member and known.member.organisation),
        "organisations": SimpleLazyObject(known.choices),
        "organisation_switch_url": reverse("organisations:switch"),
        "simulated": SimpleLazyObject(
            lambda: known.member.organisation.is_simulated if known.member else settings.DEMO
        ),
    }


def memberships_of(request: Any) -> tuple[Member, ...]:
    """Return every organisation of who asks, read once per request."""
    if not hasattr(request, "memberships"):
        request.memberships = queries.memberships(request.user)
    found: tuple[Member, ...] = request.memberships
    return found


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

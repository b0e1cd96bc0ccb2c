"""The left navigation: apps register their pages, each member sees those of their roles."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.models import Role
from maatwerk.apps.organisations.rules import Member
from maatwerk.ui.shapes import NavItem

#: By the job to do, in the order of the page.
AREAS = {
    "hire": _("Hire"),
    "shifts": _("Shifts"),
    "grow": _("Grow"),
    "advocate": _("Advocate"),
    "events": _("Events"),
    "insight": _("Insight"),
    "govern": _("Govern"),
}


@dataclass(frozen=True, slots=True)
class _Entry:
    area: str
    label: str | Promise
    url_name: str
    roles: tuple[Role, ...]
    order: int


_entries: dict[str, _Entry] = {}


def register(
    *, area: str, label: str | Promise, url_name: str, roles: tuple[Role, ...] = (), order: int = 50
) -> None:
    """Put a page into the navigation; call it from the app's ``ready()``.

    The address must take ``organisation`` (the slug) and nothing else. `roles` empty means every member; give
    the roles the view itself requires. `order` sorts within the area.
    """
    if area not in AREAS:
        raise ValueError(f"no area {area!r}; choose one of {', '.join(AREAS)}")
    _entries[url_name] = _Entry(area, label, url_name, roles, order)


def navigation_for(member: Member, path: str) -> tuple[NavItem, ...]:
    """Return what this member may open, the page at `path` marked."""
    slug = member.organisation.slug
    home = reverse("organisations:home", args=[slug])
    addresses = {
        entry: reverse(entry.url_name, args=[slug])
        for entry in sorted(_entries.values(), key=lambda each: each.order)
        if not entry.roles or member.has(*entry.roles)
    }
    here = max((url for url in addresses.values() if path.startswith(url)), key=len, default="")
    items = [NavItem(_("Start"), home, current=path == home)]
    for area, label in AREAS.items():
        children = tuple(
            NavItem(entry.label, url, current=url == here)
            for entry, url in addresses.items()
            if entry.area == area
        )
        if children:
            items.append(NavItem(label, children[0].url, children=children))
    return tuple(items)

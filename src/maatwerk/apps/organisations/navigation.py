"""The left navigation: apps register their pages, each member sees those of their roles; and what is open to everybody."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.models import Role
from maatwerk.apps.organisations.rules import Member
from maatwerk.ui.shapes import Action, NavItem

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
    also: tuple[str, ...]

    def begins(self, home: str, url: str) -> tuple[str, ...]:
        """Return how the addresses of its pages begin."""
        return (url, *(home + path for path in self.also))


_entries: dict[str, _Entry] = {}
_open: dict[str, str | Promise] = {}


def register(
    *,
    area: str,
    label: str | Promise,
    url_name: str,
    roles: tuple[Role, ...] = (),
    order: int = 50,
    also: tuple[str, ...] = (),
) -> None:
    """Put a page into the navigation; call it from the app's ``ready()``.

    The address must take ``organisation`` (the slug) and nothing else. `roles` empty means every member; give
    the roles the view itself requires. `order` sorts within the area. `also` holds the paths, below the organisation's
    own, of pages that belong to this entry without lying under its address (``"applications/"``).
    """
    if area not in AREAS:
        raise ValueError(f"no area {area!r}; choose one of {', '.join(AREAS)}")
    _entries[url_name] = _Entry(area, label, url_name, roles, order, also)


def register_open_page(*, label: str | Promise, url_name: str) -> None:
    """Lead to a page that everybody may open, from the first page and the foot of all public ones; call it from ``ready()``."""
    _open[url_name] = label


def open_pages() -> tuple[Action, ...]:
    """Return what who is not signed in may open."""
    return tuple(Action(label, reverse(url_name)) for url_name, label in _open.items())


def navigation_for(member: Member, path: str) -> tuple[NavItem, ...]:
    """Return what this member may open, the page at `path` marked."""
    slug = member.organisation.slug
    home = reverse("organisations:home", args=[slug])
    addresses = {
        entry: reverse(entry.url_name, args=[slug])
        for entry in sorted(_entries.values(), key=lambda each: each.order)
        if not entry.roles or member.has(*entry.roles)
    }
    beginnings = {beginning: url for entry, url in addresses.items() for beginning in entry.begins(home, url)}
    here = beginnings.get(max(filter(path.startswith, beginnings), key=len, default=""), "")
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

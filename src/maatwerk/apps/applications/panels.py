"""Parts that other apps put onto the page of an application: `application_panel` adds one, the page prints them in order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from maatwerk.apps.applications.queries import ApplicationRow
from maatwerk.apps.organisations.public import Member, MemberRequest, Role

#: Given the application and who looks, returns what its template needs; None where there is nothing to show.
PanelMaker = Callable[[ApplicationRow, Member], Mapping[str, object] | None]


@dataclass(frozen=True, slots=True)
class Panel:
    """One part of the page as it is printed: a section with this id and heading."""

    key: str
    title: str
    body: SafeString


@dataclass(frozen=True, slots=True)
class _Entry:
    title: str | Promise
    template: str
    order: int
    roles: tuple[Role, ...]
    maker: PanelMaker


_entries: dict[str, _Entry] = {}


def application_panel(
    key: str, *, title: str | Promise, template: str, order: int = 50, roles: tuple[Role, ...] = ()
) -> Callable[[PanelMaker], PanelMaker]:
    """Let ``maker(application, member)`` fill a part of every application's page; call it from an app's `ready`.

    The template gets what the maker returns, with `application`, `member` and `slug`; forms in it post to the app's own
    addresses. `roles` empty means everybody who may open the page. Below 50 a part stands above the evidence.
    """

    def register(maker: PanelMaker) -> PanelMaker:
        _entries[key] = _Entry(title, template, order, roles, maker)
        return maker

    return register


def panels_for(row: ApplicationRow, request: MemberRequest) -> tuple[tuple[Panel, ...], tuple[Panel, ...]]:
    """Return the parts of one application's page for who looks: those above the evidence, and those below."""
    above: list[Panel] = []
    below: list[Panel] = []
    member = request.member
    for key, entry in sorted(_entries.items(), key=lambda pair: pair[1].order):
        if entry.roles and not member.has(*entry.roles):
            continue
        found = entry.maker(row, member)
        if found is None:
            continue
        context = {**found, "application": row, "member": member, "slug": member.organisation.slug}
        panel = Panel(key, str(entry.title), render_to_string(entry.template, context, request))
        (above if entry.order < 50 else below).append(panel)
    return tuple(above), tuple(below)

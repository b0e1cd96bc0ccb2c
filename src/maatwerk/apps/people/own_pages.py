"""Pages of one person about themselves, behind their own link: `own_page` opens them, `own_tab` names them.

An app that has something for a person writes a view under `own_page`, an address under `OWN`, and a tab.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.functional import Promise
from django.views.decorators.csrf import csrf_exempt

from maatwerk.apps.people.own_links import Own, own_by_token
from maatwerk.kernel import tenancy
from maatwerk.kernel.refusals import Refusal
from maatwerk.ui.shapes import Tab

Page = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class OwnTab:
    """One part of a person's pages; `count` says how many things wait there, `order` where it stands."""

    label: str | Promise
    page: str
    order: int
    count: Callable[[Own], int | None] = lambda _own: None


_tabs: list[OwnTab] = []


def own_tab(tab: OwnTab) -> None:
    """Add a part to every person's pages (from an app's `ready`)."""
    _tabs[:] = sorted([*(one for one in _tabs if one.page != tab.page), tab], key=lambda one: one.order)


def own_page(view: Callable[..., HttpResponse]) -> Page:
    """Run ``view(request, own, …)`` as the person whose link this is, in one transaction and in their language.

    The address is the credential (no cookie, so nothing to forge from another site). A link that does not exist, or
    is of another organisation, is not found. A `Refusal` undoes what the view did and is said on the page.
    """

    @wraps(view)
    def inside(request: HttpRequest, own: Own, **rest: Any) -> HttpResponse:
        with tenancy.acting(organisation=own.organisation_id, person=own.person_id):
            return view(request, own, **rest)

    return own_errand(inside)


def own_errand(view: Callable[..., HttpResponse]) -> Page:
    """Open a page as `own_page` does, for what a person does at two organisations: the view itself acts at each in turn."""

    @csrf_exempt
    @wraps(view)
    def opened(request: HttpRequest, key: uuid.UUID, token: str, **rest: Any) -> HttpResponse:
        with tenancy.acting(organisation=key):
            own = own_by_token(token)
        if own is None:
            raise Http404
        with translation.override(own.language):
            try:
                response = view(request, own, **rest)
            except Refusal as refusal:
                response = render_own(
                    request, own, "people/own_refusal.html", {"refusal": refusal}, status=refusal.status
                )
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return opened


def render_own(
    request: HttpRequest,
    own: Own,
    template: str,
    context: dict[str, Any],
    *,
    current: str = "",
    status: int = 200,
) -> HttpResponse:
    """Write a person's page (it extends ``people/own.html``), with its tabs; `current` is the page's own address name."""
    with tenancy.acting(organisation=own.organisation_id, person=own.person_id):
        tabs = tuple(
            Tab(one.label, own.url(one.page), current=one.page == current, count=one.count(own))
            for one in _tabs
        )
    shell = {
        "own": own,
        "tabs": tabs,
        "organisation": {"name": own.organisation},
        "simulated": own.is_simulated,
        "language_url": own.url("people:language"),
    }
    return render(request, template, shell | context, status=status)

"""Connections to other systems: link one, see what it was told, send that again, shut it out."""

import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maatwerk.apps.messages import calls, connections
from maatwerk.apps.messages.models import Connection
from maatwerk.apps.messages.queries import deliveries_page, delivery_connection
from maatwerk.apps.messages.rules import CONNECTION_ROLES, SCOPES, TOKEN_DAYS, TOPICS
from maatwerk.apps.organisations.public import MemberRequest, role_required
from maatwerk.kernel.refusals import Refusal
from maatwerk.ui.forms import RefusableForm
from maatwerk.ui.shapes import Crumb

#: Where a partner's system calls us, below the address of the site.
PATHS = {"greenhouse": "api/greenhouse", "ashby": "api/ashby", "workable": "api/workable", "api": "api/v1"}
#: How the lifetimes of `rules.TOKEN_DAYS` are called.
UNTIL = {
    0: gettext_lazy("until somebody closes it"),
    30: gettext_lazy("30 days"),
    90: gettext_lazy("90 days"),
    365: gettext_lazy("a year"),
}


class ConnectionForm(RefusableForm):
    """What to link."""

    kind = forms.ChoiceField(label=gettext_lazy("What do you link?"), choices=Connection.Kind.choices)
    name = forms.CharField(label=gettext_lazy("What do you call it?"), max_length=80)
    url = forms.URLField(
        label=gettext_lazy("Where does it listen?"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=gettext_lazy(
            "Needed for a webhook and for text messages. For Greenhouse, Ashby and Workable we know it."
        ),
    )
    secret = forms.CharField(
        label=gettext_lazy("The token that it wants to be called with"),
        required=False,
        help_text=gettext_lazy(
            "Ashby, Workable and most gateways for text messages give you one. It is kept under the site's key."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    as_form = forms.BooleanField(
        label=gettext_lazy("A gateway for text messages reads forms, not JSON"), required=False
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What may a programme of your own do?"),
        choices=list(SCOPES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.ChoiceField(
        label=gettext_lazy("How long does its token work?"),
        choices=[(days, UNTIL[days]) for days in TOKEN_DAYS],
        required=False,
        help_text=gettext_lazy("A token that ends by itself does no harm where it was forgotten."),
    )
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("What is a webhook told?"),
        choices=list(TOPICS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_days(self) -> int:
        """Return for how many days; where nothing was chosen, until somebody closes it."""
        return int(self.cleaned_data["days"] or 0)


@require_safe
@role_required(*CONNECTION_ROLES)
def show_all(request: MemberRequest, organisation: str) -> HttpResponse:
    """Show every connection."""
    return render(
        request,
        "messages/connections.html",
        {"connections": connections.connection_rows(), "slug": organisation},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*CONNECTION_ROLES)
def new(request: MemberRequest, organisation: str) -> HttpResponse:
    """Link a system; its token is shown on the answer to this form and never again."""
    form = ConnectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data | {
            "scopes": tuple(form.cleaned_data["scopes"]),
            "topics": tuple(form.cleaned_data["topics"]),
        }
        try:
            opened = connections.open_connection(connections.Wish(**said), by=request.member)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return _page(request, opened.row, token=opened.token)
    status = 422 if form.is_bound else 200
    context = {"form": form, "slug": organisation, "crumbs": [_home(organisation)]}
    return render(request, "messages/connection_new.html", context, status=status)


@require_safe
@role_required(*CONNECTION_ROLES)
def show(request: MemberRequest, organisation: str, connection_id: uuid.UUID) -> HttpResponse:
    """Show one connection and what it was told."""
    return _page(request, connections.connection_row(connection_id))


def _page(request: MemberRequest, row: connections.ConnectionRow, *, token: str = "") -> HttpResponse:
    rows, page = deliveries_page(row.id, request.GET.get("page"))
    slug = request.member.organisation.slug
    path = PATHS.get(row.kind)
    site = settings.SITE_URL.rstrip("/")
    context: dict[str, Any] = {
        "connection": row,
        "token": token,
        "address": f"{site}/{path}/" if path else "",
        "harvest": f"{site}/api/harvest/v1/" if row.kind == "api" else "",
        "signing_secret": connections.signing_secret(row.id)
        if row.kind in ("webhook", "sms", "whatsapp") and row.is_open
        else "",
        "told": [str(TOPICS[topic]) for topic in row.topics if topic in TOPICS],
        "may": [str(label) for scope, label in SCOPES.items() if scope in row.scopes],
        "rows": rows,
        "page": page,
        "slug": slug,
        "crumbs": [_home(slug)],
    }
    return render(request, "messages/connection.html", context)


@require_POST
@role_required(*CONNECTION_ROLES)
def close(request: MemberRequest, organisation: str, connection_id: uuid.UUID) -> HttpResponse:
    """Shut a system out."""
    connections.close_connection(connection_id, by=request.member)
    messages.success(request, _("The connection is closed."))
    return redirect("outbox:connections", organisation)


@require_POST
@role_required(*CONNECTION_ROLES)
def replay(request: MemberRequest, organisation: str, delivery_id: uuid.UUID) -> HttpResponse:
    """Send one call again."""
    calls.replay(delivery_id, by=request.member)
    messages.success(request, _("It is on its way again."))
    return redirect("outbox:connection", organisation, delivery_connection(delivery_id))


def _home(slug: str) -> Crumb:
    return Crumb(_("Connections"), reverse("outbox:connections", args=[slug]))

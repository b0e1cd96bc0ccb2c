"""Pages of an account outside any organisation: language, name, and the answer to an invitation."""

import uuid

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.i18n import set_language

from maatwerk.apps.organisations import invitations, operations, queries
from maatwerk.apps.organisations import sessions as own
from maatwerk.apps.organisations.context import confined_to
from maatwerk.apps.organisations.forms import NameForm
from maatwerk.apps.organisations.rules import DUTIES, AccountRequest


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Show pages in another language from now on; an account keeps it for its mail and its next sign-in."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        operations.remember_language(user_id=request.user.pk, language=language)
    return set_language(request)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def name(request: AccountRequest) -> HttpResponse:
    """Show and change how colleagues see me."""
    form = NameForm(request.POST or None, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        operations.rename(user_id=request.user.pk, name=form.cleaned_data["name"])
        messages.success(request, _("Your name is changed."))
        return redirect("organisations:name")
    return render(request, "organisations/name.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@login_required
def sessions(request: AccountRequest) -> HttpResponse:
    """Show where I am signed in."""
    found = own.own_sessions(
        request.user, current=request.session.session_key, confined_to=confined_to(request)
    )
    hours = {"idle": settings.SESSION_COOKIE_AGE // 3600, "days": settings.SESSION_LONGEST_HOURS / 24}
    return render(request, "organisations/sessions.html", {"sessions": found} | hours)


@require_POST
@login_required
def end_one(request: AccountRequest, key: str) -> HttpResponse:
    """End one of my sessions."""
    own.end_session(request.user, key, confined_to=confined_to(request))
    messages.success(request, _("That session has ended."))
    return redirect("organisations:sessions")


@require_POST
@login_required
def end_others(request: AccountRequest) -> HttpResponse:
    """End all my sessions but this one."""
    own.end_other_sessions(
        request.user, current=request.session.session_key, confined_to=confined_to(request)
    )
    messages.success(request, _("You are signed in here only now."))
    return redirect("organisations:sessions")


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, key: uuid.UUID, token: str) -> HttpResponse:
    """Show who asks me in and for what; accept it when signed in."""
    found = queries.open_invitation(key, token)
    if found is None:
        raise invitations.no_longer_works()
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect_to_login(request.path)
        invitations.accept_invitation(organisation_id=key, token=token, user=request.user)
        messages.success(request, _("Welcome to %(name)s.") % {"name": found.organisation})
        return redirect("organisations:first_page")
    if not request.user.is_authenticated:
        # the link came by mail, so whoever opens it holds the address: no second code when signing up
        get_adapter().stash_verified_email(request, found.email)
    duties = [(role.label, DUTIES[role]) for role in found.roles]
    return render(request, "organisations/invitation.html", {"invitation": found, "duties": duties})

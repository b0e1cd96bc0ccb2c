"""The first page, the start page of an organisation, its members and its settings."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maatwerk.apps.organisations import invitations, operations, queries, start
from maatwerk.apps.organisations.context import memberships_of
from maatwerk.apps.organisations.forms import FoundingForm, InviteForm, RolesForm, SettingsForm
from maatwerk.apps.organisations.models import Role
from maatwerk.apps.organisations.rules import (
    DUTIES,
    AccountRequest,
    MemberRequest,
    may_administer,
    role_required,
)
from maatwerk.apps.organisations.way_back_views import colleague_page
from maatwerk.kernel.refusals import Refusal

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def first_page(request: HttpRequest) -> HttpResponse:
    """Say what this is to who is not signed in; lead who is to their organisation."""
    if not request.user.is_authenticated:
        return render(request, "organisations/welcome.html")
    memberships = memberships_of(request)
    if len(memberships) == 1:
        return redirect("organisations:home", memberships[0].organisation.slug)
    return render(request, "organisations/choose.html", {"memberships": memberships})


@form_page
@login_required
def found(request: AccountRequest) -> HttpResponse:
    """Make an organisation: one page, two questions, the rest has good answers already."""
    form = FoundingForm(request.POST or None, initial={"language": request.LANGUAGE_CODE})
    if request.method == "POST" and form.is_valid():
        try:
            organisation = operations.found_once(request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("“%(name)s” is ready.") % {"name": organisation.name})
            return redirect("organisations:home", organisation.slug)
    return render(request, "organisations/found.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@role_required()
def home(request: MemberRequest, organisation: str) -> HttpResponse:
    """Show what waits for the member, and first steps."""
    member = request.member
    context = {"member": member, "tiles": start.tiles_for(member), "steps": start.steps_for(member)}
    return render(request, "organisations/home.html", context)


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Go to another organisation; whether one may is seen there."""
    return redirect("organisations:home", request.POST.get("organisation") or "-")


@form_page
@role_required(Role.ADMINISTRATOR)
def settings(request: MemberRequest, organisation: str) -> HttpResponse:
    """Show and change how the organisation works."""
    row = request.member.organisation
    now = {name: getattr(row, name) for name in SettingsForm.base_fields}
    form = SettingsForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        operations.change_settings(member=request.member, **form.cleaned_data)
        messages.success(request, _("The settings are saved."))
        return redirect("organisations:settings", organisation)
    return render(request, "organisations/settings.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@role_required()
def members(request: MemberRequest, organisation: str) -> HttpResponse:
    """Show who works here; administrators also see who was asked in."""
    is_administrator = may_administer(request.member)
    context = {
        "member": request.member,
        "colleagues": queries.colleagues(),
        "invitations": queries.invitations() if is_administrator else (),
        "may_administer": is_administrator,
        "duties": [(role.label, DUTIES[role]) for role in Role],
    }
    return render(request, "organisations/members.html", context)


@form_page
@role_required(Role.ADMINISTRATOR)
def invite(request: MemberRequest, organisation: str) -> HttpResponse:
    """Ask a colleague in by mail."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitations.invite(member=request.member, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            sentence = _("An invitation is on its way to %(email)s.")
            messages.success(request, sentence % {"email": form.cleaned_data["email"]})
            return redirect("organisations:members", organisation)
    return render(request, "organisations/invite.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@role_required(Role.ADMINISTRATOR)
def withdraw(request: MemberRequest, organisation: str, invitation_id: uuid.UUID) -> HttpResponse:
    """Make an invitation useless."""
    invitations.withdraw_invitation(member=request.member, invitation_id=invitation_id)
    messages.success(request, _("The invitation is withdrawn; its link no longer works."))
    return redirect("organisations:members", organisation)


@form_page
@role_required(Role.ADMINISTRATOR)
def roles(request: MemberRequest, organisation: str, user_id: uuid.UUID) -> HttpResponse:
    """Show and change what a colleague may do."""
    colleague = queries.colleague(user_id)
    form = RolesForm(request.POST or None, initial={"roles": [role.value for role in colleague.roles]})
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_roles(member=request.member, user_id=user_id, roles=form.cleaned_data["roles"])
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The roles of %(name)s are changed.") % {"name": colleague.name})
            return redirect("organisations:members", organisation)
    context = {"form": form, **colleague_page(colleague, request.member)}
    return render(request, "organisations/roles.html", context, status=422 if form.errors else 200)


@require_POST
@role_required(Role.ADMINISTRATOR)
def remove(request: MemberRequest, organisation: str, user_id: uuid.UUID) -> HttpResponse:
    """End a colleague's access."""
    operations.remove_member(member=request.member, user_id=user_id)
    messages.success(request, _("The access has ended."))
    if user_id == request.member.user_id:
        return redirect("organisations:first_page")
    return redirect("organisations:members", organisation)

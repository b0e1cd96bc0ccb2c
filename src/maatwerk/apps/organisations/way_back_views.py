"""What administrators do for a colleague who lost a device: end sessions, and take away a lost second step by two."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from maatwerk.apps.organisations import queries, resetting
from maatwerk.apps.organisations.forms import ResetForm, RolesForm
from maatwerk.apps.organisations.models import Role
from maatwerk.apps.organisations.own_sign_in.arranging import is_tied
from maatwerk.apps.organisations.queries import Colleague
from maatwerk.apps.organisations.rules import Member, MemberRequest, role_required
from maatwerk.kernel.refusals import Refusal


def colleague_page(colleague: Colleague, member: Member) -> dict[str, Any]:
    """Return what the page of a colleague shows beside their roles."""
    return {
        "colleague": colleague,
        "is_tied": is_tied(colleague.user_id),
        "has_second_step": resetting.has_second_step(colleague.user_id),
        "reset": resetting.open_reset(colleague.user_id, member=member),
        "reset_form": ResetForm(),
    }


@require_POST
@role_required(Role.ADMINISTRATOR)
def end_sessions(request: MemberRequest, organisation: str, user_id: uuid.UUID) -> HttpResponse:
    """Sign a colleague out everywhere."""
    ended = resetting.end_sessions_of(member=request.member, user_id=user_id)
    sentence = ngettext("%(n)d session has ended.", "%(n)d sessions have ended.", ended)
    messages.success(request, sentence % {"n": ended})
    return _back(organisation, user_id)


@require_POST
@role_required(Role.ADMINISTRATOR)
def ask_reset(request: MemberRequest, organisation: str, user_id: uuid.UUID) -> HttpResponse:
    """Ask that a colleague's second step be taken away."""
    form = ResetForm(request.POST)
    if form.is_valid():
        try:
            resetting.ask_reset(member=request.member, user_id=user_id, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Asked. The other administrators have a mail about it."))
            return _back(organisation, user_id)
    return _again(request, user_id, form)


@require_POST
@role_required(Role.ADMINISTRATOR)
def agree_reset(request: MemberRequest, organisation: str, user_id: uuid.UUID) -> HttpResponse:
    """Agree, so that it is taken away."""
    resetting.agree_reset(member=request.member, user_id=user_id)
    messages.success(
        request, _("The second step is taken away. Your colleague is signed out, and has a mail about it.")
    )
    return _back(organisation, user_id)


@require_POST
@role_required(Role.ADMINISTRATOR)
def withdraw_reset(request: MemberRequest, organisation: str, user_id: uuid.UUID) -> HttpResponse:
    """Say no."""
    resetting.withdraw_reset(member=request.member, user_id=user_id)
    messages.success(request, _("The second step stays."))
    return _back(organisation, user_id)


def _again(request: MemberRequest, user_id: uuid.UUID, form: ResetForm) -> HttpResponse:
    """Show the page of the colleague once more, with what is wrong."""
    colleague = queries.colleague(user_id)
    roles = RolesForm(initial={"roles": [role.value for role in colleague.roles]})
    context = {"form": roles, **colleague_page(colleague, request.member), "reset_form": form}
    return render(request, "organisations/roles.html", context, status=422)


def _back(organisation: str, user_id: uuid.UUID) -> HttpResponse:
    return redirect("organisations:roles", organisation, user_id)

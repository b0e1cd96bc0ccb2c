"""Pages of an organisation's own sign-in: choosing it, going there, coming back, and setting it."""

import logging
import uuid
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maatwerk.apps.organisations.context import LAST_DOOR, memberships_of
from maatwerk.apps.organisations.forms import OwnSignInForm, WhichForm
from maatwerk.apps.organisations.models import Role
from maatwerk.apps.organisations.own_sign_in import arranging, arriving
from maatwerk.apps.organisations.own_sign_in.stages import come_in
from maatwerk.apps.organisations.own_sign_in.tokens import Claims
from maatwerk.apps.organisations.own_sign_in.trouble import Trouble, again
from maatwerk.apps.organisations.rules import MemberRequest, role_required
from maatwerk.kernel import tenancy
from maatwerk.kernel.limits import Limit
from maatwerk.kernel.refusals import Refusal

logger = logging.getLogger(__name__)
#: Asking which organisations there are, and starting sign-ins, from one address.
KNOCKS = Limit("own sign-in", burst=30, per_hour=300)
YEAR = 365 * 24 * 3600


@require_safe
def which(request: HttpRequest) -> HttpResponse:
    """Ask at which organisation somebody works: there is no list of them to choose from."""
    form = WhichForm(request.GET or None)
    if request.GET and form.is_valid():
        _knock(request)
        found = arranging.door(form.cleaned_data["organisation"])
        if found is not None:
            return redirect("organisations:own_sign_in", found.slug)
        form.add_error(
            "organisation", _("No organisation at this address lets people sign in with its own accounts.")
        )
    return render(
        request, "organisations/which_sign_in.html", {"form": form}, status=422 if form.errors else 200
    )


@require_safe
def at_door(request: HttpRequest, door: str) -> HttpResponse:
    """Show the button that leads to the provider of an organisation."""
    _knock(request)
    found = arranging.door(door)
    if found is None:
        return redirect("organisations:which_sign_in")
    context = {"door": found, "leads_to": _safe(request)}
    return render(request, "organisations/own_sign_in.html", context)


@require_safe
def go(request: HttpRequest, door: str) -> HttpResponse:
    """Send somebody to the provider."""
    _knock(request)
    found = arranging.door(door)
    if found is None:
        return redirect("organisations:which_sign_in")
    try:
        if request.user.is_authenticated:
            raise Trouble("signed_in_otherwise")
        address = arriving.begin(
            request, organisation=found.organisation, slug=found.slug, leads_to=_safe(request)
        )
    except Trouble as trouble:
        return _trouble_page(request, trouble, found)
    return redirect(address)


@require_safe
def back(request: HttpRequest, door: str) -> HttpResponse:
    """Take the answer of the provider: let somebody in, or say why not."""
    found = arranging.door(door)
    try:
        begun = arriving.started(request, state=request.GET.get("state", ""))
        if begun.is_trial:
            return _tried(request, begun, door)
        if found is None or begun.organisation != found.organisation:
            raise Trouble("mixed_up")
        if request.user.is_authenticated:
            raise Trouble("signed_in_otherwise")
        claims = _answer(request, begun, door)
        user = arriving.account_for(begun.organisation, claims)
        with tenancy.acting(organisation=begun.organisation):
            row = arranging.provider_row()
    except Trouble as trouble:
        return _trouble_page(request, trouble, found)
    counts = row is not None and row.trusts_second_step and claims.used_several_factors(row.strong_acr)
    response = come_in(
        request,
        user,
        organisation=begun.organisation,
        second_step=counts,
        leads_to=begun.leads_to or reverse("organisations:home", args=[door]),
    )
    return _remember(response, door)


def _answer(request: HttpRequest, begun: arriving.Started, door: str) -> Claims:
    """Read what came back in the address, and have it checked."""
    if request.GET.get("error"):
        raise Trouble("cancelled", detail=request.GET["error"][:100])
    return arriving.answered(
        begun, slug=door, code=request.GET.get("code", ""), said_issuer=request.GET.get("iss")
    )


def _trouble_page(request: HttpRequest, trouble: Trouble, found: arranging.Door | None) -> HttpResponse:
    logger.warning("own sign-in at %s: %s (%s)", found.slug if found else "-", trouble.code, trouble.detail)
    if found is not None and trouble.code in {"token", "mixed_up", "other_issuer"}:
        arriving.refused(found.organisation, trouble)
    context = {"refusal": trouble, "again": again() if trouble.starts_again else "", "door": found}
    return render(request, "organisations/own_sign_in_trouble.html", context, status=trouble.status)


def _tried(request: HttpRequest, begun: arriving.Started, door: str) -> HttpResponse:
    """Tell an administrator what the provider said; nobody is signed in by it."""
    member: Any = None
    if request.user.is_authenticated:
        member = next(
            (one for one in memberships_of(request) if one.organisation.id == begun.organisation), None
        )
    if member is None or not member.has(Role.ADMINISTRATOR) or member.organisation.slug != door:
        raise Trouble("no_start")
    try:
        claims = _answer(request, begun, door)
    except Trouble as trouble:
        messages.error(request, trouble.sentence)
        logger.warning("own sign-in tried at %s: %s (%s)", door, trouble.code, trouble.detail)
        return redirect("organisations:own_sign_in_settings", door)
    messages.success(request, _("It works: the provider answered, and its answer holds."))
    with tenancy.acting(organisation=begun.organisation):
        row = arranging.provider_row()
    assert row is not None
    for level, sentence in _said(row, claims):
        messages.add_message(request, level, sentence)
    return redirect("organisations:own_sign_in_settings", door)


def _said(row: arranging.ProviderRow, claims: Claims) -> list[tuple[int, str]]:
    said = []
    try:
        arriving.check_address(row, claims)
        said.append((messages.INFO, _("Your address there is %(email)s.") % {"email": claims.email}))
    except Trouble as trouble:
        said.append((messages.WARNING, trouble.sentence))
    if claims.used_several_factors(row.strong_acr):
        said.append((messages.INFO, _("The provider says that you took a second step there.")))
    else:
        said.append(
            (messages.INFO, _("The provider does not say that you took a second step; we would ask ours."))
        )
    return said


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.ADMINISTRATOR)
def arrange(request: MemberRequest, organisation: str) -> HttpResponse:
    """Show and set the organisation's own sign-in."""
    row = arranging.provider_row()
    now = {name: getattr(row, name, None) for name in OwnSignInForm.base_fields if name != "secret"}
    form = OwnSignInForm(request.POST or None, initial=now if row else {"trusts_second_step": True})
    if request.method == "POST" and form.is_valid():
        try:
            arranging.arrange(arranging.Wish(**form.cleaned_data), member=request.member)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Your own sign-in is saved."))
            return redirect("organisations:own_sign_in_settings", organisation)
    context = {
        "form": form,
        "row": row,
        "way_back": arranging.way_back(organisation),
        "entrance": reverse("organisations:own_sign_in", args=[organisation]),
    }
    return render(
        request, "organisations/own_sign_in_settings.html", context, status=422 if form.errors else 200
    )


@require_POST
@role_required(Role.ADMINISTRATOR)
def look(request: MemberRequest, organisation: str) -> HttpResponse:
    """Look whether the provider answers."""
    if arranging.provider_row() is None:
        raise Refusal(_("Save the address of your provider first."), code="no_provider")
    try:
        arranging.look(member=request.member)
    except Trouble as trouble:
        logger.warning("own sign-in looked at %s: %s (%s)", organisation, trouble.code, trouble.detail)
        messages.error(request, trouble.sentence)
    else:
        messages.success(request, _("The provider answers and describes itself. Now try to sign in there."))
    return redirect("organisations:own_sign_in_settings", organisation)


@require_safe
@role_required(Role.ADMINISTRATOR)
def try_it(request: MemberRequest, organisation: str) -> HttpResponse:
    """Send an administrator to the provider, to see what comes back."""
    if arranging.provider_row() is None:
        return redirect("organisations:own_sign_in_settings", organisation)
    try:
        address = arriving.begin(
            request,
            organisation=request.member.organisation.id,
            slug=organisation,
            leads_to="",
            is_trial=True,
        )
    except Trouble as trouble:
        logger.warning("own sign-in tried at %s: %s (%s)", organisation, trouble.code, trouble.detail)
        messages.error(request, trouble.sentence)
        return redirect("organisations:own_sign_in_settings", organisation)
    return redirect(address)


@require_POST
@role_required(Role.ADMINISTRATOR)
def untie(request: MemberRequest, organisation: str, user_id: uuid.UUID) -> HttpResponse:
    """Forget which account of the provider a colleague has."""
    arranging.untie(user_id, member=request.member)
    messages.success(request, _("Done: at the next sign-in this colleague is found by address again."))
    return redirect("organisations:roles", organisation, user_id)


def _safe(request: HttpRequest) -> str:
    """Return where somebody wanted to go, where that is a page of ours; anything else is forgotten."""
    wanted = request.GET.get("next", "")
    return wanted if wanted.startswith("/") and get_adapter(request).is_safe_url(wanted) else ""


def _knock(request: HttpRequest) -> None:
    if not KNOCKS.take(str(request.META.get("REMOTE_ADDR", ""))):
        raise Refusal(_("That was often. Wait a few minutes and go on."), code="too_often", status=429)


def _remember(response: HttpResponse, slug: str) -> HttpResponse:
    """Offer this organisation's button first, the next time."""
    response.set_cookie(
        LAST_DOOR,
        slug,
        max_age=YEAR,
        secure=settings.SECURE_BEHIND_TLS,
        httponly=True,
        samesite="Lax",
    )
    return response

"""Whoever opens a page of an organisation acts for it, in one transaction; strangers find nothing."""

import logging
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_htmx.http import HttpResponseClientRedirect

from maatwerk.apps.organisations import sessions
from maatwerk.apps.organisations.context import confined_to, memberships_of
from maatwerk.apps.organisations.rules import Member, needs_own_sign_in
from maatwerk.apps.organisations.veil import veiled
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.limits import Limit
from maatwerk.kernel.refusals import NotAllowed, Refusal

logger = logging.getLogger(__name__)
View = Callable[..., HttpResponse]
REFUSALS = Limit("refusals", burst=2, per_hour=2)


class TenancyMiddleware:
    """Runs views that take an ``organisation`` inside `tenancy.acting`, with ``request.member`` set.

    The answer is rendered before the transaction ends, so templates may still ask; a `Refusal` or an error
    undoes everything the view did. A response that streams must have read what it needs beforehand.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; the work is done once its view is known."""
        response = self.get_response(request)
        match = request.resolver_match
        if match and match.view_name == "account_logout" and request.method == "POST":
            response.headers["Clear-Site-Data"] = (
                '"cache", "storage"'  # over TLS browsers forget what they kept
            )
        return response

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Find the member and run the view on behalf of the organisation; other pages pass by."""
        if request.user.is_authenticated:
            sessions.note_use(request)
            if confined_to(request) is not None and _is_of_the_account(request):
                return refusal_page(request, _not_from_here())
        slug = kwargs.get("organisation")
        if slug is None:
            return None
        if not request.user.is_authenticated:
            return _sign_in_first(request)
        member = _member(request, slug)
        if needs_own_sign_in(member) and confined_to(request) is None:
            return _own_sign_in_first(request, slug)
        if member.second_step_by and member.second_step_by <= timezone.now():
            return _second_step_first(request)
        try:
            with (
                tenancy.acting(organisation=member.organisation.id, account=member.user_id),
                veiled(member.only_reads),
            ):
                if member.only_reads:
                    _note_reading(request, kwargs)
                response = view(request, *args, **kwargs)
                if hasattr(response, "render"):
                    response.render()
        except Refusal as refusal:
            if isinstance(refusal, NotAllowed):
                _note_refusal(request, member)
            response = refusal_page(request, refusal)
        except ObjectDoesNotExist as unseen:  # another organisation's row, or none: the same to who asks
            raise Http404 from unseen
        response.headers.setdefault("Cache-Control", "no-store")  # no personal data in the browser's cache
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a refusal of a page outside any organisation into its page."""
        return refusal_page(request, exception) if isinstance(exception, Refusal) else None


def _is_of_the_account(request: HttpRequest) -> bool:
    """Whether a page belongs to the account itself, beyond the organisation whose provider opened this session."""
    match = request.resolver_match
    name = match.view_name if match else ""
    return name in _BEYOND or (name.startswith(("account_", "mfa_")) and name not in _ALWAYS_OPEN)


_BEYOND = {"organisations:found", "organisations:invitation"}
_ALWAYS_OPEN = {"account_login", "account_logout", "account_signup"}


def _not_from_here() -> Refusal:
    return Refusal(
        _(
            "You came in with your organisation's own account, and that opens this organisation alone. For your password, second"
            " step, addresses or another organisation: sign out, and sign in with your password."
        ),
        code="confined",
    )


def _note_reading(request: HttpRequest, kwargs: dict[str, Any]) -> None:
    """Let an auditor from outside read, with a line in the log for each page, and change nothing."""
    if request.method not in {"GET", "HEAD", "OPTIONS"}:
        raise NotAllowed(_("An auditor from outside reads, and changes nothing."))
    key = next((value for value in kwargs.values() if isinstance(value, uuid.UUID)), None)
    match = request.resolver_match
    events.record("organisations.page_read", object_id=key, page=match.view_name if match else "")


def _note_refusal(request: HttpRequest, member: Member) -> None:
    """Keep in the log that somebody tried what is not theirs; how often they go on trying adds little."""
    match = request.resolver_match
    page = match.view_name if match else ""
    if REFUSALS.take(f"{member.user_id}:{page}"):
        with tenancy.acting(organisation=member.organisation.id, account=member.user_id):
            events.record("organisations.access_refused", page=page, method=request.method)


def refusal_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Say what cannot be done, as a page, or as the notice alone where htmx asked."""
    if isinstance(refusal, NotAllowed):
        logger.warning("not allowed: account %s, %s %s", request.user.pk, request.method, request.path)
    is_part = bool(getattr(request, "htmx", False)) and not request.htmx.boosted  # type: ignore[attr-defined]
    template = "ui/_refusal.html" if is_part else "organisations/refusal.html"
    base = "ui/base.html" if request.user.is_authenticated else "ui/public.html"
    response = render(request, template, {"refusal": refusal, "base": base}, status=refusal.status)
    if is_part:
        response["HX-Retarget"], response["HX-Reswap"] = "#messages", "innerHTML"
    return response


def _member(request: HttpRequest, slug: str) -> Member:
    """Find the signed-in account in the organisation; who is no member cannot tell whether it exists."""
    member = next((each for each in memberships_of(request) if each.organisation.slug == slug), None)
    if member is None:
        raise Http404
    request.member = member  # type: ignore[attr-defined]
    if request.session.get("organisation") != slug:
        request.session["organisation"] = slug
    return member


def _second_step_first(request: HttpRequest) -> HttpResponse:
    messages.warning(request, _("Set up a second step for signing in first. Then you can go on."))
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(reverse("mfa_index"))
    return redirect("mfa_index")


def _own_sign_in_first(request: HttpRequest, slug: str) -> HttpResponse:
    messages.warning(
        request,
        _(
            "Your organisation asks everybody to sign in with the organisation's own account. Sign out and do so."
        ),
    )
    address = reverse("organisations:own_sign_in", args=[slug])
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(address)
    return redirect(address)


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        here = request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(redirect_to_login(here).url)
    return redirect_to_login(request.get_full_path())

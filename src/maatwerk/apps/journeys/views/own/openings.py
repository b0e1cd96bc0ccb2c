"""Openings for a person: other vacancies that fit their results and wishes, and one tap to apply."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maatwerk.apps.applications.public import ENDED, applications_of
from maatwerk.apps.journeys.alternatives import alternatives_for, results_of
from maatwerk.apps.journeys.consents import (
    Scope,
    consents_of,
    keep_wish,
    wish_of,
    withdraw_consent,
)
from maatwerk.apps.journeys.consents import (
    agree as give_consent,
)
from maatwerk.apps.journeys.crossing import go_along, may_go_along
from maatwerk.apps.journeys.digests import tell_tomorrow
from maatwerk.apps.journeys.forms_own import WishForm
from maatwerk.apps.people.public import Own, own_errand, own_page, render_own
from maatwerk.apps.vacancies.public import PostingRow, Search, posting
from maatwerk.kernel import tenancy

HERE = "journeys:own_openings"


@require_safe
@own_page
def show(request: HttpRequest, own: Own) -> HttpResponse:
    """Show the openings that this person may be shown, and what they agreed to."""
    wish = wish_of(own.person_id)
    ended = next((row for row in applications_of(own.person_id) if row.stage in ENDED), None)
    found = alternatives_for(
        own.person_id,
        besides=ended.opportunity_id if ended else None,
        search=wish.search if wish else None,
    )
    agreed = consents_of(own.person_id)
    context = {
        "openings": [(one, _apply_url(own, one.posting)) for one in found],
        "has_results": bool(results_of(own.person_id)),
        "agreed_here": Scope.HERE in agreed,
        "agreed_elsewhere": Scope.ELSEWHERE in agreed,
        "consent_url": own.url("journeys:own_consent"),
        "wishes_url": own.url("journeys:own_wishes"),
        "wish": Search.read(wish.search) if wish else None,
        "by_mail": bool(wish and wish.by_mail),
    }
    return render_own(request, own, "journeys/own/openings.html", context, current=HERE)


def _apply_url(own: Own, to: PostingRow) -> str:
    """With this employer one goes straight to the filled-in form; with another, first to what would go along."""
    if to.organisation_id == own.organisation_id:
        return own.url("applications:own_apply", to.id)
    return own.url("journeys:own_apply", to.id)


@require_POST
@own_page
def agree(request: HttpRequest, own: Own) -> HttpResponse:
    """Agree to being shown openings of this or of other employers, or withdraw that."""
    scope = request.POST.get("scope", "")
    if scope not in Scope.values:
        raise Http404
    if request.POST.get("answer") == "yes":
        give_consent(own.person_id, scope=scope)
    else:
        withdraw_consent(own.person_id, scope=scope)
    return HttpResponseRedirect(own.url(HERE))


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def wishes(request: HttpRequest, own: Own) -> HttpResponse:
    """Say what work one looks for."""
    kept = wish_of(own.person_id)
    now = {**(kept.search if kept else {}), "by_mail": bool(kept and kept.by_mail)}
    form = WishForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        by_mail = form.cleaned_data.pop("by_mail")
        keep_wish(own.person_id, search=Search.read(form.cleaned_data).asked(), by_mail=by_mail)
        if by_mail:
            tell_tomorrow(own.person_id)
        return HttpResponseRedirect(own.url(HERE))
    context = {"form": form, "back_url": own.url(HERE)}
    status = 422 if form.errors else 200
    return render_own(request, own, "journeys/own/wishes.html", context, current=HERE, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@own_errand
def apply(request: HttpRequest, own: Own, posting_id: uuid.UUID) -> HttpResponse:
    """Apply at another employer: first say what goes along, then go there, as oneself."""
    to = posting(posting_id)
    if to is None or to.organisation_id == own.organisation_id or to.is_simulated != own.is_simulated:
        raise Http404
    if request.method == "POST" and "sure" in request.POST:
        chosen = [uuid.UUID(key) for key in request.POST.getlist("results") if _is_key(key)]
        return HttpResponseRedirect(go_along(own, to, results=chosen))
    with tenancy.acting(organisation=own.organisation_id, person=own.person_id):
        results = may_go_along(own.person_id)
    context = {
        "to": to,
        "results": results,
        "is_unsure": request.method == "POST",
        "back_url": own.url(HERE),
    }
    status = 422 if request.method == "POST" else 200
    return render_own(request, own, "journeys/own/apply_elsewhere.html", context, current=HERE, status=status)


def _is_key(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True

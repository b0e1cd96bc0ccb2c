"""Closing a filled or withdrawn vacancy for all who remain: the list that is signed, and how far telling everybody is."""

import hashlib
import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from maatwerk.apps.applications.forms import ClosingForm
from maatwerk.apps.applications.letters import About, Letter, letter
from maatwerk.apps.applications.models import SignedClosing
from maatwerk.apps.applications.operations import Closing, go_on_closing, sign_closing
from maatwerk.apps.applications.queries.board import Card, listed
from maatwerk.apps.applications.queries.closing import Carried, newest_closing
from maatwerk.apps.applications.views.pipeline_parts import shown
from maatwerk.apps.opportunities.public import Opportunity, OpportunityRow
from maatwerk.apps.organisations.public import MemberRequest, Role, role_required
from maatwerk.apps.vacancies.public import visible_vacancy
from maatwerk.kernel.refusals import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.RECRUITER)
def close(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID, state: str) -> HttpResponse:
    """Close a filled or withdrawn vacancy for all who remain: one signed act, everybody listed, everybody told."""
    vacancy = visible_vacancy(vacancy_id, request.member)
    if state not in {Opportunity.State.FILLED, Opportunity.State.WITHDRAWN}:
        raise Opportunity.DoesNotExist
    before, cards = newest_closing(vacancy_id), listed(vacancy_id)
    if before is not None and not (before.is_ended and cards):
        return _carried(request, vacancy, before)
    form = ClosingForm(
        request.POST or None, initial=_letters(request, vacancy, state) | {"list_mark": _mark(cards)}
    )
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data
        closing = Closing(
            state=state,
            reason=wish["reason"],
            letters={
                language: Letter(
                    subject=wish[f"subject_{language}"], body=wish[f"body_{language}"], language=language
                )
                for language in ("nl", "en")
            },
        )
        try:
            signed = _sign(vacancy_id, closing, cards, wish["list_mark"], request)
        except Refusal as refusal:
            form.refuse(refusal)
            if refusal.code == "list_changed":
                cards, typed = listed(vacancy_id), request.POST.copy()
                typed["list_mark"] = _mark(cards)
                typed.pop("signed", None)  # what is signed is the list as it stands now
                form.data = typed
        else:
            if signed.work_id:
                return redirect("applications:close_for_all", organisation, vacancy_id, state)
            messages.success(request, _told(signed.people))
            return redirect("journeys:vacancy", organisation, vacancy_id)
    context = {
        "form": form,
        "people": shown(cards, request.member),
        "vacancy": vacancy,
        "state": state,
        "signer": request.member.name,
        "slug": organisation,
    }
    return render(request, "applications/close.html", context, status=422 if form.errors else 200)


def _carried(request: MemberRequest, vacancy: OpportunityRow, carried: Carried) -> HttpResponse:
    """Show how far telling everybody is, or let a worker go on that stopped; sending the form again signs nothing."""
    slug = request.member.organisation.slug
    if request.method == "POST":
        if carried.is_stopped:
            go_on_closing(opportunity_id=vacancy.id, by=request.member)
        return redirect("applications:close_for_all", slug, vacancy.id, carried.state)
    return render(
        request, "applications/closing.html", {"vacancy": vacancy, "carried": carried, "slug": slug}
    )


def _told(count: int) -> str:
    return ngettext(
        "The vacancy is closed; %(count)d person is told.",
        "The vacancy is closed; %(count)d people are told.",
        count,
    ) % {"count": count}


def _sign(
    vacancy_id: uuid.UUID, closing: Closing, cards: Sequence[Card], mark: str, request: MemberRequest
) -> SignedClosing:
    if mark != _mark(cards):
        raise Refusal(
            _("Somebody applied, moved or withdrew while you read the list. Look at it again, then sign."),
            code="list_changed",
        )
    stood = {one.id: one.stage_since for one in cards}
    return sign_closing(opportunity_id=vacancy_id, closing=closing, listed=stood, by=request.member)


def _mark(cards: Sequence[Card]) -> str:
    """Return a mark of a list as it stands: who is in it, and where each stood since when."""
    lines = sorted(f"{one.id} {one.as_of}" for one in cards)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _letters(request: MemberRequest, vacancy: OpportunityRow, state: str) -> dict[str, str]:
    about = About(
        title=vacancy.title, organisation=request.member.organisation.name, sender=request.member.name
    )
    found: dict[str, str] = {}
    for language in ("nl", "en"):
        written = letter(state, about, language=language)
        found |= {f"subject_{language}": written.subject, f"body_{language}": written.body}
    return found

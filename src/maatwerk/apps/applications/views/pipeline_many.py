"""Several people under one stated reason: forward together, or told together that the vacancy is over."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from maatwerk.apps.applications.forms import ClosingForm, ForwardForm
from maatwerk.apps.applications.letters import About, Letter, letter
from maatwerk.apps.applications.operations import Closing, Moved, advance_many, close_for_all
from maatwerk.apps.applications.queries.board import Card, card, listed
from maatwerk.apps.applications.rules import MOST_AT_ONCE
from maatwerk.apps.applications.views.pipeline_parts import back_to, came_from, shown, shown_names
from maatwerk.apps.opportunities.public import Opportunity, OpportunityRow
from maatwerk.apps.organisations.public import MemberRequest, Role, role_required
from maatwerk.apps.vacancies.public import visible_vacancy
from maatwerk.kernel.refusals import Refusal

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_POST
@role_required(Role.RECRUITER, Role.MANAGER)
def forward(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Let the people chosen go on, each by a decision of their own; first their names and the reason are looked at."""
    vacancy = visible_vacancy(vacancy_id, request.member)
    query = came_from(request.POST.get("back", "")) or ""
    back = reverse("applications:pipeline", args=[organisation, vacancy_id]) + f"?{query}"
    chosen = _chosen(request.POST)
    if not 0 < len(chosen) <= MOST_AT_ONCE:
        messages.error(
            request,
            _("Choose from 1 to %(most)d people: you decide about each of them.") % {"most": MOST_AT_ONCE},
        )
        return redirect(back)
    form = ForwardForm(request.POST if "reason" in request.POST else None)
    if form.is_bound and form.is_valid():
        try:
            moved = advance_many(
                opportunity_id=vacancy_id,
                chosen=chosen,
                reason=form.cleaned_data["reason"],
                by=request.member,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            _tell(request, moved)
            return redirect(back)
    people = shown(listed(vacancy_id, list(chosen)), request.member)
    context = {
        "form": form,
        "people": [(one, chosen[one.card.id].isoformat()) for one in people if one.next_stage],
        "last": [one for one in people if not one.next_stage],
        "vacancy": vacancy,
        "back": back_to(query),
        "back_path": back,
        "slug": organisation,
    }
    return render(request, "applications/forward.html", context, status=422 if form.errors else 200)


def _chosen(posted: QueryDict) -> dict[uuid.UUID, dt.datetime]:
    """Read who was chosen, each with since when they stood where they stood on the page."""
    found = {}
    for value in posted.getlist("who"):
        key, _mark, since = value.partition("~")
        try:
            found[uuid.UUID(key)] = dt.datetime.fromisoformat(since)
        except ValueError:
            raise Refusal(
                _("This page is incomplete. Load it again."), code="incomplete", status=422
            ) from None
    return found


def _tell(request: MemberRequest, moved: Moved) -> None:
    if moved.moved:
        count = len(moved.moved)
        messages.success(
            request,
            ngettext("%(count)d person went on.", "%(count)d people went on.", count) % {"count": count},
        )
    for key, sentence in moved.stayed:
        person = card(key).person_id
        name = shown_names(request.member, [person])[person]
        messages.warning(request, _("%(name)s stayed: %(sentence)s") % {"name": name, "sentence": sentence})


@form_page
@role_required(Role.RECRUITER)
def close(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID, state: str) -> HttpResponse:
    """Close a filled or withdrawn vacancy for all who remain: one signed act, everybody listed, everybody told."""
    vacancy = visible_vacancy(vacancy_id, request.member)
    if state not in {Opportunity.State.FILLED, Opportunity.State.WITHDRAWN}:
        raise Opportunity.DoesNotExist
    cards = listed(vacancy_id)
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
            count = _close(vacancy_id, closing, cards, wish["list_mark"], request)
        except Refusal as refusal:
            form.refuse(refusal)
            if refusal.code == "list_changed":
                cards, typed = listed(vacancy_id), request.POST.copy()
                typed["list_mark"] = _mark(cards)
                typed.pop("signed", None)  # what is signed is the list as it stands now
                form.data = typed
        else:
            messages.success(
                request,
                ngettext(
                    "The vacancy is closed; %(count)d person is told.",
                    "The vacancy is closed; %(count)d people are told.",
                    count,
                )
                % {"count": count},
            )
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


def _close(
    vacancy_id: uuid.UUID, closing: Closing, cards: Sequence[Card], mark: str, request: MemberRequest
) -> int:
    if mark != _mark(cards):
        raise Refusal(
            _("Somebody applied, moved or withdrew while you read the list. Look at it again, then sign."),
            code="list_changed",
        )
    stood = {one.id: one.stage_since for one in cards}
    return close_for_all(opportunity_id=vacancy_id, closing=closing, listed=stood, by=request.member)


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

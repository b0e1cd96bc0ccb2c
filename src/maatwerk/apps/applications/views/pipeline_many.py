"""Several people under one stated reason go forward together."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from maatwerk.apps.applications.forms import ForwardForm
from maatwerk.apps.applications.operations import Moved, advance_many
from maatwerk.apps.applications.queries.board import card, listed
from maatwerk.apps.applications.rules import MOST_AT_ONCE
from maatwerk.apps.applications.views.pipeline_parts import back_to, came_from, shown, shown_names
from maatwerk.apps.organisations.public import MemberRequest, Role, role_required
from maatwerk.apps.vacancies.public import visible_vacancy
from maatwerk.kernel.refusals import Refusal


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

"""Whose an application is and what comes next; and what waits for one colleague over all vacancies."""

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maatwerk.apps.applications.forms import ArrangeForm
from maatwerk.apps.applications.operations import Arrangement, arrange
from maatwerk.apps.applications.queries.board import card, label_names
from maatwerk.apps.applications.queries.work import Heap, work_of
from maatwerk.apps.applications.views.pipeline_moves import see
from maatwerk.apps.applications.views.pipeline_parts import Shown, came_from, shown
from maatwerk.apps.opportunities.public import titles
from maatwerk.apps.organisations.public import MemberRequest, Role, role_required
from maatwerk.apps.vacancies.public import team_of, works_on
from maatwerk.kernel.counting import MOST_COUNTED
from maatwerk.kernel.refusals import Refusal
from maatwerk.ui.formats import number


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.RECRUITER, Role.MANAGER)
def arrange_page(request: MemberRequest, organisation: str, application_id: uuid.UUID) -> HttpResponse:
    """Say whose an application is, what comes next and when, and which labels it carries."""
    seen, now = see(application_id, request.member), card(application_id)
    team = list({str(one.user_id): one.name for one in team_of(seen.vacancy.id)}.items())
    initial = {
        "owner": str(now.owner_id or ""),
        "next_action": now.next_action,
        "next_on": now.next_on,
        "labels": ", ".join(now.labels),
        "back": request.GET.get("back", ""),
    }
    form = ArrangeForm(request.POST or None, team=team, initial=initial)
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data
        try:
            arrange(
                application_id=application_id,
                wish=Arrangement(
                    owner_id=uuid.UUID(wish["owner"]) if wish["owner"] else None,
                    next_action=wish["next_action"],
                    next_on=wish["next_on"],
                    labels=tuple(wish["labels"].split(",")),
                ),
                by=request.member,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            query = came_from(wish["back"])
            if query is None:
                return redirect("journeys:application", organisation, application_id)
            return redirect(
                reverse("applications:pipeline", args=[organisation, seen.vacancy.id]) + f"?{query}"
            )
    context = {
        "form": form,
        "application": seen.row,
        "vacancy": seen.vacancy,
        "name": seen.name,
        "known_labels": label_names(),
        "slug": organisation,
    }
    return render(request, "applications/arrange.html", context, status=422 if form.errors else 200)


@require_safe
@role_required(Role.RECRUITER, Role.MANAGER)
def my_work(request: MemberRequest, organisation: str) -> HttpResponse:
    """Show what waits for this colleague: longer than promised, planned for today, and soon too late."""
    found = work_of(request.member.user_id, works_on(request.member.user_id))
    heaps = (found.late, found.planned, found.soon)
    cards = shown([one for heap in heaps for one in heap.cards], request.member)
    named = titles({one.card.opportunity_id for one in cards})
    rows = {one.card.id: (one, named[one.card.opportunity_id]) for one in cards}

    def part(key: str, title: str, nothing: str, heap: Heap) -> dict[str, object]:
        people: list[tuple[Shown, str]] = [rows[one.id] for one in heap.cards]
        more = heap.count - len(people)
        return {"key": key, "title": title, "nothing": nothing, "count": heap.count, "rows": people,
                "more": more, "more_words": number(more) + ("+" if heap.count > MOST_COUNTED else "")}  # fmt: skip

    context = {
        "parts": [
            part("late", _("Longer than promised"), _("Nobody waits longer than you promised."), found.late),
            part(
                "planned", _("Planned for today or before"), _("Nothing is planned for today."), found.planned
            ),
            part("soon", _("Within two days"), _("Nobody's time runs out within two days."), found.soon),
        ],
        "slug": organisation,
    }
    return render(request, "applications/work.html", context)

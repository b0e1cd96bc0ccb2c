"""The pipeline of a vacancy as a board and as a table, its filters, and its list as a file."""

import csv
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maatwerk.apps.applications.forms import SaveViewForm
from maatwerk.apps.applications.models import Application, Stage
from maatwerk.apps.applications.operations import drop_view, save_view
from maatwerk.apps.applications.operations.deciding import can_undo
from maatwerk.apps.applications.operations.viewing import record_export
from maatwerk.apps.applications.queries import application
from maatwerk.apps.applications.queries.board import (
    Card,
    Wish,
    columns,
    ended_counts,
    label_names,
    page_of,
    people_in,
    saved_views,
    sources,
)
from maatwerk.apps.applications.rules import ENDED, HIRING_ROLES, ORDER, may_close, may_decide, may_see_names
from maatwerk.apps.applications.tabs import vacancy_tabs
from maatwerk.apps.applications.views.pipeline_parts import (
    Shown,
    back_to,
    came_from,
    shown,
    shown_names,
    source_label,
    stage_label,
    view_query,
)
from maatwerk.apps.opportunities.public import OpportunityRow
from maatwerk.apps.organisations.public import Member, MemberRequest, Role, role_required
from maatwerk.apps.people.public import people_called
from maatwerk.apps.vacancies.public import team_of, visible_vacancy
from maatwerk.kernel.refusals import Refusal
from maatwerk.kernel.spreadsheets import safe_cell

MOST_IN_FILE = 100_000


@require_safe
@role_required(*HIRING_ROLES)
def pipeline(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Show everybody who takes part, by stage or as a list; a filter in the address narrows it, and says so."""
    vacancy = visible_vacancy(vacancy_id, request.member)
    wish = Wish.read(request.GET)
    is_table = request.GET.get("view") == "table"
    context = board_context(
        request.member, vacancy, wish, is_table=is_table, after=request.GET.get("after", "")
    )
    context |= {"moved": moved_just_now(request.GET.get("moved", ""), vacancy_id, request.member)}
    if request.htmx and request.htmx.target == "board":
        return render(request, "applications/_board.html", context)
    context |= _around(request.member, vacancy, wish, is_table=is_table)
    return render(request, "applications/pipeline.html", context)


def board_context(
    member: Member, vacancy: OpportunityRow, wish: Wish, *, is_table: bool, after: str = ""
) -> dict[str, Any]:
    """Return what the board, or the table, needs."""
    people = _called(vacancy.id, wish, member)
    common: dict[str, Any] = {
        "vacancy": vacancy,
        "wish": wish,
        "is_table": is_table,
        "query": view_query(wish, is_table=is_table),
        "back": back_to(view_query(wish, is_table=is_table)),
        "may_decide": may_decide(member),
        "slug": member.organisation.slug,
    }
    if is_table:
        page = page_of(vacancy.id, wish, after=after, people=people)
        return common | {"rows": shown(page.cards, member), "after": page.after, "first_page": not after}
    found = columns(vacancy.id, wish, people=people)
    cards = {one.card.id: one for one in shown([card for column in found for card in column.cards], member)}
    return common | {
        "columns": [
            (column, stage_label(column.stage), [cards[card.id] for card in column.cards]) for column in found
        ]
    }


def _called(vacancy_id: uuid.UUID, wish: Wish, member: Member) -> list[uuid.UUID] | None:
    """Return who of a vacancy is called what was asked; None where nothing was asked, or by who sees no names."""
    if not wish.words or not may_see_names(member):
        return None
    # two questions on purpose: in one, the planner may go through the names of everybody ever known
    return people_called(wish.words, among=people_in(vacancy_id))


def _around(member: Member, vacancy: OpportunityRow, wish: Wish, *, is_table: bool) -> dict[str, Any]:
    """Return what stands around the board: filters, kept views, and how many ended."""
    ended = ended_counts(vacancy.id)
    team = team_of(vacancy.id)
    return {
        "tabs": vacancy_tabs(vacancy.id, member.organisation.slug, "table" if is_table else "board"),
        "views": saved_views(vacancy.id, member.user_id),
        "owners": list({str(one.user_id): one.name for one in team}.items()),
        "me": str(member.user_id),
        "labels": label_names(),
        "sources": [(key, source_label(key)) for key in sources(vacancy.id)],
        "stages": [
            (stage.value, stage_label(stage))
            for stage in (*ORDER, Stage.HIRED, Stage.REJECTED, Stage.WITHDRAWN)
        ],
        "ended": [
            (stage.value, stage_label(stage), ended.get(stage, 0)) for stage in Stage if stage in ENDED
        ],
        "may_close": may_close(member),
        "may_see_names": may_see_names(member),
        "save_form": SaveViewForm(),
    }


def moved_just_now(key: str, vacancy_id: uuid.UUID, member: Member) -> dict[str, Any] | None:
    """Return what somebody moved just now, and whether they may still take it back."""
    try:
        row = application(uuid.UUID(key))
    except (ValueError, Application.DoesNotExist):
        return None
    if row.opportunity_id != vacancy_id:
        return None
    name = shown_names(member, [row.person_id])[row.person_id]
    return {"id": row.id, "name": name, "stage": stage_label(row.stage), "can_undo": can_undo(row.id, member)}


@require_safe
@role_required(*HIRING_ROLES)
def column(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID, stage: str) -> HttpResponse:
    """Show the next people of one column."""
    vacancy = visible_vacancy(vacancy_id, request.member)
    wish = Wish.read({**request.GET.dict(), "stage": stage})
    people = _called(vacancy.id, wish, request.member)
    page = page_of(vacancy.id, wish, after=request.GET.get("after", ""), people=people, size=25)
    context = {
        "cards": shown(page.cards, request.member),
        "after": page.after,
        "stage": stage,
        "vacancy": vacancy,
        "wish": Wish.read(request.GET),
        "back": back_to(Wish.read(request.GET).query()),
        "may_decide": may_decide(request.member),
        "slug": organisation,
    }
    return render(request, "applications/_cards.html", context)


@require_safe
@role_required(*HIRING_ROLES)
def as_file(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Give what the table shows, all of it, as CSV; that it was taken along is in the log."""
    vacancy = visible_vacancy(vacancy_id, request.member)
    wish = Wish.read(request.GET)
    people = _called(vacancy.id, wish, request.member)
    page = page_of(vacancy.id, wish, people=people, size=MOST_IN_FILE)
    record_export(opportunity_id=vacancy.id, people=len(page.cards))
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="applicants-{timezone.localdate():%Y-%m-%d}.csv"'
    answer.write("\N{BYTE ORDER MARK}")
    lines = csv.writer(answer)
    lines.writerow(
        [_("Applicant"), _("Stage"), _("Days in this stage"), _("Days promised"), _("Owner"), _("Next action"),
         _("On"), _("Labels"), _("Source"), _("Applied on")]
    )  # fmt: skip
    lines.writerows(_line(one) for one in shown(page.cards, request.member))
    return answer


def _line(one: Shown) -> list[object]:
    card: Card = one.card
    return [
        safe_cell(one.name), one.stage_label, card.days, card.promised if card.promised is not None else "",
        safe_cell(one.owner), safe_cell(card.next_action), card.next_on or "", safe_cell(", ".join(card.labels)),
        safe_cell(one.source), timezone.localtime(card.applied_at).date(),
    ]  # fmt: skip


@require_POST
@role_required(Role.RECRUITER, Role.MANAGER)
def keep_view(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Keep what is shown now under a name."""
    visible_vacancy(vacancy_id, request.member)
    form, query = SaveViewForm(request.POST), came_from(back_to(request.POST.get("query", ""))) or ""
    if not form.is_valid():
        raise Refusal(_("Give it a name."), code="no_name", status=422)
    save_view(opportunity_id=vacancy_id, query=query, by=request.member, **form.cleaned_data)
    messages.success(request, _("“%(name)s” is kept.") % {"name": form.cleaned_data["name"]})
    return redirect(reverse("applications:pipeline", args=[organisation, vacancy_id]) + f"?{query}")


@require_POST
@role_required(Role.RECRUITER, Role.MANAGER)
def forget_view(
    request: MemberRequest, organisation: str, vacancy_id: uuid.UUID, view_id: uuid.UUID
) -> HttpResponse:
    """Forget a view that this member kept."""
    visible_vacancy(vacancy_id, request.member)
    drop_view(view_id=view_id, by=request.member)
    return redirect("applications:pipeline", organisation, vacancy_id)

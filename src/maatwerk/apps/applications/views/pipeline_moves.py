"""One person at a time: on to the next step, hired, turned down with a letter, or a move taken back."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maatwerk.apps.applications.elsewhere import Opening, openings_for
from maatwerk.apps.applications.forms import DecidingForm, MoveForm, RejectForm, UndoForm
from maatwerk.apps.applications.letters import About, Letter, letter
from maatwerk.apps.applications.models import Application, Decision, Stage
from maatwerk.apps.applications.operations import Choice, decide, undo, why_not_undone
from maatwerk.apps.applications.queries import ApplicationRow, application, last_decision, was_advised
from maatwerk.apps.applications.queries.board import Wish
from maatwerk.apps.applications.queries.retention import jurisdiction_at, kept_until
from maatwerk.apps.applications.rules import next_stage
from maatwerk.apps.applications.views.pipeline import board_context, moved_just_now
from maatwerk.apps.applications.views.pipeline_parts import came_from, shown_names, stage_label
from maatwerk.apps.opportunities.public import OpportunityRow
from maatwerk.apps.organisations.public import Member, MemberRequest, Role, role_required
from maatwerk.apps.people.public import contact_of, language_of
from maatwerk.apps.vacancies.public import visible_vacancy
from maatwerk.kernel.refusals import Refusal

form_page = require_http_methods(["GET", "HEAD", "POST"])
FORWARD = (Decision.Choice.ADVANCE, Decision.Choice.HIRE)


@dataclass(frozen=True, slots=True)
class Seen:
    """An application with its vacancy as a member may see them."""

    row: ApplicationRow
    vacancy: OpportunityRow
    name: str
    member: Member


def see(key: uuid.UUID, member: Member) -> Seen:
    """Return an application that a member may see; `DoesNotExist` for any other."""
    row = application(key)
    vacancy = visible_vacancy(row.opportunity_id, member)
    return Seen(row, vacancy, shown_names(member, [row.person_id])[row.person_id], member)


@form_page
@role_required(Role.RECRUITER, Role.MANAGER)
def move(request: MemberRequest, organisation: str, application_id: uuid.UUID, choice: str) -> HttpResponse:
    """Let somebody go on to the next step, or hire them; the reason is asked, the click alone moves nobody."""
    seen = see(application_id, request.member)
    if choice not in FORWARD:
        raise Refusal(_("From here people go on, or are hired; nothing else."), code="only_forward")
    to_stage = next_stage(seen.row.stage, choice, interview_first=seen.row.interview_first)
    advised = was_advised(seen.row, request.member.user_id)
    form = MoveForm(request.POST or None, advised=advised, initial=_begin(request, seen))
    context = {
        "title": _("Hire %(name)s") % {"name": seen.name}
        if choice == Decision.Choice.HIRE
        else _("On to “%(stage)s”: %(name)s")
        % {"stage": stage_label(to_stage or seen.row.stage), "name": seen.name},
        "button": _("Hire") if choice == Decision.Choice.HIRE else _("Let go on"),
        "note": _("An employment begins, and its follow-ups are planned.")
        if choice == Decision.Choice.HIRE
        else "",
    }
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data
        try:
            decide(
                application_id=application_id,
                choice=Choice(choice=choice, reason=wish["reason"], deviation=wish.get("deviation", "")),
                by=request.member,
                as_of=wish["as_of"],
            )
        except Refusal as refusal:
            form = _again(form, refusal, seen)
        else:
            return _moved(request, seen, form)
    elif to_stage is None:
        raise Refusal(
            _("This choice is not possible at this stage (%(stage)s).") % {"stage": seen.row.stage_label}
        )
    return _form_page(request, seen, form, context)


@form_page
@role_required(Role.RECRUITER, Role.MANAGER)
def take_back(request: MemberRequest, organisation: str, application_id: uuid.UUID) -> HttpResponse:
    """Take the last move back: a new decision, beside the one it takes back."""
    seen = see(application_id, request.member)
    last = last_decision(application_id)
    initial = _begin(request, seen) | {"reason": _("I moved this person by mistake.")}
    form = UndoForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            undo(
                application_id=application_id,
                reason=form.cleaned_data["reason"],
                by=request.member,
                as_of=form.cleaned_data["as_of"],
            )
        except Refusal as refusal:
            form = _again(form, refusal, seen)
        else:
            return _moved(request, seen, form)
    elif not form.is_bound:
        because = why_not_undone(Application.objects.get(pk=application_id), last)
        if because or last is None:
            raise Refusal(because, code="not_undone")
    context = {
        "title": _("Take the last move back: %(name)s") % {"name": seen.name},
        "button": _("Take back"),
        "note": _("Back to “%(stage)s”. Both decisions stay in the file; the clock goes on from before.")
        % {"stage": stage_label(last.from_stage)}
        if last
        else "",
    }
    return _form_page(request, seen, form, context)


@form_page
@role_required(Role.RECRUITER, Role.MANAGER)
def reject(request: MemberRequest, organisation: str, application_id: uuid.UUID) -> HttpResponse:
    """Turn one person down: the reason, the letter as they will read it, how long it is kept, and what else is open."""
    seen = see(application_id, request.member)
    if request.method != "POST" and next_stage(seen.row.stage, Decision.Choice.REJECT) is None:
        raise Refusal(
            _("This choice is not possible at this stage (%(stage)s).") % {"stage": seen.row.stage_label}
        )
    contact = contact_of(seen.row.person_id)
    address = contact.email if contact else ""
    openings = openings_for(seen.row.person_id, besides=seen.vacancy.id)
    form = RejectForm(
        request.POST or None,
        advised=was_advised(seen.row, request.member.user_id),
        has_address=bool(address),
        initial=_begin(request, seen) | _proposed(request, seen, openings),
    )
    if request.method == "POST" and "rewrite" not in request.POST and form.is_valid():
        try:
            _reject(seen, form.cleaned_data)
        except Refusal as refusal:
            form = _again(form, refusal, seen)
        else:
            told = form.cleaned_data.get("send")
            messages.success(
                request,
                _("Decided. The letter to %(name)s is on its way.") % {"name": seen.name}
                if told
                else _("Decided. Nothing was sent to %(name)s.") % {"name": seen.name},
            )
            return redirect("journeys:application", organisation, application_id)
    elif "rewrite" in request.POST:
        form = _rewritten(request, form, seen, openings)
    context = {
        "form": form,
        "application": seen.row,
        "vacancy": seen.vacancy,
        "name": seen.name,
        "address": address,
        "language": _language(request, seen),
        "languages": settings.LANGUAGES,
        "openings": openings,
        "kept_until": kept_until(
            timezone.localdate(),
            jurisdiction_at(seen.vacancy.place, request.member.organisation.jurisdiction),
        ),
        "slug": organisation,
    }
    return render(request, "applications/reject.html", context, status=_status(form))


def _reject(seen: Seen, wish: dict[str, Any]) -> None:
    sent = None
    if wish.get("send"):
        sent = Letter(subject=wish["subject"], body=wish["body"], language=wish["language"])
    decide(
        application_id=seen.row.id,
        choice=Choice(
            choice=Decision.Choice.REJECT,
            reason=wish["reason"],
            deviation=wish.get("deviation", ""),
            kind=wish["kind"],
        ),
        by=seen.member,
        as_of=wish["as_of"],
        letter=sent,
    )


def _proposed(request: MemberRequest, seen: Seen, openings: tuple[Opening, ...]) -> dict[str, object]:
    """Return the letter as it is proposed, in the person's language or the one chosen."""
    language, kind = _language(request, seen), request.POST.get("kind", "")
    written = letter(
        kind if kind in Decision.Kind.values else Decision.Kind.OTHER,
        _about(seen, openings),
        language=language,
    )
    return {"send": True, "language": language, "subject": written.subject, "body": written.body}


def _rewritten(
    request: MemberRequest, form: RejectForm, seen: Seen, openings: tuple[Opening, ...]
) -> RejectForm:
    """Write the letter anew for the language and kind chosen now; the reason typed so far stays."""
    typed = {name: value for name, value in request.POST.items() if name not in {"subject", "body"}}
    return RejectForm(
        advised="deviation" in form.fields,
        has_address="body" in form.fields,
        initial=_begin(request, seen) | typed | _proposed(request, seen, openings),
    )


def _about(seen: Seen, openings: tuple[Opening, ...] = ()) -> About:
    contact = contact_of(seen.row.person_id)
    return About(
        title=seen.vacancy.title,
        organisation=seen.member.organisation.name,
        sender=seen.member.name,
        name=contact.name if contact else seen.name,
        openings=openings,
    )


def _language(request: MemberRequest, seen: Seen) -> str:
    asked = request.POST.get("rewrite") or request.POST.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else language_of(seen.row.person_id)


def _begin(request: MemberRequest, seen: Seen) -> dict[str, object]:
    return {"as_of": seen.row.stage_since.isoformat(), "back": request.GET.get("back", "")}


def _again(form: Any, refusal: Refusal, seen: Seen) -> Any:
    """Show what was refused with all that was typed; what a colleague did meanwhile is seen from now on."""
    form.refuse(refusal)
    if refusal.code == "moved_meanwhile":
        form.data = form.data.copy()
        form.data["as_of"] = application(seen.row.id).stage_since.isoformat()
    return form


def _moved(request: MemberRequest, seen: Seen, form: DecidingForm) -> HttpResponse:
    """Go back to where somebody came from; the board alone is answered where it asked for that."""
    query = came_from(form.cleaned_data["back"])
    slug = request.member.organisation.slug
    if query is None:
        return redirect("journeys:application", slug, seen.row.id)
    if request.htmx:
        wish = Wish.read(QueryDict(query).dict())
        context = board_context(request.member, seen.vacancy, wish, is_table="view=table" in query)
        context["moved"] = moved_just_now(str(seen.row.id), seen.vacancy.id, request.member)
        answer = render(request, "applications/_board.html", context)
        answer["HX-Trigger-After-Settle"] = "pipeline-moved"
        return answer
    path = reverse("applications:pipeline", args=[slug, seen.vacancy.id])
    return redirect(path + "?" + "&".join(part for part in (query, f"moved={seen.row.id}") if part))


def _form_page(
    request: MemberRequest, seen: Seen, form: DecidingForm, context: dict[str, Any]
) -> HttpResponse:
    context |= {
        "form": form,
        "application": seen.row,
        "vacancy": seen.vacancy,
        "name": seen.name,
        "stage": capfirst(str(Stage(seen.row.stage).label)),
        "path": request.path,
        "slug": seen.member.organisation.slug,
    }
    template = "applications/_move.html" if request.htmx else "applications/move.html"
    answer = render(request, template, context, status=_status(form))
    if request.htmx and form.errors:
        answer["HX-Retarget"], answer["HX-Reswap"] = "#move-body", "innerHTML"
    return answer


def _status(form: Any) -> int:
    return 422 if form.errors else 200

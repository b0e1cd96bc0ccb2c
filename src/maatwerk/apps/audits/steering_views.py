"""The page on which a person steers a version: other weightings beside today's, and a choice with a reason."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from maatwerk.apps.advice.public import (
    KEPT_AS_IT_IS,
    NO_GROUP_NORMS,
    VersionRow,
    group_norms_refused,
    may_steer,
    steerings,
    version,
    why_not_steered,
)
from maatwerk.apps.audits import steering_pages as pages
from maatwerk.apps.audits.forms import WeightingForm
from maatwerk.apps.audits.rules import CUTS, DRAWING_ROLES, STEERING_ROLES
from maatwerk.apps.audits.steering import StudyRow, choose, study_of
from maatwerk.apps.audits.steering_words import why_nothing
from maatwerk.apps.opportunities.public import job_family
from maatwerk.apps.organisations.public import MemberRequest, names, role_required
from maatwerk.kernel import events, jobs
from maatwerk.kernel.languages import language_now
from maatwerk.kernel.models import Work
from maatwerk.kernel.refusals import NotAllowed, Refusal
from maatwerk.ui.formats import day_range, percent
from maatwerk.ui.shapes import Tab

FIELDS = {"csrfmiddlewaretoken", "weighting", "reason"}
DRAWING, MAKING = "audits.steer", "advice.steer"


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*STEERING_ROLES)
def steer(request: MemberRequest, organisation: str, version_id: uuid.UUID) -> HttpResponse:
    """Show what other weightings would be worth and do; with POST, choose one with a reason."""
    if request.method == "POST" and not may_steer(request.member):
        raise NotAllowed(_("Psychologists and analysts choose a weighting."))
    row = version(version_id)
    why_not, found = why_not_steered(row), study_of(version_id)
    drawn = found if found and not found.why_not and not why_not else None
    context = {
        "version": row,
        "family": job_family(row.job_family_id),
        "why_not": why_not or (why_nothing(found) if found and found.why_not else ""),
        "may_draw": not why_not and drawn is None and request.member.has(*DRAWING_ROLES),
        "is_drawing": _is_drawing(version_id),
        "chosen": _chosen(row),
        "slug": organisation,
    }
    if drawn is None:
        if request.method == "POST":
            raise Refusal(
                _("Have it drawn first; there is nothing to choose from yet."), code="nothing_drawn"
            )
        return render(request, "audits/steer.html", context)
    return _drawn(request, row, drawn, context)


def _drawn(
    request: MemberRequest, row: VersionRow, found: StudyRow, context: dict[str, object]
) -> HttpResponse:
    cut = _place(request, "cut", CUTS.index(0.25), len(CUTS))
    group = _place(request, "group", pages.lowest_group(found.study, cut), len(found.study["groups"]))
    form = WeightingForm(request.POST or None, choices=pages.choices(found.study, group=group, cut=cut))
    if request.method == "POST" and _choose(request, row, form):
        return redirect("audits:steer", context["slug"], row.id)
    if request.method != "POST":
        events.record("audits.steering_seen", object_id=row.id, study=str(found.id))
    address = reverse("audits:steer", args=[context["slug"], row.id])
    context |= {
        "study": found,
        "period": day_range(found.start, found.end) if found.start and found.end else "",
        "cells": pages.cells(found.study, group=group, cut=cut),
        "cut": percent(CUTS[cut]),
        "groups": [
            Tab(name, f"{address}?group={place}&cut={cut}", current=place == group)
            for place, name in enumerate(pages.group_names(found.study))
        ],
        "cuts": [
            Tab(percent(share), f"{address}?group={group}&cut={place}", current=place == cut)
            for place, share in enumerate(CUTS)
        ],
        "form": form if may_steer(request.member) else None,
    }
    return render(request, "audits/steer.html", context, status=422 if form.errors else 200)


def _choose(request: MemberRequest, row: VersionRow, form: WeightingForm) -> bool:
    """Do what the form asks; whatever names a group apart is refused in words, and the attempt is written down."""
    offered = {key for key, _name in form.fields["weighting"].choices}  # type: ignore[attr-defined]
    said = request.POST.get("weighting", "")
    try:
        if set(request.POST) - FIELDS or (said and said not in offered):
            raise group_norms_refused()
        if not form.is_valid():
            return False
        choose(version_id=row.id, key=said, reason=form.cleaned_data["reason"], by=request.member)
    except NotAllowed:
        raise
    except Refusal as refusal:
        if refusal.code == NO_GROUP_NORMS:
            events.record("audits.steering_refused", object_id=row.id, code=refusal.code)
        form.is_valid()
        form.refuse(refusal)
        return False
    text = (
        _("Written down: it stays as it is.")
        if said == KEPT_AS_IT_IS
        else _("A draft of it is being made. It takes the same steps as any other version.")
    )
    messages.success(request, text)
    return True


def _place(request: MemberRequest, name: str, otherwise: int, count: int) -> int:
    places = {str(place): place for place in range(count)}
    return places.get(request.GET.get(name, ""), otherwise)


def _is_drawing(version_id: uuid.UUID) -> bool:
    waiting = (Work.State.WAITING, Work.State.RUNNING)
    return Work.objects.filter(kind=DRAWING, object_id=version_id, state__in=waiting).exists()


@dataclass(frozen=True, slots=True)
class ChosenRow:
    """What a colleague chose on seeing this version, why, and what came of it."""

    is_kept: bool
    reason: str
    by: str
    at: dt.datetime
    made_id: uuid.UUID | None
    made_number: int | None
    problem: str


def _chosen(row: VersionRow) -> list[ChosenRow]:
    """Return what colleagues chose on seeing this version; the newest first."""
    found = steerings(row.id)
    known = names({one.chosen_by for one in found})
    refused = {
        work.object_id: str(work.result.get("sentences", {}).get(language_now(), ""))
        for work in Work.objects.filter(
            kind=MAKING, object_id__in=[one.id for one in found], state=Work.State.REFUSED
        )
    }
    return [
        ChosenRow(
            one.is_kept, one.reason, known.get(one.chosen_by, ""), one.chosen_at, one.made_id, one.made_number,
            refused.get(one.id, ""),
        )
        for one in found
    ]  # fmt: skip


@require_POST
@role_required(*DRAWING_ROLES)
def draw(request: MemberRequest, organisation: str, version_id: uuid.UUID) -> HttpResponse:
    """Have other weightings drawn behind the wall, in the background."""
    row = version(version_id)
    if why := why_not_steered(row):
        raise Refusal(why, code="cannot_steer")
    if not _is_drawing(version_id):
        jobs.enqueue(DRAWING, object_id=version_id)
    messages.success(request, _("It is being drawn; look again in a minute."))
    return redirect("audits:steer", organisation, version_id)

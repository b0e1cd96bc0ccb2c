"""Experiments: the list, declaring one, one with its result and its log, and the buttons."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maatwerk.apps.assessments.public import parts_to_spare
from maatwerk.apps.opportunities.public import job_families
from maatwerk.apps.organisations.public import MemberRequest, Role, names, role_required
from maatwerk.apps.validity.experiment_pages import result_view, steps, ways_of
from maatwerk.apps.validity.forms import ExperimentForm, ReasonForm
from maatwerk.apps.validity.models import Experiment
from maatwerk.apps.validity.operations import (
    Declaration,
    declare_experiment,
    end_experiment,
    judge_experiment,
)
from maatwerk.apps.validity.queries import ExperimentRow, experiment, experiments, seed_hash
from maatwerk.apps.validity.rules import DECLARING_ROLES, SEEING_ROLES, STOPPING_ROLES
from maatwerk.apps.validity.tabs import tabs
from maatwerk.kernel.refusals import Refusal
from maatwerk.ui.shapes import Crumb


@require_safe
@role_required(*SEEING_ROLES)
def overview(request: MemberRequest, organisation: str) -> HttpResponse:
    """List the experiments, newest first."""
    context = {
        "rows": experiments(),
        "may_declare": request.member.has(*DECLARING_ROLES),
        "tabs": tabs(organisation, "experiments"),
        "slug": organisation,
    }
    return render(request, "validity/experiments.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*DECLARING_ROLES)
def declare(request: MemberRequest, organisation: str) -> HttpResponse:
    """Write an experiment down."""
    kinds = [(str(row.id), row.name) for row in job_families()]
    parts = [(str(row.instrument_id), row.name) for row in parts_to_spare()]
    form = ExperimentForm(request.POST or None, families=kinds, parts=parts, initial={"planned": 200})
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        family, part = uuid.UUID(given.pop("family")), given.pop("part")
        said = Declaration(family_id=family, part_id=uuid.UUID(part) if part else None, **given)
        try:
            made = declare_experiment(said, by=request.member)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Declared. A psychologist other than you now approves it, or not."))
            return redirect("validity:experiment", organisation, made.pk)
    context = {"form": form, "crumbs": _crumbs(organisation), "slug": organisation}
    return render(request, "validity/declare.html", context, status=422 if form.errors else 200)


@require_safe
@role_required(*SEEING_ROLES)
def show(request: MemberRequest, organisation: str, experiment_id: uuid.UUID) -> HttpResponse:
    """Show one experiment."""
    return _page(request, _found(experiment_id))


@require_POST
@role_required(Role.PSYCHOLOGIST)
def judge(request: MemberRequest, organisation: str, experiment_id: uuid.UUID) -> HttpResponse:
    """Approve or decline it."""
    found, form = _found(experiment_id), ReasonForm(request.POST)
    approves = request.POST.get("verdict") == "approve"
    if form.is_valid():
        try:
            judge_experiment(
                experiment_id=found.id,
                approves=approves,
                reason=form.cleaned_data["reason"],
                by=request.member,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("It runs from now on.") if approves else _("It will not run."))
            return redirect("validity:experiment", organisation, found.id)
    return _page(request, found, form=form)


@require_POST
@role_required(*STOPPING_ROLES)
def stop(request: MemberRequest, organisation: str, experiment_id: uuid.UUID) -> HttpResponse:
    """Stop it at once."""
    found, form = _found(experiment_id), ReasonForm(request.POST)
    if form.is_valid():
        try:
            end_experiment(experiment_id=found.id, reason=form.cleaned_data["reason"], by=request.member)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Stopped. Everybody works as your organisation settled."))
            return redirect("validity:experiment", organisation, found.id)
    return _page(request, found, form=form)


def _found(key: uuid.UUID) -> ExperimentRow:
    try:
        return experiment(key)
    except Experiment.DoesNotExist:
        raise Http404 from None


def _crumbs(slug: str) -> tuple[Crumb, ...]:
    return (
        Crumb(_("Validity"), f"/o/{slug}/validity/"),
        Crumb(_("Experiments"), f"/o/{slug}/validity/experiments/"),
    )


def _page(request: MemberRequest, found: ExperimentRow, *, form: ReasonForm | None = None) -> HttpResponse:
    member, slug = request.member, request.member.organisation.slug
    people = names({key for key in (found.declared_by, found.judged_by, found.ended_by) if key})
    waits = found.state == Experiment.State.DECLARED
    judges = waits and member.has(Role.PSYCHOLOGIST)
    context: dict[str, Any] = {
        "experiment": found,
        "result": result_view(found),
        "steps": steps(found, people),
        "ways": ways_of(found),
        "form": form or ReasonForm(),
        "may_judge": judges and found.declared_by != member.user_id,
        "is_own": judges and found.declared_by == member.user_id,
        "may_stop": found.state == Experiment.State.RUNNING and member.has(*STOPPING_ROLES),
        "is_over": found.state == Experiment.State.ENDED,
        "seed_hash": seed_hash(found.seed),
        "crumbs": _crumbs(slug),
        "slug": slug,
    }
    return render(request, "validity/experiment.html", context, status=422 if form and form.errors else 200)

"""Models: families, what may feed them, versions side by side, and the steps people take with them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maatwerk.apps.advice.public import (
    STEERED_STATES,
    Admission,
    FeatureRow,
    ModelVersion,
    VersionRow,
    admit_feature,
    features,
    may_admit_features,
    may_fit,
    move_version,
    next_states,
    propose,
    versions,
    withdraw_feature,
)
from maatwerk.apps.advice.public import version as version_row
from maatwerk.apps.audits.public import STEERING_ROLES, impact_of_version
from maatwerk.apps.evidence.public import Kind, instruments, may_approve_instruments
from maatwerk.apps.evidence.public import approve_instrument as approve
from maatwerk.apps.journeys.forms import ReasonForm, Rows
from maatwerk.apps.journeys.queries import newest_fit
from maatwerk.apps.journeys.rules import LOG_ROLES, MODEL_ROLES, may_import_history
from maatwerk.apps.journeys.stopped import stopping_of_version
from maatwerk.apps.journeys.versions import (
    advice_given,
    impact_tables,
    in_mind,
    steered_from,
    validity_view,
    weight_chart,
    weight_rows,
)
from maatwerk.apps.journeys.views.histories import job_progress
from maatwerk.apps.journeys.words import words_for
from maatwerk.apps.opportunities.public import define_success, job_families, job_family
from maatwerk.apps.organisations.public import Member, MemberRequest, Role, names, role_required
from maatwerk.apps.register.public import REGISTER_ROLES, reasons_against
from maatwerk.apps.skills.public import concepts
from maatwerk.kernel.languages import language_now
from maatwerk.kernel.refusals import Refusal
from maatwerk.ui.forms import RefusableForm
from maatwerk.ui.shapes import Action, Moment

#: States from which a version may still go live for the first time.
WAITING = ("draft", "reviewed", "approved")
#: How a verdict is meant; its words stand beside it.
TONES = {"established": "good", "not_established": "warning", "no_signal": "bad"}


class AdmissionForm(RefusableForm):
    """A psychologist's statement about one construct."""

    concept_id = forms.ChoiceField(label=gettext_lazy("What may feed the model"))
    reason = forms.CharField(label=gettext_lazy("Why is it relevant for this work?"), widget=Rows)
    importance = forms.TypedChoiceField(
        label=gettext_lazy("How much do you expect of it?"),
        coerce=int,
        choices=[
            (0, gettext_lazy("Nothing in particular")),
            (1, gettext_lazy("A little")),
            (2, gettext_lazy("As much as tests usually do")),
            (3, gettext_lazy("Much")),
        ],
    )
    helps = forms.TypedChoiceField(
        label=gettext_lazy("In which direction?"),
        coerce=lambda said: said == "yes",
        choices=[
            ("yes", gettext_lazy("More of it: stays longer")),
            ("no", gettext_lazy("More of it: leaves sooner")),
        ],
    )
    prior_source = forms.CharField(
        label=gettext_lazy("What does that expectation rest on?"),
        required=False,
        help_text=gettext_lazy("A publication, or whose experience. Needed as soon as you expect something."),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["concept_id"].choices = choices  # type: ignore[attr-defined]


class SuccessForm(RefusableForm):
    """What counts as success for a job family, stated before looking."""

    smallest_useful_percent = forms.FloatField(
        label=gettext_lazy("Smallest useful gain, in per cent"),
        min_value=0.1,
        max_value=99,
        localize=True,
        help_text=gettext_lazy("How much smaller the error must at least be than without a model."),
    )
    succeeds_at_rating = forms.FloatField(
        label=gettext_lazy("Rating from which the work goes well"),
        required=False,
        localize=True,
        help_text=gettext_lazy("On the job's own scale. Empty: staying alone counts."),
    )


@require_safe
@role_required(*MODEL_ROLES)
def families(request: MemberRequest, organisation: str) -> HttpResponse:
    """List the job families with their live and newest version."""
    newest: dict[uuid.UUID, Any] = {}
    live: dict[uuid.UUID, Any] = {}
    for row in versions():
        newest.setdefault(row.job_family_id, row)
        if row.state == ModelVersion.State.LIVE:
            live[row.job_family_id] = row
    rows = [(found, live.get(found.id), newest.get(found.id)) for found in job_families()]
    context = {"rows": rows, "action": _first_history(request.member), "slug": organisation}
    return render(request, "journeys/models.html", context)


def _first_history(member: Member) -> Action | None:
    """Return the way to a first history, for who may bring one in."""
    if not may_import_history(member):
        return None
    return Action(_("Import a history"), reverse("journeys:upload", args=[member.organisation.slug]))


@require_safe
@role_required(*MODEL_ROLES)
def family(request: MemberRequest, organisation: str, family_id: uuid.UUID) -> HttpResponse:
    """Show what may feed a family's models, and its versions."""
    return _family_page(request, family_id)


def _family_page(
    request: MemberRequest, family_id: uuid.UUID, *, form: AdmissionForm | None = None
) -> HttpResponse:
    member = request.member
    found = job_family(family_id)
    admitted = features(family_id)
    known = {row.id: row for row in concepts()}
    last = newest_fit(family_id)
    context = {
        "family": found,
        "features": [_admitted(row, known[row.concept_id].label) for row in admitted],
        "versions": versions(family_id),
        "instruments": instruments(),
        "may_admit": may_admit_features(member),
        "may_approve": may_approve_instruments(member),
        "may_fit": may_fit(member),
        "form": form or AdmissionForm(choices=_choices(admitted)),
        "reason_form": ReasonForm(auto_id=False),
        "success_form": SuccessForm(
            initial={
                "smallest_useful_percent": round(found.smallest_useful_skill * 100, 4),
                "succeeds_at_rating": found.succeeds_at_rating,
            }
        ),
        "job": job_progress(last, member.organisation.slug)
        if last and (last.incident or not last.ended)
        else None,
        "busy": bool(last and not last.ended),
        "refused": last.refused if last else "",
        "names": names({row.approved_by for row in admitted}),
        "slug": member.organisation.slug,
    }
    return render(request, "journeys/family.html", context, status=422 if form and form.errors else 200)


@dataclass(frozen=True, slots=True)
class AdmittedRow:
    """What may feed a family's models, in words."""

    id: uuid.UUID
    label: str
    is_exception: bool
    reason: str
    expected: str
    source: str


def _admitted(row: FeatureRow, label: str) -> AdmittedRow:
    """Say what experts expect of a construct, as they stated it."""
    much = {1: _("a little"), 2: _("as much as tests usually do"), 3: _("much")}.get(row.importance)
    direction = _("more of it: stays longer") if row.helps else _("more of it: leaves sooner")
    expected = f"{much}; {direction}" if much else _("nothing in particular")
    return AdmittedRow(row.id, label, row.is_exception, row.reason, expected, row.prior_source)


def _choices(admitted: Sequence[FeatureRow]) -> list[tuple[str, str]]:
    taken = {row.concept_id for row in admitted}
    return [
        (
            str(row.id),
            _("%(label)s (an exception)") % {"label": row.label} if row.kind == "job_fact" else row.label,
        )
        for row in concepts()
        if row.id not in taken
    ]


@require_POST
@role_required(Role.PSYCHOLOGIST)
def admit(request: MemberRequest, organisation: str, family_id: uuid.UUID) -> HttpResponse:
    """Let a construct feed the family's models."""
    form = AdmissionForm(request.POST, choices=_choices(features(family_id)))
    if form.is_valid():
        wish = form.cleaned_data
        key = uuid.UUID(wish.pop("concept_id"))
        kind = {row.id: row.kind for row in concepts()}[key]
        statement = Admission(
            concept_id=key, kind=Kind.JOB_FACT if kind == "job_fact" else Kind.INSTRUMENT_RESULT, **wish
        )
        try:
            admit_feature(job_family_id=family_id, admission=statement, by=request.member)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("It may feed the next version."))
            return redirect("journeys:family", organisation, family_id)
    return _family_page(request, family_id, form=form)


@require_POST
@role_required(Role.PSYCHOLOGIST)
def withdraw(
    request: MemberRequest, organisation: str, family_id: uuid.UUID, feature_id: uuid.UUID
) -> HttpResponse:
    """Keep a construct out of the next versions."""
    withdraw_feature(feature_id=feature_id, by=request.member)
    messages.success(request, _("It no longer feeds new versions; versions that exist stay as they are."))
    return redirect("journeys:family", organisation, family_id)


@require_POST
@role_required(Role.PSYCHOLOGIST)
def approve_instrument(
    request: MemberRequest, organisation: str, family_id: uuid.UUID, instrument_id: uuid.UUID
) -> HttpResponse:
    """Approve an instrument for selection."""
    try:
        approve(instrument_id=instrument_id, reason=request.POST.get("reason", ""), by=request.member)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("The instrument is approved for selection."))
    return redirect("journeys:family", organisation, family_id)


@require_POST
@role_required(Role.PSYCHOLOGIST)
def success(request: MemberRequest, organisation: str, family_id: uuid.UUID) -> HttpResponse:
    """State what counts as success."""
    form = SuccessForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            define_success(
                job_family_id=family_id,
                smallest_useful_skill=said["smallest_useful_percent"] / 100,
                succeeds_at_rating=said["succeeds_at_rating"],
            )
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, _("Kept. It counts from the next version on."))
    else:
        messages.error(request, _("Fill in numbers; the gain lies between 0 and 100 per cent."))
    return redirect("journeys:family", organisation, family_id)


@require_POST
@role_required(Role.PSYCHOLOGIST, Role.ANALYST)
def propose_version(request: MemberRequest, organisation: str, family_id: uuid.UUID) -> HttpResponse:
    """Ask for a new version; a job fits it and nothing becomes live by itself."""
    job_family(family_id)
    propose(family_id, asked=True)
    return redirect("journeys:family", organisation, family_id)


@require_http_methods(["GET", "HEAD"])
@role_required(*MODEL_ROLES)
def version(request: MemberRequest, organisation: str, version_id: uuid.UUID) -> HttpResponse:
    """Show one version, beside the one that was live when it was proposed."""
    return _version_page(request, version_id)


def _version_page(
    request: MemberRequest, version_id: uuid.UUID, *, form: ReasonForm | None = None
) -> HttpResponse:
    row = version_row(version_id)
    other = version_row(row.compared_with_id) if row.compared_with_id else None
    weights = weight_rows(row, other, words_for(row.job_family_id))
    dutch = language_now() == "nl"
    context = {
        "version": row,
        "family": job_family(row.job_family_id),
        "other": other,
        "says": row.validity["gate"]["nl" if dutch else "en"],
        "tone": TONES[row.verdict],
        "chart": weight_chart(weights),
        "weights": weights,
        "validity": validity_view(row, other),
        "advice_given": advice_given(row),
        "in_mind": in_mind(row),
        "impact": impact_tables(impact_of_version(row.id), impact_of_version(other.id) if other else []),
        "moments": _steps(row),
        "next": [_step(row.state, state) for state in next_states(row.state, request.member)],
        "form": form or ReasonForm(),
        "may_read_log": request.member.has(*LOG_ROLES),
        "may_read_register": request.member.has(*REGISTER_ROLES),
        "steered": steered_from(row),
        "may_see_steering": request.member.has(*STEERING_ROLES) and row.state in STEERED_STATES,
        "stopping": stopping_of_version(row.id, row.state, request.member),
        "against": reasons_against(row.id) if row.state in WAITING else [],
        "register_key": f"model-{row.job_family_id}",
        "slug": request.member.organisation.slug,
    }
    return render(request, "journeys/version.html", context, status=422 if form else 200)


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step that this member may take with a version."""

    state: str
    label: str
    kind: str


def _step(before: str, after: str) -> NextStep:
    State = ModelVersion.State
    labels = {
        State.REVIEWED: _("Mark as reviewed"),
        State.APPROVED: _("Approve"),
        State.LIVE: _("Roll back to this version") if before == State.RETIRED else _("Let it advise"),
        State.DECLINED: _("Decline"),
        State.RETIRED: _("Stop it"),
    }
    danger = after in {State.DECLINED, State.RETIRED}
    return NextStep(after, labels[State(after)], "danger" if danger else "primary")


def _steps(row: VersionRow) -> list[Moment]:
    """Return what people did with a version, newest first."""
    known = names({step.by for step in row.steps})
    made = [
        Moment(
            title=capfirst(str(ModelVersion.State(step.to_state).label)),
            at=step.at,
            body=step.reason,
            by=known.get(step.by, ""),
        )
        for step in reversed(row.steps)
    ]
    because = {
        "outcomes": _("New outcomes had come in."),
        "asked": _("Somebody asked for it."),
        "steered": _("Somebody chose another weighting."),
    }
    proposed = Moment(title=_("Proposed"), at=row.created_at, body=because.get(row.proposed_because, ""))
    return [*made, proposed]


@require_POST
@role_required(Role.PSYCHOLOGIST, Role.ANALYST, Role.ADMINISTRATOR)
def move(request: MemberRequest, organisation: str, version_id: uuid.UUID) -> HttpResponse:
    """Take a version one step on, with a reason."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _version_page(request, version_id, form=form)
    try:
        moved = move_version(
            version_id=version_id,
            to=request.POST.get("to", ""),
            reason=form.cleaned_data["reason"],
            by=request.member,
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return _version_page(request, version_id, form=form)
    messages.success(
        request,
        _("Version %(number)d is now “%(state)s”.")
        % {"number": moved.number, "state": moved.get_state_display()},
    )
    return redirect("journeys:version", organisation, version_id)

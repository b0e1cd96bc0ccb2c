"""What scores are worth: all kinds of work, and one of them with everything behind it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maatwerk.apps.advice.public import live_version
from maatwerk.apps.opportunities.public import JobFamily, JobFamilyRow, job_families, job_family
from maatwerk.apps.organisations.public import MemberRequest, names, role_required
from maatwerk.apps.validity import pages
from maatwerk.apps.validity.contracts import Money
from maatwerk.apps.validity.forms import ReliabilityForm, WorthForm
from maatwerk.apps.validity.group_pages import prediction_rows, proxy_rows
from maatwerk.apps.validity.missing_pages import missing_view
from maatwerk.apps.validity.operations import state_reliability, state_worth
from maatwerk.apps.validity.queries import (
    WorthRow,
    findings,
    newest_reliability,
    newest_studies,
    newest_study,
    newest_worth,
    waves,
)
from maatwerk.apps.validity.rules import SEEING_ROLES, STATING_ROLES, WORKING_ROLES
from maatwerk.apps.validity.tabs import tabs
from maatwerk.apps.validity.worth_pages import worth_view
from maatwerk.kernel import jobs
from maatwerk.kernel.refusals import Refusal
from maatwerk.ui import formats
from maatwerk.ui.shapes import Crumb

_CENTS = 100
SALARY = "salary:"  # how it is kept that an amount followed from a salary
SHARE_OF_SALARY = 0.40  # schmidt1983: one standard deviation of output is at least 40% of salary


@require_safe
@role_required(*SEEING_ROLES)
def families(request: MemberRequest, organisation: str) -> HttpResponse:
    """List the kinds of work with what is established about the scores used for each."""
    made = newest_studies()
    rows = [
        {
            "id": family.id,
            "name": family.name,
            "study": made.get(family.id),
            "says": pages.family_sentence(made[family.id].result) if family.id in made else "",
        }
        for family in job_families()
    ]
    context = {"rows": rows, "tabs": tabs(organisation, "families"), "slug": organisation}
    return render(request, "validity/families.html", context)


@require_safe
@role_required(*SEEING_ROLES)
def family(request: MemberRequest, organisation: str, family_id: uuid.UUID) -> HttpResponse:
    """Show everything about one kind of work."""
    return _page(request, _family(family_id))


@require_POST
@role_required(*WORKING_ROLES)
def make_study(request: MemberRequest, organisation: str, family_id: uuid.UUID) -> HttpResponse:
    """Have the scores measured anew."""
    jobs.enqueue("validity.study", object_id=_family(family_id).id)
    messages.success(request, _("It is being computed; look again in a moment."))
    return redirect("validity:family", organisation, family_id)


@require_POST
@role_required(*STATING_ROLES)
def reliability(request: MemberRequest, organisation: str, family_id: uuid.UUID) -> HttpResponse:
    """Keep how reliably work is rated, and have the scores measured with it."""
    found = _family(family_id)
    form = ReliabilityForm(request.POST)
    if form.is_valid():
        try:
            state_reliability(family_id=found.id, by=request.member, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            jobs.enqueue("validity.study", object_id=found.id)
            messages.success(
                request, _("Kept. The scores are being measured with it; look again in a moment.")
            )
            return redirect("validity:family", organisation, family_id)
    return _page(request, found, reliability_form=form)


@require_POST
@role_required(*STATING_ROLES)
def money(request: MemberRequest, organisation: str, family_id: uuid.UUID) -> HttpResponse:
    """Keep what hiring costs and yields."""
    found = _family(family_id)
    form = WorthForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        own = given["sd_euros"]
        source = "" if own else f"{SALARY}{given['salary_euros']}"
        stated = Money(
            base_rate=given["base_rate"] / 100,
            applicants=given["applicants"],
            hired=given["hired"],
            sd_cents=round((own or SHARE_OF_SALARY * given["salary_euros"]) * _CENTS),
            years=given["years"],
            cost_cents=round(given["cost_euros"] * _CENTS),
        )
        try:
            state_worth(family_id=found.id, money=stated, sd_source=source, by=request.member)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Kept."))
            return redirect("validity:family", organisation, family_id)
    return _page(request, found, worth_form=form)


def _family(key: uuid.UUID) -> JobFamilyRow:
    try:
        return job_family(key)
    except JobFamily.DoesNotExist:
        raise Http404 from None


def _page(
    request: MemberRequest,
    found: JobFamilyRow,
    *,
    reliability_form: ReliabilityForm | None = None,
    worth_form: WorthForm | None = None,
) -> HttpResponse:
    slug = request.member.organisation.slug
    study, stated, figures = newest_study(found.id), newest_reliability(found.id), newest_worth(found.id)
    version = live_version(found.id)
    groups = findings(version.id) if version else []
    states = request.member.has(*STATING_ROLES)
    context = {
        "family": found,
        "study": study,
        "parts": pages.outcome_parts(study.result) if study else [],
        "fewest": pages.fewest_sentence(),
        "waves": waves(found.id),
        "missing": missing_view(study.result) if study else None,
        "stated": stated,
        "stated_by": names({stated.stated_by}).get(stated.stated_by, "") if stated else "",
        "figures": figures,
        "salary": _salary(figures),
        "worth": worth_view(study.result, figures.money) if study and figures else None,
        "version": version,
        "predictions": prediction_rows(groups),
        "proxies": proxy_rows(groups, version),
        "reliability_form": (reliability_form or ReliabilityForm(initial=_stated(stated)))
        if states
        else None,
        "worth_form": (worth_form or WorthForm(initial=_given(figures))) if states else None,
        "may_compute": request.member.has(*WORKING_ROLES),
        "open_reliability": bool(reliability_form),
        "open_worth": bool(worth_form),
        "crumbs": (Crumb(_("Validity"), f"/o/{slug}/validity/"),),
        "slug": slug,
    }
    wrong = (reliability_form and reliability_form.errors) or (worth_form and worth_form.errors)
    return render(request, "validity/family.html", context, status=422 if wrong else 200)


def _stated(stated: Any) -> dict[str, Any]:
    return {"value": stated.value, "source": stated.source} if stated else {}


def _salary(figures: WorthRow | None) -> str:
    """Return the salary that the worth of good work was taken from; empty where it was given itself."""
    if figures is None or not figures.sd_source.startswith(SALARY):
        return ""
    return formats.number(int(figures.sd_source.removeprefix(SALARY)))


def _given(figures: WorthRow | None) -> dict[str, Any]:
    if figures is None:
        return {}
    said = figures.money
    return {
        "base_rate": round(said.base_rate * 100, 1),
        "applicants": said.applicants,
        "hired": said.hired,
        "sd_euros": round(said.sd_cents / _CENTS),
        "years": said.years,
        "cost_euros": said.cost_cents / _CENTS,
    }

"""Packages and orders as staff see them: what is given, and how far people are. Never a score, never what was granted."""

import uuid
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maatwerk.apps.assessments.forms import (
    AccommodationForm,
    KeepForm,
    ModuleForm,
    PackageForm,
    ResponsibilityForm,
    UseForm,
)
from maatwerk.apps.assessments.models import Module, Order, Package
from maatwerk.apps.assessments.operations import copying
from maatwerk.apps.assessments.operations import orders as order_operations
from maatwerk.apps.assessments.operations import packages as operations
from maatwerk.apps.assessments.operations.packages import ModuleWish, Responsibility
from maatwerk.apps.assessments.queries import packages as queries
from maatwerk.apps.assessments.queries.packages import OrderRow
from maatwerk.apps.assessments.rules import ACCOMMODATION_ROLES, PACKAGE_ROLES, may_accommodate, may_replay
from maatwerk.apps.opportunities.public import Opportunity, opportunity
from maatwerk.apps.organisations.public import MemberRequest, Role, colleagues, role_required
from maatwerk.apps.people.public import names, pseudonym
from maatwerk.kernel.refusals import Refusal
from maatwerk.ui.shapes import Crumb

form_page = require_http_methods(["GET", "HEAD", "POST"])
TONES = {
    "draft": "none", "ready": "good", "closed": "plain",
    "invited": "none", "started": "accent", "completed": "good", "stopped": "plain", "expired": "warning",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Invited:
    """An order with the name that this member may see."""

    order: OrderRow
    name: str
    is_open: bool
    can_be_accommodated: bool


@require_safe
@role_required(*PACKAGE_ROLES)
def package_list(request: MemberRequest, organisation: str) -> HttpResponse:
    """List the packages, newest first."""
    context = {"packages": queries.packages(), "tones": TONES, "slug": organisation}
    return render(request, "assessments/packages.html", context)


@form_page
@role_required(*PACKAGE_ROLES)
def new_package(request: MemberRequest, organisation: str) -> HttpResponse:
    """Begin a package."""
    wanted = {"opportunity": request.GET.get("vacancy", "")}
    form = PackageForm(request.POST or None, initial=wanted)
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data
        try:
            made = operations.make_package(
                name=wish["name"],
                opportunity_id=wish["opportunity"],
                valid_days=wish["valid_days"],
                grants_nip_right=wish["grants_nip_right"],
                by=request.member,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("assessments:package", organisation, made.pk)
    context = {
        "form": form,
        "templates": queries.templates(_family_of(wanted["opportunity"])),
        "use_form": UseForm(initial={"vacancy": wanted["opportunity"]}),
        "crumbs": _crumbs(organisation),
        "slug": organisation,
    }
    return render(request, "assessments/package_new.html", context, status=422 if form.errors else 200)


@require_safe
@role_required(*PACKAGE_ROLES)
def package(request: MemberRequest, organisation: str, package_id: uuid.UUID) -> HttpResponse:
    """Show a package: its tests, what is still to settle, and how far people are."""
    return _page(request, package_id)


@require_POST
@role_required(*PACKAGE_ROLES)
def add_module(request: MemberRequest, organisation: str, package_id: uuid.UUID) -> HttpResponse:
    """Put a test into the package."""
    form = ModuleForm(request.POST, tests=_tests())
    if form.is_valid():
        wish = form.cleaned_data
        rules = {}
        if wish["delivery"] == Module.Delivery.ADAPTIVE:
            rules = {
                "max_length": wish["max_length"],
                "min_length": min(5, wish["max_length"]),
                "stop_se": wish["stop_se"],
            }
        try:
            operations.add_module(
                package_id,
                ModuleWish(
                    instrument_id=uuid.UUID(wish["instrument_id"]),
                    delivery=wish["delivery"],
                    rules=rules,
                    may_pause=wish["may_pause"],
                    seconds=round(60 * wish["minutes"]) if wish["minutes"] else None,
                ),
                by=request.member,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("assessments:package", organisation, package_id)
    return _page(request, package_id, module_form=form)


@require_POST
@role_required(*PACKAGE_ROLES)
def remove_module(
    request: MemberRequest, organisation: str, package_id: uuid.UUID, module_id: uuid.UUID
) -> HttpResponse:
    """Take a test out of the package."""
    operations.remove_module(module_id, by=request.member)
    return redirect("assessments:package", organisation, package_id)


@require_POST
@role_required(*PACKAGE_ROLES)
def settle(request: MemberRequest, organisation: str, package_id: uuid.UUID) -> HttpResponse:
    """Write down the agreement and who answers for the tests."""
    form = ResponsibilityForm(request.POST, assessors=_assessors())
    if form.is_valid():
        said = form.cleaned_data
        settled = Responsibility(
            agreement=said["agreement"],
            assessor_id=uuid.UUID(said["assessor"]),
            competence=said["competence"],
        )
        try:
            operations.take_responsibility(package_id, settled, by=request.member)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("That is settled."))
            return redirect("assessments:package", organisation, package_id)
    return _page(request, package_id, responsibility_form=form)


@require_POST
@role_required(*PACKAGE_ROLES)
def make_ready(request: MemberRequest, organisation: str, package_id: uuid.UUID) -> HttpResponse:
    """Have the package made ready; how far that is shows on its page."""
    try:
        operations.ready_package(package_id, by=request.member)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect("assessments:package", organisation, package_id)


@require_POST
@role_required(*PACKAGE_ROLES)
def close(request: MemberRequest, organisation: str, package_id: uuid.UUID) -> HttpResponse:
    """Invite nobody any more."""
    operations.close_package(package_id, by=request.member)
    return redirect("assessments:package", organisation, package_id)


@require_POST
@role_required(*PACKAGE_ROLES)
def keep(request: MemberRequest, organisation: str, package_id: uuid.UUID) -> HttpResponse:
    """Keep a package as a template for the job family of its vacancy."""
    form = KeepForm(request.POST)
    if form.is_valid():
        try:
            made = copying.keep_as_template(package_id, name=form.cleaned_data["name"], by=request.member)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request, _("Kept as a template. Change here what should be different next time.")
            )
            return redirect("assessments:package", organisation, made.pk)
    return _page(request, package_id, keep_form=form)


@require_POST
@role_required(*PACKAGE_ROLES)
def use(request: MemberRequest, organisation: str, package_id: uuid.UUID) -> HttpResponse:
    """Copy a package to a vacancy."""
    form = UseForm(request.POST)
    if form.is_valid():
        try:
            made = copying.use_package(
                package_id, opportunity_id=form.cleaned_data["vacancy"], by=request.member
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The package is copied, as a draft. Look at it, then make it ready."))
            return redirect("assessments:package", organisation, made.pk)
    return _page(request, package_id, use_form=form)


@require_POST
@role_required(*PACKAGE_ROLES)
def new_link(request: MemberRequest, organisation: str, order_id: uuid.UUID) -> HttpResponse:
    """Mail a new link; the old one works no more."""
    row = queries.order(order_id)
    order_operations.new_link(order_id=order_id, by=request.member)
    messages.success(request, _("A new link is on its way; the old one works no more."))
    return redirect("assessments:package", organisation, row.package_id)


@require_POST
@role_required(*PACKAGE_ROLES)
def stop(request: MemberRequest, organisation: str, order_id: uuid.UUID) -> HttpResponse:
    """Withdraw an invitation."""
    row = queries.order(order_id)
    order_operations.stop_order(order_id=order_id, by=request.member)
    messages.success(request, _("The test is stopped, and the person gets a letter that says so."))
    return redirect("assessments:package", organisation, row.package_id)


@form_page
@role_required(*ACCOMMODATION_ROLES)
def accommodate(request: MemberRequest, organisation: str, order_id: uuid.UUID) -> HttpResponse:
    """Grant more time. The page shows no trace of what was granted before, to nobody."""
    row = queries.order(order_id)
    form = AccommodationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            order_operations.accommodate(order_id=order_id, by=request.member, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request, _("It is granted. It is in the clock from the start, and nobody can read it back.")
            )
            return redirect("assessments:package", organisation, row.package_id)
    context = {
        "form": form,
        "name": names([row.person_id])[row.person_id],
        "crumbs": [
            *_crumbs(organisation),
            Crumb(row.package, _address("package", organisation, row.package_id)),
        ],
        "slug": organisation,
    }
    return render(request, "assessments/accommodation.html", context, status=422 if form.errors else 200)


def _page(
    request: MemberRequest,
    package_id: uuid.UUID,
    *,
    module_form: ModuleForm | None = None,
    responsibility_form: ResponsibilityForm | None = None,
    keep_form: KeepForm | None = None,
    use_form: UseForm | None = None,
) -> HttpResponse:
    member, slug = request.member, request.member.organisation.slug
    row = queries.package(package_id)
    is_draft = row.state == Package.State.DRAFT
    settled = {"agreement": row.agreement, "competence": row.competence}
    work = (
        None
        if row.work_id is None or not is_draft
        else reverse("journeys:progress", args=[slug, row.work_id])
    )
    context = {
        "package": row,
        "modules": queries.modules(package_id),
        "missing": queries.unmet_wishes(package_id) if is_draft else [],
        "module_form": (module_form or ModuleForm(tests=_tests())) if is_draft else None,
        "responsibility_form": (
            responsibility_form or ResponsibilityForm(assessors=_assessors(), initial=settled)
        )
        if is_draft
        else None,
        "keep_form": (keep_form or KeepForm(initial={"name": row.name})) if row.opportunity_id else None,
        "use_form": use_form or UseForm(but=row.opportunity_id),
        "invited": _invited(request, package_id),
        "work_url": work,
        "tones": TONES,
        "crumbs": _crumbs(slug),
        "slug": slug,
        "may_accommodate": may_accommodate(member),
        "may_replay": may_replay(member),
    }
    wrong = any(map(_has_errors, (module_form, responsibility_form, keep_form, use_form)))
    return render(request, "assessments/package.html", context, status=422 if wrong else 200)


def _has_errors(form: forms.Form | None) -> bool:
    return form is not None and bool(form.errors)


def _invited(request: MemberRequest, package_id: uuid.UUID) -> list[Invited]:
    rows = queries.orders(package_id=package_id)
    member = request.member
    # a psychologist who only answers for the tests needs no names; who works on the vacancy does
    known = (
        names({row.person_id for row in rows})
        if member.has(Role.RECRUITER, Role.ADMINISTRATOR)
        else {row.person_id: pseudonym(row.person_id) for row in rows}
    )
    return [
        Invited(
            row,
            known[row.person_id],
            row.state in {Order.State.INVITED, Order.State.STARTED},
            row.state == Order.State.INVITED,
        )
        for row in rows
    ]


def _family_of(vacancy: str) -> uuid.UUID | None:
    try:
        return opportunity(uuid.UUID(vacancy)).job_family_id
    except (ValueError, Opportunity.DoesNotExist):  # nobody asked for one, or not for one of ours
        return None


def _tests() -> list[tuple[str, str]]:
    return [
        (
            str(row.id),
            _("%(name)s (%(language)s, %(count)d items)")
            % {"name": row.name, "language": row.language, "count": row.n_items}
            + ("" if row.is_calibrated else f" – {_('not calibrated')}"),
        )
        for row in queries.instrument_choices()
    ]


def _assessors() -> list[tuple[str, str]]:
    return [(str(row.user_id), row.name) for row in colleagues(Role.PSYCHOLOGIST, Role.ADMINISTRATOR)]


def _crumbs(slug: str) -> list[Crumb]:
    return [Crumb(_("Test packages"), reverse("assessments:packages", args=[slug]))]


def _address(name: str, slug: str, key: uuid.UUID) -> str:
    return reverse(f"assessments:{name}", args=[slug, key])

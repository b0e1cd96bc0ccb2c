"""Auditors from outside, and what they take along."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maatwerk.apps.organisations.public import MemberRequest, Role, role_required
from maatwerk.apps.register import operations
from maatwerk.apps.register.exporting import export
from maatwerk.apps.register.forms import VisitForm
from maatwerk.apps.register.queries import mandates
from maatwerk.apps.register.rules import EXPORT_ROLES, REGISTER_ROLES, may_let_in
from maatwerk.apps.register.views.shell import tabs
from maatwerk.kernel.refusals import Refusal


@require_safe
@role_required(*REGISTER_ROLES)
def visit_list(request: MemberRequest, organisation: str) -> HttpResponse:
    """List who was let in from outside."""
    context = {
        "rows": mandates(),
        "may_let_in": may_let_in(request.member),
        "may_export": request.member.has(*EXPORT_ROLES),
        "tabs": tabs(request.member, "auditors"),
        "slug": organisation,
    }
    return render(request, "register/auditors.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.ADMINISTRATOR)
def let_in(request: MemberRequest, organisation: str) -> HttpResponse:
    """Let an auditor in."""
    form = VisitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.let_auditor_in(visit=operations.Visit(**form.cleaned_data), by=request.member)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            sentence = _("An invitation is on its way to %(email)s.")
            messages.success(request, sentence % {"email": form.cleaned_data["email"]})
            return redirect("register:auditors", organisation)
    context = {"form": form, "tabs": tabs(request.member, "auditors"), "slug": organisation}
    return render(request, "register/let_in.html", context, status=422 if form.errors else 200)


@require_POST
@role_required(Role.ADMINISTRATOR)
def end(request: MemberRequest, organisation: str, mandate_id: uuid.UUID) -> HttpResponse:
    """End an auditor's access now."""
    try:
        operations.end_mandate(mandate_id=mandate_id, by=request.member)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("The access has ended."))
    return redirect("register:auditors", organisation)


@require_safe
@role_required(*EXPORT_ROLES)
def take_along(request: MemberRequest, organisation: str) -> HttpResponse:
    """Give the export; the same seal gives the same file."""
    given = request.GET.get("seal", "")
    made = export(seal_number=int(given) if given.isascii() and given.isdigit() else None)
    return HttpResponse(
        made.content,
        content_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="{organisation}-seal-{made.seal_number}.zip"',
            "X-Content-SHA256": made.hash,
        },
    )

"""The list of risks."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maatwerk.apps.organisations.public import MemberRequest, role_required
from maatwerk.apps.register import operations
from maatwerk.apps.register.contracts import RiskRow
from maatwerk.apps.register.forms import RiskForm
from maatwerk.apps.register.queries import risks
from maatwerk.apps.register.rules import REGISTER_ROLES, RISK_ROLES, may_keep_risks
from maatwerk.apps.register.views.shell import tabs
from maatwerk.kernel.refusals import Refusal

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@role_required(*REGISTER_ROLES)
def risk_list(request: MemberRequest, organisation: str) -> HttpResponse:
    """List what may go wrong; what nothing is done about stands on top."""
    context = {
        "rows": risks(),
        "may_keep": may_keep_risks(request.member),
        "tabs": tabs(request.member, "risks"),
        "slug": organisation,
    }
    return render(request, "register/risks.html", context)


@form_page
@role_required(*RISK_ROLES)
def new(request: MemberRequest, organisation: str) -> HttpResponse:
    """Enter a risk."""
    return _page(request, None)


@form_page
@role_required(*RISK_ROLES)
def change(request: MemberRequest, organisation: str, risk_id: uuid.UUID) -> HttpResponse:
    """Change a risk."""
    found = next((row for row in risks() if row.id == risk_id), None)
    if found is None:
        raise Http404
    return _page(request, found)


def _page(request: MemberRequest, found: RiskRow | None) -> HttpResponse:
    slug = request.member.organisation.slug
    initial = (
        {name: getattr(found, name) for name in ("hazard", "misuse", "mitigation", "test", "owner_id")}
        if found
        else {"owner_id": str(request.member.user_id)}
    )
    form = RiskForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data | {"owner_id": uuid.UUID(form.cleaned_data["owner_id"])}
        try:
            operations.keep_risk(
                risk=operations.RiskStated(**wish), by=request.member, risk_id=found.id if found else None
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The risk is kept."))
            return redirect("register:risks", slug)
    context = {"form": form, "row": found, "tabs": tabs(request.member, "risks"), "slug": slug}
    return render(request, "register/risk.html", context, status=422 if form.errors else 200)

"""The templates of an organisation: seen, chosen for a kind of work, and dropped."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maatwerk.apps.organisations.public import MemberRequest, Role, role_required
from maatwerk.apps.vacancies.templates_kept import choose_default, drop_template, templates


@require_safe
@role_required(Role.RECRUITER, Role.ADMINISTRATOR)
def overview(request: MemberRequest, organisation: str) -> HttpResponse:
    """Show every template, and what begins with it."""
    context = {"rows": templates(), "slug": organisation}
    return render(request, "vacancies/kept.html", context)


@require_POST
@role_required(Role.RECRUITER, Role.ADMINISTRATOR)
def change(request: MemberRequest, organisation: str, template_id: uuid.UUID) -> HttpResponse:
    """Let a template begin every next vacancy of its kind, or no longer, or drop it."""
    if "drop" in request.POST:
        drop_template(template_id=template_id, by=request.member)
        messages.success(request, _("The template is gone. Vacancies begun with it stay as they are."))
    else:
        choose_default(template_id=template_id, is_default="default" in request.POST, by=request.member)
        messages.success(request, _("Kept."))
    return redirect("vacancies:templates", organisation)

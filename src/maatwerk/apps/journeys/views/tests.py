"""Inviting the applicants of a vacancy to its tests, and how far each of them is. States only: no score, no adjustment."""

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from maatwerk.apps.applications.public import applications
from maatwerk.apps.assessments.public import (
    PACKAGE_ROLES,
    OrderRow,
    orders_of_people,
    packages,
    place_order,
)
from maatwerk.apps.journeys.shortlists import names_for
from maatwerk.apps.organisations.public import MemberRequest, role_required
from maatwerk.apps.vacancies.public import visible_vacancy
from maatwerk.kernel.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody who applied, and their newest invitation to a test."""

    person_id: uuid.UUID
    name: str
    stage: str
    takes_part: bool
    order: OrderRow | None

    @property
    def can_be_invited(self) -> bool:
        """Whether an invitation makes sense: still taking part, and no test that is open or done."""
        busy = self.order is not None and self.order.state in {"invited", "started", "completed"}
        return self.takes_part and not busy


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*PACKAGE_ROLES)
def vacancy_tests(request: MemberRequest, organisation: str, vacancy_id: uuid.UUID) -> HttpResponse:
    """Show who is invited to what, and invite those who are ticked."""
    vacancy = visible_vacancy(vacancy_id, request.member)
    rows = _applicants(request, vacancy_id)
    if request.method == "POST":
        try:
            count = _invite(request, vacancy_id, rows)
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(
                request,
                ngettext("%(count)d person is invited.", "%(count)d people are invited.", count)
                % {"count": count},
            )
        return redirect("journeys:vacancy_tests", organisation, vacancy_id)
    context = {
        "vacancy": vacancy,
        "applicants": rows,
        "packages": [row for row in packages(vacancy_id) if row.state == "ready"],
        "languages": (("nl", _("Dutch")), ("en", _("English"))),
        "can_invite": any(row.can_be_invited for row in rows),
        "slug": organisation,
    }
    return render(request, "journeys/vacancy_tests.html", context)


def _applicants(request: MemberRequest, vacancy_id: uuid.UUID) -> list[Applicant]:
    found = applications(vacancy_id)
    known = names_for(request.member, [row.person_id for row in found])
    invited = orders_of_people((row.person_id for row in found), opportunity_id=vacancy_id)
    rows = [
        Applicant(
            row.person_id,
            known[row.person_id],
            row.stage_label,
            row.closed_at is None,
            invited.get(row.person_id),
        )
        for row in found
    ]
    return sorted(rows, key=lambda row: row.name.lower())


def _invite(request: MemberRequest, vacancy_id: uuid.UUID, rows: list[Applicant]) -> int:
    """Invite everybody who is ticked, or nobody where one of them cannot be."""
    wanted = set(request.POST.getlist("person"))
    chosen = next((row for row in packages(vacancy_id) if str(row.id) == request.POST.get("package")), None)
    if chosen is None:
        raise Refusal(_("Choose a package of this vacancy."), code="no_package")
    ticked = [row for row in rows if str(row.person_id) in wanted and row.can_be_invited]
    if not ticked:
        raise Refusal(_("Tick whom you want to invite."), code="nobody")
    for row in ticked:
        place_order(chosen.id, row.person_id, language=request.POST.get("language", "nl"), by=request.member)
    return len(ticked)

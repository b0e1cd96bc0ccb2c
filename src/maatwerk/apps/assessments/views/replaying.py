"""Every choice of a test made again, for the psychologist: whether it is the same, and after release how it went."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maatwerk.apps.assessments.analysis.pictures import estimate_picture
from maatwerk.apps.assessments.operations.replaying import replay_order
from maatwerk.apps.assessments.queries.replays import ReplayPart, replay_page
from maatwerk.apps.assessments.rules import REPLAY_ROLES
from maatwerk.apps.organisations.public import MemberRequest, role_required
from maatwerk.apps.people.public import pseudonym
from maatwerk.kernel.languages import language_now
from maatwerk.kernel.refusals import Refusal
from maatwerk.ui.shapes import Crumb


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*REPLAY_ROLES)
def replay(request: MemberRequest, organisation: str, order_id: uuid.UUID) -> HttpResponse:
    """Show what the last replay found, and make the choices again. People by their short code."""
    if request.method == "POST":
        try:
            replay_order(order_id, by=request.member)
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        return redirect("assessments:replay", organisation, order_id)
    language = language_now()
    found = replay_page(order_id, language=language)
    context = {
        "found": found,
        "person": pseudonym(found.person_id),
        "parts": [(part, _picture(part)) for part in found.parts],
        "work_url": reverse("journeys:progress", args=[organisation, found.work_id])
        if found.state in {"waiting", "running"}
        else "",
        "slug": organisation,
        "crumbs": (
            Crumb(_("Test packages"), reverse("assessments:packages", args=[organisation])),
            Crumb(found.package, reverse("assessments:package", args=[organisation, found.package_id])),
        ),
    }
    return render(request, "assessments/replay.html", context)


def _picture(part: ReplayPart) -> object:
    """Draw how the estimate grew; nothing where nothing is estimated, or where it is not to be seen."""
    measured = [
        (step.place, step.item, step.estimate, step.standard_error)
        for step in part.steps or ()
        if step.estimate is not None and step.standard_error is not None
    ]
    return estimate_picture(measured) if measured else None

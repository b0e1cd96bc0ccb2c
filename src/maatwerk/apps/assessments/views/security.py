"""Copied answers, leaked items and how often items are seen: what was found, and where to look next.

People by their short code.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maatwerk.apps.assessments.operations.security import last_look, look_for_copies
from maatwerk.apps.assessments.queries.content import content_of, instrument_line
from maatwerk.apps.assessments.queries.exposure import FEWEST
from maatwerk.apps.assessments.rules import CALIBRATION_ROLES
from maatwerk.apps.organisations.public import MemberRequest, role_required
from maatwerk.kernel.refusals import Refusal
from maatwerk.ui.shapes import Crumb


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*CALIBRATION_ROLES)
def copies(request: MemberRequest, organisation: str, instrument_id: uuid.UUID) -> HttpResponse:
    """Show what the last look found, and look again."""
    line = instrument_line(instrument_id)
    if request.method == "POST":
        try:
            look_for_copies(instrument_id, by=request.member)
            messages.success(request, _("The answers are being looked at."))
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        return redirect("assessments:copies", organisation, instrument_id)
    state, found, ended_at = last_look(instrument_id)
    labels = {scale.key: scale.label for scale in content_of(instrument_id).scales}
    context = {
        "test": line,
        "state": state,
        "scales": [(labels.get(one["scale"], one["scale"]), one) for one in found.get("scales", [])],
        "exposure": _exposure(found.get("exposure"), labels),
        "ended_at": ended_at,
        "slug": organisation,
        "crumbs": (
            Crumb(label=_("Tests"), url=reverse("assessments:tests", args=[organisation])),
            Crumb(label=line.name, url=reverse("assessments:test", args=[organisation, instrument_id])),
        ),
    }
    return render(request, "assessments/copies.html", context)


def _exposure(found: Mapping[str, Any] | None, labels: Mapping[str, str]) -> dict[str, Any] | None:
    if found is None:
        return None
    scales = [(labels.get(one["scale"], one["scale"]), one) for one in found["scales"]]
    return {"people": found["people"], "cap": found["cap"], "scales": scales, "least": FEWEST}

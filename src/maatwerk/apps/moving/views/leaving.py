"""Taking everything along: asking for the file, and fetching it."""

import uuid

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maatwerk.apps.moving.leaving.making import ask_for_export, fetch_export
from maatwerk.apps.moving.leaving.tables import left_out
from maatwerk.apps.moving.models import Export
from maatwerk.apps.moving.queries import export_rows, work_state
from maatwerk.apps.moving.rules import EXPORT_DAYS, LEAVING_ROLES
from maatwerk.apps.organisations.public import MemberRequest, role_required
from maatwerk.kernel.refusals import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*LEAVING_ROLES)
def exports(request: MemberRequest, organisation: str) -> HttpResponse:
    """List the files with everything, and make another."""
    if request.method == "POST":
        try:
            ask_for_export(by=request.member)
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        return redirect("moving:exports", organisation)
    context = {
        "rows": [(row, None if row.ready_at else work_state(row.work_id)) for row in export_rows()],
        "left_out": left_out(),
        "days": EXPORT_DAYS,
        "slug": organisation,
    }
    return render(request, "moving/exports.html", context)


@require_safe
@role_required(*LEAVING_ROLES)  # type: ignore[arg-type]  # a file is streamed
def fetch(request: MemberRequest, organisation: str, export_id: uuid.UUID) -> HttpResponseBase:
    """Give the file with everything; that it was taken is in the log."""
    try:
        path, day = fetch_export(export_id=export_id, by=request.member)
    except Export.DoesNotExist as error:
        raise Http404 from error
    name = _("everything-%(name)s-%(day)s.zip") % {"name": organisation, "day": day}
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/zip")

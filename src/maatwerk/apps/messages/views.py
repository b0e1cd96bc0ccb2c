"""The outbox, for the administrator who is asked why a mail did not arrive."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maatwerk.apps.messages import operations, queries
from maatwerk.apps.messages.rules import OUTBOX_ROLES
from maatwerk.apps.organisations.public import MemberRequest, role_required


@require_safe
@role_required(*OUTBOX_ROLES)
def outbox(request: MemberRequest, organisation: str) -> HttpResponse:
    """Show what was sent, waits or was given up."""
    rows, page = queries.outbox_page(request.GET.get("page"))
    return render(request, "messages/outbox.html", {"rows": rows, "page": page})


@require_POST
@role_required(*OUTBOX_ROLES)
def try_again(request: MemberRequest, organisation: str, message_id: uuid.UUID) -> HttpResponse:
    """Put a message that was given up back into the queue."""
    operations.try_again(member=request.member, message_id=message_id)
    messages.success(request, _("The message is on its way again."))
    return redirect("outbox:outbox", organisation)

"""Pages on which a human says whether two files are one person, and what waits there."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from maatwerk.apps.applications.applying.doubles import doubles, keep_apart, merge, open_doubles, part
from maatwerk.apps.organisations.public import Member, MemberRequest, Role, role_required, waiting
from maatwerk.kernel.refusals import Refusal
from maatwerk.ui.shapes import Tile

KEEPERS = (Role.RECRUITER, Role.ADMINISTRATOR)


@waiting(*KEEPERS, order=45)
def waiting_doubles(member: Member) -> Tile | None:
    """Count the pairs of files that somebody must look at."""
    number = open_doubles()
    if not number:
        return None
    url = reverse("applications:doubles", args=[member.organisation.slug])
    return Tile(_("Perhaps one person"), str(number), _("Two files gave the same mail address."), url)


@require_safe
@role_required(*KEEPERS)
def show(request: MemberRequest, organisation: str) -> HttpResponse:
    """Show the pairs side by side: those that wait, or all that were ever asked about."""
    everything = "all" in request.GET
    context = {"rows": doubles(only_open=not everything), "slug": organisation, "everything": everything}
    return render(request, "applications/doubles.html", context)


@require_POST
@role_required(*KEEPERS)
def settle(request: MemberRequest, organisation: str, double_id: uuid.UUID) -> HttpResponse:
    """Join, keep apart, or take apart again."""
    chosen = request.POST.get("choice", "")
    try:
        _settle(request, chosen, double_id)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    back = reverse("applications:doubles", args=[organisation])
    return redirect(f"{back}?all" if chosen == "part" else back)


def _settle(request: MemberRequest, chosen: str, double_id: uuid.UUID) -> None:
    if chosen == "apart":
        keep_apart(double_id=double_id, by=request.member)
        messages.success(request, _("Kept as two people. It is not asked again."))
    elif chosen == "merge":
        both = merge(double_id=double_id, by=request.member)
        messages.success(request, _("The two files are one now."))
        if both:
            messages.warning(
                request,
                ngettext(
                    "Both applied for the same vacancy (%(titles)s): that application stays as it was; end it by a decision.",
                    "Both applied for the same vacancies (%(titles)s): those stay as they were; end them by a decision.",
                    len(both),
                )
                % {"titles": ", ".join(both)},
            )
    elif chosen == "part":
        part(double_id=double_id, by=request.member)
        messages.success(request, _("The two files are two again."))

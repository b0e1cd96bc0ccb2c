"""Who hears nothing for longer than their vacancy promised."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maatwerk.apps.applications.talking.silence_rows import kept_word, silent
from maatwerk.apps.messages.public import THREAD_ROLES
from maatwerk.apps.organisations.public import MemberRequest, role_required
from maatwerk.apps.people.public import names
from maatwerk.apps.vacancies.public import visible_keys


@require_safe
@role_required(*THREAD_ROLES)
def silence(request: MemberRequest, organisation: str) -> HttpResponse:
    """Show them, the longest first, and how often the promise was kept."""
    mine = visible_keys(request.member)
    rows, page = silent(mine, request.GET.get("page"))
    known = names({row.person_id for row in rows})
    context = {
        "rows": [(row, known[row.person_id]) for row in rows],
        "page": page,
        "kept": kept_word(mine),
        "slug": organisation,
    }
    return render(request, "applications/talking/silence.html", context)

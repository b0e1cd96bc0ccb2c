"""Who hears nothing for longer than their vacancy promised."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maatwerk.apps.applications.talking.silence_rows import kept_word, silent
from maatwerk.apps.messages.public import THREAD_ROLES
from maatwerk.apps.organisations.public import Member, MemberRequest, role_required
from maatwerk.apps.people.public import names
from maatwerk.apps.vacancies.public import sees_every_vacancy, visible_vacancies


@require_safe
@role_required(*THREAD_ROLES)
def silence(request: MemberRequest, organisation: str) -> HttpResponse:
    """Show them, the longest first, and how often the promise was kept."""
    mine = vacancies_of(request.member)
    rows, page = silent(mine, request.GET.get("page"))
    known = names({row.person_id for row in rows})
    context = {
        "rows": [(row, known[row.person_id]) for row in rows],
        "page": page,
        "kept": kept_word(mine),
        "slug": organisation,
    }
    return render(request, "applications/talking/silence.html", context)


def vacancies_of(member: Member) -> frozenset[uuid.UUID] | None:
    """Return the vacancies whose people a member answers for; None for all."""
    return None if sees_every_vacancy(member) else frozenset(row.id for row in visible_vacancies(member))

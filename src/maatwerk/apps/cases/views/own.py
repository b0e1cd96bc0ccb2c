"""What a person asked, and the answers: on their own pages."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from maatwerk.apps.cases.queries import own_cases
from maatwerk.apps.organisations.public import colleague_words
from maatwerk.apps.people.public import Own, own_page, render_own


@require_safe
@own_page
def questions(request: HttpRequest, own: Own) -> HttpResponse:
    """Show everything this person asked here, with the answers."""
    found = own_cases(own.person_id)
    said = colleague_words({one.answered_by_id for one in found if one.answered_by_id})
    rows = [(one, said.get(one.answered_by_id, "") if one.answered_by_id else "") for one in found]
    context = {"cases": rows, "is_sent": "sent" in request.GET}
    return render_own(request, own, "cases/own.html", context, current="cases:own")

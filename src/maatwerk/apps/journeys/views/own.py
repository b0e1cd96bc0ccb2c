"""What a person sees of themselves: where each of their applications stands."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from maatwerk.apps.applications.public import applications_of
from maatwerk.apps.opportunities.public import titles
from maatwerk.apps.people.public import Own, own_page, render_own


@require_safe
@own_page
def home(request: HttpRequest, own: Own) -> HttpResponse:
    """Show the person's applications here and where each stands."""
    found = applications_of(own.person_id)
    named = titles({row.opportunity_id for row in found})
    rows = [(named[row.opportunity_id], row) for row in found]
    return render_own(request, own, "journeys/own/home.html", {"rows": rows}, current="journeys:own")

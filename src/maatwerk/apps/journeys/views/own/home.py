"""What a person sees first: where each of their applications stands and what they can do now."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from maatwerk.apps.applications.public import applications_of
from maatwerk.apps.assessments.public import own_tests
from maatwerk.apps.journeys.standing import standings_of
from maatwerk.apps.people.public import Own, own_page, render_own


@require_safe
@own_page
def home(request: HttpRequest, own: Own) -> HttpResponse:
    """Show the person's applications here, where each stands, and the tests that wait."""
    rows = standings_of(applications_of(own.person_id))
    tests = own_tests(own.person_id)
    context = {
        "rows": [(row, own.url("journeys:own_application", row.id)) for row in rows],
        "tests_to_take": [one for one in tests if one.is_open],
        "tests_to_release": [one for one in tests if one.may_release],
        "tests_done": [one for one in tests if one.is_done and not one.may_release],
    }
    return render_own(request, own, "journeys/own/home.html", context, current="journeys:own")

"""The one page of people themselves: the language in which a person reads and is written to."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from maatwerk.apps.people.own_links import HOME, Own, set_language
from maatwerk.apps.people.own_pages import own_page


@require_POST
@own_page
def language(request: HttpRequest, own: Own) -> HttpResponse:
    """Read and be written to in this language from now on; back to the page of one's own that was open."""
    wanted = request.POST.get("language", "")
    if wanted in dict(settings.LANGUAGES):
        set_language(own.person_id, wanted)
    before = request.POST.get("next", "")
    home = own.url(HOME)
    return HttpResponseRedirect(before if before.startswith(home) else home)

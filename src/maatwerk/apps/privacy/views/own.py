"""How long a person is kept, on their own page: until when and why, what they choose, and the file they asked for."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from maatwerk.apps.people.public import Own, own_page, render_own
from maatwerk.apps.privacy.models import AccessPackage
from maatwerk.apps.privacy.operations import choose_keeping, open_package
from maatwerk.apps.privacy.queries import own_keeping

HERE = "privacy:own"
#: Where this stands among a person's pages.
TAB = "journeys:own_data"


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def show(request: HttpRequest, own: Own) -> HttpResponse:
    """Show until when somebody is kept, and let them choose."""
    if request.method == "POST":
        choose_keeping(own.person_id, keeps_longer=request.POST.get("keeps_longer") == "yes")
        return HttpResponseRedirect(own.url(HERE) + "?chosen")
    packages = AccessPackage.objects.filter(
        person_id=own.person_id, made_at__isnull=False, expires_on__gte=timezone.localdate()
    ).order_by("-made_at")
    context = {
        "keeping": own_keeping(own.person_id),
        "is_chosen": "chosen" in request.GET,
        "packages": [
            (
                one.made_at,
                one.expires_on,
                max(1, round(one.size / 1000)),
                own.url("privacy:own_package", one.pk),
            )
            for one in packages
        ],
        "data_url": own.url(TAB),
    }
    return render_own(request, own, "privacy/own/keeping.html", context, current=TAB)


@require_safe
@own_page
def fetch(request: HttpRequest, own: Own, package_id: uuid.UUID) -> HttpResponse:
    """Give the person the file with everything kept about them."""
    try:
        content = open_package(package_id, person_id=own.person_id)
    except AccessPackage.DoesNotExist:
        raise Http404 from None
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="everything.zip"'
    return response

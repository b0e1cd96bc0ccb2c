"""Every address. Each app's `urls.py` holds its own in full; organisations live under `/o/<slug:organisation>/`."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path

from maatwerk.apps.organisations.account_views import choose_language

_apps = [f"maatwerk.apps.{name}.urls" for name in settings.LAYERS]

urlpatterns = [
    path("language/", choose_language, name="set_language"),
    path("account/", include("allauth.urls")),
    path("api/", include("maatwerk.api.urls")),
    path("", include("maatwerk.ui.urls")),
    *(path("", include(module)) for module in _apps if find_spec(module)),
]
handler400 = "maatwerk.ui.errors.bad_request"
handler403 = "maatwerk.ui.errors.permission_denied"
handler404 = "maatwerk.ui.errors.page_not_found"
handler500 = "maatwerk.ui.errors.server_error"

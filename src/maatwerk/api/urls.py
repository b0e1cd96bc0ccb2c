"""The HTTP API, all of it below `/api/`; described at `/api/openapi.json` (OpenAPI 3)."""

from django.urls import path
from ninja import NinjaAPI

from maatwerk.api import ashby, greenhouse, v1, workable
from maatwerk.api.problems import say_problems

api = NinjaAPI(
    title="Maatwerk",
    version="1",
    description=(
        "Tests ordered by other systems. A token belongs to one connection of one organisation; an administrator makes it"
        " under Connections. Errors are application/problem+json."
    ),
    docs_url=None,
    urls_namespace="api",
)
say_problems(api)
api.add_router("/v1/", v1.router)
api.add_router("/greenhouse/", greenhouse.router)
api.add_router("/ashby/", ashby.router)
api.add_router("/workable/", workable.router)

urlpatterns = [path("", api.urls)]

"""The HTTP API, all of it below `/api/`; described at `/api/openapi.json` (OpenAPI 3)."""

from django.urls import path, re_path
from ninja import NinjaAPI

from maatwerk.api import ashby, greenhouse, v1, workable
from maatwerk.api.describing import describe
from maatwerk.api.finishing import finish, no_address
from maatwerk.api.harvest import reading, writing
from maatwerk.api.hiring import applications, decisions, vacancies
from maatwerk.api.parsing import TextParser
from maatwerk.api.problems import say_problems

api = NinjaAPI(
    title="Maatwerk",
    version="1",
    description=(
        "Vacancies, applications, candidates, scorecards and advice to read; applications and requisitions to bring; tests"
        " ordered by other systems. A token belongs to one connection of one organisation; an administrator makes it under"
        " Connections, with the scopes that `x-scope` names here. Errors are application/problem+json. No system decides"
        " about people: whatever would move, hire or turn down somebody is answered with 403."
    ),
    docs_url=None,
    urls_namespace="api",
    parser=TextParser(),
)
ROUTERS = (
    ("/v1/", v1.router),
    ("/v1/", vacancies.router),
    ("/v1/", applications.router),
    ("/harvest/v1/", reading.router),
    ("/greenhouse/", greenhouse.router),
    ("/ashby/", ashby.router),
    ("/workable/", workable.router),
)
#: Modules that add to the routers above: one address answers reads and refusals alike.
ADDED = (decisions, writing)

say_problems(api)
for prefix, router in ROUTERS:
    describe(api, prefix, router)

addresses = api.urls
finish(addresses[0])
urlpatterns = [path("", addresses), re_path("", no_address)]

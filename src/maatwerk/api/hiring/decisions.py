"""What no machine may do: move somebody, turn them down, hire them. These addresses exist to say so (DESIGN, section 3.3)."""

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from maatwerk.api.auth import acting_for
from maatwerk.api.hiring.applications import KIND, router
from maatwerk.api.problems import problem

TAGS = ["Decisions, which only people make"]


def refuse(router: Router, path: str, endpoint: Callable[..., HttpResponse], *, tags: list[str]) -> None:
    """Let every way to change what stands at a path answer with the same refusal."""
    for method in ("PUT", "PATCH", "DELETE"):
        name = f"{endpoint.__module__}.{endpoint.__name__}.{method}".replace(".", "_").lower()
        described = router.api_operation([method], path, response={403: None}, tags=tags, operation_id=name)
        described(endpoint)


def needs_a_human() -> HttpResponse:
    """Say that only a signed-in human moves or rejects, one application at a time, with a reason."""
    sentence = _(
        "No system decides about people here. A recruiter or hiring manager who is signed in moves or turns down an"
        " applicant, one at a time, with a reason of their own. Nothing was changed."
    )
    return problem(403, sentence, code="needs_a_human")


@acting_for(KIND)
def change_application(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """Refused with 403: an application is changed by people alone."""
    return needs_a_human()


refuse(router, "/applications/{application_id}", change_application, tags=TAGS)


@router.post("/applications/{application_id}/{act}", response={403: None}, tags=TAGS)
@acting_for(KIND)
def decide(request: HttpRequest, application_id: uuid.UUID, act: str) -> HttpResponse:
    """Refused with 403: `move`, `advance`, `reject`, `hire` and whatever else decides is done by people alone."""
    return needs_a_human()

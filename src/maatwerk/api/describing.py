"""What the description of the API says beside what follows from types: scopes, headers, and how problems look."""

from typing import Any

from ninja import NinjaAPI
from ninja.operation import Operation

from maatwerk.api.problems import Problem

_TEXT = {"type": "string"}
_PROBLEM = {
    "description": "What went wrong, in words (RFC 9457).",
    "content": {"application/problem+json": {"schema": Problem.model_json_schema()}},
}


def describe(api: NinjaAPI, prefix: str, router: Any) -> None:
    """Add a router to an API, and to its description what types do not tell."""
    for view in router.path_operations.values():
        for operation in view.operations:
            operation.openapi_extra = (operation.openapi_extra or {}) | _said(operation)
    api.add_router(prefix, router)


def _said(operation: Operation) -> dict[str, Any]:
    headers = []
    if "GET" in operation.methods:
        headers.append(_header("If-None-Match", "The ETag that you have: 304 where it still holds."))
    if getattr(operation.view_func, "is_done_once", False):
        headers.append(
            _header("Idempotency-Key", "Your own, another one for every request: it is done once.")
        )
    if getattr(operation.view_func, "is_done_once", False) and "PUT" in operation.methods:
        headers.append(_header("If-Match", "The ETag of the version that you change.", required=True))
    responses = dict((operation.openapi_extra or {}).get("responses", {})) | {"default": _PROBLEM}
    if "GET" in operation.methods:
        responses[304] = {"description": "What you have still holds."}
    if set(operation.response_models) == {403}:  # a decision, which no machine makes
        responses[403] = _PROBLEM
    scope = getattr(operation.view_func, "scope", "")
    return {"x-scope": scope, "parameters": headers, "responses": responses}


def _header(name: str, description: str, *, required: bool = False) -> dict[str, Any]:
    return {"in": "header", "name": name, "required": required, "schema": _TEXT, "description": description}

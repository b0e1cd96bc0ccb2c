"""The site under load: the product's own WSGI application, and beside it the bare endpoint it is held against.

Both bare endpoints live in the same server processes, check the same kind of token by the same hash, and insert one row
with raw SQL, committed durably, without walls or foreign keys. One is a Django view among the product's own pages; the
other has no framework at all: a WSGI function with a connection of its own.
"""

import hashlib
import os
import threading
import uuid
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import psycopg
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path as route
from django.views.decorators.csrf import csrf_exempt

from maatwerk.config.wsgi import application as product
from maatwerk.kernel.postgres.roles import credential

BARE = "/bare/"
INSERT = """
INSERT INTO bench_bare (id, order_id, item_id, position, answer)
SELECT %s, t.order_id, %s, %s, %s::jsonb FROM bench_token t WHERE t.token_hash = %s RETURNING id
"""
_kept = threading.local()


def _connection() -> "psycopg.Connection[Any]":
    if not hasattr(_kept, "connection"):
        url = credential(Path(os.environ["MAATWERK_DATA"]), "app")
        assert url
        _kept.connection = psycopg.connect(url, autocommit=True)
    return _kept.connection


@csrf_exempt
def bare_view(request: HttpRequest, token: str) -> HttpResponse:
    """Insert one row, as a Django view does that knows nothing else."""
    form = request.POST
    hashed = hashlib.sha256(token.encode()).hexdigest()
    values = [uuid.uuid4(), uuid.UUID(form["item"]), int(form["place"]), f'"{form["a"]}"', hashed]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, values)
        return HttpResponse("ok" if cursor.fetchone() else "", status=200)


# addresses can be read once the product above has loaded its apps
import_module("maatwerk.config.urls").urlpatterns.append(route("bare-view/<str:token>/", bare_view))


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Serve the bare endpoint here and everything else by the product."""
    path = environ["PATH_INFO"]
    if not path.startswith(BARE):
        return product(environ, start_response)
    form = parse_qs(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode())
    hashed = hashlib.sha256(path[len(BARE) :].encode()).hexdigest()
    values = [uuid.uuid4(), uuid.UUID(form["item"][0]), int(form["place"][0]), f'"{form["a"][0]}"', hashed]
    found = _connection().execute(INSERT, values).fetchone()
    start_response(
        "200 OK" if found else "404 Not Found", [("Content-Type", "text/html"), ("Content-Length", "2")]
    )
    return [b"ok"]

"""A site served within the test's own process, and the browser that looks at it."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import override_settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_values: object) -> None:
        """Keep the test report short."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = False  # so that closing waits for the last answer


class _ClosingApplication:
    """Closes what a thread of this server opened in the database, once it has answered."""

    def __init__(self) -> None:
        self._application = get_wsgi_application()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        try:
            response = self._application(environ, start_response)
            body = [b"".join(response)]
            getattr(response, "close", lambda: None)()
            return body
        finally:
            connections.close_all()


@contextmanager
def served() -> Iterator[str]:
    """Serve the whole site on a free port of this machine and give its address."""
    cache.clear()
    server = make_server("127.0.0.1", 0, _ClosingApplication(), server_class=_Server, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    address = f"http://127.0.0.1:{server.server_port}"
    with override_settings(ALLOWED_HOSTS=["127.0.0.1"], SITE_URL=address):
        thread.start()
        yield address
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def chromium() -> "Iterator[Browser]":
    """Start Chromium: the one that `MAATWERK_BROWSER` names, `playwright` for Playwright's own, else the system's."""
    from playwright.sync_api import sync_playwright

    wanted = os.environ.get("MAATWERK_BROWSER") or shutil.which("chromium") or "/usr/bin/chromium"
    path = None if wanted == "playwright" else wanted
    arguments = ["--disable-background-networking", "--disable-component-update", "--no-first-run"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium refuses its sandbox to root
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=arguments)
        yield started
        started.close()

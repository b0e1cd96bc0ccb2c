"""The real product in a real browser: one loaded demo, served by its own processes, for all browser tests of a run."""

import fcntl
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from browser.walking import SignIn
from maatwerk.cli.demo_data import PASSWORD, SLUG
from prepared import copy_server
from serving import chromium

ROOT = Path(__file__).resolve().parents[2]
LOAD_SECONDS = 420  # about a minute on an idle machine
READY = "Maatwerk is at"


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the product; the first test process to come starts it, the last one to leave ends it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "product"
    folder.mkdir(parents=True, exist_ok=True)
    keeper = None
    with (folder / "in-use").open("a") as in_use:
        fcntl.flock(in_use, fcntl.LOCK_SH)
        with (folder / "starting").open("a") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            address = folder / "address"
            if not address.exists():
                keeper, found = _start(folder)
                address.write_text(found)
        yield address.read_text()
    if keeper is not None:
        keeper.wait()  # until the last test process has left, then as long as stopping takes


def _start(folder: Path) -> "tuple[subprocess.Popen[bytes], str]":
    port = _free_port()
    copy_server(folder / "data")
    keeper = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("keeper.py")), str(folder), str(port)],
        env=os.environ | {"PYTHONPATH": str(ROOT / "src"), "PYTHONWARNINGS": "default"},
        start_new_session=True,  # Ctrl-C of the tests must not tear the product down halfway
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    log, deadline = folder / "product.log", time.monotonic() + LOAD_SECONDS
    while not (log.exists() and READY in log.read_text(errors="replace") and _answers(port)):
        if keeper.poll() is not None or time.monotonic() > deadline:
            said = log.read_text(errors="replace")[-3000:] if log.exists() else "nothing"
            pytest.fail(f"the product did not start; it said:\n{said}")
        time.sleep(0.5)
    return keeper, f"http://127.0.0.1:{port}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/account/login/", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, once for all tests of a process."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def signed_in(browser: Browser, product: str) -> Callable[[str], dict[str, object]]:
    """What a browser keeps after somebody signed in, by role; each role signs in once."""
    kept: dict[str, dict[str, object]] = {}

    def sign_in(role: str) -> dict[str, object]:
        if role not in kept:
            context = browser.new_context(locale="nl-NL")
            page = context.new_page()
            page.goto(f"{product}/account/login/")
            page.fill("input[name=login]", f"{role}@demo.example")
            page.fill("input[name=password]", PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url: "login" not in url)
            kept[role] = dict(context.storage_state())
            context.close()
        return kept[role]

    return sign_in


@pytest.fixture
def page_of(
    browser: Browser, product: str, signed_in: Callable[[str], dict[str, object]]
) -> Iterator[SignIn]:
    """Open a page as somebody with a role, in a language, on a screen of some width; closed afterwards."""
    opened: list[BrowserContext] = []

    def open_page(role: str, *, language: str = "nl", width: int = 1280, scripts: bool = True) -> Page:
        context = browser.new_context(
            base_url=product,
            storage_state=signed_in(role),  # type: ignore[arg-type]
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
        )
        opened.append(context)
        context.add_cookies([{"name": "django_language", "value": language, "url": product}])
        return context.new_page()

    yield open_page
    for context in opened:
        context.close()


@pytest.fixture(scope="session")
def place() -> str:
    """The path under which the demo organisation's pages live."""
    return f"/o/{SLUG}/"

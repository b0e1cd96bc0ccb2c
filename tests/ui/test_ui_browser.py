"""The pages in a real Chromium: accessibility by axe, small screens, keyboard, no scripts, no refusals by the CSP."""

import threading
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import override_settings

from maatwerk.ui.samples import PARTS
from serving import chromium

pytestmark = pytest.mark.browser

PAGES = [f"/styleguide/{part}/" for part in PARTS] + [
    "/styleguide/dialog/",
    "/account/login/",
    "/no/such/page/",
]
#: In dark mode only colours differ, so only what looks at colours runs again.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}


class Quiet(WSGIRequestHandler):
    def log_message(self, *_values):
        """Keep the test report short."""


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@pytest.fixture(scope="module")
def site():
    with override_settings(STYLEGUIDE=True, ALLOWED_HOSTS=["127.0.0.1"]):
        server = make_server("127.0.0.1", 0, get_wsgi_application(), server_class=Server, handler_class=Quiet)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


@pytest.fixture
def visit(site, browser):
    """Open an address in a window of its own; whatever the browser complains about fails the test."""
    contexts, complaints = [], []

    def open_page(address, *, width=1280, language="en", scripts=True):
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            locale=language,
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: (
                complaints.append(message.text)
                if message.type == "error" and "Failed to load resource" not in message.text
                else None
            ),
        )
        page.goto(site + address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def problems(page, rules=RULES):
    """Return what axe finds, one readable line each."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options=rules).response["violations"]
    return [
        f"{rule['id']}: {rule['help']}: {node['target']}: {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(("width", "language"), [(360, "nl"), (1280, "en")], ids=["phone-nl", "wide-en"])
def test_page_has_no_accessibility_problems_in_light_and_dark(visit, address, width, language):
    page = visit(address, width=width, language=language)
    for narrow in {width, 320}:
        page.set_viewport_size({"width": narrow, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= narrow
    page.set_viewport_size({"width": width, "height": 800})
    assert problems(page) == []
    page.emulate_media(color_scheme="dark")
    assert problems(page, COLOURS) == []


def test_errors_and_open_parts_are_accessible_too(visit):
    page = visit("/styleguide/forms/", width=360)
    page.click(".form__actions .button--primary")
    assert page.evaluate("document.activeElement.className") == "errors"
    assert problems(page) == []
    page = visit("/styleguide/parts/")
    page.click("[data-dialog]")
    assert problems(page) == []


def test_menu_of_a_small_screen_opens_without_scripts(visit):
    page = visit("/styleguide/", width=360, scripts=False)
    link = page.locator(".bar__panel .nav__link").first
    assert not link.is_visible()
    page.click(".bar__menu > summary")
    assert link.is_visible()


def test_dialog_leads_to_its_page_without_scripts(visit):
    page = visit("/styleguide/parts/", scripts=False)
    page.click("[data-dialog]")
    assert page.url.endswith("/styleguide/dialog/")
    assert page.locator("h1").inner_text() == "Reject this application"


def test_dialog_opens_and_closes_by_keyboard_and_gives_the_focus_back(visit):
    page = visit("/styleguide/parts/")
    page.focus("[data-dialog]")
    page.keyboard.press("Enter")
    assert page.locator("#reject").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#reject").is_visible()
    assert page.evaluate("document.activeElement.dataset.dialog") == "reject"


def test_dialog_closes_by_its_button_and_by_a_click_beside_it(visit):
    page = visit("/styleguide/parts/")
    dialog = page.locator("#reject")
    page.click("[data-dialog]")
    page.click("#reject h2")
    assert dialog.is_visible()
    page.click("#reject .dialog__close")
    assert not dialog.is_visible()
    page.click("[data-dialog]")
    page.mouse.click(5, 5)
    assert not dialog.is_visible()


def test_first_tab_offers_to_skip_the_navigation(visit):
    page = visit("/styleguide/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('#main').contains(document.activeElement)")


def test_focus_is_always_visible(visit):
    page = visit("/styleguide/forms/")
    unseen = []
    for _step in range(60):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => { const it = document.activeElement; if (it === document.body) return null;
            const frame = it.closest(".choice") ?? it, style = getComputedStyle(frame);
            return [it.outerHTML.slice(0, 80), style.boxShadow !== "none" || style.outlineStyle === "auto"]; }"""
        )
        if seen is None:
            break
        if not seen[1]:
            unseen.append(seen[0])
    assert unseen == []


def test_palette_filters_and_follows(visit):
    page = visit("/styleguide/")
    page.keyboard.press("Control+k")
    page.keyboard.type("follow")
    shown = [entry.inner_text() for entry in page.locator("#palette li:visible").all()]
    assert shown == ["Hire · Follow-up"]
    page.keyboard.press("Enter")
    assert page.url.endswith("#follow-up")


def test_palette_says_when_nothing_fits(visit):
    page = visit("/styleguide/")
    page.keyboard.press("Control+k")
    page.keyboard.type("zzz")
    assert page.locator("#palette [data-palette-none]").is_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert not page.locator("#palette").is_visible()


def test_job_moves_by_itself(visit):
    page = visit("/styleguide/parts/")
    page.wait_for_selector("text=1,000 of 2,000", timeout=8000)


def test_targets_on_a_phone_are_large_enough(visit):
    page = visit("/styleguide/forms/", width=360)
    page.click(".bar__menu > summary")
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, .button, .nav__link, summary, input, select, .tabs a")]
        .filter((it) => it.offsetParent && !["checkbox", "radio"].includes(it.type))
        .map((it) => [it.outerHTML.slice(0, 60), it.getBoundingClientRect().height])
        .filter(([, height]) => height < 44)"""
    )
    assert small == []


def test_a_forms_first_label_keeps_away_from_the_line_above_it(visit):
    page = visit("/styleguide/forms/")
    gap = page.evaluate(
        """() => {
            const main = document.querySelector("main");
            const part = "<div><p id=above>Above</p><form class=form id=below><label>A</label></form></div>";
            main.insertAdjacentHTML("beforeend", part);
            const edge = (id) => document.getElementById(id).getBoundingClientRect();
            return edge("below").top - edge("above").bottom;
        }"""
    )
    assert gap >= 16

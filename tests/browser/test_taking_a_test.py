"""A candidate's whole way on a phone: invited by mail, notice, practice, every kind of item, a lost network, done.

Every page is looked at by axe and at 320 px; once by keyboard alone, once without scripts.
"""

import email
import fcntl
import os
import re
import time
from collections.abc import Callable, Iterator
from email import policy
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from browser.test_accessible import RULES, tab_to
from browser.walking import SignIn, visit

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
PACKAGE = "Klantvragen"
Invite = Callable[..., str]


def mails(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which the product under test writes its letters."""
    base = tmp_path_factory.getbasetemp()
    return (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "product" / "data" / "mail"


@pytest.fixture
def invite(page_of: SignIn, place: str, product: str, tmp_path_factory: pytest.TempPathFactory) -> Invite:
    """Invite somebody by the recruiter's page and take the link out of their letter."""

    def invited(language: str, package: str = PACKAGE) -> str:
        # two processes share the product: one at a time, or both would invite the same person
        with (tmp_path_factory.getbasetemp().parent / "inviting.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return _invited(language, package)

    def _invited(language: str, package: str) -> str:
        page = page_of("recruiter", language="en")
        assert visit(page, place + "test-packages/") == 200
        page.get_by_role("link", name=re.compile(package)).click()
        page.get_by_role("link", name="Invite applicants").click()
        folder, before = mails(tmp_path_factory), set()
        if folder.exists():
            before = set(folder.iterdir())
        page.locator("input[name=person]").first.check()
        page.locator("select[name=package]").select_option(
            label=page.locator("select[name=package] option", has_text=package).inner_text()
        )
        page.locator("select[name=language]").select_option(language)
        page.get_by_role("button", name="Invite who is ticked").click()
        expect(page.get_by_text("1 person is invited.")).to_be_visible(timeout=30_000)
        return _link(folder, before).replace("http://127.0.0.1:8000", product)

    return invited


def _link(folder: Path, before: set[Path]) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for file in sorted(set(folder.iterdir()) - before) if folder.exists() else []:
            letter = email.message_from_bytes(file.read_bytes(), policy=policy.default)
            if found := re.search(r"https?://\S+/t/\S+/", letter.get_content()):
                return found[0]
        time.sleep(0.5)
    raise AssertionError("no letter with a link came")


@pytest.fixture
def phone(browser: Browser, product: str) -> Iterator[Callable[..., tuple[Page, BrowserContext]]]:
    """Open a phone of somebody who never was here; no script may fail on it."""
    opened: list[BrowserContext] = []
    failed: list[str] = []

    def take_out(*, scripts: bool = True) -> tuple[Page, BrowserContext]:
        context = browser.new_context(viewport=PHONE, has_touch=True, java_script_enabled=scripts)
        opened.append(context)
        context.on("weberror", lambda found: failed.append(str(found.error)))
        return context.new_page(), context

    yield take_out
    for context in opened:
        context.close()
    assert failed == []


def looked_at(page: Page, language: str) -> None:
    """Hold a page to its language, to WCAG by axe, and to the narrowest phone."""
    assert page.locator("html").get_attribute("lang") == language
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size({"width": 320, "height": 740})
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide at 320 px"
    small = page.evaluate(
        "[...document.querySelectorAll('.screen .option, .screen .button, .screen select, .screen textarea')]"
        ".filter(one => one.getBoundingClientRect().height < 44).length"
    )
    assert small == 0
    page.set_viewport_size(PHONE)


def give_any_answer(page: Page) -> None:
    """Answer what is on the screen, whatever its kind."""
    screen = page.locator("#screen")
    if screen.locator("select").count():
        for number in range(screen.locator("select").count()):
            screen.locator("select").nth(number).select_option(str(number + 1))
    elif screen.locator("input[name=best]").count():
        screen.locator("input[name=best]").first.check()
        screen.locator("input[name=worst]").last.check()
    elif screen.locator("input[type=checkbox]").count():
        screen.locator("input[type=checkbox]").first.check()
    elif screen.locator("input[type=radio]").count():
        screen.locator("input[type=radio]").first.check()
    elif screen.locator("textarea").count():
        screen.locator("textarea").fill("Wij zoeken het uit en bellen u morgen.")
    else:
        screen.locator("input[inputmode=decimal]").fill("12,5")
    screen.locator(".button--primary").click()


def place_of(page: Page) -> str:
    return page.locator("input[name=place]").get_attribute("value") or ""


@pytest.mark.parametrize("language", ["nl", "en"])
def test_from_the_letter_to_done_on_a_phone(
    invite: Invite, phone: Callable[..., tuple[Page, BrowserContext]], language: str
) -> None:
    page, context = phone()
    page.goto(invite(language))
    looked_at(page, language)
    page.locator("input[name=read]").check()
    page.locator("form.form button").click()
    looked_at(page, language)
    if page.locator("a[href*=practice]").count():
        page.locator("a[href*=practice]").click()
        looked_at(page, language)
        page.go_back()
    page.locator("form[action*=begin] button").click()
    given = 0
    while page.locator("#screen").count():
        here = place_of(page)
        looked_at(page, language)
        if given == 1:
            _answer_without_network(page, context, here)
        else:
            give_any_answer(page)
        page.wait_for_function(
            "here => document.querySelector('input[name=place]')?.value !== here", arg=here, timeout=15_000
        )
        given += 1
    assert given > 5
    expect(page.locator("h1")).to_contain_text("binnen" if language == "nl" else "everything is in")
    looked_at(page, language)
    assert context.cookies() == []


def _answer_without_network(page: Page, context: BrowserContext, here: str) -> None:
    """The answer waits, says so, and goes by itself when the network is back."""
    context.set_offline(True)
    give_any_answer(page)
    expect(page.locator("#offline")).to_be_visible()
    assert place_of(page) == here
    context.set_offline(False)
    page.wait_for_function("here => document.querySelector('input[name=place]').value !== here", arg=here)
    expect(page.locator("#offline")).to_be_hidden()


def test_by_keyboard_alone_and_on_a_second_device(
    invite: Invite, phone: Callable[..., tuple[Page, BrowserContext]]
) -> None:
    page, _context = phone()
    link = invite("nl")
    page.goto(link)
    tab_to(page, "input[name=read]")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_selector("form[action*=begin] button")  # the page that follows, before the first Tab
    tab_to(page, "form[action*=begin] button")
    page.keyboard.press("Enter")
    page.wait_for_selector("#screen")
    for expected in ("1", "2"):
        tab_to(page, "#screen input[type=radio], #screen input[type=checkbox]")
        page.keyboard.press("Space")
        if page.locator("input[name=worst]").count():
            tab_to(page, "#screen input[name=worst]")
            page.keyboard.press("Space")
            page.keyboard.press("ArrowDown")
        tab_to(page, "#screen .button--primary")
        page.keyboard.press("Enter")
        page.wait_for_function(
            "wanted => document.querySelector('input[name=place]').value === wanted", arg=expected
        )
        assert page.evaluate("document.activeElement.matches('.item__prompt')")  # where reading goes on
    other, _other = phone()
    other.goto(link)
    assert place_of(other) == place_of(page) == "2"
    page.reload()
    assert place_of(page) == "2"


def test_without_scripts_one_page_per_question_and_back_is_safe(
    invite: Invite, phone: Callable[..., tuple[Page, BrowserContext]]
) -> None:
    page, _context = phone(scripts=False)
    page.goto(invite("en"))
    page.locator("input[name=read]").check()
    page.locator("form.form button").click()
    page.locator("form[action*=begin] button").click()
    for expected in ("1", "2"):
        give_any_answer(page)
        expect(page.locator("input[name=place]")).to_have_value(expected)
    page.go_back()
    give_any_answer(page)
    assert place_of(page) in {"2", "3"}  # shown where the test is, whatever the browser kept


def test_the_pages_of_packages_by_axe(page_of: SignIn, place: str) -> None:
    for language in ("nl", "en"):
        page = page_of("psychologist", language=language)
        for path in ("test-packages/", "test-packages/new/"):
            assert visit(page, place + path) == 200
            looked_at(page, language)
        visit(page, place + "test-packages/")
        for name in (PACKAGE, "Redeneren, adaptief"):
            visit(page, place + "test-packages/")
            page.get_by_role("link", name=re.compile(name)).click()
            looked_at(page, language)

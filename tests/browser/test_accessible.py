"""Every page of the loop by axe (WCAG 2.2 AA) in both languages, on a phone and on a desk, and by keyboard alone."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from browser.walking import SignIn, visit

pytestmark = pytest.mark.browser

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],  # nobody reads what passed
}
#: Both languages and both widths, each page twice: the Dutch one on a desk, the English one on a phone.
SEEN = [("nl", 1280), ("en", 360)]
MOST_TABS = 120
#: The first vacancy of the demo by its name: another test opens one meanwhile, which then stands above it.
EVENING = "tbody th a >> text=klantenservice, avond"
Route = Callable[[Page, str], None]


def to(path: str) -> Route:
    """Return the way to a page by its address."""
    return lambda page, place: _open(page, place + path)


def through(path: str, *selectors: str) -> Route:
    """Return the way to a page by its address and then some links."""

    def go(page: Page, place: str) -> None:
        _open(page, place + path)
        for selector in selectors:
            page.locator(selector).first.click()
            page.wait_for_load_state()

    return go


def once_loaded(path: str, selector: str) -> Route:
    """Return the way to a page by a link that the demo loads only after it is served."""

    def go(page: Page, place: str) -> None:
        _open(page, place + path)
        for _look in range(40):
            if page.locator(selector).count():
                break
            page.wait_for_timeout(1500)
            page.reload()
        page.locator(selector).first.click()
        page.wait_for_load_state()

    return go


def opened_advice(page: Page, place: str) -> None:
    """Open an application and its advice."""
    through("vacancies/", EVENING, ".shortlist tbody th[scope=row] a >> nth=5")(page, place)
    button = page.locator("#advice form button")
    if button.count():
        button.click()
    expect(page.locator("section.advice")).to_be_visible()


def refused(page: Page, place: str) -> None:
    """Send a decision that is refused, so that the page stands there with its errors."""
    through("vacancies/", EVENING, ".shortlist tbody th[scope=row] a >> nth=6")(page, place)
    page.locator("#decide input[type=radio]").first.check()
    page.locator("#decide textarea").fill("ok")
    page.locator("#decide button").click()
    expect(page.locator("#decide .field__error").first).to_be_visible()


def unfolded(page: Page, place: str) -> None:
    """Open the newest version with everything that folds open."""
    through("models/", "tbody th a", "tbody th a")(page, place)
    page.evaluate("document.querySelectorAll('details').forEach(found => { found.open = true })")


def unfolded_register(page: Page, place: str) -> None:
    """Open the register of processing with everything that folds open."""
    _open(page, place + "privacy/register/")
    page.evaluate("document.querySelectorAll('details').forEach(found => { found.open = true })")


def unfolded_incident(page: Page, place: str) -> None:
    """Open the exercise of the demo with every form of its page."""
    through("incidents/", "tbody th a")(page, place)
    page.evaluate("document.querySelectorAll('details').forEach(found => { found.open = true })")


def steered(page: Page, place: str) -> None:
    """Open other weightings of the version that advises; the demo draws them once it is served."""
    through("models/", "tbody th a", "tr:has(.badge--good) a[href*='/versions/']", "a[href$='/steer/']")(
        page, place
    )
    for _look in range(40):
        page.wait_for_load_state()
        if page.locator("#choose").count():
            return
        page.wait_for_timeout(1500)
        page.reload()


PAGES: dict[str, tuple[str, Route]] = {
    "start": ("psychologist", to("")),
    "vacancies": ("recruiter", to("vacancies/")),
    "vacancy's desk": ("recruiter", through("vacancies/", EVENING, "a[href$='desk/']")),
    "applicants by file": ("recruiter", through("vacancies/", EVENING, "a[href$='applicants/file/']")),
    "figures": ("recruiter", to("figures/")),
    "figures of channels": ("auditor", to("figures/channels/")),
    "impact": ("auditor", to("impact/")),
    "impact by channel": ("psychologist", to("impact/?part=channel")),
    "trend of impact": ("administrator", to("impact/trend/")),
    "Local Law 144": ("auditor", to("impact/law/")),
    "questions of tests by group": ("auditor", to("impact/questions/")),
    "alarm of impact": ("psychologist", through("impact/trend/", "a[href*='/impact/alarms/']")),
    "rows behind a figure": ("analyst", to("figures/rows/hired/")),
    "official occupation": (
        "recruiter",
        through("vacancies/", EVENING, "a[href$='desk/']", "a[href$='occupation/']"),
    ),
    "new vacancy": ("recruiter", to("vacancies/new/")),
    "templates": ("recruiter", to("vacancies/templates/")),
    "shortlist": ("recruiter", through("vacancies/", EVENING)),
    "board": ("recruiter", through("vacancies/", EVENING, "a[href$='pipeline/']")),
    "pipeline as a table": ("manager", through("vacancies/", EVENING, "a[href$='view=table']")),
    "owner and next action": (
        "recruiter",
        through("vacancies/", EVENING, "a[href$='pipeline/']", ".card summary", "a[data-key=w]"),
    ),
    "turning down": (
        "recruiter",
        through("vacancies/", EVENING, "a[href$='pipeline/']", ".card summary", "a[data-key=x]"),
    ),
    "closing for everybody": (
        "recruiter",
        through("vacancies/", EVENING, "a[href$='pipeline/']", ".page-head summary", "a[href$='filled/']"),
    ),
    "work list": ("recruiter", to("work-list/")),
    "new applicant": ("recruiter", through("vacancies/", EVENING, "a[href$='applicants/new/']")),
    "application with advice": ("recruiter", opened_advice),
    "application, refused": ("recruiter", refused),
    "how people apply": ("recruiter", through("vacancies/", EVENING, "a[href$='/applying/']")),
    "perhaps one person": ("recruiter", to("doubles/")),
    "interviews": ("recruiter", to("interviews/")),
    "interview questions": ("psychologist", through("interviews/", "td a[href*='interview-questions']")),
    "scorecard": ("recruiter", through("interviews/", "a.button[href$='scorecard/']")),
    "follow-ups": ("manager", to("follow-ups/")),
    "follow-up form": ("manager", through("follow-ups/", "tbody td a.button")),
    "told before the question": (
        "manager",
        through("follow-ups/", "details.more summary", "details.more td a.button"),
    ),
    "outcomes by file": ("manager", to("follow-ups/file/")),
    "validity": ("analyst", to("validity/")),
    "validity of scores for a kind of work": ("psychologist", through("validity/", "tbody th a")),
    "following the advice": ("auditor", to("validity/following/")),
    "experiments": ("analyst", to("validity/experiments/")),
    "experiment": ("auditor", once_loaded("validity/experiments/", "tbody tr:last-child th a")),
    "new experiment": ("analyst", to("validity/experiments/new/")),
    "models": ("auditor", to("models/")),
    "steering a version": ("psychologist", steered),
    "job family": ("psychologist", through("models/", "tbody th a")),
    "version": ("psychologist", unfolded),
    "register": ("auditor", to("register/")),
    "model in the register": ("psychologist", through("register/", "tbody th a", "#plan details summary")),
    "documents of a version": ("auditor", through("register/", "tbody th a", "a[href$='documents/']")),
    "stopping advice": ("recruiter", through("vacancies/", EVENING, "a[href*='register/stops/']")),
    "risks": ("auditor", to("register/risks/")),
    "a review": ("administrator", through("register/reviews/", "tbody th a")),
    "auditors from outside": ("administrator", to("register/auditors/")),
    "moving in and out": ("recruiter", to("moving/")),
    "bringing files": ("recruiter", to("moving/bring/")),
    "files looked at": ("recruiter", through("moving/", "tbody td a")),
    "staffing order": ("recruiter", to("moving/order/")),
    "taking everything along": ("administrator", to("moving/out/")),
    "histories": ("analyst", to("histories/")),
    "upload": ("analyst", to("histories/upload/")),
    "event log": ("auditor", to("log/")),
    "safe sign-in": ("auditor", to("../../account/2fa/")),
    "sessions": ("auditor", to("../../account/sessions/")),
    "own sign-in": ("administrator", to("settings/sign-in/")),
    "colleagues": ("administrator", to("members/")),
    "invite": ("administrator", to("members/invite/")),
    "settings": ("administrator", to("settings/")),
    "outgoing mail": ("administrator", to("outbox/")),
    "tests": ("psychologist", to("tests/")),
    "test": ("psychologist", through("tests/", "tbody th a")),
    "test item": (
        "psychologist",
        through("tests/", "tbody th a", "details.more > summary", "details.more tbody th a"),
    ),
    "QTI package": ("psychologist", to("tests/qti/")),
    "fact sheet": ("psychologist", through("tests/", "tr:has(.badge--none) th a", "a[href$='sheet/']")),
    "calibration": (
        "psychologist",
        through("tests/", "tbody th a >> text=Five-markers", "a[href$='calibrate/']", "article li a"),
    ),
    "test package": ("psychologist", through("test-packages/", "tbody th a >> text=proefafname")),
    "choices made again": (
        "psychologist",
        through("test-packages/", "tbody th a >> text=proefafname", "td a[href$='replay/'] >> nth=1"),
    ),
    "cases": ("administrator", to("cases/")),
    "clocks of people": ("administrator", to("privacy/")),
    "requests about data": ("administrator", to("privacy/requests/")),
    "holds": ("administrator", to("privacy/holds/")),
    "placing a hold": ("administrator", to("privacy/holds/new/")),
    "incident": ("administrator", unfolded_incident),
    "opening an incident": ("administrator", to("incidents/new/")),
    "register of processing": ("auditor", unfolded_register),
    "case": ("manager", through("cases/", "tbody th a")),
    "messages": ("recruiter", to("messages/")),
    "conversation": ("recruiter", through("messages/", "tbody th a")),
    "who hears nothing": ("recruiter", to("silence/")),
    "letter": ("recruiter", through("letters/", "tbody td a")),
    "connections": ("administrator", to("connections/")),
    "new connection": ("administrator", to("connections/new/")),
    "connection": ("administrator", through("connections/", "tbody th a")),
}


def _open(page: Page, path: str) -> None:
    assert visit(page, path) == 200, path


@pytest.mark.parametrize(("language", "wide"), SEEN, ids=["nl", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(page_of: SignIn, place: str, name: str, language: str, wide: int) -> None:
    role, go = PAGES[name]
    page = page_of(role, language=language)
    go(page, place)
    assert page.locator("html").get_attribute("lang") == language
    expect(page.locator(".ribbon")).to_be_visible()
    expect(page.locator(".rail .language button")).to_have_count(2)
    if "/account/" not in page.url:  # one's own account belongs to no organisation
        expect(page.locator(".rail .nav [aria-current=page]")).to_have_count(1)  # one knows where one is
    page.set_viewport_size({"width": wide, "height": 900})
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    for width in (360, 320):
        page.set_viewport_size({"width": width, "height": 900})
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, f"{name} is {over} px too wide at {width} px"


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    "path", ["/", "/account/login/", "/account/signup/", "/account/password/reset/", "/sign-in/"]
)
def test_axe_finds_nothing_before_the_sign_in(
    browser: Browser, product: str, path: str, language: str
) -> None:
    context = browser.new_context(base_url=product, color_scheme="dark")
    context.add_cookies([{"name": "django_language", "value": language, "url": product}])
    page = context.new_page()
    _open(page, path)
    expect(page.locator(".ribbon")).to_be_visible()
    expect(page.locator(".language button")).to_have_count(2)
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, found.generate_report()
    context.close()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on an element that matches."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            shown = page.evaluate("getComputedStyle(document.activeElement).boxShadow !== 'none'")
            assert shown or selector.startswith("input[type=radio]") or "radio" in selector, (
                f"no focus: {selector}"
            )
            return
    raise AssertionError(f"no way to {selector} with the Tab key")


def test_deciding_by_keyboard_alone(page_of: SignIn, place: str) -> None:
    page = page_of("recruiter")
    through("vacancies/", EVENING, ".shortlist tbody th[scope=row] a >> nth=8")(page, place)
    tab_to(page, "#advice form button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("section.advice")).to_be_visible()
    tab_to(page, "#decide input[type=radio]")
    page.keyboard.press("Space")
    tab_to(page, "#decide textarea")
    page.keyboard.type("Door naar het gesprek: het profiel past.")
    tab_to(page, "#decide button")
    page.keyboard.press("Enter")
    expect(page.locator(".timeline")).to_contain_text("Door naar het gesprek: het profiel past.")


def test_answering_by_keyboard_alone(page_of: SignIn, place: str) -> None:
    page = page_of("manager")
    _open(page, f"{place}follow-ups/")
    waiting = page.locator("tbody tr").count()
    tab_to(page, "tbody td a.button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "input[name=still_here]")
    page.keyboard.press("Space")
    tab_to(page, "input[name=performance]")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    tab_to(page, "form.form button.button--primary")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(waiting - 1)

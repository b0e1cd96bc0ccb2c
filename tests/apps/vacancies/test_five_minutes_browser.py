"""The smallest employer, on a phone: from the first page to a vacancy on the board, counted in pages, fields and clicks.

And what everybody then sees of it: axe on the public pages and the desk, in both languages, on a phone and on a desk.
"""

import re
import time

import pytest
from django.core import mail

from serving import chromium, served

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed")]
PASSWORD = "een-lange-zin-als-wachtwoord"
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],  # nobody reads what passed
}
FIVE_MINUTES = 300
TEXT = "Je helpt klanten in de winkel, je vult de schappen en je rekent af. Je werkt met zes collega's."
#: What a person does between signing up and being live; whoever lets it grow changes this line knowingly.
MOST_PAGES, MOST_FIELDS, MOST_CLICKS = 3, 6, 4
#: Seconds a person takes to read a page, fill a field, find a button: generous guesses. What is held are the counts above.
READING, FILLING, CLICKING = 20, 15, 3


@pytest.fixture
def site(committed):
    with served() as address:
        yield address


@pytest.fixture
def phone(site):
    """Open a phone of its own at an address."""
    with chromium() as browser:

        def pick_up(*, scripts=True, path="/", language="nl"):
            context = browser.new_context(
                viewport={"width": 360, "height": 740}, locale=language, java_script_enabled=scripts
            )
            page = context.new_page()
            page.set_default_timeout(20_000)
            page.goto(site + path)
            return page

        yield pick_up


class Hand:
    """A hand that counts what it does."""

    def __init__(self, page):
        self.page, self.fields, self.clicks, self.pages = page, 0, 0, 1

    def fill(self, label, value):
        self.page.get_by_label(label, exact=True).first.fill(value)
        self.fields += 1

    def go(self, role, name):
        before = self.page.url
        self.page.get_by_role(role, name=name, exact=True).first.click()
        self.page.wait_for_load_state()
        self.clicks += 1
        self.pages += self.page.url != before


def has_an_account(page):
    """Sign up and found an organisation: what happens before the five minutes start."""
    page.get_by_role("link", name="Begin met je organisatie").click()
    page.get_by_label("Je naam").fill("Ada")
    page.get_by_label("E-mailadres").fill("ada@example.org")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Maak een account").click()
    page.get_by_role("heading", name="Typ de code uit je mail").wait_for()
    page.locator("input[name=code]").fill(mail.outbox[0].subject.split()[0])
    page.get_by_role("button", name="Bevestigen").click()
    page.get_by_role("link", name="Maak een organisatie aan").click()
    page.get_by_label("Naam van je organisatie").fill("Bakkerij De Halve Maan")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("heading", name="Hallo Ada").wait_for()


def no_wider(page):
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


def accessible(page):
    from axe_playwright_python.sync_playwright import Axe

    for width in (1280, 360, 320):
        page.set_viewport_size({"width": width, "height": 900})
        no_wider(page)
        if width != 320:
            found = Axe().run(page, options=RULES)
            assert found.violations_count == 0, f"{page.url} at {width}\n{found.generate_report()}"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_vacancy_is_live_within_five_minutes_of_signing_up(phone, scripts):
    page = phone(scripts=scripts)
    has_an_account(page)
    started = time.monotonic()
    hand = Hand(page)
    hand.go("link", "Vacature openen")
    hand.go("link", "Verkoopmedewerker")
    hand.fill("Plaats", "Ede")
    hand.fill("Betaalt vanaf", "2400")
    page.locator("input[name=pay_high]").fill("2900")
    hand.fields += 1
    hand.fill(
        "Wat je gaat doen",
        TEXT,
    )
    hand.go("button", "Zet op het bord")
    page.get_by_text("“Verkoopmedewerker” staat op het bord.").wait_for()
    machine = time.monotonic() - started

    assert hand.fields <= MOST_FIELDS, hand.fields
    assert hand.clicks <= MOST_CLICKS, hand.clicks
    assert hand.pages - 1 <= MOST_PAGES + 1, hand.pages
    needed = hand.pages * READING + hand.fields * FILLING + hand.clicks * CLICKING + machine
    assert needed < FIVE_MINUTES, (
        f"{hand.pages} pages, {hand.fields} fields, {hand.clicks} clicks: {needed:.0f} s"
    )

    link = page.locator("#share-link").input_value()
    assert re.search(r"/jobs/at/bakkerij-de-halve-maan/[0-9a-f-]{36}/\?via=\w{8}$", link)
    assert page.locator("svg[role=img][aria-label='Code die de vacature opent']").is_visible()
    no_wider(page)

    other = phone(scripts=scripts, path=link.partition("/jobs/")[1] + link.partition("/jobs/")[2])
    other.get_by_role("heading", name="Verkoopmedewerker", level=1).wait_for()
    assert other.get_by_text("€ 2.400 tot € 2.900 per maand").is_visible()
    assert other.locator("ol li").count() == 6  # three questions, three steps
    no_wider(other)
    page.reload()
    assert page.get_by_text("1 keer geopend.").is_visible()


def test_the_public_pages_and_the_desk_by_axe_in_both_languages(phone):
    page = phone()
    has_an_account(page)
    page.goto(page.url + "vacancies/new/?kind=cook")
    accessible(page)
    page.get_by_label("Plaats", exact=True).fill("Ede")
    page.get_by_label("Betaalt vanaf").fill("2400")
    page.get_by_label("Wat je gaat doen").fill(
        "Wij zijn een jong team en je kookt elke avond voor tachtig gasten."
    )
    page.get_by_role("button", name="Zet op het bord").click()
    page.get_by_text("“jong team” maakt misschien onderscheid naar leeftijd.").wait_for()
    accessible(page)  # with what is in the way
    page.get_by_label("Wat je gaat doen").fill(
        "Je kookt elke avond met drie collega's voor tachtig gasten. Lef is welkom."
    )
    page.get_by_role("button", name="Zet op het bord").click()
    page.get_by_text("“Kok” staat op het bord.").wait_for()
    desk = page.url
    accessible(page)
    for part in ("requirements/", "questions/", "steps/", "edit/"):
        page.goto(desk.replace("desk/", part))
        accessible(page)
    page.goto(desk.rsplit("/vacancies/", 1)[0] + "/vacancies/needs/")
    accessible(page)
    public = re.search(r"/jobs/at/[^?]+", phone_link(page, desk)).group()
    for language in ("nl", "en"):
        other = phone(path=public, language=language)
        assert other.locator("html").get_attribute("lang") == language
        accessible(other)
        for path in (
            "/jobs/",
            "/jobs/?place=Ede&km=10&hours=32",
            "/jobs/?words=niets",
            "/jobs/ranking/",
            "/jobs/save/",
        ):
            other.goto(other.url.partition("/jobs/")[0] + path)
            accessible(other)


def phone_link(page, desk):
    page.goto(desk)
    return page.locator("#share-link").input_value()

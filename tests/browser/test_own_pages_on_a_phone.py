"""A candidate on a phone: where they stand, a contest, other openings, one tap to apply; each page by axe, in both languages."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import translation
from playwright.sync_api import Browser, Page, expect

from browser.test_accessible import RULES
from browser.walking import no_errors
from factories import loop
from factories.openings import make_opening, measure
from maatwerk.apps.applications.public import Choice, applications, apply_for, decide
from maatwerk.apps.journeys.consents import agree
from maatwerk.apps.people.public import Contact, own_link, set_language
from maatwerk.kernel import tenancy
from serving import served

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed")]


WORDS = {
    "nl": {
        "turned down": "Ze gaan niet verder met je sollicitatie.",
        "contest": "Maak bezwaar tegen de beslissing",
        "send": "Verstuur",
        "withdraw": "Trek je sollicitatie in",
        "yes": "Ja, intrekken",
        "withdrawn": "Je hebt je sollicitatie ingetrokken.",
        "apply": "Solliciteer",
    },
    "en": {
        "turned down": "They do not go on with your application.",
        "contest": "Contest the decision",
        "send": "Send",
        "withdraw": "Withdraw your application",
        "yes": "Yes, withdraw",
        "withdrawn": "You withdrew your application.",
        "apply": "Apply",
    },
}


@pytest.fixture
def home(committed: None) -> Iterator[str]:
    """The own pages of somebody who was turned down for one vacancy, takes part in another, and may be shown a third."""
    world = loop.make_world()
    first, second = make_opening(world, "Croupier", "luck"), make_opening(world, "Receptionist", "luck")
    make_opening(world, "Hovenier", "patience", "luck")
    with translation.override("nl"):
        person = loop.make_applicant(
            world, first, patience=None, contact=Contact("Noor", "noor@people.example")
        )
    measure(world, person, {"patience": 1.4, "luck": -1.2})
    with world.acting() as member:
        apply_for(opportunity_id=second, person_id=person)
        (row,) = [one for one in applications(first) if one.person_id == person]
        decide(
            application_id=row.id, choice=Choice(choice="reject", reason="Somebody else fits it."), by=member
        )
    loop.advise(world, first)
    with tenancy.acting(organisation=world.member.organisation.id, person=person):
        agree(person, scope="here")
        path = urlsplit(own_link(person, language="nl")).path
        set_language(person, "nl")
    with served() as address:
        yield address + path


def look(page: Page) -> None:
    """Hold the page that is open to axe, and to the width of a small phone."""
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size({"width": 320, "height": 800})
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"
    page.set_viewport_size({"width": 360, "height": 800})


@pytest.mark.parametrize("language", ["nl", "en"])
def test_status_contest_openings_and_withdrawing(browser: Browser, home: str, language: str) -> None:
    say = WORDS[language]
    page = browser.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=True).new_page()
    with no_errors(page):
        page.goto(home)
        if language == "en":
            page.get_by_role("button", name="EN").click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        look(page)
        page.get_by_role("link", name="Croupier").click()
        expect(page.get_by_text(say["turned down"])).to_be_visible()
        look(page)
        page.get_by_role("link", name=say["contest"]).click()
        look(page)
        page.get_by_role("textbox").fill("Ik kan het werk wel; kijk nog eens.")
        page.get_by_role("button", name=say["send"]).click()
        expect(page.get_by_text("Ik kan het werk wel; kijk nog eens.")).to_be_visible()
        look(page)
        page.goto(home)
        page.get_by_role("link", name="Receptionist").click()
        page.get_by_role("link", name=say["withdraw"]).click()
        look(page)
        page.get_by_role("button", name=say["yes"]).click()
        expect(page.get_by_text(say["withdrawn"]).first).to_be_visible()
        page.goto(home + "openings/")
        look(page)
        expect(page.get_by_role("link", name="Hovenier")).to_be_visible()
        page.get_by_role("button", name=re.compile(f"{say['apply']}.*Hovenier")).click()
        expect(page.locator("main")).to_contain_text("Hovenier")
        expect(page.locator("main")).to_contain_text("Noor")


def test_axe_finds_nothing_on_the_other_pages_in_english(browser: Browser, home: str) -> None:
    page = browser.new_context(viewport={"width": 360, "height": 800}).new_page()
    page.goto(home)
    page.get_by_role("button", name="EN").click()
    for path in (
        "",
        "data/",
        "data/contact/",
        "data/ask/erasure/",
        "openings/",
        "openings/wishes/",
        "questions/",
    ):
        page.goto(home + path)
        assert page.locator("html").get_attribute("lang") == "en", path
        look(page)

"""A recruiter at a desk and a candidate on a phone talk with each other; each page by axe, in both languages."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from browser.test_accessible import RULES
from browser.walking import no_errors
from factories import loop
from factories.organisations import client_of
from maatwerk.apps.applications.public import applications
from maatwerk.apps.organisations.models import User
from maatwerk.apps.people.public import Contact, own_link
from maatwerk.kernel import tenancy
from serving import served

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed")]


@pytest.fixture
def places(committed: None) -> Iterator[tuple[str, str, str, str]]:
    """The address of the site, of the conversation for the recruiter, of the person's messages, and a session."""
    world = loop.make_world()
    vacancy = loop.make_vacancy(world)
    person = loop.make_applicant(
        world, vacancy, patience=None, contact=Contact("Noor", "noor@people.example")
    )
    organisation = world.member.organisation
    with world.acting():
        (row,) = applications(vacancy)
    with tenancy.acting(organisation=organisation.id, person=person):
        own = urlsplit(own_link(person, page="outbox:own_threads", language="nl")).path
    session = client_of(User.objects.get(pk=world.member.user_id)).cookies["sessionid"].value
    with served() as address:
        yield address, f"/o/{organisation.slug}/messages/about/{row.id}/", own, session


def look(page: Page) -> None:
    """Hold the page that is open to axe, and to the width of a small phone."""
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": 320, "height": 800})
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"
    page.set_viewport_size(size)


def test_out_and_back(browser: Browser, places: tuple[str, str, str, str]) -> None:
    address, thread, own, session = places
    desk = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    desk.add_cookies(
        [
            {"name": "sessionid", "value": session, "url": address},
            {"name": "django_language", "value": "en", "url": address},
        ]
    )
    recruiter = desk.new_page()
    phone = browser.new_context(base_url=address, viewport={"width": 360, "height": 800}).new_page()
    with no_errors(recruiter), no_errors(phone):
        recruiter.goto(thread)
        recruiter.get_by_label("Begin with a letter").select_option("invitation")
        recruiter.get_by_role("button", name="Fill in").click()
        words = recruiter.get_by_role("textbox", name="Message", exact=True)
        assert words.input_value().startswith("Beste Noor,")  # in the language of the reader
        words.fill("Kun je donderdag? Kijk op {link}")
        look(recruiter)
        recruiter.get_by_role("button", name="Send", exact=True).click()
        expect(recruiter.locator(".talk__post--mine")).to_contain_text("Kun je donderdag?")

        phone.goto(own)
        expect(phone.locator("html")).to_have_attribute("lang", "nl")
        expect(phone.locator(".talk__post")).to_contain_text("Kun je donderdag? Kijk op http")
        look(phone)
        phone.get_by_label("Je bericht").fill("Ja, om tien uur.")
        phone.get_by_role("button", name="Verstuur").click()
        expect(phone.locator(".talk__post--mine")).to_contain_text("Ja, om tien uur.")
        phone.get_by_role("link", name="Hoe wil je van ons horen?").click()
        look(phone)

        recruiter.goto(thread.partition("about/")[0] + "?part=ours")
        look(recruiter)
        recruiter.get_by_role("link", name="Noor").click()
        expect(recruiter.locator(".talk__post").last).to_contain_text("Ja, om tien uur.")

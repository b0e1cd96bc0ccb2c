"""Interviews in a real browser: a manager on a phone scores before seeing others; an applicant elsewhere picks a time."""

import datetime as dt
import uuid
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from apps.interviews.conftest import House
from browser.test_accessible import RULES
from browser.walking import no_errors
from maatwerk.apps.interviews.operations import Offer, invite_to_pick, offer_slots
from maatwerk.apps.people.public import own_link
from serving import chromium, served

pytestmark = pytest.mark.browser


@pytest.fixture
def site(standing: House) -> Iterator[str]:
    """The address of the site."""
    standing.kit()
    with served() as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def look(page: Page) -> None:
    """Hold the page that is open to axe on a phone, and to the width of the smallest one."""
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"
    width = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 800})
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"
    assert width is not None
    page.set_viewport_size(width)


def signed_in(browser: Browser, site: str, house: House, who: str, *, language: str, width: int) -> Page:
    """A browser in which somebody is signed in."""
    session = house.client(who).cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(base_url=site, viewport={"width": width, "height": 900})
    context.add_cookies(
        [
            {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site},
            {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site},
        ]
    )
    return context.new_page()


def score(page: Page, value: int, note: str) -> None:
    """Give every answer the same score, with words about the first."""
    look(page)
    scales = page.locator("fieldset.field")
    for number in range(scales.count()):
        scales.nth(number).locator("input[type=radio]").nth(value - 1).check()
    page.locator("textarea").first.fill(note)
    page.locator("form.form button.button--primary").click()
    page.wait_for_url(lambda url: "scorecard" not in url)


def test_scores_open_once_own_are_in(site: str, browser: Browser, standing: House) -> None:
    key = standing.held(standing.applicant()[0], "manager", "recruiter")
    manager = signed_in(browser, site, standing, "manager", language="nl", width=360)
    recruiter = signed_in(browser, site, standing, "recruiter", language="en", width=1280)
    with no_errors(manager), no_errors(recruiter):
        manager.goto(f"{standing.at}interviews/")
        look(manager)
        manager.locator("a.button[href$='scorecard/']").click()
        score(manager, 4, "Noemde een eigen voorbeeld.")
        expect(manager.locator("#scores table")).to_contain_text("Noemde een eigen voorbeeld.")
        look(manager)
        recruiter.goto(f"{standing.at}interviews/{key}/")
        expect(recruiter.locator("#scores")).to_contain_text("you see it once your own scores are in")
        expect(recruiter.locator("#scores table")).to_have_count(0)
        recruiter.locator("a.button[href$='scorecard/']").click()
        score(recruiter, 2, "Heard little about the till.")
        expect(recruiter.locator("#scores table")).to_contain_text("Noemde een eigen voorbeeld.")
        waits = standing.applicant("Amir")[0]
        vacancy = f"vacancies/{standing.vacancy}/"
        for path in (
            f"{vacancy}interview-questions/1/",
            f"{vacancy}interview-times/",
            f"applications/{waits}/interview/",
        ):
            recruiter.goto(standing.at + path)
            look(recruiter)


def test_an_applicant_elsewhere_picks_a_time_on_a_phone(site: str, browser: Browser, standing: House) -> None:
    application, person = standing.applicant()
    start = standing.meeting("recruiter").starts_at
    wish = Offer(
        starts_at=start,
        until=start + dt.timedelta(hours=2),
        minutes=60,
        interviewers=standing.id_of("recruiter"),
        video_url="https://video.example/room",
    )
    with standing.acting() as by:
        offer_slots(opportunity_id=standing.vacancy, offer=wish, by=by)
        key: uuid.UUID = invite_to_pick(application_id=application, by=by)
        path = urlsplit(own_link(person, page="interviews:own", language="nl")).path
    context = browser.new_context(
        base_url=site, viewport={"width": 360, "height": 800}, timezone_id="America/New_York"
    )
    page = context.new_page()
    with no_errors(page):
        page.goto(path)
        look(page)
        page.locator("[data-zone-link]").click()  # offered by the page, since this phone is elsewhere
        page.wait_for_url("**zone=America*")
        first = page.locator("form[action$='/pick/'] label.choice").first
        said = first.inner_text()[:5]
        first.locator("input").check()
        page.locator("form[action$='/pick/'] button").click()
        expect(page.locator(f"#interview-{key} dl.facts")).to_contain_text(said)
        expect(page.locator(f"#interview-{key} dl.facts")).to_contain_text("America/New_York")
        look(page)
    context.close()
    staff = signed_in(browser, site, standing, "recruiter", language="en", width=1280)
    staff.goto(f"{standing.at}interviews/")
    expect(staff.locator("table").first).to_contain_text("Noor")

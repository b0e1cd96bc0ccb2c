"""What comes of a test: a psychologist approves a calibration, and somebody decides about their report on a phone."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from browser.test_taking_a_test import Invite, give_any_answer, invite, looked_at, phone, place_of
from browser.walking import SignIn, no_errors, visit

__all__ = ["invite", "phone"]  # fixtures of the way that leads here

pytestmark = pytest.mark.browser


def test_a_psychologist_looks_at_a_calibration_and_approves_it(page_of: SignIn, place: str) -> None:
    page = page_of("psychologist", language="en", width=360)
    with no_errors(page):
        assert visit(page, place + "tests/") == 200
        page.get_by_role("link", name="Big Five-markers").click()
        page.get_by_role("link", name="Calibrate").click()
        scale = page.get_by_role("link", name="Agreeableness, 1")
        for _look in range(30):  # the worker computes it while the demo is young
            if scale.count():
                break
            page.wait_for_timeout(1_000)
            page.reload()
        scale.click()
        expect(page.locator("h1")).to_have_text("Agreeableness, calibration 1")
        expect(page.get_by_text("no real people stand behind it")).to_be_visible()
        expect(page.get_by_role("heading", name="Do items work alike for groups?")).to_be_visible()
        page.get_by_role("button", name="Approve").click()  # without a reason
        page.get_by_label("Your reason").fill("Ten items that belong together; simulated, to try it out.")
        page.get_by_role("button", name="Approve").click()
        expect(page.locator(".badge", has_text="Approved")).to_be_visible()
        expect(page.get_by_text("Ten items that belong together")).to_be_visible()


def test_a_report_on_a_phone_from_strengths_to_contest(
    invite: Invite, phone: Callable[..., tuple[Page, BrowserContext]], tmp_path: Path
) -> None:
    page, _context = phone()
    _take(page, invite("nl", "proefafname"))
    page.get_by_role("link", name="Bekijk je uitslagen").click()
    looked_at(page, "nl")
    report = page.url
    titles = page.locator("main h2").all_inner_texts()
    assert titles.index("Wat opvalt") < titles.index("Wat is gemeten")  # strengths first
    expect(page.get_by_text(re.compile("Van 100 mensen in de vergelijking scoren er tussen"))).to_have_count(
        2
    )
    expect(page.locator(".ruler")).to_have_count(2)
    page.get_by_role("button", name="Geef niet vrij").click()
    expect(page.get_by_text("Je kunt ze nog vrijgeven")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Geef vrij aan")).click()
    expect(page.get_by_text(re.compile("heeft deze uitslagen sinds"))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Geef (niet )?vrij"))).to_have_count(0)
    page.get_by_text("Zeg dat er iets niet klopt").click()
    page.locator("form[action$='contest/'] textarea").fill("Bij de derde vraag viel mijn verbinding weg.")
    page.locator("form[action$='contest/'] button").click()
    expect(page.get_by_text("Bij de derde vraag viel mijn verbinding weg.")).to_be_visible()
    looked_at(page, "nl")
    for name, begins in (("report.pdf", b"%PDF-1.7"), ("results.json", b"{"), ("answers.json", b"{")):
        with page.expect_download() as coming:
            page.locator(f"a[href$='{name}']").click()
        file = tmp_path / name
        coming.value.save_as(file)
        assert file.read_bytes().startswith(begins), name
    page.locator(".player-language button[value=en]").click()
    page.goto(report)
    looked_at(page, "en")
    expect(page.get_by_role("heading", name="What stands out")).to_be_visible()


def _take(page: Page, link: str) -> None:
    """Go from the letter to the end."""
    page.goto(link)
    page.locator("input[name=read]").check()
    page.locator("form.form button").click()
    page.locator("form[action*=begin] button").click()
    while page.locator("#screen").count():
        here = place_of(page)
        give_any_answer(page)
        page.wait_for_function(
            "here => document.querySelector('input[name=place]')?.value !== here", arg=here, timeout=15_000
        )

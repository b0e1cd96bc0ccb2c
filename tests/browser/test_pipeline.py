"""The pipeline by mouse, keys and dragging: recruiter in Dutch, hiring manager in English, and without scripts."""

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.walking import SignIn, no_errors

pytestmark = pytest.mark.browser
REASON = "Helder verhaal over werken met klanten."


def board_of(page: Page, place: str, tab: str) -> None:
    """Open the pipeline of a vacancy."""
    page.goto(place + "vacancies/")
    page.get_by_role("link", name="Medewerker klantenservice, avond").click()
    page.locator(".tabs").get_by_role("link", name=tab).click()


def column(page: Page, stage: str) -> Locator:
    """Return a column of the board."""
    return page.locator(f".board__column[data-stage={stage}]")


def test_the_recruiter_moves_people_by_menu_keys_and_dragging(page_of: SignIn, place: str) -> None:
    page = page_of("recruiter")
    with no_errors(page):
        board_of(page, place, "Bord")
        name = column(page, "applied").locator(".card__name").first.inner_text()

        column(page, "applied").locator("summary").first.click()
        page.get_by_role("link", name="Door naar “Getest”").first.click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_role("heading")).to_have_text(f"Door naar “Getest”: {name}")
        dialog.get_by_label("Je eigen reden").fill("ok")
        dialog.get_by_role("button", name="Door laten gaan").click()
        expect(dialog).to_contain_text("Geef in een paar woorden je eigen reden")
        dialog.get_by_label("Je eigen reden").fill(REASON)
        dialog.get_by_role("button", name="Door laten gaan").click()
        expect(page.locator("#board-said")).to_contain_text(f"{name} staat nu op “Getest”.")
        expect(dialog).to_have_count(0)
        expect(page.get_by_role("link", name="Terugdraaien")).to_be_focused()

        page.get_by_role("link", name="Terugdraaien").click()
        expect(page.get_by_label("Je eigen reden")).to_have_value(
            "Ik heb deze persoon per ongeluk verplaatst."
        )
        page.get_by_role("button", name="Terugdraaien").click()
        expect(column(page, "applied")).to_contain_text(name)

        column(page, "applied").locator(".card__name a").first.focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("m")
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Escape")

        card = column(page, "applied").locator(".card").first
        card.drag_to(column(page, "interview"))
        expect(page.locator("#board-said")).to_contain_text("alleen naar de volgende kolom")
        card.drag_to(column(page, "assessed"))
        expect(page.get_by_role("dialog")).to_be_visible()


def test_the_manager_lets_two_people_go_on_without_scripts_on_a_phone(page_of: SignIn, place: str) -> None:
    page = page_of("manager", language="en", width=360, scripts=False)
    board_of(page, place, "Table")
    for number in (0, 1):
        page.get_by_role("checkbox", name="Choose ").nth(number).check()
    page.get_by_role("button", name="Let the chosen people go on").click()
    expect(page.locator("main form ul li")).to_have_count(2)
    page.get_by_label("The reason that holds for each of these people").fill("Both know the work well.")
    page.get_by_role("button", name="Let them go on").click()
    expect(page.locator("#messages")).to_contain_text("2 people went on.")

"""The pipeline by mouse, keys and dragging, and by a hiring manager without scripts; each in Dutch and in English."""

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.walking import SignIn, no_errors

pytestmark = pytest.mark.browser
REASON = "Helder verhaal over werken met klanten."
WORDS = {
    "nl": {
        "board": "Bord",
        "table": "Tabel",
        "on": "Door naar “Getest”",
        "own reason": "Je eigen reden",
        "let go on": "Door laten gaan",
        "too short": "Geef in een paar woorden je eigen reden",
        "stands": "{name} staat nu op “Getest”.",
        "undo": "Terugdraaien",
        "by mistake": "Ik heb deze persoon per ongeluk verplaatst.",
        "next only": "alleen naar de volgende kolom",
        "chosen go on": "Gekozen mensen door laten gaan",
        "shared reason": "De reden die voor elk van deze mensen geldt",
        "let them go on": "Laat ze doorgaan",
        "went on": "2 mensen zijn verder.",
    },
    "en": {
        "board": "Board",
        "table": "Table",
        "on": "On to “Assessed”",
        "own reason": "Your own reason",
        "let go on": "Let go on",
        "too short": "Give your own reason, in a few words",
        "stands": "{name} stands at “Assessed” now.",
        "undo": "Take back",
        "by mistake": "I moved this person by mistake.",
        "next only": "to the next column only",
        "chosen go on": "Let the chosen people go on",
        "shared reason": "The reason that holds for each of these people",
        "let them go on": "Let them go on",
        "went on": "2 people went on.",
    },
}


def board_of(page: Page, place: str, tab: str) -> None:
    """Open the pipeline of a vacancy."""
    page.goto(place + "vacancies/")
    page.get_by_role("link", name="Medewerker klantenservice, avond").click()
    page.locator(".tabs").get_by_role("link", name=tab).click()


def column(page: Page, stage: str) -> Locator:
    """Return a column of the board."""
    return page.locator(f".board__column[data-stage={stage}]")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_recruiter_moves_people_by_menu_keys_and_dragging(
    page_of: SignIn, place: str, language: str
) -> None:
    page, say = page_of("recruiter", language=language), WORDS[language]
    with no_errors(page):
        board_of(page, place, say["board"])
        name = column(page, "applied").locator(".card__name").first.inner_text()

        column(page, "applied").locator("summary").first.click()
        page.get_by_role("link", name=say["on"]).first.click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_role("heading")).to_have_text(f"{say['on']}: {name}")
        dialog.get_by_label(say["own reason"]).fill("ok")
        dialog.get_by_role("button", name=say["let go on"]).click()
        expect(dialog).to_contain_text(say["too short"])
        dialog.get_by_label(say["own reason"]).fill(REASON)
        dialog.get_by_role("button", name=say["let go on"]).click()
        expect(page.locator("#board-said")).to_contain_text(say["stands"].format(name=name))
        expect(dialog).to_have_count(0)
        expect(page.get_by_role("link", name=say["undo"])).to_be_focused()

        page.get_by_role("link", name=say["undo"]).click()
        expect(page.get_by_label(say["own reason"])).to_have_value(say["by mistake"])
        page.get_by_role("button", name=say["undo"]).click()
        expect(column(page, "applied")).to_contain_text(name)

        column(page, "applied").locator(".card__name a").first.focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("m")
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Escape")

        card = column(page, "applied").locator(".card").first
        card.drag_to(column(page, "interview"))
        expect(page.locator("#board-said")).to_contain_text(say["next only"])
        card.drag_to(column(page, "assessed"))
        expect(page.get_by_role("dialog")).to_be_visible()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_manager_lets_two_people_go_on_without_scripts_on_a_phone(
    page_of: SignIn, place: str, language: str
) -> None:
    page = page_of("manager", language=language, width=360, scripts=False)
    say = WORDS[language]
    board_of(page, place, say["table"])
    for number in (0, 1):
        page.locator("tbody input[type=checkbox]").nth(number).check()
    page.get_by_role("button", name=say["chosen go on"]).click()
    expect(page.locator("main form ul li")).to_have_count(2)
    page.get_by_label(say["shared reason"]).fill("Both know the work well.")
    page.get_by_role("button", name=say["let them go on"]).click()
    expect(page.locator("#messages")).to_contain_text(say["went on"])

"""Applying on a phone, in Dutch and in English, with scripts and without: from the vacancy's page to the receipt."""

from urllib.parse import urlsplit

import pytest

from apps.applications.applying import files
from maatwerk.apps.applications.models import Application
from maatwerk.apps.applications.public import documents_of, sent_with
from serving import chromium, served

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed")]
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],  # nobody reads what passed
}
WORDS = {
    "nl": {
        "apply": "Solliciteer",
        "name": "Je naam",
        "mail": "Je e-mailadres",
        "on": "Ga verder",
        "add": "Voeg dit document toe",
        "in": "Het bestand is binnen.",
        "read": "Ik heb gelezen",
        "send": "Verstuur mijn sollicitatie",
        "done": "Je sollicitatie is binnen",
        "own": "Naar mijn eigen pagina",
    },
    "en": {
        "apply": "Apply",
        "name": "Your name",
        "mail": "Your e-mail address",
        "on": "Go on",
        "add": "Add this document",
        "in": "The file is in.",
        "read": "I have read",
        "send": "Send my application",
        "done": "Your application is in",
        "own": "To my own page",
    },
}
CV = {"name": "cv.pdf", "mimeType": "application/pdf", "buffer": files.pdf()}


def accessible(page):
    from axe_playwright_python.sync_playwright import Axe

    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


@pytest.mark.parametrize(("language", "scripts"), [("nl", True), ("en", True), ("nl", False)])
def test_from_the_vacancy_to_the_receipt_on_a_phone(employer, job, path, language, scripts):
    say = WORDS[language]
    with served() as site, chromium() as browser:
        context = browser.new_context(
            viewport={"width": 360, "height": 740}, locale=language, java_script_enabled=scripts
        )
        page = context.new_page()
        page.set_default_timeout(20_000)
        looks = accessible if scripts else (lambda _page: None)  # axe is a script itself
        page.goto(site + path)
        page.get_by_role("link", name=say["apply"], exact=True).click()
        page.get_by_role("textbox", name=say["name"]).fill("Noor de Wit")
        page.get_by_role("textbox", name=say["mail"]).fill("noor@example.org")
        looks(page)
        page.get_by_role("button", name=say["on"]).click()
        page.locator("input[name=question_1]").first.check()
        looks(page)
        page.locator("#document").set_input_files(files=[CV])
        page.get_by_role("button", name=say["add"]).click()
        page.get_by_text(say["in"]).wait_for()
        assert page.locator("input[name=question_1]").first.is_checked()  # nothing is filled in twice
        page.locator("input[name=question_2]").first.check()
        page.locator("input[name=question_3]").fill("24")
        page.locator("input[name=question_4]").fill("2027-01-04")
        page.get_by_role("button", name=say["on"], exact=True).click()
        page.get_by_label(say["read"]).check()
        looks(page)
        sent = []
        page.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
        page.get_by_role("button", name=say["send"]).dblclick()
        page.get_by_role("heading", name=say["done"], level=1).wait_for()
        assert len(sent) == 1 or not scripts  # without scripts the server alone makes one of two
        looks(page)
        receipt = page.url
        page.go_back()
        page.reload()
        assert urlsplit(page.url).path == urlsplit(receipt).path  # who goes back cannot send twice
        page.get_by_role("link", name=say["own"]).click()
        assert page.locator("html").get_attribute("lang") == language
        assert page.get_by_text("Verkoopmedewerker").first.is_visible()
        context.close()
    with employer.acting():
        made = Application.objects.get()
        assert [one.value for one in sent_with(made.pk).answers] == ["yes", "Ede", "24", "2027-01-04", ""]
        assert [one.suffix for one in documents_of(made.pk)] == ["pdf"]

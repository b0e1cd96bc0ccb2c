"""The wall as people meet it, in English: pseudonyms, own vacancies only, no score beside a question."""

import re

import pytest
from playwright.sync_api import Page, expect

from browser.walking import SignIn, visit

pytestmark = pytest.mark.browser

NAMES = ".shortlist tbody th[scope=row] a"
PSEUDONYM = re.compile(r"P-[0-9A-F]{6}")


def shortlist(page: Page, place: str) -> list[str]:
    """Open the evening shift's shortlist and return whom it lists."""
    page.goto(f"{place}vacancies/")
    page.get_by_role("link", name="Medewerker klantenservice, avond").click()
    return page.locator(NAMES).all_inner_texts()


def posted(page: Page, path: str, **fields: str) -> int:
    """Send a form from inside the page, as a forged button would; returns the status."""
    script = """async ([path, fields]) => {
        const token = document.querySelector('[name=csrfmiddlewaretoken]').value;
        const body = new URLSearchParams({...fields, csrfmiddlewaretoken: token});
        return (await fetch(path, {method: 'POST', body})).status;
    }"""
    status: int = page.evaluate(script, [path, fields])
    return status


@pytest.mark.parametrize("role", ["auditor", "psychologist"])
def test_who_checks_the_work_sees_pseudonyms(page_of: SignIn, place: str, role: str) -> None:
    named = shortlist(page_of("recruiter", language="en"), place)
    page = page_of(role, language="en")
    seen = shortlist(page, place)
    assert len(seen) == len(named) == 31  # 30 applicants, and one of them by a second file
    assert all(PSEUDONYM.fullmatch(name) for name in seen)
    assert not any(PSEUDONYM.fullmatch(name) for name in named)
    text = page.content()
    assert not any(name in text for name in named)
    page.locator(NAMES).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(PSEUDONYM)
    expect(page.locator("#decide")).to_have_count(0)
    assert not any(name in page.content() for name in named)


def test_a_manager_sees_own_vacancies_only(page_of: SignIn, place: str) -> None:
    recruiter = page_of("recruiter", language="en")
    recruiter.goto(f"{place}vacancies/new/")
    recruiter.get_by_label("Title").fill("Somebody else's vacancy")
    recruiter.get_by_role("button", name="Only keep it").click()
    expect(recruiter.get_by_role("heading", level=1)).to_have_text("Somebody else's vacancy")

    manager = page_of("manager", language="en")
    manager.goto(f"{place}vacancies/")
    expect(manager.get_by_role("link", name="Medewerker klantenservice, avond")).to_be_visible()
    expect(manager.get_by_text("Somebody else's vacancy")).to_have_count(0)
    assert visit(manager, recruiter.url) == 404
    expect(manager.get_by_text("Somebody else's vacancy")).to_have_count(0)


def test_strangers_find_nothing(page_of: SignIn, place: str) -> None:
    founder = page_of("analyst", language="en")
    founder.goto("/new/")
    founder.locator("input[name=name]").fill("Another company")
    founder.locator("form.form button.button--primary").click()
    founder.wait_for_url(re.compile(r"/o/another-company"))
    assert visit(founder, "/o/another-company/") == 200

    stranger = page_of("recruiter", language="en")
    for path in ("", "vacancies/", "models/", "follow-ups/"):
        assert visit(stranger, f"/o/another-company/{path}") == 404, path
    expect(stranger.get_by_text("Another company")).to_have_count(0)


def test_a_recruiter_cannot_approve_a_model(page_of: SignIn, place: str) -> None:
    page = page_of("recruiter", language="en")
    page.goto(f"{place}models/")
    page.locator("tbody td a").last.click()
    expect(page.get_by_role("heading", name="Weights").first).to_be_visible()
    expect(page.locator("#step")).to_have_count(0)
    path = page.url.removeprefix(page.url.split("/o/")[0]) + "move/"
    assert posted(page, path, to="reviewed", reason="I would like it live.") == 403
    page.reload()
    expect(page.get_by_text("I would like it live.")).to_have_count(0)


def test_a_question_about_somebody_shows_no_score(page_of: SignIn, place: str) -> None:
    page = page_of("manager", language="en")
    page.goto(f"{place}follow-ups/")
    page.get_by_role("link", name=re.compile("Answer about")).last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("How is")
    text = page.locator("main").inner_text()
    for word in ("of 100", "Stress tolerance", "Conscientiousness", "Advice", "Group 1", "version"):
        assert word not in text

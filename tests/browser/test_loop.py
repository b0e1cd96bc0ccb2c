"""The whole loop in Dutch, by the people who do it: recruiter, manager, psychologist, auditor."""

import re

import pytest
from playwright.sync_api import Page, expect

from browser.walking import SignIn, no_errors

pytestmark = pytest.mark.browser

A_RANGE = re.compile(r"\d+–\d+ van 100|Van 100 mensen")
CONSTRUCTS = ("Stressbestendigheid", "Zorgvuldigheid", "Servicegerichtheid", "Taalvaardigheid")


def test_evidence_advice_decision_outcome_and_a_better_version(page_of: SignIn, place: str) -> None:
    hired = the_recruiter_hires(page_of("recruiter"), place)
    the_manager_answers(page_of("manager"), place, hired)
    the_psychologist_approves_and_rolls_back(page_of("psychologist"), place)
    the_auditor_checks(page_of("auditor"), place)


def the_recruiter_hires(page: Page, place: str) -> str:
    """Own view first, then the advice, then a decision with a reason; returns who was hired."""
    with no_errors(page):
        page.goto(f"{place}vacancies/")
        page.get_by_role("link", name="Medewerker klantenservice, overdag").click()
        expect(page.get_by_role("columnheader", name="Nog in dienst na 12 maanden")).to_be_visible()
        first = page.locator(".shortlist tbody tr", has_text="Gesolliciteerd").locator("th a").first
        name = first.inner_text()
        first.click()

        own_view = page.locator("#own-view")
        own_view.get_by_text("Waarschijnlijk wel").click()
        own_view.get_by_label("Waarop berust je oordeel?").fill("Rustig aan de telefoon tijdens het belspel.")
        own_view.get_by_role("button", name="Mijn oordeel bewaren").click()
        expect(page.locator("#own-view")).to_contain_text("Waarschijnlijk wel")

        expect(page.get_by_text(A_RANGE)).to_have_count(0)  # nothing of the advice shows before it is opened
        page.get_by_role("button", name="Advies tonen").click()
        advice = page.locator("section.advice")
        expect(advice).to_contain_text("Een advies, geen besluit")
        expect(advice).to_contain_text(re.compile(r"goedgekeurd door Pien de Psycholoog"))
        expect(advice.locator(".advice__headline")).to_have_text(A_RANGE)
        expect(advice).to_contain_text("Niet gebruikt: naam, adres, cv, foto, sociale media")
        expect(advice).to_contain_text("Wat dit advies niet weet")
        the_evidence_opens(page)

        expect(advice).to_contain_text("Beoordeeld met 3 of hoger")  # success is staying and performing
        it_prints_without_its_forms(page)

        decide = page.locator("#decide")
        decide.get_by_text("Aannemen").click()
        decide.get_by_label("Je eigen reden").fill("ok")
        decide.get_by_role("button", name="Besluiten").click()
        expect(page.locator("#decide")).to_contain_text("Geef in een paar woorden je eigen reden")
        decide.get_by_label("Je eigen reden").fill("Helder verhaal, en de proefdag ging goed.")
        decide.get_by_role("button", name="Besluiten").click()
        expect(page.get_by_text("Besloten: aannemen.")).to_be_visible()
        expect(page.locator(".timeline")).to_contain_text("Helder verhaal, en de proefdag ging goed.")
        expect(page.locator("#decide")).to_have_count(0)
    return name


def the_evidence_opens(page: Page) -> None:
    """Every contribution leads to the evidence behind it."""
    bars = page.locator(".contributions a")
    assert bars.count() == len(page.locator(".contributions li").all())
    for target in bars.evaluate_all("links => links.map(link => link.hash)"):
        expect(page.locator(f"tr{target}")).to_have_count(1)
    bars.first.click()
    assert "#evidence-" in page.url


def it_prints_without_its_forms(page: Page) -> None:
    """On paper stands what is said, in black on white, and nothing that can only be pressed."""
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator("section.advice")).to_be_visible()
    expect(page.locator(".ribbon")).to_be_visible()
    for gone in (".rail", "#decide"):
        expect(page.locator(gone)).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    page.emulate_media(media="screen", color_scheme="light")


def the_manager_answers(page: Page, place: str, hired: str) -> None:
    """Two minutes, no score anywhere; the person hired just now is asked about later."""
    with no_errors(page):
        page.goto(place)
        page.locator(".tile", has_text="Opvolgvragen voor jou").get_by_role("link").click()
        page.locator("details.more summary").click()
        expect(page.locator("details.more")).to_contain_text(hired)
        page.get_by_role("link", name=re.compile("Antwoord geven over")).first.click()
        for word in CONSTRUCTS:
            expect(page.get_by_text(word)).to_have_count(0)
        expect(page.get_by_text(A_RANGE)).to_have_count(0)
        page.get_by_text("Ja", exact=True).click()
        page.get_by_text("4", exact=True).click()
        page.get_by_role("button", name="Mijn antwoord versturen").click()
        expect(page.get_by_text("Dank je wel.")).to_be_visible()


def the_psychologist_approves_and_rolls_back(page: Page, place: str) -> None:
    """Old and new side by side, three steps each with a reason, and one click back."""
    with no_errors(page):
        page.goto(place)
        page.locator(".tile", has_text="Versies die op jou wachten").get_by_role("link").click()
        expect(page.locator(".badge", has_text="Concept")).to_be_visible()
        for heading in ("Verwacht door deskundigen", "Versie ervoor", "Deze versie"):
            expect(page.get_by_role("columnheader", name=heading).first).to_be_visible()
        expect(page.get_by_role("row", name=re.compile("Handschriftanalyse"))).to_be_visible()
        before = page.get_by_role("link", name=re.compile(r"^versie \d+$")).get_attribute("href")
        assert before is not None
        for button, state in (
            ("Markeren als beoordeeld", "Beoordeeld"),
            ("Goedkeuren", "Goedgekeurd"),
            ("In gebruik nemen", "In gebruik"),
        ):
            page.get_by_label("Jouw reden").fill("Voorspelt beter dan de vorige; geen nieuw verschil.")
            page.get_by_role("button", name=button).click()
            expect(page.locator("p.row .badge").first).to_have_text(state)
        page.goto(before)
        expect(page.locator("p.row .badge").first).to_have_text("Uit gebruik")
        page.get_by_label("Jouw reden").fill("Eerst nog met de ondernemingsraad bespreken.")
        page.get_by_role("button", name="Terug naar deze versie").click()
        expect(page.locator("p.row .badge").first).to_have_text("In gebruik")
        expect(page.locator(".timeline")).to_contain_text("Eerst nog met de ondernemingsraad bespreken.")


def the_auditor_checks(page: Page, place: str) -> None:
    """The log holds what happened, holds as a chain, and impact is there to read."""
    with no_errors(page):
        page.goto(f"{place}log/")
        for event in ("Besluit genomen", "Eigen oordeel vastgelegd", "Uitkomst vastgelegd"):
            expect(page.get_by_role("rowheader", name=re.compile(event)).first).to_be_visible()
        page.get_by_role("button", name="Logboek controleren").click()
        expect(page.get_by_text("Het logboek klopt")).to_be_visible(
            timeout=30_000
        )  # a job reads it all again
        page.goto(f"{place}models/")
        page.locator("tbody td a").first.click()
        impact = page.locator("#impact")
        expect(impact.get_by_role("row", name=re.compile("Vrouwen"))).to_contain_text(re.compile(r"\d,\d\d"))
        expect(impact).to_contain_text("geen juridisch oordeel")
        expect(page.locator("#step")).to_have_count(0)

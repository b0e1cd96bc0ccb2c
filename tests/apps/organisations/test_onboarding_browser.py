"""A small employer starts, on a phone, in Dutch: from the first page to a colleague who joins. With scripts and without."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.db import connections

from maatwerk.apps.messages.models import Message
from maatwerk.apps.messages.operations import deliver
from maatwerk.apps.organisations.models import Organisation, User
from maatwerk.kernel import tenancy
from serving import chromium, served

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed")]
PASSWORD = "een-lange-zin-als-wachtwoord"


@pytest.fixture
def site(committed):
    with served() as address:
        yield address


@pytest.fixture
def phone(site):
    """Open a phone of its own at the first page."""
    with chromium() as browser:

        def pick_up(*, scripts, address=site):
            context = browser.new_context(
                viewport={"width": 360, "height": 740}, locale="nl", java_script_enabled=scripts
            )
            page = context.new_page()
            page.set_default_timeout(20_000)
            page.goto(address)
            return page

        yield pick_up


def fits(page):
    """Nothing sticks out to the right of a phone."""
    return page.locator("main").bounding_box()["width"] <= 360


def beside(function):
    """Run it in a thread of its own: the browser's loop holds this one, where Django then refuses the database."""

    def and_close():
        try:
            function()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(and_close).result()


def send_mail_that_waits():
    user = User.objects.get(email="ada@example.org")
    with tenancy.acting(account=user.pk):
        organisation = Organisation.objects.get()
    with tenancy.acting(organisation=organisation.pk):
        waiting = list(Message.objects.filter(sent_at=None).values_list("pk", flat=True))
    for key in waiting:
        deliver(organisation_id=organisation.pk, message_id=key)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_first_page_to_a_colleague_who_joins(phone, scripts):
    page = phone(scripts=scripts)
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
    assert fits(page)
    page.get_by_role("button", name="Start").click()
    page.get_by_role("heading", name="Hallo Ada").wait_for()
    assert page.url.endswith("/o/bakkerij-de-halve-maan/")

    page.get_by_role("link", name="Nodig een collega uit").click()
    page.get_by_label("E-mailadres van je collega").fill("sanne@example.org")
    page.get_by_label(re.compile("^Psycholoog")).check()
    page.get_by_role("button", name="Stuur de uitnodiging").click()
    page.get_by_text("Er is een uitnodiging onderweg naar sanne@example.org.").wait_for()
    assert fits(page)

    beside(send_mail_that_waits)
    link = re.search(r"http://\S+/invitations/\S+", mail.outbox[-1].body).group()
    other = phone(scripts=scripts, address=link)
    other.get_by_role("link", name="Maak een account").click()
    other.get_by_label("Je naam").fill("Sanne")
    other.get_by_label("Wachtwoord").fill(PASSWORD)
    other.get_by_role("button", name="Maak een account").click()
    other.get_by_role("button", name="Doe mee met Bakkerij De Halve Maan").click()
    other.get_by_role("heading", name="Hallo Sanne").wait_for()
    page.reload()
    page.get_by_role("rowheader", name="Sanne").wait_for()

"""Somebody who was erased is still counted: every page they stood on opens, and calls them by a code."""

from urllib.parse import urlsplit

from django.test import Client

from factories.loop import EVERY_ROLE, advise, make_applicant, make_vacancy, make_world
from factories.organisations import client_of, make_member
from maatwerk.apps.applications.models import Application
from maatwerk.apps.applications.public import Choice, decide
from maatwerk.apps.cases.public import Asked, open_case
from maatwerk.apps.people.public import Contact, own_link, pseudonym
from maatwerk.apps.privacy.public import erase, order_erasure
from maatwerk.kernel import tenancy


def test_pages_open_and_say_no_name(committed, english):
    world = make_world()
    vacancy = make_vacancy(world)
    person = make_applicant(world, vacancy, contact=Contact("Noor Verhoeven", "noor@people.example"))
    organisation, slug = world.member.organisation.id, world.member.organisation.slug
    advise(world, vacancy)
    with tenancy.acting(organisation=organisation, person=person):
        open_case(Asked(kind="access", person_id=person))
        home = urlsplit(own_link(person, language="en")).path
    with world.acting() as member:
        key = Application.objects.get(person_id=person).pk
        decide(application_id=key, choice=Choice(choice="reject", reason="Noor said no in words."), by=member)
        order = order_erasure(person_id=person, cause="request", by=member)
    erase(organisation, order)
    client = client_of(make_member(organisation, *EVERY_ROLE))
    at = f"/o/{slug}/"
    pages = (
        f"{at}applications/{key}/",
        f"{at}vacancies/{vacancy}/",
        f"{at}vacancies/{vacancy}/pipeline/",
        f"{at}vacancies/{vacancy}/pipeline/?view=table",
        f"{at}cases/",
        f"{at}privacy/",
        f"{at}privacy/requests/",
        f"{at}log/",
    )
    found = {page: client.get(page) for page in pages}
    assert {page: one.status_code for page, one in found.items()} == dict.fromkeys(pages, 200)
    assert [page for page, one in found.items() if "Noor" in one.content.decode()] == []
    assert pseudonym(person) in found[pages[0]].content.decode()
    assert Client().get(home).status_code == 404, "their own link leads nowhere"

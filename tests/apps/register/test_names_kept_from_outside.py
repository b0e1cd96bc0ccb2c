"""Wherever an auditor from outside looks, colleagues and applicants stand under a code: every page they can reach is read."""

import datetime as dt
import re
from collections import Counter

import pytest

from factories import loop
from factories.organisations import client_of, make_member, make_user
from maatwerk.apps.audits.following_up import write_step
from maatwerk.apps.audits.models import ImpactAlarm
from maatwerk.apps.cases.public import Asked, Case, open_case
from maatwerk.apps.organisations.public import Role, memberships
from maatwerk.apps.people.public import Contact
from maatwerk.apps.register.papers import make_papers
from maatwerk.apps.validity.operations import state_reliability, study
from maatwerk.kernel import log, tenancy

OF_A_KIND = 3  # pages of one kind that are read
NAME, MAIL, APPLICANT = "Wilhelmina Achterberg", "wilhelmina@bakery.example", "Cornelis Zonderland"


@pytest.fixture
def world(committed, english) -> loop.World:
    """An organisation in which one colleague did everything: an approved version, papers, an alarm worked on, a study."""
    made = loop.make_world(people=120)
    member = make_member(made.member.organisation.id, *loop.EVERY_ROLE, user=make_user(NAME, email=MAIL))
    made.member = next(
        one for one in memberships(member) if one.organisation.id == made.member.organisation.id
    )
    vacancy = loop.make_vacancy(made)
    person = loop.make_applicant(made, vacancy, contact=Contact(APPLICANT, "cornelis@people.example"))
    assert person
    with made.acting() as acting:
        loop.admit(made, "patience")
        state_reliability(family_id=made.family_id, value=0.6, source="Two leads rated forty.", by=acting)
        study(family_id=made.family_id)
    version = loop.propose(made)
    loop.put_live(made, version)
    with made.acting():
        make_papers(version)
    log.seal(made.member.organisation.id)
    _alarm(made)
    return made


def _alarm(world: loop.World) -> None:
    with tenancy.acting(organisation=world.member.organisation.id, using="audit"):
        alarm = ImpactAlarm.objects.using("audit").create(
            organisation_id=world.member.organisation.id,
            attribute="sex",
            group="female",
            since=dt.date(2026, 1, 5),
            week=dt.date(2026, 6, 1),
            ratio_low=0.4,
            ratio_high=0.9,
            people=240,
        )
    with world.acting() as member:
        open_case(Asked(kind=Case.Kind.ALARM, text="Look.", subject="impact_alarm", object_id=alarm.pk))
        Case.objects.filter(object_id=alarm.pk).update(owner=member.user_id)
        write_step(alarm_id=alarm.pk, kind="hypothesis", text="The test comes too early.", by=member)


def kind_of(address: str) -> str:
    """Return the address without keys and questions: pages of one kind are made by one view."""
    return re.sub(r"[0-9a-f-]{36}", "KEY", address).split("?")[0].split("/", 3)[-1]


def test_no_page_they_reach_names_anybody_and_others_still_see_names(world):
    organisation = world.member.organisation
    client = client_of(make_member(organisation.id, Role.OUTSIDE_AUDITOR, user=make_user("Eva")))
    slug = organisation.slug
    waiting, told = [f"/o/{slug}/", f"/o/{slug}/impact/trend/"], set()
    read: dict[str, int] = {}
    kinds: Counter[str] = Counter()
    while waiting:
        address = waiting.pop()
        if address in read or kinds[kind_of(address)] == OF_A_KIND:
            continue
        kinds[kind_of(address)] += 1
        answer = client.get(address)
        read[address] = answer.status_code
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        told |= {(address, word) for word in (NAME, MAIL, APPLICANT, "cornelis@") if word.encode() in content}
        if "html" in answer.headers["Content-Type"]:
            found = re.findall(rf'href="(/o/{slug}/[^"#]*)"', content.decode())
            waiting += [link.replace("&amp;", "&") for link in found]
    assert told == set()
    assert {address for address, status in read.items() if status != 200} == set(), "links that lead nowhere"
    assert kinds.keys() >= {
        "impact/", "impact/trend/", "impact/law/", "impact/alarms/KEY/", "validity/", "validity/following/",
        "validity/work/KEY/", "log/", "models/", "models/versions/KEY/", "register/", "register/export.zip",
    }  # fmt: skip
    alarm = next(address for address in read if "/alarms/" in address)
    assert f"Colleague {world.member.user_id.hex[-6:].upper()}" in client.get(alarm).text
    inside = client_of(make_member(organisation.id, Role.AUDITOR))
    assert NAME in inside.get(alarm).text

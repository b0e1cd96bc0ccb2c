"""An auditor from outside: let in for a period, reads, changes nothing, every page in the log; and what they take along."""

import datetime as dt
import io
import json
import zipfile

import pytest
from allauth.account.models import EmailAddress
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from factories import loop
from factories.organisations import client_of, make_member, make_user
from maatwerk.apps.organisations.public import Role, colleagues, memberships
from maatwerk.apps.register.public import (
    Sheet,
    Visit,
    end_mandate,
    export,
    let_auditor_in,
    mandates,
    write_sheet,
)
from maatwerk.kernel import log, tenancy
from maatwerk.kernel.models import Event
from maatwerk.kernel.refusals import NotAllowed, Refusal

pytestmark = pytest.mark.usefixtures("english")


def visit(**change: object) -> Visit:
    given = {
        "email": "eva@auditors.example",
        "firm": "Auditors",
        "independence": "Never worked for either.",
        "until": timezone.localdate() + dt.timedelta(days=30),
    }
    return Visit(**given | change)  # type: ignore[arg-type]


def let_in(world: loop.World, *, days: int = 30) -> object:
    """Return an account that is an auditor from outside."""
    user = make_member(world.member.organisation.id, Role.OUTSIDE_AUDITOR, user=make_user("Eva"))
    with world.acting():
        from maatwerk.apps.organisations.models import Membership

        Membership.objects.filter(user=user).delete()
        Membership.objects.create(
            organisation_id=world.member.organisation.id,
            user=user,
            role=Role.OUTSIDE_AUDITOR,
            until=timezone.now() + dt.timedelta(days=days),
        )
    return user


def addresses() -> list[str]:
    """Return every address of an organisation in the whole product, with keys that belong to nothing."""
    found = []

    def walk(patterns: list[object], prefix: str) -> None:
        for pattern in patterns:
            path = prefix + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                found.append((path, pattern.pattern.converters))
            else:
                walk(pattern.url_patterns, path)

    walk(get_resolver().url_patterns, "")
    filled = []
    for path, converters in found:
        if not path.startswith("o/<slug:organisation>/"):
            continue
        for name, converter in converters.items():
            value = {"organisation": "SLUG", "int": "7"}.get(name, "")
            kind = type(converter).__name__
            value = value or {
                "UUIDConverter": "00000000-0000-0000-0000-000000000007",
                "IntConverter": "7",
            }.get(kind, "pdf")
            path = path.replace(path[path.index("<") : path.index(">") + 1], value, 1)
        filled.append("/" + path)
    return filled


@pytest.mark.django_db
def test_they_can_change_nothing_at_any_address() -> None:
    world = loop.make_world()
    client = client_of(let_in(world))
    slug = world.member.organisation.slug
    with world.acting():
        before = Event.objects.count()
    tried = {address: client.post(address.replace("SLUG", slug)).status_code for address in addresses()}
    assert len(tried) > 80
    assert {address: status for address, status in tried.items() if status not in {403, 405}} == {}
    with world.acting():
        assert Event.objects.exclude(kind="organisations.access_refused").count() == before


@pytest.mark.django_db
def test_each_page_they_read_is_in_the_log_and_pages_of_applicants_are_shut() -> None:
    world = loop.make_world()
    user = let_in(world)
    client, slug = client_of(user), world.member.organisation.slug
    for page in ("register/", "register/risks/", "register/reviews/", "register/stops/", "models/", "log/"):
        assert client.get(f"/o/{slug}/{page}").status_code == 200, page
    for page in ("vacancies/", "follow-ups/", "settings/", "register/auditors/new/", "cases/"):
        assert client.get(f"/o/{slug}/{page}").status_code == 403, page
    with world.acting():
        read = Event.objects.filter(kind="organisations.page_read", actor_id=user.pk)
        assert [event.data["page"] for event in read.order_by("at", "id")] == [
            "register:list", "register:risks", "register:reviews", "register:stops", "journeys:models", "journeys:log",
        ]  # fmt: skip


@pytest.mark.django_db
def test_their_time_ends_by_itself() -> None:
    world = loop.make_world()
    user = let_in(world, days=-1)
    assert memberships(user) == ()
    assert client_of(user).get(f"/o/{world.member.organisation.slug}/register/").status_code == 404
    with world.acting():
        assert user.pk not in {one.user_id for one in colleagues()}


@pytest.mark.django_db
def test_who_belongs_to_us_or_to_the_supplier_is_refused(settings: pytest.FixtureRequest) -> None:
    settings.DEFAULT_FROM_EMAIL = "Maatwerk <maatwerk@supplier.example>"
    world = loop.make_world()
    inside = world.member.email.rpartition("@")[2]
    with world.acting() as member:
        for email in (f"niece@{inside.upper()}", "friend@supplier.example"):
            with pytest.raises(Refusal) as refused:
                let_auditor_in(visit=visit(email=email), by=member)
            assert refused.value.code == "not_from_outside"
        for change in ({"independence": " "}, {"firm": ""}, {"until": dt.date(2020, 1, 1)},
                       {"until": timezone.localdate() + dt.timedelta(days=400)}):  # fmt: skip
            with pytest.raises(Refusal):
                let_auditor_in(visit=visit(**change), by=member)
        assert mandates() == []


@pytest.mark.usefixtures("committed")
def test_they_are_asked_in_by_mail_join_and_are_shown_out(monkeypatch: pytest.MonkeyPatch) -> None:
    letters: list[dict[str, str]] = []
    monkeypatch.setattr(
        "maatwerk.apps.organisations.letters._carriers", [lambda **letter: letters.append(letter)]
    )
    world = loop.make_world()
    with world.acting() as member:
        key = let_auditor_in(visit=visit(), by=member)
    (letter,) = letters
    assert letter["to"] == "eva@auditors.example"
    link = next(word for word in letter["body"].split() if "/invitations/" in word)
    user = make_user("Eva", email="eva@auditors.example")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client = client_of(user)
    assert client.post(link[link.index("/invitations/") :]).status_code == 302
    (joined,) = memberships(user)
    assert joined.only_reads
    with world.acting() as member:
        (row,) = mandates()
        assert (row.firm, row.is_over) == ("Auditors", False)
        end_mandate(mandate_id=key, by=member)
    assert memberships(user) == ()
    with tenancy.acting(organisation=world.member.organisation.id), pytest.raises(NotAllowed):
        end_mandate(mandate_id=key, by=joined)


@pytest.mark.usefixtures("committed")
def test_the_same_seal_gives_the_same_file_whatever_came_later() -> None:
    world = loop.make_world(people=60)
    loop.admit(world, "patience", importance=2, source="Somebody's experience")
    loop.put_live(world, loop.propose(world))
    organisation = world.member.organisation.id
    log.seal(organisation)
    with world.acting() as member:
        first = export()
        sheet = Sheet(origin="Later", original_purpose="Later", gaps="Later", bias_check="Later")
        write_sheet(job_family_id=world.family_id, sheet=sheet, by=member)
    loop.propose(world)
    log.seal(organisation)
    with world.acting():
        again, newest = export(seal_number=first.seal_number), export()
    assert (again.hash, again.content) == (first.hash, first.content)
    assert newest.hash != first.hash
    with zipfile.ZipFile(io.BytesIO(first.content)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        versions = json.loads(archive.read("versions.json"))
        counted = json.loads(archive.read("log.json"))
        assert set(archive.namelist()) == {"manifest.json", *manifest["files"]}
        text = b"".join(archive.read(name) for name in archive.namelist()).decode(errors="ignore")
    assert "not an independent audit" in manifest["label"]
    assert [step["to_state"] for step in versions[0]["steps"]] == ["reviewed", "approved", "live"]
    assert counted["events"]["advice.version_proposed"] == "fewer than 10"
    assert world.member.email not in text
    assert world.member.name not in text


@pytest.mark.django_db
def test_nothing_sealed_gives_nothing() -> None:
    world = loop.make_world()
    with world.acting(), pytest.raises(Refusal, match="no such seal"):
        export()

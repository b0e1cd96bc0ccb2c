"""Somebody who is filled in everywhere is erased: no word of theirs is left in any table or file, and nobody else is touched."""

import json
import uuid
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection

from factories.everywhere import fill, holding, rows, superuser
from factories.loop import World, make_vacancy, make_world
from maatwerk.apps.applications.documents import store
from maatwerk.apps.audits.models import WaitingGroups
from maatwerk.apps.people.public import KeyDestroyed, register_person, seal, unseal
from maatwerk.apps.privacy.models import AccessPackage, Erasure
from maatwerk.apps.privacy.operations import ledger
from maatwerk.apps.privacy.operations import packages as packing
from maatwerk.apps.privacy.public import (
    count_groups,
    erase,
    erase_again,
    make_package,
    order_erasure,
    order_package,
    place_hold,
)
from maatwerk.kernel import tenancy
from maatwerk.kernel.backup.site import do_again
from maatwerk.kernel.keeping import by_table
from maatwerk.kernel.models import Event
from maatwerk.kernel.refusals import Refusal

MARK, OTHER = "ZQXJV", "WKPYB"
#: What the log says of an application too, and codes: no sentence of anybody stands there.
CODES = {
    "applications_application": {"source"},
    "cases_case": {"subject", "alarm"},
    "privacy_erasure": {"removed"},
    # a group that somebody belonged to, under no key and no date (test_sums_after_erasure)
    "audits_waitinggroups": {"row"},
}


class Filled:
    """An organisation with two people who are filled in everywhere."""

    def __init__(self, cluster):
        self.world: World = make_world()
        self.organisation = self.world.member.organisation.id
        self.vacancy = make_vacancy(self.world)
        self.marked: dict[str, set[str]] = {}
        with self.world.acting():
            self.person, self.other = register_person(), register_person()
            sealed = {
                key: seal(key, {"text": f"{mark} sealed"}, using="default")
                for key, mark in ((self.person, MARK), (self.other, OTHER))
            }
        with superuser(cluster) as above:
            above.execute("DELETE FROM people_personrecord")  # the fill makes its own
            for key, mark in ((self.person, MARK), (self.other, OTHER)):
                self.marked = fill(
                    above,
                    organisation=self.organisation,
                    person=key,
                    user=self.world.member.user_id,
                    opportunity=self.vacancy,
                    family=self.world.family_id,
                    mark=mark,
                    sealed=sealed[key],
                )
        with self.world.acting():
            for mark in (MARK, OTHER):
                name = self._document(cluster, mark)
                store.write(self.organisation, name, mark.encode())

    def _document(self, cluster, mark: str) -> str:
        with superuser(cluster) as above:
            (name,) = above.execute(
                "SELECT file FROM applications_document WHERE file LIKE %s", [f"{mark}%"]
            ).fetchone()
        return name

    def erase(self, person: uuid.UUID | None = None) -> dict[str, int]:
        with self.world.acting() as member:
            key = order_erasure(person_id=person or self.person, cause="request", by=member)
        return erase(self.organisation, key)


@pytest.fixture
def filled(committed, cluster) -> Filled:
    return Filled(cluster)


def files_with(mark: str) -> list[str]:
    found = []
    for path in Path(settings.UPLOADS).rglob("*"):
        if path.is_file() and (mark in path.name or mark.encode() in path.read_bytes()):
            found.append(path.name)
    return found


def test_no_word_is_left(filled, cluster):
    with superuser(cluster) as above:
        before, theirs = rows(above, OTHER), holding(above, OTHER)
        assert len(holding(above, MARK)) > 25
        assert len(files_with(MARK)) == 1
    removed = filled.erase()
    assert sum(removed.values()) > 30
    with superuser(cluster) as above:
        left = {table: found - CODES.get(table, set()) for table, found in holding(above, MARK).items()}
        assert {table: found for table, found in left.items() if found} == {}
        assert files_with(MARK) == []
        assert rows(above, OTHER) == before
        assert holding(above, OTHER) == theirs
        assert files_with(OTHER)
        gone = {table for table, number in rows(above, MARK).items() if not number}
    kept = by_table()
    assert gone == {
        table for table, one in kept.items() if one.whose and not one.stays and not one.empties
    } | {"people_personkey"}


def test_nothing_sealed_opens_any_more(filled):
    with filled.world.acting():
        sealed = seal(filled.person, {"text": "x"}, using="default")
        assert unseal(filled.person, sealed) == {"text": "x"}
    filled.erase()
    with filled.world.acting(), pytest.raises(KeyDestroyed):
        unseal(filled.person, sealed)


def test_the_log_tells_it_without_anything_of_the_person(filled):
    filled.erase()
    with filled.world.acting():
        told = Event.objects.get(kind="privacy.person_erased")
        assert told.person_id == filled.person
        assert told.data.keys() == {"rows"}
        assert (
            Erasure.objects.get(person_id=filled.person, state="done", cause="request").removed[
                "people_identity"
            ]
            == 1
        )


def test_a_second_time_is_the_same(filled):
    with filled.world.acting() as member:
        key = order_erasure(person_id=filled.person, cause="request", by=member)
    assert erase(filled.organisation, key) == erase(filled.organisation, key)
    with filled.world.acting():
        assert Event.objects.filter(kind="privacy.person_erased").count() == 1


@pytest.mark.parametrize("at", ["ledger.write", "forget_files", "keep_numbers"])
def test_killed_in_the_middle_it_goes_on(filled, cluster, monkeypatch, at):
    """The process dies before, between and after the steps; the next run comes to the same end."""
    from maatwerk.apps.privacy.operations import erasing

    def die(*_args):
        raise SystemExit

    with filled.world.acting() as member:
        key = order_erasure(person_id=filled.person, cause="request", by=member)
    with monkeypatch.context() as patched:
        if at == "ledger.write":
            patched.setattr(erasing.ledger, "write", die)
        else:
            patched.setattr(erasing, at, die)
        with pytest.raises(SystemExit):
            erase(filled.organisation, key)
    assert erase(filled.organisation, key)["people_identity"] == 1
    with superuser(cluster) as above:
        assert "people_identity" not in holding(above, MARK)
    assert files_with(MARK) == []


def test_a_restore_brings_nobody_back(filled, cluster):
    """The rows come back from a backup; the ledger, which is no part of it, has them erased again before anything is served."""
    with superuser(cluster) as above:
        saved = {
            table: above.execute(f'SELECT * FROM "{table}"').fetchall()
            for table in ("people_identity", "people_personkey", "outbox_thread")
        }
    filled.erase()
    assert erase_again() == 0, "nothing came back yet"
    with superuser(cluster) as above:
        above.execute("SET session_replication_role = replica")
        for table, found in saved.items():
            above.execute(f'DELETE FROM "{table}"')
            for row in found:
                above.execute(f'INSERT INTO "{table}" VALUES ({", ".join(["%s"] * len(row))})', list(row))
        above.execute("DELETE FROM privacy_erasure")
        assert "people_identity" in holding(above, MARK)
    do_again()
    assert erase_again() == 0
    with superuser(cluster) as above:
        assert "people_identity" not in holding(above, MARK)
        assert "people_identity" in holding(above, OTHER)


def test_the_ledger_names_nobody(filled):
    filled.erase()
    text = (Path(settings.ANCHORS) / ledger.NAME).read_text()
    assert str(filled.person) not in text
    assert filled.person.hex not in text
    assert ledger.mark(filled.organisation, filled.person) in text
    assert ledger.mark(uuid.uuid4(), filled.person) not in text, "the same person elsewhere has another mark"


def test_a_hold_stops_it_in_the_database_too(filled):
    """Not a page and not the operation: PostgreSQL itself refuses while a hold stands."""
    import datetime as dt

    with filled.world.acting() as member:
        Erasure.objects.filter(person_id=filled.person).delete()
        Erasure.objects.create(
            organisation_id=filled.organisation,
            person_id=filled.person,
            state="erasing",
            cause="request",
            due_on=dt.date(2026, 1, 1),
        )
        Erasure.objects.filter(person_id=filled.person).update(state="ordered")
        place_hold(
            reason="A complaint, number 12.",
            review_on=dt.date(2099, 1, 1),
            by=member,
            opportunity_id=filled.vacancy,
        )
        Erasure.objects.filter(person_id=filled.person).update(state="erasing")
        with pytest.raises(Refusal):
            order_erasure(person_id=filled.person, cause="request", by=member)
    with (
        pytest.raises(ProgrammingError, match="nobody ordered this"),
        filled.world.acting(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT erase_person(%s)", [filled.person])


@pytest.mark.parametrize("function", ["erase_person", "rows_of_person"])
def test_nobody_is_taken_in_hand_without_an_order(filled, function):
    with (
        pytest.raises(ProgrammingError, match="nobody ordered this"),
        filled.world.acting(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"SELECT {function}(%s)", [filled.person])


def test_another_organisation_reaches_nothing(filled, cluster):
    """An order of its own for the same key erases what is its own, and that is nothing."""
    world = make_world()
    with superuser(cluster) as above:
        above.execute(
            "INSERT INTO privacy_erasure (id, organisation_id, person_id, state, cause, due_on, removed)"
            " VALUES (gen_random_uuid(), %s, %s, 'erasing', 'request', now(), '{}')",
            [world.member.organisation.id, filled.person],
        )
    with world.acting(), connection.cursor() as cursor:
        cursor.execute("SELECT erase_person(%s)", [filled.person])
        assert json.loads(cursor.fetchone()[0] or "{}") == {}
    with superuser(cluster) as above:
        assert "people_identity" in holding(above, MARK)


def test_who_asks_gets_everything_and_nothing_of_tests(filled):
    """Every table with a word of theirs is in the package; what is declared as hidden is not."""
    with filled.world.acting() as member:
        key = order_package(person_id=filled.person, case_id=None, by=member)
        asked = AccessPackage.objects.get(pk=key)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(packing, "documents_to_give", lambda _person: iter([("cv.pdf", b"%PDF")]))
        make_package(filled.organisation, asked.pk)
    with tenancy.acting(organisation=filled.organisation, person=filled.person):
        content = packing.open_package(key, person_id=filled.person)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = set(archive.namelist())
        told = json.loads(archive.read("everything.json"))
        read_me = archive.read(next(name for name in names if name.endswith(".txt"))).decode()
    assert "documents/cv.pdf" in names
    tables = told["tables"]
    assert {"privacy.package_ordered"} <= {one["what"] for one in told["log"]}
    assert str(member.user_id) not in json.dumps(told["log"]), "that somebody looked, and not who"
    untitled = [table for table in tables if f"- {table}:" in read_me or table not in read_me]
    assert untitled == [], "src/maatwerk/apps/privacy/titles.py"
    kept = by_table()
    missing = {
        table: sorted(columns - set(kept[table].hidden.split()))
        for table, columns in filled.marked.items()
        if columns - set(kept[table].hidden.split()) and MARK not in json.dumps(tables.get(table, []))
    }
    assert missing == {}
    assert OTHER not in json.dumps(told)
    assert tables["outbox_post"][0]["sealed"] == {"text": f"{MARK} sealed"}
    for table, one in kept.items():
        for row in tables.get(table, []):
            assert not set(row) & set(one.hidden.split()), table
    assert "assessments_item" not in tables
    assert "assessments_itemkey" not in tables


def test_groups_are_counted_where_audit_alone_reads(filled):
    filled.erase()
    assert count_groups(filled.organisation) == 0, "one person is no batch"
    with pytest.raises(ProgrammingError, match="permission denied"), filled.world.acting():
        WaitingGroups.objects.count()

"""The log as evidence: what was sealed cannot be edited, cut or added to without being found."""

import contextlib
import json
import threading
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import ProgrammingError, connections, transaction
from django.utils import timezone, translation

from maatwerk.kernel import events, log, log_anchors, tenancy
from maatwerk.kernel.log_form import canonical
from maatwerk.kernel.models import Event, Seal

Found = Callable[[str], uuid.UUID]
Superuser = psycopg.Connection[Any]


def record(organisation: uuid.UUID, count: int = 3, **data: object) -> list[uuid.UUID]:
    with tenancy.acting(organisation=organisation):
        return [events.record("test.thing_done", number=number, **data).pk for number in range(count)]


def codes(organisation: uuid.UUID) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.seal) for finding in log.verify(organisation).findings]


@pytest.fixture
def sealed(organisation: uuid.UUID) -> list[uuid.UUID]:
    """Three seals of three events each; the keys of the events."""
    keys = []
    for _number in range(3):
        keys += record(organisation)
        assert log.seal(organisation) == 3
    return keys


def test_an_untouched_log_holds(organisation: uuid.UUID, sealed: list[uuid.UUID]) -> None:
    record(organisation, 2)
    report = log.verify(organisation)
    assert report.ok
    assert (report.seals, report.sealed, report.unsealed) == (3, 9, 2)


def test_an_empty_log_holds(organisation: uuid.UUID) -> None:
    assert log.seal(organisation) == 0
    assert log.verify(organisation) == log.LogReport(organisation, 0, 0, 0, ())


def test_the_auditors_login_can_verify(organisation: uuid.UUID, sealed: list[uuid.UUID]) -> None:
    assert log.verify(organisation, using="audit").sealed == 9


@pytest.mark.parametrize(
    "change",
    [
        "data = '{\"number\": 7}'",
        "kind = 'test.thing_undone'",
        "at = at + interval '1 microsecond'",
        "actor_id = gen_random_uuid()",
        "person_id = gen_random_uuid()",
        "object_id = gen_random_uuid()",
    ],
)
def test_an_edited_event_is_named(
    organisation: uuid.UUID, sealed: list[uuid.UUID], superuser: Superuser, change: str
) -> None:
    superuser.execute(f"UPDATE kernel_event SET {change} WHERE id = %s", [sealed[4]])
    (finding,) = log.verify(organisation).findings
    assert (finding.code, finding.seal, finding.event) == ("event_changed", 2, str(sealed[4]))


def test_a_deleted_event_is_named(
    organisation: uuid.UUID, sealed: list[uuid.UUID], superuser: Superuser
) -> None:
    superuser.execute("DELETE FROM kernel_event WHERE id = %s", [sealed[0]])
    (finding,) = log.verify(organisation).findings
    assert (finding.code, finding.seal, finding.event) == ("event_missing", 1, str(sealed[0]))


def test_an_event_put_into_a_sealed_batch_is_named(
    organisation: uuid.UUID, sealed: list[uuid.UUID], superuser: Superuser
) -> None:
    (late,) = record(organisation, 1)
    superuser.execute("UPDATE kernel_event SET seal_number = 2, position = 1 WHERE id = %s", [late])
    (finding,) = log.verify(organisation).findings
    assert (finding.code, finding.seal, finding.event) == ("event_added", 2, str(late))


def test_an_event_under_a_seal_that_never_was_is_named(
    organisation: uuid.UUID, sealed: list[uuid.UUID], superuser: Superuser
) -> None:
    (late,) = record(organisation, 1)
    superuser.execute("UPDATE kernel_event SET seal_number = 9, position = 0 WHERE id = %s", [late])
    assert codes(organisation) == [("event_added", 9)]


def test_events_that_change_places_are_found(
    organisation: uuid.UUID, sealed: list[uuid.UUID], superuser: Superuser
) -> None:
    superuser.execute("UPDATE kernel_event SET position = 2 - position WHERE seal_number = 3")
    assert codes(organisation) == [("event_order", 3)]


def test_an_event_hidden_from_its_seal_is_found(
    organisation: uuid.UUID, sealed: list[uuid.UUID], superuser: Superuser
) -> None:
    superuser.execute("UPDATE kernel_event SET seal_number = NULL WHERE id = %s", [sealed[8]])
    assert codes(organisation) == [("event_missing", 3)]
    log.seal(organisation)  # sealing it a second time does not heal the first seal
    assert codes(organisation) == [("event_missing", 3)]


def test_a_cut_tail_is_found_and_not_numbered_over(
    organisation: uuid.UUID, sealed: list[uuid.UUID], superuser: Superuser
) -> None:
    superuser.execute("DELETE FROM kernel_event WHERE seal_number >= 2")
    superuser.execute("DELETE FROM kernel_seal WHERE number >= 2")
    assert codes(organisation) == [("seal_missing", 2), ("seal_missing", 3)]
    record(organisation)
    log.seal(organisation)
    assert codes(organisation) == [("seal_missing", 2), ("seal_missing", 3)]
    assert log.verify(organisation).seals == 2


def test_a_cut_tail_of_events_alone_is_found(
    organisation: uuid.UUID, sealed: list[uuid.UUID], superuser: Superuser
) -> None:
    superuser.execute("DELETE FROM kernel_event WHERE seal_number = 3")
    assert codes(organisation) == [("event_missing", 3)] * 3


def test_an_edited_seal_is_named(
    organisation: uuid.UUID, sealed: list[uuid.UUID], superuser: Superuser
) -> None:
    superuser.execute("UPDATE kernel_seal SET sealed_at = sealed_at - interval '1 day' WHERE number = 2")
    assert codes(organisation) == [("seal_changed", 2)]


def test_a_deleted_seal_is_named(
    organisation: uuid.UUID, sealed: list[uuid.UUID], superuser: Superuser
) -> None:
    superuser.execute("DELETE FROM kernel_seal WHERE number = 1")
    assert codes(organisation) == [("seal_missing", 1)]


def test_a_chain_rewritten_with_all_its_hashes_is_found(
    organisation: uuid.UUID, sealed: list[uuid.UUID], superuser: Superuser, settings: Any
) -> None:
    """Whoever knows the canonical form can make the table agree with itself; the anchors still disagree."""
    superuser.execute("UPDATE kernel_event SET kind = 'test.forged' WHERE id = %s", [sealed[3]])
    superuser.execute("UPDATE kernel_event SET seal_number = NULL WHERE seal_number >= 2")
    superuser.execute("DELETE FROM kernel_seal WHERE number >= 2")
    true_anchors, settings.ANCHORS = settings.ANCHORS, Path(settings.ANCHORS) / "elsewhere"
    with tenancy.acting(organisation=organisation):
        newest = Seal.objects.get(number=1)
    assert newest.hash
    log.seal(organisation)  # the forger seals anew, with everything that the system itself has
    settings.ANCHORS = true_anchors
    found = codes(organisation)
    assert ("seal_changed", 2) in found
    assert ("event_changed", 2) in found


def test_an_edited_anchor_is_named(organisation: uuid.UUID, sealed: list[uuid.UUID]) -> None:
    file = log_anchors.file_of(organisation)
    lines = file.read_text().splitlines(keepends=True)
    lines[1] = lines[1].replace('"number":2', '"number":7')
    file.write_text("".join(lines))
    (changed, missing) = log.verify(organisation).findings
    assert (changed.code, changed.line) == ("anchor_changed", 2)
    assert (missing.code, missing.seal) == ("anchor_missing", 2)


def test_an_anchor_line_that_was_removed_is_named(organisation: uuid.UUID, sealed: list[uuid.UUID]) -> None:
    file = log_anchors.file_of(organisation)
    lines = file.read_text().splitlines(keepends=True)
    file.write_text(lines[0] + lines[2])
    assert codes(organisation) == [("anchor_missing", 2)]


def test_an_edit_under_a_lost_anchor_is_still_found(
    organisation: uuid.UUID, sealed: list[uuid.UUID], superuser: Superuser
) -> None:
    file = log_anchors.file_of(organisation)
    file.write_text(file.read_text().splitlines(keepends=True)[2])
    superuser.execute("UPDATE kernel_event SET kind = 'test.forged' WHERE id = %s", [sealed[0]])
    assert codes(organisation) == [("seal_broken", 1), ("anchor_missing", 1), ("anchor_missing", 2)]


def test_a_seal_that_does_not_follow_is_found(
    organisation: uuid.UUID, sealed: list[uuid.UUID], superuser: Superuser
) -> None:
    log_anchors.file_of(organisation).unlink()
    superuser.execute("UPDATE kernel_seal SET hash = repeat('a', 64) WHERE number = 1")
    assert ("chain_broken", 2) in codes(organisation)


def test_a_lost_anchor_file_is_found_after_a_while(
    organisation: uuid.UUID, sealed: list[uuid.UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    log_anchors.file_of(organisation).unlink()
    assert codes(organisation) == []  # it may still be on its way
    later = timezone.now() + timedelta(minutes=11)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert codes(organisation) == [("anchor_missing", 1), ("anchor_missing", 2), ("anchor_missing", 3)]


def test_a_crash_between_commit_and_anchor_is_repaired(
    organisation: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(organisation)
    with monkeypatch.context() as patch:
        patch.setattr(log_anchors, "append", lambda *_: (_ for _ in ()).throw(OSError("disk gone")))
        with pytest.raises(OSError, match="disk gone"):
            log.seal(organisation)
    assert not log_anchors.file_of(organisation).exists()
    log.seal_all()  # nothing new to seal, and still it comes by
    assert log_anchors.last(organisation)[0] == 1
    assert log.verify(organisation).ok


@pytest.mark.parametrize("kept", [1, 40, -2])
def test_a_line_torn_by_a_crash_is_completed(
    organisation: uuid.UUID, sealed: list[uuid.UUID], kept: int
) -> None:
    file = log_anchors.file_of(organisation)
    whole = file.read_bytes()
    start = whole[:-1].rindex(b"\n") + 1
    file.write_bytes(whole[:start] + whole[start:][:kept])
    log.seal(organisation)
    assert file.read_bytes() == whole
    assert log.verify(organisation).ok


def test_anchors_are_never_written_twice(organisation: uuid.UUID, sealed: list[uuid.UUID]) -> None:
    before = log_anchors.file_of(organisation).read_bytes()
    assert log.seal(organisation) == 0
    assert log_anchors.file_of(organisation).read_bytes() == before


def test_the_anchor_file_can_be_checked_by_itself(organisation: uuid.UUID, sealed: list[uuid.UUID]) -> None:
    """The recipe of the docs, by other code: sha256 over the line without its hash."""
    import hashlib

    previous = "0" * 64
    for line in log_anchors.file_of(organisation).read_text().splitlines():
        found = json.loads(line)
        claimed = found.pop("hash")
        text = json.dumps(found, sort_keys=True, separators=(",", ":"))
        assert hashlib.sha256(text.encode()).hexdigest() == claimed
        assert found["previous"] == previous
        previous = claimed


def test_the_canonical_form_is_fixed() -> None:
    # computed with sha256sum over the same text; a change here would orphan every log in the world
    assert canonical({"b": [1.5, None, "é"], "a": True}) == '{"a":true,"b":[1.5,null,"\\u00e9"]}'


def test_two_sealers_at_once_seal_each_event_once(organisation: uuid.UUID) -> None:
    record(organisation, 50)
    counts: list[int] = []

    def work() -> None:
        try:
            counts.append(log.seal(organisation))
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    log.seal(organisation)
    report = log.verify(organisation)
    assert (sum(counts), report.ok, report.sealed, report.seals) == (50, True, 50, 1)


def test_sealing_never_waits_for_a_writer_nor_a_writer_for_it(organisation: uuid.UUID) -> None:
    record(organisation, 2)
    with tenancy.acting(organisation=organisation):
        events.record("test.slow_work")  # not committed yet

        def elsewhere() -> None:
            try:
                assert log.seal(organisation) == 2
            finally:
                connections.close_all()

        other = threading.Thread(target=elsewhere)
        other.start()
        other.join(timeout=20)
        assert not other.is_alive()
    assert log.seal(organisation) == 1
    assert log.verify(organisation).ok


def test_large_logs_are_sealed_in_batches(organisation: uuid.UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "BATCH", 4)
    record(organisation, 10)
    assert log.seal(organisation) == 10
    assert log.verify(organisation).seals == 3


def test_seal_all_visits_every_organisation(organisation: uuid.UUID, found: Found) -> None:
    other = found("other")
    record(organisation, 2)
    record(other, 3)
    assert log.seal_all() == 5
    assert log.verify(organisation).sealed == 2
    assert log.verify(other).sealed == 3


def test_one_organisations_trouble_leaves_the_others_sealed(organisation: uuid.UUID, found: Found) -> None:
    other = found("other")
    record(organisation, 2)
    record(other, 3)
    log_anchors.file_of(organisation).mkdir(parents=True)  # a folder where the file should be
    assert log.seal_all() == 3
    assert log.verify(other).ok


def test_every_role_that_acts_can_record(organisation: uuid.UUID) -> None:
    for alias in ("default", "scoring", "audit"):
        with tenancy.acting(organisation=organisation, using=alias):
            events.record("test.thing_done", using=alias)
    assert log.seal(organisation) == 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE kernel_event SET seal_number = NULL, position = NULL",
        "UPDATE kernel_event SET kind = 'x'",
        "DELETE FROM kernel_event",
        "UPDATE kernel_seal SET hash = 'x'",
        "DELETE FROM kernel_seal",
    ],
)
@pytest.mark.parametrize("alias", ["default", "scoring", "audit"])
def test_no_login_can_change_what_is_sealed(
    organisation: uuid.UUID, sealed: list[uuid.UUID], alias: str, statement: str
) -> None:
    # refused by the missing right, or, where the right to seal is there, without a row that it may touch
    with (
        contextlib.suppress(ProgrammingError),
        tenancy.acting(organisation=organisation, using=alias),
        connections[alias].cursor() as cursor,
    ):
        cursor.execute(statement)
        assert cursor.rowcount == 0
    assert log.verify(organisation).ok


def test_an_event_cannot_be_recorded_as_sealed(organisation: uuid.UUID) -> None:
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        tenancy.acting(organisation=organisation),
    ):
        Event.objects.create(organisation_id=organisation, kind="test.forged", seal_number=1, position=0)


def test_recording_outside_a_transaction_is_refused(organisation: uuid.UUID) -> None:
    with tenancy.acting(organisation=organisation):
        connection = transaction.get_connection()
        connection.in_atomic_block = False
        try:
            with pytest.raises(RuntimeError, match="in the transaction"):
                events.record("test.thing_done")
        finally:
            connection.in_atomic_block = True


def test_search_by_person_actor_object_kind_and_page(organisation: uuid.UUID) -> None:
    person, thing, account = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    with tenancy.acting(organisation=organisation, account=account):
        first = events.record("app.person_seen", person_id=person)
        events.record("app.thing_made", object_id=thing)
        events.record("other.thing_made", object_id=thing)
        assert [row.kind for row in log.events_of(person)] == ["app.person_seen"]
        assert [row.kind for row in log.events_of(thing)] == ["other.thing_made", "app.thing_made"]
        assert len(log.events_of(account)) == 3
        assert [row.kind for row in log.events_of(kind="app.")] == ["app.thing_made", "app.person_seen"]
        assert [row.kind for row in log.events_of(thing, kind="app.thing_made")] == ["app.thing_made"]
        assert len(log.events_of(limit=2)) == 2
        assert log.events_of(before=log.Cursor(first.at, first.pk)) == []


def test_pages_of_a_search_leave_nothing_out_where_many_events_share_a_moment(
    organisation: uuid.UUID,
) -> None:
    with tenancy.acting(organisation=organisation):
        moment, person = timezone.now(), uuid.uuid4()
        made = [
            Event(organisation_id=organisation, at=moment, kind="app.thing_done", person_id=person)
            for _number in range(7)
        ]
        Event.objects.bulk_create(made)
        seen: list[uuid.UUID] = []
        cursor: log.Cursor | None = None
        while page := log.events_of(person, before=cursor, limit=3):
            seen += [row.id for row in page]
            cursor = log.Cursor.read(str(log.Cursor(page[-1].at, page[-1].id)))
        assert len(seen) == 7
        assert set(seen) == {event.pk for event in made}


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-11-23T10:00:00+00:00", "2026-11-23T10:00:00_" + "0" * 32]
)
def test_a_cursor_that_cannot_be_read_is_none(text: str) -> None:
    assert log.Cursor.read(text) is None


def test_a_search_between_days_and_by_one_actor(organisation: uuid.UUID) -> None:
    account = uuid.uuid4()
    with tenancy.acting(organisation=organisation, account=account):
        first = events.record("app.thing_done")
        second = events.record("app.thing_done")
    with tenancy.acting(organisation=organisation):
        events.record("app.thing_done")
        assert len(log.events_of(actor=account)) == 2
        assert [row.id for row in log.events_of(actor=account, since=second.at)] == [second.pk]
        assert [row.id for row in log.events_of(actor=account, until=second.at)] == [first.pk]


@pytest.mark.long
def test_a_page_of_a_million_events_takes_less_than_a_tenth_of_a_second(
    organisation: uuid.UUID, superuser: Superuser
) -> None:
    """The busiest organisation we know of; each way to search it, common and rare."""
    person, account, thing = (uuid.UUID(int=number) for number in (1, 2, 3))
    superuser.execute(
        """
        INSERT INTO kernel_event (id, organisation_id, at, kind, actor_id, object_id, person_id, data, seal_number, position)
        SELECT gen_random_uuid(), %s, now() - n * interval '20 seconds',
               CASE WHEN n = 900000 THEN 'app.rare_thing_done' ELSE 'app.thing_done_' || n %% 40 END,
               CASE WHEN n %% 2 = 0 THEN %s ELSE gen_random_uuid() END,
               CASE WHEN n %% 500000 = 7 THEN %s ELSE gen_random_uuid() END,
               CASE WHEN n %% 300000 = 9 THEN %s ELSE gen_random_uuid() END, '{}', 1, n
        FROM generate_series(1, 1000000) AS n
        """,
        (organisation, account, thing, person),
    )
    superuser.execute("ANALYZE kernel_event")
    deep = log.Cursor(timezone.now() - timedelta(days=150), uuid.UUID(int=0))
    searches: list[dict[str, Any]] = [
        {}, {"before": deep}, {"key": person}, {"key": account}, {"key": thing}, {"key": uuid.uuid4()},
        {"kind": "app.rare_thing_done"}, {"kind": "app.thing_done_7"}, {"actor": account, "before": deep},
        {"actor": account, "kind": "app.thing_done_8"}, {"until": deep.at}, {"key": account, "before": deep},
    ]  # fmt: skip
    took = {}
    for search in searches:
        with tenancy.acting(organisation=organisation):
            log.events_of(**search)
            begin = time.perf_counter()
            log.events_of(**search)
            took[str(search)] = time.perf_counter() - begin
    print(*(f"{seconds * 1000:.1f} ms {search}" for search, seconds in took.items()), sep="\n")
    assert max(took.values()) < 0.1, took


def test_findings_speak_both_languages(
    organisation: uuid.UUID, sealed: list[uuid.UUID], superuser: Superuser
) -> None:
    superuser.execute("DELETE FROM kernel_seal WHERE number = 1")
    (finding,) = log.verify(organisation).findings
    with translation.override("en"):
        assert str(finding) == "Seal 1 is gone from the database, with its events or without them."
    with translation.override("nl"):
        assert str(finding) == "Zegel 1 is uit de database verdwenen, met of zonder de gebeurtenissen erin."

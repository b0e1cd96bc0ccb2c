"""The anchors in an object store: signed as AWS writes it, locked, never written over, and read back by the verifier."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.utils import timezone

from kernel import store_site
from kernel.store_site import Store
from maatwerk.config.environment import WrongSetting, web_address
from maatwerk.kernel import events, log, log_anchors, log_store, tenancy
from maatwerk.kernel.jobs import store_anchors
from maatwerk.kernel.object_store import Bucket, Keys, StoreTrouble, ThereAlready, signature

# Amazon S3 API Reference, "Signature Calculations for the Authorization Header: Transferring Payload in a Single Chunk"
EXAMPLE = Keys("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1")
NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
HEADERS = {
    "Host": "examplebucket.s3.amazonaws.com", "x-amz-date": "20130524T000000Z", "x-amz-content-sha256": NOTHING,
}  # fmt: skip
PUT = {
    "Date": "Fri, 24 May 2013 00:00:00 GMT",
    "x-amz-storage-class": "REDUCED_REDUNDANCY",
    "x-amz-content-sha256": "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
}


@pytest.mark.parametrize(
    ("method", "path", "query", "headers", "expected"),
    [
        ("GET", "/test.txt", {}, {"Range": "bytes=0-9"}, "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
        ("PUT", "/test$file.text", {}, PUT, "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
        ("GET", "/", {"lifecycle": ""}, {}, "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        ("GET", "/", {"prefix": "J", "max-keys": "2"}, {}, "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
    ],
    ids=["get an object", "put an object", "get a lifecycle", "list objects"],
)  # fmt: skip
def test_the_signatures_that_aws_publishes(method, path, query, headers, expected):
    at = dt.datetime(2013, 5, 24, tzinfo=dt.UTC)
    said = signature(EXAMPLE, method, path, query, HEADERS | headers, at=at)
    assert said.endswith(f"Signature={expected}")
    assert EXAMPLE.secret not in repr(EXAMPLE)


@pytest.fixture
def there(settings: Any) -> Iterator[Bucket]:
    with store_site.store() as address:
        settings.ANCHOR_STORE = f"{address}/{store_site.BUCKET}/of this site"
        settings.ANCHOR_STORE_KEY, settings.ANCHOR_STORE_SECRET = store_site.KEY_ID, store_site.SECRET
        settings.ANCHOR_STORE_REGION, settings.ANCHOR_STORE_YEARS = store_site.REGION, 7
        place = log_store.bucket()
        assert place is not None
        yield place


def seals(organisation: uuid.UUID, *, count: int = 1, of: str = "done") -> None:
    for _number in range(count):
        with tenancy.acting(organisation=organisation):
            events.record(f"test.thing_{of}")
        assert log.seal(organisation) == 1


def codes(organisation: uuid.UUID) -> list[tuple[str, int | None]]:
    return [(found.code, found.seal) for found in log.verify(organisation).findings]


def test_what_was_anchored_is_sent_once_and_locked(organisation, there):
    seals(organisation, count=2)
    assert log_store.send(organisation) == 2
    assert log_store.send(organisation) == 0
    seals(organisation)
    (log_anchors.file_of(organisation).parent / "erasures.jsonl").write_text(
        "who was erased lies beside them\n"
    )
    store_anchors(timestamp=0)
    assert [name.rpartition("/")[2] for name in sorted(Store.objects)] == [
        "0000000001-0000000002.jsonl", "0000000003-0000000003.jsonl",
    ]  # fmt: skip
    assert "".join(Store.objects[name][0][0].decode() for name in sorted(Store.objects)) == (
        log_anchors.file_of(organisation).read_text()
    )
    for name, ((_content, headers),) in Store.objects.items():
        assert name.startswith(f"of this site/{organisation}/")
        until = dt.datetime.fromisoformat(headers["x-amz-object-lock-retain-until-date"])
        assert abs(until - timezone.now() - dt.timedelta(days=7 * 365)) < dt.timedelta(minutes=5)
    assert log.verify(organisation).ok


def test_nothing_is_written_over(organisation, there):
    until = timezone.now() + dt.timedelta(days=1)
    there.put("a", b"first", kept_until=until)
    with pytest.raises(ThereAlready):
        there.put("a", b"second", kept_until=until)
    assert [there.get(one) for one in there.versions("a")] == [b"first"]


def test_long_lists_come_in_pages(organisation, there):
    for number in range(1, 6):
        seals(organisation)
        assert log_store.send(organisation) == 1
        assert len(Store.objects) == number
    assert len(Store.objects) > 2 * store_site.ON_A_PAGE
    assert log.verify(organisation).ok


def test_much_is_sent_in_objects_of_sensible_size(organisation, there, monkeypatch):
    monkeypatch.setattr(log_store, "LARGEST", 600)
    seals(organisation, count=3)
    assert log_store.send(organisation) == 3
    assert len(Store.objects) > 1
    assert log.verify(organisation).ok


@pytest.fixture
def forged(organisation: uuid.UUID, there: Bucket, superuser: psycopg.Connection[Any]) -> None:
    """Somebody who may write database and anchors makes the whole log anew, every hash right."""
    seals(organisation, count=3)
    assert log_store.send(organisation) == 3
    superuser.execute("DELETE FROM kernel_event")
    superuser.execute("DELETE FROM kernel_seal")
    log_anchors.file_of(organisation).unlink()
    seals(organisation, count=2, of="undone")


def test_a_log_made_anew_from_the_first_event_on_is_found_by_the_store_alone(organisation, forged, settings):
    assert codes(organisation) == [("store_differs", 1), ("store_differs", 2), ("store_only", 3)]
    settings.ANCHOR_STORE = ""
    assert codes(organisation) == []


def test_an_object_that_is_not_what_was_written(organisation, there):
    seals(organisation, count=2)
    log_store.send(organisation)
    ((name, ((content, headers),)),) = Store.objects.items()
    first, _second = content.splitlines()
    Store.objects[name] = [(first + b"\n", headers)]
    assert codes(organisation) == [("store_differs", 2)]


def test_what_is_put_over_an_object_hides_nothing(organisation, forged, there):
    """With the key of the server, and without asking the store to refuse a name that is there."""
    ((name, ((_content, headers),)),) = Store.objects.items()
    Store.objects[name].append((log_anchors.file_of(organisation).read_bytes(), headers))
    assert len(there.versions("")) == 2
    found = codes(organisation)
    assert {("store_differs", 1), ("store_differs", 2), ("store_only", 3)} <= {*found}


def test_a_name_that_claims_very_many_seals_is_one_finding(organisation, there):
    seals(organisation)
    log_store.send(organisation)
    ((_name, versions),) = Store.objects.items()
    Store.objects[f"of this site/{organisation}/0000000002-9999999999999.jsonl"] = versions
    assert codes(organisation) == [("store_differs", 2), ("store_differs", 3)]


def test_what_was_kept_from_the_store_is_named_after_two_hours(organisation, there, monkeypatch):
    seals(organisation)
    assert codes(organisation) == [], "it is on its way"
    monkeypatch.setattr(log_store, "STORE_GRACE", dt.timedelta(0))
    assert codes(organisation) == [("store_missing", 1)]
    log_store.send(organisation)
    assert codes(organisation) == []


def test_a_store_that_is_away_is_no_good_news(organisation, there, caplog):
    seals(organisation)
    Store.is_away = True
    assert codes(organisation) == [("store_silent", None)]
    store_anchors(timestamp=0)  # and the others' turn comes
    assert "did not reach the object store" in caplog.text
    Store.is_away = False
    assert log_store.send_all() == 1


@pytest.mark.parametrize(
    "change", [{"ANCHOR_STORE_SECRET": "another"}, {"ANCHOR_STORE_REGION": "elsewhere"}], ids=str
)
def test_a_wrong_key_is_refused_by_the_store(organisation, there, settings, change):
    seals(organisation)
    for name, value in change.items():
        setattr(settings, name, value)
    with pytest.raises(StoreTrouble, match="SignatureDoesNotMatch"):
        log_store.send(organisation)
    assert Store.objects == {}


def test_without_a_store_nobody_is_called(organisation, monkeypatch):
    called: list[str] = []
    refuse: Callable[..., Any] = lambda *_all, **_rest: called.append("called")  # noqa: E731 - a call that is counted
    monkeypatch.setattr(Bucket, "_call", refuse)
    seals(organisation)
    store_anchors(timestamp=0)
    assert log.verify(organisation).ok
    assert called == []


@pytest.mark.parametrize(
    "wrong", ["s3.example.org/b", "https://s3.example.org", "https:///b", "https://a@h/b", "ftp://h/b"]
)
def test_what_is_no_address_of_a_bucket_stops_the_start(monkeypatch, wrong):
    monkeypatch.setenv("MAATWERK_ANCHOR_STORE", wrong)
    with pytest.raises(WrongSetting, match="MAATWERK_ANCHOR_STORE"):
        web_address("MAATWERK_ANCHOR_STORE")

"""Recording and listening: one transaction, one organisation, no personal data by accident."""

import uuid
from collections.abc import Iterator

import pytest

from maatwerk.kernel import events, tenancy
from maatwerk.kernel.models import Event


@pytest.fixture
def heard() -> Iterator[list[Event]]:
    """What a listener of a higher app hears."""
    found: list[Event] = []
    events.on("test.thing_done")(found.append)
    yield found
    del events._listeners["test.thing_done"]


def test_an_event_says_who_what_and_when(organisation: uuid.UUID) -> None:
    account, person, thing = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    with tenancy.acting(organisation=organisation, account=account):
        key = events.record("test.thing_done", object_id=thing, person_id=person, stage="offer").pk
    with tenancy.acting(organisation=organisation):
        event = Event.objects.get(pk=key)
    assert (event.organisation_id, event.actor_id, event.object_id, event.person_id) == (
        organisation, account, thing, person,
    )  # fmt: skip
    assert event.data == {"stage": "offer"}
    assert event.seal_number is None


def test_listeners_hear_it_in_the_same_transaction(organisation: uuid.UUID, heard: list[Event]) -> None:
    with tenancy.acting(organisation=organisation):
        event = events.record("test.thing_done")
        events.record("test.other_thing_done")
    assert heard == [event]


def test_a_listener_that_refuses_undoes_what_it_heard_of(organisation: uuid.UUID) -> None:
    def refuse(event: Event) -> None:
        raise ValueError("not with me")

    events.on("test.thing_done")(refuse)
    try:
        with pytest.raises(ValueError, match="not with me"), tenancy.acting(organisation=organisation):
            events.record("test.thing_done")
    finally:
        del events._listeners["test.thing_done"]
    with tenancy.acting(organisation=organisation):
        assert not Event.objects.exists()


def test_a_listener_registers_once(heard: list[Event], organisation: uuid.UUID) -> None:
    events.on("test.thing_done")(events._listeners["test.thing_done"][0])
    with tenancy.acting(organisation=organisation):
        events.record("test.thing_done")
    assert len(heard) == 1


def test_without_an_organisation_nothing_is_recorded(committed: None) -> None:
    with pytest.raises(tenancy.WrongOrganisation):
        events.record("test.thing_done")

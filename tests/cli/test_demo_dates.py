"""The demo's dates: in the past, in order, within the time that the vacancy was open, the same on every load."""

import datetime as dt
import random
import uuid

from maatwerk.cli.demo_dates import DAY, spread

UNTIL = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
OPENED = UNTIL - 25 * DAY


def rows(count: int) -> list[tuple[uuid.UUID, bool, bool]]:
    return [(uuid.UUID(int=number), number % 3 == 0, number % 6 == 0) for number in range(count)]


def dated(count: int = 60):
    return list(spread(rows(count), opened=OPENED, until=UNTIL, rng=random.Random(1)))


def test_every_application_lies_between_the_opening_and_now_in_order():
    for one in dated():
        assert OPENED <= one.applied_at <= one.stage_since <= UNTIL


def test_days_differ_and_are_rarely_zero():
    days = [(UNTIL - one.stage_since).days for one in dated() if one.closed_at is None]
    assert len(set(days)) > 8
    assert sum(day == 0 for day in days) < 5


def test_only_what_moved_reached_its_stage_later_and_only_what_ended_is_closed():
    for one, (_key, moved, ended) in zip(dated(), rows(60), strict=True):
        assert moved or one.stage_since == one.applied_at
        assert one.closed_at == (UNTIL if ended else None)


def test_the_same_seed_gives_the_same_dates():
    assert dated() == dated()

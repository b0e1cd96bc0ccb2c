"""Dates in the past for what the demo loads in a minute: only in the demo, and never in the event log.

No operation of the product can date an application back, and no login of the site may; this is done once, after loading,
by the superuser of the embedded server. The event log keeps telling when everything was really entered.
"""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from maatwerk.cli.runtime import data_folder

if TYPE_CHECKING:
    import uuid

SEED = 5
DAY = dt.timedelta(days=1)
FILLED_AFTER = 40 * DAY  # from the opening of a vacancy to its end
HIRED_BEFORE_START = 14 * DAY


@dataclass(frozen=True, slots=True)
class Dated:
    """When an application came in, when it reached the stage where it stands, and when it ended, if it did."""

    key: "uuid.UUID"
    applied_at: dt.datetime
    stage_since: dt.datetime
    closed_at: dt.datetime | None


def spread(
    rows: Sequence[tuple["uuid.UUID", bool, bool]],
    *,
    opened: dt.datetime,
    until: dt.datetime,
    rng: random.Random,
) -> Iterator[Dated]:
    """Spread applications over the weeks that a vacancy was open, most of them early.

    `rows` say of each application its key, whether it went on to a later stage, and whether it ended.
    """
    for key, moved, ended in rows:
        latest = (until - opened) * 0.8
        applied = max(opened, _at_work(opened + rng.betavariate(1.2, 2.2) * latest, rng))
        reached = _at_work(applied + rng.uniform(0.3, 0.9) * (until - applied), rng) if moved else applied
        reached = max(applied, min(reached, until))
        yield Dated(key, applied, until if ended else reached, until if ended else None)


def _at_work(moment: dt.datetime, rng: random.Random) -> dt.datetime:
    """Return the same day, at an hour at which people write."""
    return moment.replace(hour=rng.randrange(7, 17), minute=rng.randrange(60), second=0, microsecond=0)


def date_back_open(slug: str, *, days: Sequence[int], now: dt.datetime) -> None:
    """Let the open vacancies of an organisation have been opened so many days ago, oldest first."""
    _date_back(slug, "open", [(now - count * DAY, now - DAY) for count in days])


def date_back_filled(slug: str, *, started_on: dt.date) -> None:
    """Let the filled vacancy of an organisation have ended some time before its people started."""
    morning = dt.datetime.combine(started_on, dt.time(9), dt.UTC)
    ended = morning - HIRED_BEFORE_START
    _date_back(slug, "filled", [(ended - FILLED_AFTER, ended)])


def _date_back(slug: str, state: str, spans: Sequence[tuple[dt.datetime, dt.datetime]]) -> None:
    import psycopg

    from maatwerk.kernel.postgres import roles
    from maatwerk.kernel.postgres.cluster import Cluster

    cluster = Cluster(data_folder())
    if not (cluster.folder / "superuser").exists():
        return  # somebody else's server: there the demo keeps the day on which it was loaded
    rng = random.Random(SEED)  # noqa: S311 - a demo, no secret
    with psycopg.connect(cluster.superuser_url(roles.DATABASE)) as connection:
        vacancies = connection.execute(
            "SELECT o.id FROM opportunities_opportunity o JOIN organisations_organisation g ON g.id = o.organisation_id"
            " WHERE g.slug = %s AND o.state = %s ORDER BY o.opened_at, o.id",
            [slug, state],
        ).fetchall()
        for (vacancy,), (opened, until) in zip(vacancies, spans, strict=False):
            _date_vacancy(connection, vacancy, opened, until, ended=state != "open")
            rows = connection.execute(
                "SELECT id, stage <> 'applied', closed_at IS NOT NULL FROM applications_application"
                " WHERE opportunity_id = %s ORDER BY id",
                [vacancy],
            ).fetchall()
            for one in spread(rows, opened=opened, until=until, rng=rng):
                connection.execute(
                    "UPDATE applications_application SET applied_at = %s, stage_since = %s, closed_at = %s,"
                    " due_at = due_at + (%s - stage_since) WHERE id = %s",
                    [one.applied_at, one.stage_since, one.closed_at, one.stage_since, one.key],
                )


def _date_vacancy(
    connection: Any, vacancy: "uuid.UUID", opened: dt.datetime, until: dt.datetime, *, ended: bool
) -> None:
    connection.execute(
        "UPDATE opportunities_opportunity SET opened_at = %s, closed_at = %s WHERE id = %s",
        [opened, until if ended else None, vacancy],
    )

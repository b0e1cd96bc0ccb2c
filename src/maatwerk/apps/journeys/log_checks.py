"""Verifying the log as long work: what was looked at, what does not agree, when and by whom."""

import datetime as dt
import time
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from maatwerk.apps.journeys.queries import WorkRow, newest_work
from maatwerk.kernel import jobs, log

VERIFY = "journeys.verify_log"
#: A log that somebody worked on may disagree everywhere; so many places are named, all are counted.
NAMED = 100
_SECONDS_BETWEEN = 0.5


@dataclass(frozen=True, slots=True)
class LogCheck:
    """One verification that ran to its end."""

    ended_at: dt.datetime
    started_by: uuid.UUID | None
    seals: int
    sealed: int
    unsealed: int
    anchors: int
    newest_seal: int
    newest_at: dt.datetime | None
    found: int
    sentences: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether everything that was ever sealed is still as it was."""
        return not self.found

    @property
    def more(self) -> int:
        """How many findings are not named."""
        return self.found - len(self.sentences)


def begin() -> None:
    """Verify the log of the organisation acted for, unless that is being done."""
    going = newest_work(VERIFY)
    if going is None or going.ended:
        jobs.enqueue(VERIFY)


def look(organisation: uuid.UUID, tell: Callable[[int, int], None]) -> dict[str, Any]:
    """Verify, telling how far it is now and then, and return what is kept of it."""
    last = time.monotonic()

    def tell_now_and_then(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last > _SECONDS_BETWEEN:
            last = time.monotonic()
            tell(done, total)

    report = log.verify(organisation, tell=tell_now_and_then)
    return {
        "seals": report.seals,
        "sealed": report.sealed,
        "unsealed": report.unsealed,
        "anchors": report.anchors,
        "newest_seal": report.newest_seal,
        "newest_at": report.newest_at.isoformat() if report.newest_at else None,
        "found": len(report.findings),
        "findings": [asdict(finding) for finding in report.findings[:NAMED]],
    }


def newest() -> tuple[WorkRow | None, LogCheck | None]:
    """Return the verification that runs or could not end, and the newest that ended; None where there is none."""
    last, ended = newest_work(VERIFY), newest_work(VERIFY, done=True)
    return (None if last == ended else last), (_check(ended) if ended else None)


def _check(work: WorkRow) -> LogCheck:
    kept = work.result
    return LogCheck(
        ended_at=work.ended_at or dt.datetime.now(dt.UTC),
        started_by=work.started_by,
        seals=kept["seals"],
        sealed=kept["sealed"],
        unsealed=kept["unsealed"],
        anchors=kept["anchors"],
        newest_seal=kept["newest_seal"],
        newest_at=dt.datetime.fromisoformat(kept["newest_at"]) if kept["newest_at"] else None,
        found=kept["found"],
        sentences=tuple(str(log.Finding(**finding)) for finding in kept["findings"]),
    )

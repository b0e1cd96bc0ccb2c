"""The event log: search, and verification."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maatwerk.apps.journeys.event_words import kinds, said_of, thing_of
from maatwerk.apps.journeys.rules import LOG_ROLES
from maatwerk.apps.organisations.public import MemberRequest, names, role_required
from maatwerk.apps.people.public import pseudonym
from maatwerk.kernel import events, log

SHOWN = 50


@dataclass(frozen=True, slots=True)
class LogLine:
    """An event with the names that this page may show: colleagues by name, other people by pseudonym."""

    event: log.EventRow
    said: str
    actor: str
    person: str
    thing: str


def _line(row: log.EventRow, known: Mapping[uuid.UUID, str]) -> LogLine:
    return LogLine(
        row,
        said_of(row.kind),
        known.get(row.actor_id, "") if row.actor_id else "",
        pseudonym(row.person_id) if row.person_id else "",
        thing_of(row.kind),
    )


@require_safe
@role_required(*LOG_ROLES)
def show(request: MemberRequest, organisation: str) -> HttpResponse:
    """Show events (of one kind; of one person, object or actor, where a key is given), and whether the log holds."""
    key, kind, before = (request.GET.get(name, "") for name in ("key", "kind", "before"))
    rows = log.events_of(_key(key), kind=kind, before=_instant(before), limit=SHOWN + 1)
    report = log.verify(request.member.organisation.id) if "verify" in request.GET else None
    if report is not None:
        events.record("journeys.log_verified", ok=report.ok)
    known = names({row.actor_id for row in rows if row.actor_id})
    older = {"key": key, "kind": kind, "before": rows[SHOWN - 1].at.isoformat() if len(rows) > SHOWN else ""}
    context = {
        "rows": [_line(row, known) for row in rows[:SHOWN]],
        "kinds": kinds(),
        "kind": kind,
        "key": key,
        "before": before,
        "older": urlencode({name: value for name, value in older.items() if value})
        if older["before"]
        else "",
        "report": report,
        "findings": [str(found) for found in report.findings] if report else [],
        "slug": organisation,
    }
    return render(request, "journeys/log.html", context)


def _instant(text: str) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text.strip())
    except ValueError:
        return None

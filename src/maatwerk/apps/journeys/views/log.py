"""The event log: search, and verification."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from maatwerk.apps.journeys import log_checks
from maatwerk.apps.journeys.event_words import said_of, thing_of
from maatwerk.apps.journeys.forms_log import LogSearchForm
from maatwerk.apps.journeys.rules import LOG_ROLES
from maatwerk.apps.journeys.views.histories import job_progress
from maatwerk.apps.organisations.public import MemberRequest, names, role_required
from maatwerk.apps.people.public import pseudonym
from maatwerk.kernel import log

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
    """Show events (all, or those searched for), and what the newest verification found."""
    form = LogSearchForm(request.GET if request.GET else {})
    wanted = form.cleaned_data if form.is_valid() else {}
    before = log.Cursor.read(request.GET.get("before", ""))
    rows = log.events_of(
        wanted.get("key"),
        kind=wanted.get("kind", ""),
        actor=wanted.get("actor"),
        since=_midnight(wanted.get("since")),
        until=_midnight(wanted.get("until"), days_later=1),
        before=before,
        limit=SHOWN + 1,
    )
    shown = rows[:SHOWN]
    going, check = log_checks.newest()
    people = {row.actor_id for row in shown} | {check.started_by if check else None}
    known = names({key for key in people if key})
    context = {
        "form": form,
        "rows": [_line(row, known) for row in shown],
        "is_search": any(wanted.values()),
        "before": before,
        "older": _older(request, shown[-1]) if len(rows) > SHOWN else "",
        "job": job_progress(going, organisation) if going else None,
        "check": check,
        "checked_by": known.get(check.started_by, "") if check and check.started_by else "",
        "log_url": reverse("journeys:log", args=[organisation]),
        "verify_url": reverse("journeys:verify_log", args=[organisation]),
    }
    return render(request, "journeys/log.html", context, status=422 if form.errors else 200)


@require_POST
@role_required(*LOG_ROLES)
def verify(request: MemberRequest, organisation: str) -> HttpResponse:
    """Hold the whole log against its seals and its anchors, as long work; one at a time."""
    log_checks.begin()
    return redirect("journeys:log", organisation)


def _older(request: MemberRequest, last: log.EventRow) -> str:
    """Write the query of the next page: the same search, going on after `last`."""
    same = {name: value for name, value in request.GET.items() if value and name != "before"}
    return urlencode(same | {"before": str(log.Cursor(last.at, last.id))})


def _midnight(day: Any, *, days_later: int = 0) -> dt.datetime | None:
    """Return when a day begins where the reader is."""
    if day is None:
        return None
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=days_later), dt.time()))

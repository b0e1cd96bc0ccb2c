"""What happened to an application, newest first: every event about it, and those about the person that belong here."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Q

from maatwerk.kernel import tenancy
from maatwerk.kernel.models import Event

SHOWN = 20
#: Events about the person that belong to each of their applications. By name, one by one: an accommodation, say, is nothing
#: for who decides. An app above adds its own with `on_timeline`.
_ABOUT_PERSON = {
    "assessments.order_placed",
    "assessments.order_started",
    "assessments.order_completed",
    "assessments.order_expired",
    "assessments.order_reminded",
    "assessments.order_stopped",
    "assessments.results_released",
    "evidence.evidence_recorded",
}
#: Said by the decision beside it, or by the application itself.
_LEFT_OUT = {"applications.application_received"}


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of an application's timeline."""

    at: dt.datetime
    kind: str
    actor_id: uuid.UUID | None
    decision_id: uuid.UUID | None


def on_timeline(*kinds: str) -> None:
    """Show events of these kinds, about a person, on the timelines of their applications."""
    _ABOUT_PERSON.update(kinds)


def timeline(
    application_id: uuid.UUID, person_id: uuid.UUID, *, before: dt.datetime | None = None
) -> tuple[list[Happened], dt.datetime | None]:
    """Return one page of what happened, and the moment to go on before; None at the end."""
    here = Q(object_id=application_id) | Q(person_id=person_id, kind__in=sorted(_ABOUT_PERSON))
    found = Event.objects.filter(here, organisation_id=tenancy.current_organisation()).exclude(
        kind__in=_LEFT_OUT
    )
    if before is not None:
        found = found.filter(at__lt=before)
    rows = list(found.order_by("-at", "-id").values_list("at", "kind", "actor_id", "data")[: SHOWN + 1])
    shown = [Happened(at, kind, actor, _decision(data)) for at, kind, actor, data in rows[:SHOWN]]
    return shown, shown[-1].at if len(rows) > SHOWN else None


def _decision(data: dict[str, object]) -> uuid.UUID | None:
    found = data.get("decision")
    return uuid.UUID(found) if isinstance(found, str) else None

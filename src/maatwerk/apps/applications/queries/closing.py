"""How far the telling is after a vacancy was closed for all who remained."""

import datetime as dt
import uuid
from dataclasses import dataclass

from maatwerk.apps.applications.models import Decision, SignedClosing
from maatwerk.apps.organisations.public import names
from maatwerk.kernel.models import Work


@dataclass(frozen=True, slots=True)
class Carried:
    """A signature and how far it is carried out: how many heard, whether all did, and whether the worker stopped, on what."""

    state: str
    signed_by: str
    signed_at: dt.datetime
    people: int
    heard: int
    is_ended: bool
    work_id: uuid.UUID | None
    is_stopped: bool
    incident: str


def newest_closing(opportunity_id: uuid.UUID) -> Carried | None:
    """Return what became of the newest signature under a vacancy; None where nobody signed."""
    found = SignedClosing.objects.filter(opportunity_id=opportunity_id).order_by("-signed_at").first()
    if found is None:
        return None
    work = Work.objects.get(pk=found.work_id) if found.work_id and not found.ended_at else None
    return Carried(
        found.state,
        names({found.signed_by_id}).get(found.signed_by_id, ""),
        found.signed_at,
        found.people,
        Decision.objects.filter(batch_id=found.pk).count(),
        found.ended_at is not None,
        found.work_id,
        work is not None and work.state in {Work.State.FAILED, Work.State.REFUSED},
        str(work.result.get("incident", "")) if work else "",
    )

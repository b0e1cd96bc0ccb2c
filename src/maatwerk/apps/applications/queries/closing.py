"""How far a closing is that was signed for more people than one request tells."""

import datetime as dt
import uuid
from dataclasses import dataclass

from maatwerk.apps.applications.models import Decision, SignedClosing
from maatwerk.apps.organisations.public import names
from maatwerk.kernel.models import Work


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A signature that is being carried out: by whom, when, how many heard, and whether the worker stopped, on which fault."""

    state: str
    signed_by: str
    signed_at: dt.datetime
    people: int
    heard: int
    work_id: uuid.UUID
    is_stopped: bool
    incident: str


def closing_under_way(opportunity_id: uuid.UUID) -> UnderWay | None:
    """Return what was signed and not everybody has heard of; None where there is nothing of the kind."""
    found = SignedClosing.objects.filter(opportunity_id=opportunity_id, ended_at__isnull=True).first()
    if found is None or found.work_id is None:
        return None
    work = Work.objects.get(pk=found.work_id)
    return UnderWay(
        found.state,
        names({found.signed_by_id}).get(found.signed_by_id, ""),
        found.signed_at,
        found.people,
        Decision.objects.filter(batch_id=found.pk).count(),
        work.pk,
        work.state in {Work.State.FAILED, Work.State.REFUSED},
        str(work.result.get("incident", "")),
    )

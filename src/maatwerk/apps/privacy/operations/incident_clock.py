"""The one warning before an incident's clock runs out."""

import datetime as dt
import uuid

from maatwerk.apps.organisations.public import Organisation
from maatwerk.apps.privacy.letters import warn_owner
from maatwerk.apps.privacy.models import Incident, IncidentStep
from maatwerk.apps.privacy.rules import AUTHORITY_STEPS


def warn(incident_id: uuid.UUID, *, due_at: dt.datetime) -> None:
    """Mail who answers for an incident that is open, of which the authority was not told, and whose clock is still this one."""
    incident = (
        Incident.objects.filter(pk=incident_id, due_at=due_at, closed_at__isnull=True)
        .select_related("owner")
        .first()
    )
    if incident is None or IncidentStep.objects.filter(incident=incident, kind__in=AUTHORITY_STEPS).exists():
        return
    warn_owner(
        incident.owner,
        organisation=Organisation.objects.get(pk=incident.organisation_id),
        incident_id=incident.pk,
        due_at=incident.due_at,
        is_exercise=incident.is_exercise,
    )

"""The clock of an application: by when the vacancy promised the next step."""

import datetime as dt
import uuid

from django.db.models import F

from maatwerk.apps.applications.models import Application
from maatwerk.apps.applications.rules import ORDER
from maatwerk.apps.vacancies.public import steps_of


def due_after(opportunity_id: uuid.UUID, stage: str, since: dt.datetime) -> dt.datetime | None:
    """Return by when somebody who reached a stage hears more; None where the vacancy promised nothing for it."""
    days = promised_days(opportunity_id).get(stage)
    return None if days is None else since + dt.timedelta(days=days)


def promised_days(opportunity_id: uuid.UUID) -> dict[str, int]:
    """Return the days that a vacancy's steps promise, per stage; steps within one stage add up."""
    found: dict[str, int] = {}
    for step in steps_of(opportunity_id):
        found[step.stage] = found.get(step.stage, 0) + step.expected_days
    return found


def reset_clocks(opportunity_id: uuid.UUID) -> None:
    """Count again from what the steps promise now, for everybody who still takes part."""
    promised = promised_days(opportunity_id)
    taking_part = Application.objects.filter(opportunity_id=opportunity_id, closed_at__isnull=True)
    for stage in ORDER:
        days = promised.get(stage)
        due = None if days is None else F("stage_since") + dt.timedelta(days=days)
        taking_part.filter(stage=stage).update(due_at=due)

"""What pages say while advice is stopped, and where the button stands."""

import uuid
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from maatwerk.apps.advice.public import (
    StopRow,
    may_stop_vacancy,
    may_stop_version,
    stop_of,
    stop_on,
)
from maatwerk.apps.opportunities.public import OpportunityRow
from maatwerk.apps.organisations.public import Member, names
from maatwerk.ui.shapes import Action


@dataclass(frozen=True, slots=True)
class Stopping:
    """A stop that holds with who pressed the button, or the way to the button for who may press it."""

    stop: StopRow | None
    by: str
    button: Action | None


def stopping_of_vacancy(vacancy: OpportunityRow, member: Member) -> Stopping:
    """Return what stops advice on a vacancy now: its own stop, or that of the version that would advise."""
    held = stop_on(vacancy.id, vacancy.job_family_id)
    page = reverse("register:stop_vacancy", args=[member.organisation.slug, vacancy.id])
    return _stopping(held, page if may_stop_vacancy(member) and vacancy.state == "open" else "")


def stopping_of_version(version_id: uuid.UUID, state: str, member: Member) -> Stopping:
    """Return what stops one version now."""
    page = reverse("register:stop_version", args=[member.organisation.slug, version_id])
    return _stopping(
        stop_of(version_id=version_id), page if may_stop_version(member) and state == "live" else ""
    )


def _stopping(held: StopRow | None, page: str) -> Stopping:
    if held is not None:
        return Stopping(held, names({held.stopped_by}).get(held.stopped_by, ""), None)
    return Stopping(None, "", Action(_("Stop the advice"), page) if page else None)

"""What validity tells apps below: how an application was dealt, and what an alarm is about."""

import uuid

from django.urls import reverse
from django.utils.translation import gettext as _

from maatwerk.apps.organisations.public import Member
from maatwerk.apps.validity.models import Experiment
from maatwerk.apps.validity.queries import dealt_way, spared_part
from maatwerk.apps.validity.rules import FOLLOWING_ROLES
from maatwerk.ui.shapes import Action


def own_view_dealt(application_id: uuid.UUID) -> bool | None:
    """Say whether an own view comes first on an application by the lot; None where no experiment runs on it."""
    return dealt_way(application_id, Experiment.Way.OWN_VIEW_FIRST)


def part_dealt(person_id: uuid.UUID, opportunity_id: uuid.UUID) -> uuid.UUID | None:
    """Return the test that the lot spares this applicant; None where no experiment says so."""
    return spared_part(person_id, opportunity_id)


def page_of_decider(_key: uuid.UUID, member: Member) -> Action | None:
    """Lead from an alarm to how the advice is used."""
    if not member.has(*FOLLOWING_ROLES):
        return None
    return Action(_("Following the advice"), reverse("validity:following", args=[member.organisation.slug]))

"""What validity tells apps below: how an application was dealt, and what an alarm is about."""

import uuid

from django.urls import reverse
from django.utils.translation import gettext as _

from maatwerk.apps.advice.public import version
from maatwerk.apps.assessments.public import concepts_measured
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.validity.models import Experiment
from maatwerk.apps.validity.queries import dealt_way, running_for, spared_part
from maatwerk.apps.validity.rules import FOLLOWING_ROLES
from maatwerk.ui.shapes import Action


def own_view_dealt(application_id: uuid.UUID) -> bool | None:
    """Say whether an own view comes first on an application by the lot; None where no experiment runs on it."""
    return dealt_way(application_id, Experiment.Way.OWN_VIEW_FIRST)


def part_dealt(person_id: uuid.UUID, opportunity_id: uuid.UUID) -> uuid.UUID | None:
    """Return the test that the lot spares this applicant; None where no experiment says so."""
    return spared_part(person_id, opportunity_id)


def needs_spared_part(version_id: uuid.UUID) -> list[str]:
    """Say where a version rests on a test that a running experiment leaves out: who was spared it would get no advice."""
    found = version(version_id)
    needed = {one.concept_id for one in found.features}
    return [
        _(
            "An experiment leaves “%(name)s” out for some applicants, and this version rests on it. End that experiment first."
        )
        % {"name": one.part.name}
        for one in running_for(found.job_family_id)
        if one.part is not None and needed & {str(key) for key in concepts_measured(one.part.pk)}
    ]


def page_of_decider(_key: uuid.UUID, member: Member) -> Action | None:
    """Lead from an alarm to how the advice is used."""
    if not member.has(*FOLLOWING_ROLES):
        return None
    return Action(_("Following the advice"), reverse("validity:following", args=[member.organisation.slug]))

"""What journeys adds elsewhere for persons: the parts of their own pages, what cases are about, other openings."""

import uuid

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.applications.public import (
    Application,
    Stage,
    alternatives,
    application,
    applications_of,
)
from maatwerk.apps.assessments.public import WayOn, way_on
from maatwerk.apps.cases.public import case_subject
from maatwerk.apps.journeys.alternatives import told_alternatives
from maatwerk.apps.journeys.asking import SUBJECT
from maatwerk.apps.journeys.rules import HIRING_ROLES
from maatwerk.apps.opportunities.public import Opportunity
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.people.public import OwnTab, own_link, own_tab
from maatwerk.apps.vacancies.public import visible_vacancy
from maatwerk.ui.shapes import Action

own_tab(OwnTab(_("Applications"), "journeys:own", 10))
own_tab(OwnTab(_("Openings for you"), "journeys:own_openings", 40))
own_tab(OwnTab(_("Your data"), "journeys:own_data", 70))
alternatives(told_alternatives)


def _application(object_id: uuid.UUID, member: Member) -> Action | None:
    """Say which application a case is about, to who may open it."""
    if not member.has(*HIRING_ROLES):
        return None
    try:
        found = visible_vacancy(application(object_id).opportunity_id, member)
    except (Opportunity.DoesNotExist, Application.DoesNotExist):
        return None
    page = reverse("journeys:application", args=[member.organisation.slug, object_id])
    return Action(found.title, page)


case_subject(SUBJECT, _application)


@way_on
def _from_report(person_id: uuid.UUID) -> WayOn | None:
    """Lead who was turned down from their report to other openings, and everybody else to where they stand."""
    found = applications_of(person_id)
    if any(row.stage == Stage.REJECTED for row in found):
        why = _("Work that fits your results, and why. Nobody sees that you look.")
        return WayOn(_("Other openings for you"), own_link(person_id, page="journeys:own_openings"), why)
    return WayOn(_("Where your application stands"), own_link(person_id)) if found else None

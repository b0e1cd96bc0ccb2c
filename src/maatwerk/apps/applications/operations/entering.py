"""Applications come in; evidence that follows asks for advice."""

import uuid

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.advice.public import request_advice
from maatwerk.apps.applications.models import Application, Stage
from maatwerk.apps.applications.operations.clocks import due_after
from maatwerk.apps.applications.rules import may_register
from maatwerk.apps.opportunities.public import Opportunity, opportunity
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.people.public import Contact, register_person
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import NotAllowed, Refusal


def register_application(
    *, opportunity_id: uuid.UUID, contact: Contact, by: Member, source: str = ""
) -> Application:
    """Enter the application of a new person; never guesses that this is somebody who is known already."""
    if not may_register(by):
        raise NotAllowed(_("Your role does not include entering applications."))
    return apply_for(opportunity_id=opportunity_id, person_id=register_person(contact=contact), source=source)


def apply_for(*, opportunity_id: uuid.UUID, person_id: uuid.UUID, source: str = "") -> Application:
    """Enter the application of a person whose file exists; a second one for the same vacancy is refused."""
    if opportunity(opportunity_id).state != Opportunity.State.OPEN:
        raise Refusal(_("This vacancy is closed."))
    application, made = Application.objects.get_or_create(
        opportunity_id=opportunity_id,
        person_id=person_id,
        defaults={
            "organisation_id": tenancy.current_organisation(),
            "source": source,
            "due_at": due_after(opportunity_id, Stage.APPLIED, timezone.now()),
        },
    )
    if not made:
        raise Refusal(_("This person applied for this vacancy already."))
    events.record("applications.application_received", object_id=application.pk, person_id=person_id)
    return application


def ask_advice(*, opportunity_id: uuid.UUID) -> None:
    """Ask for advice on everybody who still takes part and has none."""
    taking_part = Application.objects.filter(opportunity_id=opportunity_id, closed_at__isnull=True)
    people = list(taking_part.values_list("person_id", flat=True))
    if people:
        request_advice(opportunity_id=opportunity_id, person_ids=people)

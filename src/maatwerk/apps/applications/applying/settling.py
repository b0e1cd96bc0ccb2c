"""How an organisation wants people to apply."""

import uuid

from django.utils.translation import gettext_lazy as _

from maatwerk.apps.applications.models import ApplyingRules, Intake
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.vacancies.public import may_open_vacancies
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import NotAllowed


def hides_photo() -> bool:
    """Whether no photo is shown before somebody decided: yes, unless the organisation settled otherwise."""
    kept = ApplyingRules.objects.values_list("hides_photo", flat=True).first()
    return True if kept is None else kept


def settle_intake(
    *, vacancy_id: uuid.UUID, documents: str, orders_test: bool, hides_photo: bool, by: Member
) -> None:
    """Settle what comes along with an application, and what follows at once."""
    if not may_open_vacancies(by):
        raise NotAllowed(_("Your role does not include vacancies."))
    organisation = tenancy.current_organisation()
    Intake.objects.update_or_create(
        opportunity_id=vacancy_id,
        defaults={
            "organisation_id": organisation,
            "documents": Intake.Documents(documents),
            "orders_test": orders_test,
        },
    )
    ApplyingRules.objects.update_or_create(
        organisation_id=organisation, defaults={"hides_photo": hides_photo}
    )
    events.record(
        "applications.intake_settled",
        object_id=vacancy_id,
        documents=documents,
        orders_test=orders_test,
        hides_photo=hides_photo,
    )

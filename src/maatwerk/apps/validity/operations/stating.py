"""What people state to go with a validity: how reliable ratings are, and what the work is worth."""

import uuid

from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.public import Member
from maatwerk.apps.validity.contracts import Money
from maatwerk.apps.validity.models import Reliability, WorthFigures
from maatwerk.apps.validity.rules import STATING_ROLES
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import NotAllowed, Refusal

LEAST_WORDS = 3
LONGEST_YEARS = 40


def state_reliability(*, family_id: uuid.UUID, value: float, source: str, by: Member) -> Reliability:
    """State how reliably ratings of work are made, with its source; validity is corrected for it from the next study on."""
    _check_role(by)
    if not 0 < value <= 1:
        raise Refusal(_("A reliability lies above 0 and is at most 1."), field="value")
    if len(source.strip()) < LEAST_WORDS:
        raise Refusal(
            _("Say where the number comes from: your own two raters, or a publication."), field="source"
        )
    made = Reliability.objects.create(
        organisation_id=tenancy.current_organisation(),
        job_family_id=family_id,
        value=value,
        source=source.strip(),
        stated_by=by.user_id,
    )
    events.record("validity.reliability_stated", object_id=made.pk, job_family=str(family_id), value=value)
    return made


def state_worth(*, family_id: uuid.UUID, money: Money, sd_source: str, by: Member) -> WorthFigures:
    """State what hiring costs and what work is worth, in the organisation's own figures."""
    _check_role(by)
    if not 0 < money.base_rate < 1:
        raise Refusal(_("The share who would do well lies between 0 and 100%."), field="base_rate")
    if not 0 < money.hired < money.applicants:
        raise Refusal(_("Fewer people are hired than apply, and at least one."), field="hired")
    if money.sd_cents <= 0:
        raise Refusal(_("Give an amount above 0."), field="sd_euros")
    if not 0 < money.years <= LONGEST_YEARS:
        raise Refusal(_("Give how long a hire stays as a rule, in years."), field="years")
    made = WorthFigures.objects.create(
        organisation_id=tenancy.current_organisation(),
        job_family_id=family_id,
        base_rate=money.base_rate,
        applicants=money.applicants,
        hired=money.hired,
        sd_cents=money.sd_cents,
        sd_source=sd_source.strip(),
        years=money.years,
        cost_cents=money.cost_cents,
        stated_by=by.user_id,
    )
    events.record("validity.worth_stated", object_id=made.pk, job_family=str(family_id))
    return made


def _check_role(by: Member) -> None:
    if not by.has(*STATING_ROLES):
        raise NotAllowed(_("A psychologist or an administrator states this."))

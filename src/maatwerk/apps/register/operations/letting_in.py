"""An auditor from outside: asked in for a period, reads, changes nothing, and every page they open is in the log."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.public import (
    COLLEAGUES_ROLES,
    Member,
    colleagues,
    end_visit,
    invite_visitor,
)
from maatwerk.apps.register.models import Mandate
from maatwerk.apps.register.rules import LONGEST_MANDATE_DAYS, LONGEST_TEXT, may_let_in
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import NotAllowed, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Who is asked in, of which firm, why they are independent, and until which day they may look."""

    email: str
    firm: str
    independence: str
    until: dt.date


@transaction.atomic
def let_auditor_in(*, visit: Visit, by: Member) -> uuid.UUID:
    """Ask an auditor from outside in, until a day. They may belong neither to the organisation nor to who supplies this.

    Raises
    ------
    Refusal
        The address is of somebody inside, the day is past or too far, or nothing says why they are independent.
    """
    if not may_let_in(by):
        raise NotAllowed(_("An administrator lets an auditor in."))
    email = visit.email.strip().lower()
    _check(visit, email)
    made = Mandate.objects.create(
        organisation_id=tenancy.current_organisation(),
        email=email,
        firm=visit.firm.strip()[:120],
        independence=visit.independence.strip()[:LONGEST_TEXT],
        until=visit.until,
        given_by=by.user_id,
    )
    over = timezone.make_aware(dt.datetime.combine(visit.until + dt.timedelta(days=1), dt.time()))
    invite_visitor(member=by, email=email, until=over)
    events.record("register.auditor_invited", object_id=made.pk, until=visit.until.isoformat())
    return made.pk


def _check(visit: Visit, email: str) -> None:
    today = timezone.localdate()
    if not today <= visit.until <= today + dt.timedelta(days=LONGEST_MANDATE_DAYS):
        raise Refusal(_("Choose a day from today on, within a year."), field="until")
    if not visit.firm.strip():
        raise Refusal(_("Say for which firm or body they work."), field="firm")
    if not visit.independence.strip():
        raise Refusal(
            _("Say why they are independent of you and of who supplies this platform."), field="independence"
        )
    inside = {_domain(one.email) for one in colleagues(*COLLEAGUES_ROLES)}
    if _domain(email) in inside | {_domain(settings.DEFAULT_FROM_EMAIL.rstrip(">"))}:
        raise Refusal(
            _(
                "This address belongs to your own organisation, or to who supplies this platform. An auditor from outside "
                "belongs to neither."
            ),
            code="not_from_outside",
            field="email",
        )


def _domain(email: str) -> str:
    return email.rpartition("@")[2].lower()


@transaction.atomic
def end_mandate(*, mandate_id: uuid.UUID, by: Member) -> None:
    """End an auditor's look before its day, from their next page on."""
    if not may_let_in(by):
        raise NotAllowed(_("An administrator ends an auditor's access."))
    found = Mandate.objects.select_for_update().get(pk=mandate_id)
    if found.ended_at is not None:
        raise Refusal(_("This access ended already."), code="ended_already")
    found.ended_at = timezone.now()
    found.save(update_fields=["ended_at"])
    end_visit(member=by, email=found.email)
    events.record("register.auditor_ended", object_id=found.pk)

"""Holds: placed with a reason and a day to look again, ended by a human. They stop erasing, not reading."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.opportunities.public import Opportunity
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.people.public import PersonRecord
from maatwerk.apps.privacy.models import Erasure, Hold
from maatwerk.apps.privacy.rules import LEAST_REASON, LONGEST_REASON, may_hold
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import NotAllowed, Refusal


@transaction.atomic
def place_hold(
    *,
    reason: str,
    review_on: dt.date,
    by: Member,
    person_id: uuid.UUID | None = None,
    opportunity_id: uuid.UUID | None = None,
) -> uuid.UUID:
    """Keep a person, or all who applied for a vacancy, from being erased until a human ends it."""
    if not may_hold(by):
        raise NotAllowed(_("Your role does not include this."))
    if (person_id is None) == (opportunity_id is None):
        raise Refusal(_("Choose a person or a vacancy."), field="subject", status=422)
    _check(reason, "reason")
    if review_on <= timezone.localdate():
        raise Refusal(_("Choose a day that is still to come."), field="review_on", status=422)
    known = (
        PersonRecord.objects.filter(person_id=person_id).exists()
        if person_id is not None
        else Opportunity.objects.filter(pk__in=[opportunity_id]).exists()
    )
    if not known:
        raise Refusal(_("There is nobody and nothing here by this key."), field="subject", status=404)
    if (
        person_id is not None
        and Erasure.objects.filter(person_id=person_id, state=Erasure.State.ERASING).exists()
    ):
        raise Refusal(_("This person is being erased right now; that cannot be stopped."), code="too_late")
    hold = Hold.objects.create(
        organisation_id=tenancy.current_organisation(),
        person_id=person_id,
        opportunity_id=opportunity_id,
        reason=reason.strip()[:LONGEST_REASON],
        review_on=review_on,
        placed_by_id=by.user_id,
    )
    events.record(
        "privacy.hold_placed",
        object_id=hold.pk,
        person_id=person_id,
        vacancy=str(opportunity_id or ""),
        review_on=review_on.isoformat(),
    )
    return hold.pk


@transaction.atomic
def end_hold(*, hold_id: uuid.UUID, because: str, by: Member) -> None:
    """End a hold; what is due then goes with the next look."""
    if not may_hold(by):
        raise NotAllowed(_("Your role does not include this."))
    _check(because, "because")
    hold = Hold.objects.select_for_update().get(pk=hold_id)
    if hold.ended_at is not None:
        return
    hold.ended_at, hold.ended_by_id = timezone.now(), by.user_id
    hold.ended_because = because.strip()[:LONGEST_REASON]
    hold.save(update_fields=["ended_at", "ended_by", "ended_because"])
    events.record("privacy.hold_ended", object_id=hold.pk, person_id=hold.person_id)


def _check(words: str, field: str) -> None:
    if len(words.strip()) < LEAST_REASON:
        raise Refusal(_("Give the reason, in a few words."), field=field, status=422)

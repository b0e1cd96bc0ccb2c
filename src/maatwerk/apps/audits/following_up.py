"""What people write down about an alarm: append-only, each under its own name and moment."""

import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.audits.models import AlarmStep, ImpactAlarm
from maatwerk.apps.audits.rules import LONGEST_TEXT, may_work_on_alarms
from maatwerk.apps.organisations.public import Member
from maatwerk.kernel import events
from maatwerk.kernel.refusals import NotAllowed, Refusal

BEFORE = {AlarmStep.Kind.ACTION: AlarmStep.Kind.HYPOTHESIS, AlarmStep.Kind.EFFECT: AlarmStep.Kind.ACTION}


@transaction.atomic
def write_step(*, alarm_id: uuid.UUID, kind: str, text: str, by: Member) -> None:
    """Write down what may be behind an alarm, what is done, or what came of it; in that order.

    Raises
    ------
    Refusal
        Nothing was written, or an effect is told of which no action is known.
    """
    if not may_work_on_alarms(by):
        raise NotAllowed(_("Your role does not include this."))
    words = text.strip()[:LONGEST_TEXT]
    if not words:
        raise Refusal(_("Write it down first."), field="text")
    alarm = ImpactAlarm.objects.get(pk=alarm_id)
    step = AlarmStep.Kind(kind)
    before = BEFORE.get(step)
    if before and not AlarmStep.objects.filter(alarm=alarm, kind=before).exists():
        raise Refusal(
            _("First write down what may be behind it, then what is done, then what came of it."),
            field="kind",
        )
    AlarmStep.objects.create(
        organisation_id=alarm.organisation_id, alarm=alarm, kind=step, text=words, by_id=by.user_id
    )
    events.record("audits.alarm_worked_on", object_id=alarm.pk, step=str(step))

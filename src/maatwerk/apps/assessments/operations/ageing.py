"""Norms grow old by themselves: who answers for tests is warned ahead, and what no longer passes feeds no advice.

An approval says that the gates pass. They may stop passing without anybody doing anything: on the day on which norms
are too old, or when the rule table asks more. So each night every approved test is held against its gates again.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from maatwerk.apps.assessments.analysis.gates import ScaleGate, reasons_of, scale_gates
from maatwerk.apps.assessments.models import FactSheet
from maatwerk.apps.assessments.rules import CALIBRATION_ROLES, NORMS
from maatwerk.apps.cases.public import Asked, Case, open_case
from maatwerk.apps.evidence.public import Instrument, withdraw_approval
from maatwerk.apps.organisations.public import Organisation, colleagues
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.rules import rule
from maatwerk.ui.formats import day


@dataclass(frozen=True, slots=True)
class Looked:
    """What a night's look came to: the tests whose approval went, and those whose norms are soon too old."""

    withdrawn: tuple[uuid.UUID, ...] = ()
    warned: tuple[uuid.UUID, ...] = ()


def look_at_norms() -> Looked:
    """Hold every approved test against its gates; withdraw what fails, and open a case for what will fail soon.

    Scores, evidence and advice that were given stay. Whoever approved the test gets the case where they still may.
    """
    organisation = Organisation.objects.get(pk=tenancy.current_organisation())
    known = FactSheet.objects.values("instrument_id")
    approved = Instrument.objects.filter(approved_at__isnull=False, pk__in=known).order_by("pk")
    withdrawn, warned = [], []
    with translation.override(organisation.language):
        for test in approved:
            gates = scale_gates(test.pk)
            if reasons := reasons_of(gates):
                _withdraw(test, reasons)
                withdrawn.append(test.pk)
            elif _warn(test, gates, organisation.jurisdiction):
                warned.append(test.pk)
    return Looked(tuple(withdrawn), tuple(warned))


def _withdraw(test: Instrument, reasons: Sequence[str]) -> None:
    text = _(
        "“%(name)s” (version %(version)s, %(language)s) does not pass its gates any more, so its results feed no advice "
        "from today. %(reasons)s Scores and advice that were given stay. Calibrate it on people of today; then it can be "
        "approved again."
    )
    _open(test, text, reasons=" ".join(reasons))
    withdraw_approval(instrument_id=test.pk)


def _warn(test: Instrument, gates: Sequence[ScaleGate], jurisdiction: str) -> bool:
    """Open a case once, some time before the oldest norms of a test are too old."""
    last_days = [gate.norm_usable_until for gate in gates if gate.norm_usable_until]
    if not last_days:
        return False
    today, last = timezone.localdate(), min(last_days)
    ahead = dt.timedelta(days=rule("tests.norm_warning_days", jurisdiction=jurisdiction, on=today))
    if today < last - ahead:
        return False
    since = timezone.make_aware(dt.datetime.combine(last - ahead, dt.time()))
    if Case.objects.filter(subject=NORMS, object_id=test.pk, opened_at__gte=since).exists():
        return False
    text = _(
        "The norms of “%(name)s” (version %(version)s, %(language)s) are too old to use after %(day)s. From then on its "
        "results feed no advice. Calibrate it on people of today before that, or retire it."
    )
    _open(test, text, day=day(last))
    events.record("assessments.norms_warned_of", object_id=test.pk, until=last.isoformat())
    return True


def _open(test: Instrument, text: str, **said: str) -> None:
    may = tuple(one.user_id for one in colleagues(*CALIBRATION_ROLES))
    facts = {"name": test.name, "version": test.version, "language": test.language, **said}
    rather = (test.approved_by,) if test.approved_by in may else may
    open_case(Asked(kind=Case.Kind.ALARM, text=text % facts, subject=NORMS, object_id=test.pk, rather=rather))

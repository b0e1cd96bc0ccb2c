"""The stop button: a named person ends advice at once, and nobody resumes it without saying why (AI Act 14(4)(d)-(e))."""

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.advice.models import ModelVersion, Stop
from maatwerk.apps.advice.queries import is_stopped
from maatwerk.apps.advice.rules import may_resume, may_stop_vacancy, may_stop_version
from maatwerk.apps.opportunities.public import opportunities, opportunity
from maatwerk.apps.organisations.public import Member
from maatwerk.kernel import events, jobs, tenancy
from maatwerk.kernel.refusals import NotAllowed, Refusal


@transaction.atomic
def stop_vacancy(*, opportunity_id: uuid.UUID, reason: str, by: Member) -> uuid.UUID:
    """Stop all advice on one vacancy, as soon as this commits: the database shows and takes none."""
    if not may_stop_vacancy(by):
        raise NotAllowed(_("Your role does not include stopping advice."))
    opportunity(opportunity_id)
    return _stop(Stop(opportunity_id=opportunity_id), reason, by)


@transaction.atomic
def stop_version(*, version_id: uuid.UUID, reason: str, by: Member) -> uuid.UUID:
    """Stop everything that one version says, on every vacancy."""
    if not may_stop_version(by):
        raise NotAllowed(_("Your role does not include stopping advice."))
    ModelVersion.objects.get(pk=version_id)
    return _stop(Stop(version_id=version_id), reason, by)


def _stop(fresh: Stop, reason: str, by: Member) -> uuid.UUID:
    if not reason.strip():
        raise Refusal(_("Say why you stop it; colleagues see it at once."), field="reason")
    if is_stopped(opportunity_id=fresh.opportunity_id, version_id=fresh.version_id):
        raise Refusal(_("A colleague stopped this already."), code="stopped_already")
    fresh.organisation_id = tenancy.current_organisation()
    fresh.reason, fresh.stopped_by = reason.strip(), by.user_id
    fresh.save(force_insert=True)
    events.record("advice.advice_stopped", object_id=fresh.opportunity_id or fresh.version_id)
    return fresh.pk


@transaction.atomic
def resume(*, stop_id: uuid.UUID, reason: str, by: Member) -> None:
    """Let advice go on, with a reason; who waited for an answer meanwhile gets one."""
    if not may_resume(by):
        raise NotAllowed(_("A psychologist or an administrator lets advice go on."))
    if not reason.strip():
        raise Refusal(_("Say what changed, so that advice may go on."), field="reason")
    found = Stop.objects.select_for_update().get(pk=stop_id)
    if found.resumed_at is not None:
        raise Refusal(_("A colleague let it go on already."), code="resumed_already")
    found.resumed_by, found.resumed_at, found.resumed_because = by.user_id, timezone.now(), reason.strip()
    found.save(update_fields=["resumed_by", "resumed_at", "resumed_because"])
    events.record("advice.advice_resumed", object_id=found.opportunity_id or found.version_id)
    for key in _waiting(found):
        jobs.enqueue("advice.give", object_id=key)


def _waiting(found: Stop) -> list[uuid.UUID]:
    """Return the vacancies on which people may wait for an answer."""
    if found.opportunity_id is not None:
        return [found.opportunity_id]
    family = found.version.job_family_id if found.version else None
    return [row.id for row in opportunities(only_open=True, family_id=family)] if family else []

"""Writes of evidence and of the instruments it comes from."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.evidence.models import Evidence, Instrument, Kind, Purpose
from maatwerk.apps.evidence.rules import may_approve_instruments
from maatwerk.apps.organisations.public import Member
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.bulk import insert_rows
from maatwerk.kernel.ids import new_id
from maatwerk.kernel.refusals import NotAllowed, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One thing measured about one person: a number, or the name of a level."""

    concept_id: uuid.UUID
    kind: str
    value: float | None = None
    level: str = ""
    standard_error: float | None = None
    instrument_id: uuid.UUID | None = None
    valid_until: dt.date | None = None
    unit: str = ""
    caveats: tuple[str, ...] = ()


def ensure_instrument(*, key: str, version: str, name: str) -> Instrument:
    """Return the instrument of this version, made (not yet approved) where it is missing."""
    instrument, _made = Instrument.objects.get_or_create(
        organisation_id=tenancy.current_organisation(), key=key, version=version, defaults={"name": name}
    )
    return instrument


#: What apps above ask before an instrument may feed advice: each returns the reasons against it.
ApprovalCheck = Callable[[uuid.UUID], Sequence[str]]
_checks: list[ApprovalCheck] = []


def check_before_approval(check: ApprovalCheck) -> None:
    """Let an app above stand in the way of approvals (calls go down; a lower app asks who registered)."""
    if check not in _checks:
        _checks.append(check)


def reasons_against(instrument_id: uuid.UUID) -> list[str]:
    """Return why an instrument cannot be approved now; empty where nothing stands in the way."""
    return [reason for check in _checks for reason in check(instrument_id)]


def approve_instrument(*, instrument_id: uuid.UUID, reason: str, by: Member) -> Instrument:
    """Admit an instrument to selection, with a psychologist's reason, once its gates pass."""
    if not may_approve_instruments(by):
        raise NotAllowed(_("Only a psychologist approves instruments. Ask one of them."))
    if not reason.strip():
        raise Refusal(_("Say why this instrument is good enough for selection."), field="reason")
    instrument = Instrument.objects.select_for_update().get(pk=instrument_id)
    if against := reasons_against(instrument_id):
        raise Refusal(
            _("“%(name)s” cannot feed advice yet. %(reasons)s")
            % {"name": instrument.name, "reasons": " ".join(against)},
            code="gate",
        )
    instrument.approved_at, instrument.approved_by, instrument.approval_reason = (
        timezone.now(),
        by.user_id,
        reason,
    )
    instrument.save(update_fields=["approved_at", "approved_by", "approval_reason"])
    events.record("evidence.instrument_approved", object_id=instrument.pk)
    return instrument


def withdraw_approval(*, instrument_id: uuid.UUID) -> bool:
    """Take an approval back whose grounds are gone; False where there was none.

    Evidence of the instrument feeds no advice from here on; advice that was given stays, and can be replayed.
    """
    instrument = Instrument.objects.select_for_update().get(pk=instrument_id)
    if instrument.approved_at is None:
        return False
    instrument.approved_at, instrument.approved_by = None, None
    instrument.save(update_fields=["approved_at", "approved_by"])
    events.record("evidence.instrument_approval_withdrawn", object_id=instrument.pk)
    return True


def record_evidence(
    *,
    person_id: uuid.UUID,
    measurements: Sequence[Measurement],
    source: str,
    occasion: uuid.UUID | None = None,
    purpose: str = Purpose.SELECTION,
    measured_on: dt.date | None = None,
    released_to: Sequence[uuid.UUID] = (),
) -> uuid.UUID:
    """Write what was measured about a person on one occasion; returns the occasion's key.

    `occasion` keeps together what comes in parts; `released_to` names organisations that may see it beside this one.
    """
    organisation, occasion = tenancy.current_organisation(), occasion or uuid.uuid4()
    Evidence.objects.bulk_create(
        Evidence(
            organisation_id=organisation,
            person_id=person_id,
            concept_id=found.concept_id,
            kind=Kind(found.kind),
            value=found.value,
            level=found.level,
            standard_error=found.standard_error,
            instrument_id=found.instrument_id,
            occasion=occasion,
            source=source,
            unit=found.unit,
            purpose=Purpose(purpose),
            caveats=list(found.caveats),
            released_to=[str(key) for key in released_to],
            measured_on=measured_on or timezone.localdate(),
            valid_until=found.valid_until,
        )
        for found in measurements
    )
    events.record(
        "evidence.evidence_recorded", person_id=person_id, object_id=occasion, pieces=len(measurements)
    )
    return occasion


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMeasurement:
    """A measurement among many: whose, and on which occasion."""

    person_id: uuid.UUID
    occasion: uuid.UUID
    measurement: Measurement
    administrations: int = 1


def record_many(found: Iterable[PersonMeasurement], *, source: str) -> int:
    """Write many measurements at once (an import) and return how many; the import records the event."""
    organisation = tenancy.current_organisation()
    fields = [
        "id", "organisation", "person", "concept", "kind", "value", "level", "standard_error", "unit",
        "administrations", "instrument", "occasion", "source", "purpose", "caveats", "released_to",
    ]  # fmt: skip
    return insert_rows(
        Evidence,
        fields,
        (
            (
                new_id(), organisation, one.person_id, one.measurement.concept_id, one.measurement.kind,
                one.measurement.value, one.measurement.level, one.measurement.standard_error, "", one.administrations,
                one.measurement.instrument_id, one.occasion, source, Purpose.SELECTION, [], [],
            )
            for one in found
        ),
    )  # fmt: skip

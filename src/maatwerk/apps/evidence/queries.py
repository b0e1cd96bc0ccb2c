"""Reads of evidence, as rows without identity."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from maatwerk.apps.evidence.models import Evidence, Instrument, Purpose


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One piece of evidence: where it came from and what it says."""

    id: uuid.UUID
    person_id: uuid.UUID
    concept_id: uuid.UUID
    kind: str
    value: float | None
    level: str
    standard_error: float | None
    occasion: uuid.UUID | None
    source: str
    instrument: str
    measured_on: dt.date | None
    caveats: tuple[str, ...] = ()
    unit: str = ""


def evidence_for_selection(person_ids: Collection[uuid.UUID], *, using: str = "default") -> list[EvidenceRow]:
    """Return what may be used in a selection today: made for that purpose and still valid, oldest first."""
    found = (
        Evidence.objects.using(using)
        .filter(person_id__in=person_ids, purpose=Purpose.SELECTION)
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=timezone.localdate()))
        .select_related("instrument")
        .order_by("recorded_at", "id")
    )
    return [
        EvidenceRow(
            id=row.pk,
            person_id=row.person_id,
            concept_id=row.concept_id,
            kind=row.kind,
            value=row.value,
            level=row.level,
            standard_error=row.standard_error,
            occasion=row.occasion,
            source=row.source,
            instrument=row.instrument.name if row.instrument else "",
            measured_on=row.measured_on,
            caveats=tuple(row.caveats),
            unit=row.unit,
        )
        for row in found.iterator()
    ]


@dataclass(frozen=True, slots=True)
class InstrumentRow:
    """An instrument and whether a psychologist admitted it."""

    id: uuid.UUID
    name: str
    key: str
    version: str
    approved: bool
    reason: str


def instruments() -> list[InstrumentRow]:
    """Return the organisation's instruments by name."""
    found = Instrument.objects.order_by("name", "version")
    return [
        InstrumentRow(i.pk, i.name, i.key, i.version, i.approved_at is not None, i.approval_reason)
        for i in found
    ]


def instruments_of_concepts(concept_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """Return, per concept, the instruments that results on it came from."""
    found: dict[uuid.UUID, set[uuid.UUID]] = {}
    pairs = Evidence.objects.filter(concept_id__in=concept_ids, instrument__isnull=False)
    for concept, instrument in pairs.values_list("concept_id", "instrument_id").distinct():
        found.setdefault(concept, set()).add(instrument)
    return found

"""The front door of evidence."""

from maatwerk.apps.evidence.models import Evidence, Instrument, Kind, Purpose
from maatwerk.apps.evidence.operations import (
    Measurement,
    PersonMeasurement,
    approve_instrument,
    check_before_approval,
    ensure_instrument,
    reasons_against,
    record_evidence,
    record_many,
    withdraw_approval,
)
from maatwerk.apps.evidence.queries import (
    EvidenceRow,
    InstrumentRow,
    evidence_for_selection,
    instruments,
    instruments_of_concepts,
)
from maatwerk.apps.evidence.rules import is_allowed_by_default, may_approve_instruments

__all__ = [
    "Evidence",
    "EvidenceRow",
    "Instrument",
    "InstrumentRow",
    "Kind",
    "Measurement",
    "PersonMeasurement",
    "Purpose",
    "approve_instrument",
    "check_before_approval",
    "ensure_instrument",
    "evidence_for_selection",
    "instruments",
    "instruments_of_concepts",
    "is_allowed_by_default",
    "may_approve_instruments",
    "reasons_against",
    "record_evidence",
    "record_many",
    "withdraw_approval",
]

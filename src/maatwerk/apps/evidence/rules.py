"""What may be done with evidence, and by whom."""

from maatwerk.apps.evidence.models import Instrument, Kind
from maatwerk.apps.organisations.public import Member, Role


def may_approve_instruments(member: Member) -> bool:
    """Only a psychologist says that a test is good enough to advise on."""
    return member.has(Role.PSYCHOLOGIST)


def is_allowed_by_default(kind: str, instrument: Instrument | None) -> bool:
    """Tell whether evidence may feed advice without an exception: only results of approved instruments may."""
    return kind == Kind.INSTRUMENT_RESULT and instrument is not None and instrument.approved_at is not None

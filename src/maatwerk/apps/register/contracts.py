"""What comes out of the register: plain rows."""

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """What is stated about a component now."""

    purpose: str
    ground: str
    ground_label: str
    is_high_risk: bool
    profiles_people: bool
    owner_id: uuid.UUID
    owner: str
    stated_by: str
    stated_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that scores people: what the system knows of it, and what is stated about it."""

    kind: str
    kind_label: str
    object_id: uuid.UUID | None
    name: str
    version_ids: tuple[uuid.UUID, ...]
    versions: str
    state: str
    is_in_use: bool
    statement: StatementRow | None

    @property
    def key(self) -> str:
        """What the entry is called in an address."""
        return f"{self.kind}-{self.object_id}" if self.object_id else self.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """The data sheet of a job family."""

    origin: str
    original_purpose: str
    gaps: str
    bias_check: str
    written_by: str
    written_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparationRow:
    """How people were prepared for the models of a job family."""

    overseers: str
    overseers_on: dt.date
    workers: str
    workers_on: dt.date
    assessment: str
    assessment_on: dt.date
    is_public_service: bool
    rights: str
    rights_on: dt.date | None
    written_by: str
    written_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """A plan of change with its two answers."""

    id: uuid.UUID
    largest_move: float
    may_enter: tuple[str, ...]
    least_people: int
    verdicts: tuple[str, ...]
    verdict_labels: tuple[str, ...]
    reason: str
    made_by: str
    made_at: dt.datetime
    approved_by: str
    approved_at: dt.datetime | None
    council: str
    council_label: str
    council_reason: str
    council_by: str
    council_at: dt.datetime | None

    @property
    def is_in_force(self) -> bool:
        """Whether a psychologist approved it and the works council is settled."""
        return self.approved_at is not None and bool(self.council)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRow:
    """A document of a version, without its content."""

    id: uuid.UUID
    kind: str
    kind_label: str
    language: str
    markdown_hash: str
    pdf_hash: str
    made_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """A review that comes back."""

    id: uuid.UUID | None
    subject: str
    subject_label: str
    owner_id: uuid.UUID | None
    owner: str
    interval_months: int
    next_on: dt.date | None
    is_overdue: bool
    last_outcome: str
    last_by: str
    last_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskRow:
    """What may go wrong, and whether something is done about it and tested."""

    id: uuid.UUID
    hazard: str
    misuse: str
    mitigation: str
    test: str
    owner_id: uuid.UUID
    owner: str
    changed_at: dt.datetime

    @property
    def is_linked(self) -> bool:
        """Whether hazard, mitigation and test hang together."""
        return bool(self.mitigation and self.test)


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateRow:
    """An auditor from outside."""

    id: uuid.UUID
    email: str
    firm: str
    independence: str
    until: dt.date
    given_by: str
    given_at: dt.datetime
    is_over: bool

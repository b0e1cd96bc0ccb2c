"""What goes into and comes out of cases: plain values."""

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody asks. `not_by` are who may not answer it; `rather` are who should, where they may."""

    kind: str
    text: str = ""
    person_id: uuid.UUID | None = None
    subject: str = ""
    object_id: uuid.UUID | None = None
    not_by: tuple[uuid.UUID, ...] = ()
    rather: tuple[uuid.UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What somebody is told. `upheld`: they are right, so something is still to be done."""

    text: str
    upheld: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """A case in a list."""

    id: uuid.UUID
    kind: str
    kind_label: str
    state: str
    state_label: str
    person_id: uuid.UUID | None
    subject: str
    object_id: uuid.UUID | None
    owner_id: uuid.UUID | None
    owner: str
    opened_at: dt.datetime
    due_on: dt.date
    days_left: int
    answered_at: dt.datetime | None

    @property
    def is_open(self) -> bool:
        """Whether somebody waits for an answer."""
        return self.state == "open"

    @property
    def is_overdue(self) -> bool:
        """Whether the last day has gone without an answer."""
        return self.is_open and self.days_left < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDetail:
    """A case opened. Texts are None once the person's key was destroyed."""

    row: CaseRow
    asked: str | None
    answer: str | None
    answered_by: str
    answered_by_id: uuid.UUID | None
    closing: str
    closed_at: dt.datetime | None
    not_by: tuple[uuid.UUID, ...]
    not_by_names: tuple[str, ...]

"""What goes between reads and statistics: plain values."""

import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Given:
    """One score: by whom, of whom (the interview), on which question about which requirement."""

    interview_id: uuid.UUID
    by: uuid.UUID
    question_id: uuid.UUID
    concept_id: uuid.UUID | None
    value: int

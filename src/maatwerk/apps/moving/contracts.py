"""What an import found and did, as rows."""

import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many came in, or went again. `known` came in with earlier files; `doubles` are questions that now wait."""

    vacancies: int = 0
    people: int = 0
    applications: int = 0
    known: int = 0
    doubles: int = 0


@dataclass(frozen=True, slots=True)
class Stays:
    """Something that was not taken back, and the app whose work hangs on it."""

    kind: str
    object_id: uuid.UUID
    because: str

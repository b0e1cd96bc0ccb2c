"""What a draft holds, as its writer filled it in so far."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """Contact, answers by the key of their question, and by which link the person came.

    `person` is the key of a file that the person opened with their own link; empty for somebody new.
    """

    name: str = ""
    email: str = ""
    phone: str = ""
    channel: str = "mail"
    language: str = "nl"
    code: str = ""
    person: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> "Filled":
        """Read what was kept; what an older version kept besides is left out."""
        return cls(**{one.name: given[one.name] for one in fields(cls) if one.name in given})

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return asdict(self)

    @property
    def person_id(self) -> uuid.UUID | None:
        """The file the person opened with their own link, if they did."""
        return uuid.UUID(self.person) if self.person else None

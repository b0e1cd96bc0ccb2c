"""Reads the filters of a page from its address, and writes them back into links."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from maatwerk.apps.figures.queries import Cohort
from maatwerk.apps.figures.rules import DEFAULT_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an address asks: a period by days, a kind of work, a vacancy. What makes no sense is left out."""

    start: dt.date
    end: dt.date
    family_id: uuid.UUID | None = None
    vacancy_id: uuid.UUID | None = None

    @classmethod
    def read(cls, given: Mapping[str, Any], *, today: dt.date) -> "Asked":
        """Read a GET; the last year where no period is asked."""
        end = _day(given.get("to")) or today
        start = _day(given.get("from")) or end - dt.timedelta(days=DEFAULT_DAYS)
        return cls(
            start=min(start, end),
            end=max(start, end),
            family_id=_key(given.get("family")),
            vacancy_id=_key(given.get("vacancy")),
        )

    def cohort(self, visible: Collection[uuid.UUID] | None) -> Cohort:
        """Return the cohort that this viewer may see."""
        return Cohort(
            start=self.start,
            end=self.end,
            family_id=self.family_id,
            vacancy_id=self.vacancy_id,
            visible=visible,
        )

    def query(self, **more: str) -> str:
        """Return the address's query with something added."""
        given = {"from": self.start.isoformat(), "to": self.end.isoformat()}
        if self.family_id:
            given["family"] = str(self.family_id)
        if self.vacancy_id:
            given["vacancy"] = str(self.vacancy_id)
        return urlencode(given | more)


def _day(given: object) -> dt.date | None:
    try:
        found = dt.date.fromisoformat(str(given or ""))
    except ValueError:
        return None
    return found if 1990 <= found.year <= 2100 else None


def _key(given: object) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(given or ""))
    except ValueError:
        return None

"""What a checked history is made of: one row per employment, and a report on how it came about."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from maatwerk.apps.journeys.history._problems import Problem

Sampling = Literal["everyone_hired", "by_outcome"]


@dataclass(frozen=True, slots=True)
class Line:
    """Where a fact stood: the file's name and the line its row starts on (the header is line 1)."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class EvidenceValue:
    """One construct of one person: a number or a level, never both.

    `administrations` counts the answers behind it: a number is their mean, a level their most frequent.
    """

    construct: str
    value: float | None = None
    level: str | None = None
    administrations: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One employment of one person, with what was known about the person.

    Attributes
    ----------
    lines
        Every line this employment was read from, exact duplicates included.
    person_key
        The same for all employments of one person; means nothing outside this history.
    engagement_key
        Unique within the history and independent of the order of the lines.
    tenure_months
        Months from hire to separation, or to the last observation; in (0, inf).
    separated
        Whether the person left; `False` is censored at `tenure_months`.
    entry_months
        Months after hire at which the person came under observation (left truncation); 0 for most.
    hired_on, ended_on, observed_on
        Dates, where the file has them.
    evidence, protected
        By construct and by attribute, in the mapping's order; what is missing is absent.
    source, rating, reason
        Recruitment source, performance (higher is better, on the mapping's scale), reason for leaving.
    """

    lines: tuple[Line, ...]
    person_key: str
    engagement_key: str
    tenure_months: float
    separated: bool
    entry_months: float = 0.0
    hired_on: date | None = None
    ended_on: date | None = None
    observed_on: date | None = None
    evidence: tuple[EvidenceValue, ...] = ()
    protected: tuple[tuple[str, str | float], ...] = ()
    source: str | None = None
    rating: float | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A person without an outcome (yet), as an applicant is: what advice is asked for."""

    lines: tuple[Line, ...]
    person_key: str
    evidence: tuple[EvidenceValue, ...] = ()
    protected: tuple[tuple[str, str | float], ...] = ()
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """What was read, and how: `decimal` is the sign used, `delimiter` is empty for a workbook."""

    name: str
    fingerprint: str
    encoding: str
    delimiter: str
    decimal: str
    rows_read: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """Rows left out on purpose: `reason` is a problem whose sentence says why; `count` counts rows."""

    reason: Problem
    count: int
    first_lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryReport:
    """Everything a person must know before saying yes to an import.

    `rows_read` splits into the lines behind `engagements`, those dropped, and those with errors.
    `repeated_administrations` counts employments read from several different rows; `repeated_persons`
    counts persons with several employments. `grouped_by` says how persons were recognised: lists of columns.
    `notes` say how the files were read and what that means; nobody has to act on them.
    `error_count` and `warning_count` count all, `errors` and `warnings` hold the first ones.
    """

    files: tuple[FileReport, ...]
    sampling: Sampling
    grouped_by: tuple[tuple[str, ...], ...]
    rows_read: int
    persons: int
    engagements: int
    separated: int
    exact_duplicates: int
    repeated_administrations: int
    repeated_persons: int
    persons_without_engagement: int
    dropped: tuple[Dropped, ...] = ()
    notes: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    warning_count: int = 0
    errors: tuple[Problem, ...] = ()
    error_count: int = 0
    counts_by_code: tuple[tuple[str, int], ...] = field(default=())

    @property
    def ok(self) -> bool:
        """Whether the history may be imported: no error at all."""
        return self.error_count == 0

    def __iter__(self) -> Iterator[Problem]:
        """Errors first, then warnings."""
        yield from self.errors
        yield from self.warnings

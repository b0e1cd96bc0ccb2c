"""What each column of a history means, as somebody who knows the file wrote it down.

The file format is explained in docs/howto/own-data.md.
"""

from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatch
from typing import Literal, get_args

from maatwerk.apps.journeys.history._records import Sampling

Unit = Literal["days", "weeks", "months", "years"]
EvidenceKind = Literal[
    "instrument_result", "job_fact", "interview_scorecard", "shift_star", "learning_result", "self_report"
]
Direction = Literal["higher_is_more", "lower_is_more"]

UNITS: tuple[Unit, ...] = get_args(Unit)
EVIDENCE_KINDS: tuple[EvidenceKind, ...] = get_args(EvidenceKind)
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)

#: Protected attributes for which the audit has a place (`apps.audits` checks them again).
ATTRIBUTES = ("sex", "birth_year", "age", "manager_sex", "self_description")
LONGEST_VALUE = 80  # characters of a value that is kept as text

#: Cells that mean "not known", compared without regard to case.
MISSING = ("", "na", "n/a", "#n/a", "nan", "null", "none", "-", "?")

DAYS_PER_MONTH = 365.25 / 12
MONTHS_PER: dict[Unit, float] = {
    "days": 1 / DAYS_PER_MONTH,
    "weeks": 7 / DAYS_PER_MONTH,
    "months": 1.0,
    "years": 12.0,
}
#: A tenure beyond this is taken for a wrong unit, unless the mapping states a longer one. Months are what days are
#: mistaken for, so there the bound is lower than a long working life.
LONGEST_MONTHS = 600.0
LONGEST_IN_MONTHS = 360.0


@dataclass(frozen=True, slots=True)
class Label:
    """A name for people, in both languages."""

    en: str
    nl: str


@dataclass(frozen=True, slots=True)
class Level:
    """One value of a categorical column: the text in the file, the key it gets, and its label."""

    cell: str
    key: str
    label: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSpec:
    """One of the files that together are the history; a single file has the empty name."""

    name: str = ""
    path_hint: str = ""
    key: tuple[str, ...] = ()
    keep: tuple[tuple[str, tuple[str, ...]], ...] = ()
    required: bool = False

    def matches(self, filename: str) -> bool:
        """Whether the hint recognises a file by its name."""
        return bool(self.path_hint) and fnmatch(filename.lower(), self.path_hint.lower())


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeSpec:
    """How tenure and separation are read: from a duration, or from dates.

    `completed` says that a duration counts completed units ("3" is three years and some), so half a unit is added.
    """

    file: str = ""
    tenure: str = ""
    unit: Unit = "months"
    left_column: str = ""
    left: tuple[str, ...] = ()
    still: tuple[str, ...] = ()
    hired_on: str = ""
    ended_on: str = ""
    observed_on: str | date | None = None
    date_formats: tuple[str, ...] = ("%Y-%m-%d",)
    excel_dates: bool = False
    completed: bool | None = None
    entry: str = ""
    entry_on: str = ""
    longest_months: float = LONGEST_MONTHS
    max_tenure_months: float | None = None
    max_tenure_reason: str = ""
    drop_missing: bool = False
    drop_disagreeing: bool = False

    @property
    def by_dates(self) -> bool:
        """Whether tenure follows from dates."""
        return bool(self.hired_on)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns this needs, in a fixed order."""
        observed = self.observed_on if isinstance(self.observed_on, str) else ""
        named = (
            self.tenure,
            self.left_column,
            self.hired_on,
            self.ended_on,
            observed,
            self.entry,
            self.entry_on,
        )
        return tuple(name for name in named if name)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceSpec:
    """A column that says something about a person before the outcome: a number, or one of the levels.

    `levels` is `None` for a number and empty where every text is accepted as its own level.
    `lower_is_more` turns a number round within its range, so that stored evidence always rises with the
    construct.
    """

    column: str
    construct: str
    label: Label
    kind: EvidenceKind
    file: str = ""
    instrument: str = ""
    version: str = ""
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    direction: Direction = "higher_is_more"
    levels: tuple[Level, ...] | None = None
    outside_is_missing: bool = False
    required: bool = False
    optional: bool = False

    @property
    def is_number(self) -> bool:
        """Whether its values are numbers."""
        return self.levels is None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectedSpec:
    """A protected attribute; it goes to the audit table and nowhere else.

    `constant` says that it cannot differ between two rows of one person. With `date_formats` the column holds dates
    of birth, of which the year is kept.
    """

    column: str
    attribute: str
    label: Label
    file: str = ""
    levels: tuple[Level, ...] | None = None
    minimum: float | None = None
    maximum: float | None = None
    constant: bool = False
    optional: bool = False
    date_formats: tuple[str, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether its values are numbers."""
        return self.levels is None


@dataclass(frozen=True, slots=True, kw_only=True)
class CategorySpec:
    """A categorical column with one meaning: the recruitment source, or the reason for leaving."""

    column: str
    file: str = ""
    levels: tuple[Level, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingSpec:
    """Performance on the job, on the file's own scale; read so that higher is better."""

    column: str
    minimum: float
    maximum: float
    file: str = ""
    lower_is_better: bool = False
    label: Label = Label("Performance", "Prestatie")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """The whole mapping; `text` is the TOML it was read from, `fingerprint` its SHA-256."""

    name: str
    job_family: str
    sampling: Sampling
    outcome: OutcomeSpec
    files: tuple[FileSpec, ...]
    person_key: tuple[str, ...] = ()
    same_when: tuple[tuple[str, ...], ...] = ()
    evidence: tuple[EvidenceSpec, ...] = ()
    protected: tuple[ProtectedSpec, ...] = ()
    source: CategorySpec | None = None
    rating: RatingSpec | None = None
    reason: CategorySpec | None = None
    ignore: tuple[str, ...] = ()
    missing: frozenset[str] = frozenset(MISSING)
    decimal: Literal["point", "comma"] | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_line: int | None = None
    text: str = ""
    fingerprint: str = ""

    @property
    def is_linked(self) -> bool:
        """Whether several files are joined."""
        return len(self.files) > 1

    @property
    def constructs(self) -> tuple[str, ...]:
        """The constructs it can bring, in the mapping's order."""
        return tuple(spec.construct for spec in self.evidence)

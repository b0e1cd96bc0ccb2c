"""The plain shapes in which evidence reaches the science and results come back."""

import json
import uuid
from dataclasses import asdict, dataclass, replace
from typing import Any

Values = dict[str, float | str | None]  # by concept key: a number, the name of a level, or missing


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureSpec:
    """A construct admitted to a model: what it is, what experts expect of it, and who let it in."""

    key: str
    concept_id: str
    kind: str
    label_en: str
    label_nl: str
    importance: int
    helps: bool
    is_one_way: bool
    is_exception: bool
    prior_source: str
    reason: str
    levels: tuple[str, ...] | None = None  # learned while fitting; None: a number

    def label(self, language: str) -> str:
        """Return the label in Dutch or English."""
        return self.label_nl if language.startswith("nl") else self.label_en

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> "FeatureSpec":
        """Rebuild from `to_dict`, also after a trip through JSON."""
        levels = stored.get("levels")
        return cls(**{**stored, "levels": None if levels is None else tuple(levels)})


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingRow:
    """One person's engagement as the science sees it: no identity, no protected attribute."""

    person_id: uuid.UUID
    values: Values
    tenure_months: float
    separated: bool
    entry_months: float
    performance: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingSet:
    """Everything one fit sees."""

    features: tuple[FeatureSpec, ...]
    rows: tuple[TrainingRow, ...]
    horizons: tuple[int, ...]
    by_outcome: bool
    smallest_useful: float
    succeeds_at: float | None
    rating_scale: tuple[float, float]
    prior_sourced: bool

    @property
    def tenure(self) -> list[float]:
        """Months each engagement was observed."""
        return [row.tenure_months for row in self.rows]

    @property
    def event(self) -> list[bool]:
        """Whether each engagement ended."""
        return [row.separated for row in self.rows]

    @property
    def entry(self) -> list[float]:
        """Months each engagement had lasted when observation began."""
        return [row.entry_months for row in self.rows]

    @property
    def persons(self) -> list[str]:
        """Whose engagement each row is: people numbered in the order of the rows, since their keys are random."""
        numbers: dict[uuid.UUID, str] = {}
        return [numbers.setdefault(row.person_id, f"{len(numbers):09d}") for row in self.rows]

    def in_order_of_content(self) -> "TrainingSet":
        """Return the same set in an order that depends on what the rows say and not on the random keys of people.

        The division into folds follows it, so the same file gives the same numbers in every database.
        """
        return replace(self, rows=tuple(sorted(self.rows, key=_content)))


def _content(row: TrainingRow) -> tuple[str, str]:
    said = [row.values, row.tenure_months, row.separated, row.entry_months, row.performance]
    return (json.dumps(said, sort_keys=True), str(row.person_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvisedOutcome:
    """One hire: the score of the advice given before it, and what was seen afterwards."""

    person_id: uuid.UUID
    score: float
    tenure_months: float
    separated: bool
    rater_saw_advice: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FitResult:
    """What one fit found, as a model version stores it."""

    features: tuple[FeatureSpec, ...]
    verdict: str
    fitted: dict[str, Any]
    performance: dict[str, Any] | None
    validity: dict[str, Any]
    caveats: list[dict[str, Any]]
    fingerprint: str
    n_people: int
    n_separations: int
    outcomes_needed: int | None
    scores: dict[uuid.UUID, float]

"""What goes into and comes out of vacancies: plain values."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from maatwerk.apps.vacancies.families import QuestionSpec
from maatwerk.apps.vacancies.writing import Finding

__all__ = ["Publication", "QuestionRow", "QuestionSpec", "StepSpec", "Terms", "VacancyRow"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What an employer promises. Pay in cents per `pay_period`; hours per week; place in degrees."""

    language: str = "nl"
    pay_low_cents: int | None = None
    pay_high_cents: int | None = None
    pay_period: str = "month"
    currency: str = "EUR"
    hours_low: float | None = None
    hours_high: float | None = None
    contract: str = ""
    contract_months: int | None = None
    remote: str = "no"
    latitude: float | None = None
    longitude: float | None = None
    starts_on: dt.date | None = None
    apply_until: dt.date | None = None
    answer_days: int = 5
    contact_email: str = ""
    isco: str = ""
    occupation_uri: str = ""


@dataclass(frozen=True, slots=True)
class StepSpec:
    """One step of the procedure, and within how many days it is taken."""

    stage: str
    label: str
    expected_days: int


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question as a page shows it."""

    id: uuid.UUID
    kind: str
    kind_label: str
    text: str
    choices: tuple[str, ...]
    is_required: bool


@dataclass(frozen=True, slots=True)
class Publication:
    """Whether a vacancy may go on the board: what is still missing (codes), and what its text touches."""

    missing: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether nothing stands in its way."""
        return not self.missing and not self.findings


@dataclass(frozen=True, slots=True)
class VacancyRow:
    """A vacancy with all that belongs to it, as its pages show it to who may see it."""

    id: uuid.UUID
    title: str
    place: str
    description: str
    state: str
    job_family_id: uuid.UUID
    job_family: str
    terms: Terms
    questions: tuple[QuestionRow, ...] = ()
    steps: tuple[StepSpec, ...] = ()
    exceptions: dict[str, dict[str, str]] = field(default_factory=dict)
    is_public: bool = False
    published_at: dt.datetime | None = None

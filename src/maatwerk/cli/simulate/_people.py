"""What the simulated call centre consists of."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Sex = Literal["f", "m"]
FOLLOW_UPS = (3, 6, 9, 12)
DAYS_PER_MONTH = 365.25 / 12


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedPerson:
    """Somebody who applied. `scores` are T-scores (mean 50, SD 10 among applicants) by construct.

    `true_scores` are standard scores that no file ever holds; `impression` is the recruiter's.
    """

    key: str
    name: str
    sex: Sex
    birth_year: int
    source: str
    shift: str
    scores: dict[str, float]
    true_scores: dict[str, float]
    impression: float


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A manager's answer `months` after the hire: a rating of 1 to 5, or none with the reason why."""

    months: int
    on: date
    rating: int | None
    missing_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hire:
    """An employment with its whole future; what is known of it depends on the date of looking."""

    person: SimulatedPerson
    hired_on: date
    left_on: date
    reason: str
    ratings: tuple[FollowUp, ...]

    def left_by(self, day: date) -> bool:
        """Whether the person had left on that day."""
        return self.left_on <= day

    def follow_ups_by(self, day: date) -> tuple[FollowUp, ...]:
        """The follow-ups held by that day: only who still worked there was rated."""
        return tuple(one for one in self.ratings if one.on <= day and one.on < self.left_on)

    def tenure_months(self, day: date) -> float:
        """Months from hire to separation, or to the day of looking."""
        return (min(self.left_on, day) - self.hired_on).days / DAYS_PER_MONTH


@dataclass(frozen=True, slots=True)
class Wave:
    """A part of the history that becomes known on one day: new hires, with their outcomes by then."""

    name: str
    observed_on: date
    hires: tuple[Hire, ...]


@dataclass(frozen=True, slots=True)
class OpenVacancy:
    """A vacancy that people are applying for now."""

    key: str
    title_en: str
    title_nl: str
    shift: str
    places: int


@dataclass(frozen=True, slots=True)
class CurrentApplicant:
    """Somebody who waits for an answer."""

    person: SimulatedPerson
    vacancy: str
    applied_on: date


def month_after(day: date, months: int) -> date:
    """The day that many twelfths of a year later."""
    return day + timedelta(days=round(months * DAYS_PER_MONTH))

"""Letting the simulated call centre run: people apply, a recruiter chooses, some leave, some shine."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import exp
from typing import TYPE_CHECKING

from maatwerk.cli.simulate._names import invent_name
from maatwerk.cli.simulate._people import (
    FOLLOW_UPS,
    CurrentApplicant,
    FollowUp,
    Hire,
    OpenVacancy,
    Sex,
    SimulatedPerson,
    Wave,
    month_after,
)
from maatwerk.cli.simulate._truth import (
    CORRELATIONS,
    NULL_TRUTH,
    SOURCE_SHARES,
    TRUTH,
    Truth,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.random import Generator

OBSERVED_ON = date(2026, 9, 30)
#: Hires in each wave (the last takes the rest), and how many years before the end each wave was looked at.
WAVES = (("early", 600, 2), ("second", 700, 1), ("third", 700, 0))
APPLICANTS_PER_HIRE = 3
_HIRING_MONTHS = 36
_LONGEST_MONTHS = 480
_RATING_CUTS = (-1.5, -0.6, 0.5, 1.5)  # of latent performance with mean 0: most people get a 3
_RATING_MISSING = 0.08
_PERFORMANCE_SD, _RATER_SD = 0.8, 0.6  # lasting differences that no test measures, and the mood of the day
_DECLINED_SHARE = 0.08
_GENERATIONS = {"1998": 0.45, "1990": 0.3, "1978": 0.15, "1966": 0.1}
_REASONS = ("other_job", "pay", "hours", "study", "private", "contract_ended")

VACANCIES = (
    OpenVacancy(
        "service-day", "Customer service employee, daytime", "Medewerker klantenservice, overdag", "day", 6
    ),
    OpenVacancy(
        "service-evening",
        "Customer service employee, evenings",
        "Medewerker klantenservice, avond",
        "evening",
        4,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallCentre:
    """A simulated organisation with a known truth. Nobody in it exists.

    Attributes
    ----------
    hires
        Everybody hired, by hire date, with their whole future; `waves` holds them as they became known.
    applicants
        People who wait for an answer on one of the open `vacancies`.
    declined
        Keys of applicants who prefer not to state sex and birth year.
    truth
        What decides outcomes, and what experts believed beforehand.
    """

    seed: int
    null: bool
    truth: Truth
    observed_on: date
    hires: tuple[Hire, ...]
    waves: tuple[Wave, ...]
    vacancies: tuple[OpenVacancy, ...]
    applicants: tuple[CurrentApplicant, ...]
    declined: frozenset[str]


def simulate_call_centre(
    seed: int, *, null: bool = False, hires: int = 2000, applicants: int = 60, observed_on: date = OBSERVED_ON
) -> CallCentre:
    """Make a call centre's history and its present.

    Parameters
    ----------
    seed
        The same seed gives the same people, names and futures.
    null
        A world in which nothing known about a person makes any difference: nothing may be found in it.
    hires, applicants
        How many people were hired over three years, and how many are applying now.
    observed_on
        The last day that anybody looked.
    """
    import numpy as np

    rng = np.random.default_rng(seed)
    truth = NULL_TRUTH if null else TRUTH
    made = _Maker(rng, truth)
    employed: list[Hire] = []
    for month, places in enumerate(_spread(hires, _HIRING_MONTHS)):
        first = month_after(observed_on, month - _HIRING_MONTHS - 1)
        pool = [made.person() for _ in range(places * APPLICANTS_PER_HIRE)]
        chosen = sorted(pool, key=lambda person: -person.impression)[:places]
        employed += [made.hire(person, first + timedelta(days=int(rng.integers(28)))) for person in chosen]
    employed.sort(key=lambda one: (one.hired_on, one.person.key))
    current = tuple(_applicant(made, at, observed_on) for at in range(applicants))
    declined = frozenset(one.person.key for one in current if rng.random() < _DECLINED_SHARE)
    return CallCentre(
        seed=seed,
        null=null,
        truth=truth,
        observed_on=observed_on,
        hires=tuple(employed),
        waves=_waves(employed, observed_on),
        vacancies=VACANCIES,
        applicants=current,
        declined=declined,
    )


class _Maker:
    """Makes people and their futures, one after another from one stream of chance."""

    def __init__(self, rng: "Generator", truth: Truth) -> None:
        self.rng = rng
        self.truth = truth
        self._factor = _correlation_factor(truth)
        self._made = 0

    def person(self, shift: str | None = None) -> SimulatedPerson:
        """Somebody who applies: true scores, and tests that measure them with error."""
        rng, truth = self.rng, self.truth
        self._made += 1
        sex: Sex = "f" if rng.random() < 0.6 else "m"
        values = self._factor @ rng.standard_normal(len(truth.constructs))
        true = {one.key: float(value) for one, value in zip(truth.constructs, values, strict=True)}
        if sex == "f":
            true[truth.group_construct] -= truth.group_difference
        scores = {}
        for one in truth.constructs:
            error = rng.standard_normal() * (1 - one.reliability) ** 0.5
            score = 50 + 10 * (one.reliability**0.5 * true[one.key] + error)
            scores[one.key] = round(float(min(max(score, 10.0), 90.0)), 1)
        seen = sum(one.impression * (scores[one.key] - 50) / 10 for one in truth.constructs)
        return SimulatedPerson(
            key=f"SIM-{self._made:05d}",
            name=invent_name(rng, sex),
            sex=sex,
            birth_year=int(_pick(rng, _GENERATIONS)) + int(rng.integers(-5, 6)),
            source=_pick(rng, SOURCE_SHARES),
            shift=shift or _pick(rng, dict.fromkeys(truth.shifts, 1 / len(truth.shifts))),
            scores=scores,
            true_scores=true,
            impression=round(float(seen + 0.8 * rng.standard_normal()), 3),
        )

    def hire(self, person: SimulatedPerson, hired_on: date) -> Hire:
        """The whole future of an employment."""
        performance = _PERFORMANCE_SD * float(self.rng.standard_normal()) + sum(
            one.performing * person.true_scores[one.key] for one in self.truth.constructs
        )
        left_on = self._left_on(person, hired_on)
        ratings = tuple(self._follow_up(hired_on, months, performance) for months in FOLLOW_UPS)
        return Hire(
            person=person,
            hired_on=hired_on,
            left_on=left_on,
            reason=self._reason(performance),
            ratings=ratings,
        )

    def _left_on(self, person: SimulatedPerson, hired_on: date) -> date:
        """The day of leaving: a coin is tossed each month, weighted by what is true of the person."""
        truth = self.truth
        push = truth.sources[person.source] + truth.shifts[person.shift]
        push += sum(one.leaving * person.true_scores[one.key] for one in truth.constructs)
        base = truth.monthly_leaving
        for month in range(_LONGEST_MONTHS):
            chance = base[min(month, len(base) - 1)]
            odds = chance / (1 - chance) * exp(push)
            if self.rng.random() < odds / (1 + odds):
                break
        within = int(self.rng.integers(1, 31))
        return month_after(hired_on, month) + timedelta(days=within)

    def _follow_up(self, hired_on: date, months: int, performance: float) -> FollowUp:
        seen = performance + _RATER_SD * float(self.rng.standard_normal())
        on = month_after(hired_on, months)
        if self.rng.random() < _RATING_MISSING:
            return FollowUp(months, on, None, "manager_absent")
        return FollowUp(months, on, 1 + sum(seen > cut for cut in _RATING_CUTS))

    def _reason(self, performance: float) -> str:
        if performance < -1.0 and self.rng.random() < 0.6:
            return "dismissed"
        return _pick(self.rng, dict.fromkeys(_REASONS, 1 / len(_REASONS)))


def _correlation_factor(truth: Truth) -> "np.ndarray":
    """Lower-triangular factor of the correlations between true scores."""
    import numpy as np

    keys = [one.key for one in truth.constructs]
    matrix = np.eye(len(keys))
    for (one, other), value in CORRELATIONS.items():
        at, to = keys.index(one), keys.index(other)
        matrix[at, to] = matrix[to, at] = value
    return np.linalg.cholesky(matrix)


def _pick(rng: "Generator", shares: dict[str, float]) -> str:
    """Draw one of several by their shares, which add up to 1."""
    left = float(rng.random())
    for found, share in shares.items():
        left -= share
        if left < 0:
            return found
    return found


def _spread(total: int, parts: int) -> list[int]:
    """Whole numbers that add up to the total and differ by at most one."""
    return [total // parts + (at < total % parts) for at in range(parts)]


def _waves(hires: list[Hire], observed_on: date) -> tuple[Wave, ...]:
    """Each hire in the wave in which it became known; waves after the early one share the rest."""
    planned = sum(size for _, size, _ in WAVES)
    found, start = [], 0
    for number, (name, size, years) in enumerate(WAVES):
        end = len(hires) if number == len(WAVES) - 1 else start + round(size * len(hires) / planned)
        day = date(observed_on.year - years, observed_on.month, observed_on.day)
        found.append(Wave(name, day, tuple(hires[start:end])))
        start = end
    return tuple(found)


def _applicant(made: _Maker, number: int, observed_on: date) -> CurrentApplicant:
    vacancy = VACANCIES[number % len(VACANCIES)]
    person = made.person(vacancy.shift)
    return CurrentApplicant(person, vacancy.key, observed_on - timedelta(days=int(made.rng.integers(1, 21))))

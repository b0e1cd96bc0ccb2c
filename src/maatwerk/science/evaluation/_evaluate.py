"""A live model on people it has not seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.evaluation._brier import brier_skill
from maatwerk.science.evaluation._calibration import calibration
from maatwerk.science.evaluation._checks import Floats, Histories, Ints, check_groups, check_histories
from maatwerk.science.evaluation._concordance import concordance
from maatwerk.science.evaluation._resampling import as_generator
from maatwerk.science.results import Caveat, Estimate, Language, caveat


class Forecaster(Protocol):
    """What `evaluate` needs of a model: a deployed hazard of `retention` provides it."""

    @property
    def horizons(self) -> tuple[float, ...]:
        """Months for which it forecasts."""

    def risk_of(self, X: ArrayLike) -> Floats:
        """Return a number per row that is higher for people expected to leave sooner."""

    def survival_of(self, X: ArrayLike, months: float) -> Floats:
        """Return the probability per row of still being there after `months`."""

    def null_survival(self, months: float) -> float:
        """Return the share of the model's own history still there after `months`: no model.

        Raises `InsufficientDataError` where that history does not reach so far.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class HorizonEvaluation:
    """Worth of a live model at one horizon; calibration is None where it does not exist."""

    months: float
    brier: Estimate
    brier_null: Estimate
    skill: Estimate
    calibration_slope: Estimate | None
    calibration_intercept: Estimate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Worth of a live model on unseen people."""

    concordance: Estimate
    at: tuple[HorizonEvaluation, ...]
    n: int
    n_left: int
    method: str = "evaluation/1"
    caveats: tuple[Caveat, ...] = ()

    def explain(self, language: Language = "en") -> str:
        """Return skill at the longest horizon in one sentence, caveats after it."""
        entry = self.at[-1]
        sentence = _SENTENCE[language].format(
            n=self.n, months=entry.months, low=entry.skill.low, high=entry.skill.high
        )
        return " ".join([sentence, *(found.explain(language) for found in self.caveats)])

    def horizon(self, months: float | None = None) -> HorizonEvaluation:
        """Return the entry for `months`; without it, the longest horizon."""
        for found in self.at:
            if found.months == months:
                return found
        if months is not None:
            raise ScienceError("months", f"one of {[found.months for found in self.at]}", months)
        return self.at[-1]


_SENTENCE: dict[Language, str] = {
    "en": (
        "On these {n} people, forecasts for {months:g} months were between {low:+.1%} and {high:+.1%} better than "
        "saying the same of everybody."
    ),
    "nl": (
        "Bij deze {n} mensen waren voorspellingen voor {months:g} maanden tussen {low:+.1%} en {high:+.1%} beter dan "
        "van iedereen hetzelfde zeggen."
    ),
}


def evaluate(
    fitted: Forecaster,
    X: ArrayLike,
    tenure: ArrayLike,
    event: ArrayLike,
    persons: ArrayLike | None = None,
    *,
    horizons: Sequence[float] | None = None,
    rng: np.random.Generator | int = 0,
    confidence: float = 0.90,
) -> Evaluation:
    """Evaluate a deployed model on people it was not fitted on.

    *No model* is what the model's own history said of everybody (its Kaplan–Meier base rate): what one
    would have forecast for these people without it.

    Parameters
    ----------
    fitted
        A deployed model, e.g. `retention.FittedHazard`.
    X : array of shape (n, p)
        Evidence, columns in the order of the model's features; NaN is missing.
    tenure, event, persons : arrays of shape (n,)
        Months, 1 left / 0 still there, person of each row.
    horizons
        Months; default the model's. Those that these people, or the model's own history, were not followed to
        are left out.

    Raises
    ------
    InsufficientDataError
        No usable pair of people, or nobody followed to any horizon.
    """
    known = check_histories(tenure, event)
    codes = check_groups("persons", persons, len(known.tenure))
    generator = as_generator(rng)
    entries: list[HorizonEvaluation] = []
    doubts: list[Caveat] = []
    for months in fitted.horizons if horizons is None else horizons:
        survival = fitted.survival_of(X, months)
        try:
            null = np.full(len(survival), fitted.null_survival(months))
            scores = brier_skill(
                tenure,
                event,
                survival,
                null,
                horizon=months,
                persons=codes,
                rng=generator,
                confidence=confidence,
            )
        except InsufficientDataError:
            continue
        slope, intercept, doubt = calibrate_or_say_why(known, survival, months, codes, confidence)
        doubts += [doubt] if doubt else []
        entries.append(
            HorizonEvaluation(
                months=float(months),
                brier=scores.brier,
                brier_null=scores.brier_null,
                skill=scores.skill,
                calibration_slope=slope,
                calibration_intercept=intercept,
            )
        )
    if not entries:
        raise InsufficientDataError(
            "tenure", "followed to at least one horizon", f"{known.tenure.max():g} months"
        )
    return Evaluation(
        concordance=concordance(tenure, event, fitted.risk_of(X), persons=codes, confidence=confidence),
        at=tuple(entries),
        n=len(np.unique(codes)),
        n_left=len(np.unique(codes[known.event])),
        caveats=tuple(dict.fromkeys(doubts)),
    )


def calibrate_or_say_why(
    histories: Histories, survival: Floats, months: float, codes: Ints, confidence: float
) -> tuple[Estimate | None, Estimate | None, Caveat | None]:
    """Return slope and intercept; or neither, and why: one prediction for all, or too few leavers or stayers."""
    try:
        found = calibration(
            histories.tenure, histories.event, survival, horizon=months, persons=codes, confidence=confidence
        )
    except InsufficientDataError:
        return None, None, caveat("few_at_horizon", months=float(months))
    except ScienceError:
        return None, None, caveat("same_prediction")
    return found.slope, found.intercept, None

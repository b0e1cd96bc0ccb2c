"""Nested, person-grouped cross-validation: what the model is worth on people it has not seen."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.evaluation._brier import brier_losses, skill_from_losses
from maatwerk.science.evaluation._censoring import horizon_weights
from maatwerk.science.evaluation._checks import Floats, Ints, check_confidence, check_groups, check_histories
from maatwerk.science.evaluation._concordance import Pairs, count_pairs, summarise_pairs
from maatwerk.science.evaluation._evaluate import calibrate_or_say_why
from maatwerk.science.evaluation._resampling import as_generator
from maatwerk.science.results import Caveat, Estimate, Language, caveat
from maatwerk.science.retention._fold import Data, Forecast, forecasts, person_folds
from maatwerk.science.retention._hazard import FOLLOW_UP, HORIZONS
from maatwerk.science.retention._potential import (
    Spread,
    potential_concordance,
    potential_skill,
    potential_spread,
)
from maatwerk.science.retention._prior import Prior
from maatwerk.science.retention._standardise import check_matrix

STRENGTHS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)
_ESTIMATES = ("brier", "brier_null", "skill", "calibration_slope", "calibration_intercept", "potential")


@dataclass(frozen=True, slots=True, kw_only=True)
class HorizonValidity:
    """Worth at one horizon.

    Attributes
    ----------
    brier, brier_null
        IPCW Brier score of the model, and of Kaplan–Meier of the training folds, on the same people.
    skill
        1 − brier / brier_null, paired.
    calibration_slope, calibration_intercept
        None where they do not exist (everybody predicted alike, or too few leavers or stayers).
    potential
        Skill that the *best* weights could have, whatever the fitted ones do: see `potential_skill`.
    outcomes
        Persons whose state at the horizon is known.
    """

    months: float
    brier: Estimate
    brier_null: Estimate
    skill: Estimate
    calibration_slope: Estimate | None
    calibration_intercept: Estimate | None
    potential: Estimate
    outcomes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """Out-of-sample worth of a retention model, with intervals over persons.

    Attributes
    ----------
    concordance
        Harrell's, comparing only people held out together.
    potential_concordance
        What the best weights could reach: see `potential_spread`.
    at
        One entry per horizon.
    strength
        Prior strength that the inner loop prefers on all the data: what the final fit uses.
    n, n_left, folds, repeats
        Persons, persons who left within the follow-up, and the shape of the cross-validation.
    """

    concordance: Estimate
    potential_concordance: Estimate
    at: tuple[HorizonValidity, ...]
    strength: float
    n: int
    n_left: int
    folds: int
    repeats: int
    method: str = "nested-validation/1"
    caveats: tuple[Caveat, ...] = ()

    def horizon(self, months: float | None = None) -> HorizonValidity:
        """Return the entry for `months`; without it, the longest horizon."""
        for found in self.at:
            if months is not None and found.months == months:
                return found
        if months is not None:
            raise ScienceError("months", f"one of {[found.months for found in self.at]}", months)
        return self.at[-1]

    def explain(self, language: Language = "en") -> str:
        """Return skill at the longest horizon and concordance in plain sentences."""
        entry = self.at[-1]
        numbers = {"months": entry.months, "n": self.n, "low": entry.skill.low, "high": entry.skill.high}
        numbers |= {"c_low": self.concordance.low, "c_high": self.concordance.high}
        sentence = _SENTENCE[language].format(**numbers)
        return " ".join([sentence, *(found.explain(language) for found in self.caveats)])

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON-able values."""
        plain = {f.name: getattr(self, f.name) for f in fields(self)}
        plain["concordance"] = _plain(self.concordance)
        plain["potential_concordance"] = _plain(self.potential_concordance)
        plain["caveats"] = [{"code": c.code, "values": dict(c.values)} for c in self.caveats]
        plain["at"] = [
            {
                f.name: _plain(value) if isinstance(value := getattr(entry, f.name), Estimate) else value
                for f in fields(entry)
            }
            for entry in self.at
        ]
        return plain

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Self:
        """Rebuild from `to_dict`."""
        values = dict(stored)
        values["concordance"] = _estimate(stored["concordance"])
        values["potential_concordance"] = _estimate(stored["potential_concordance"])
        values["caveats"] = tuple(caveat(c["code"], **c["values"]) for c in stored["caveats"])
        values["at"] = tuple(
            HorizonValidity(
                **{name: _estimate(value) if name in _ESTIMATES else value for name, value in entry.items()}
            )
            for entry in stored["at"]
        )
        return cls(**values)


_SENTENCE: dict[Language, str] = {
    "en": (
        "On {n} people it had not seen, forecasts for {months:g} months were between {low:+.1%} and {high:+.1%} better "
        "than saying the same of everybody; of two people it named the first to leave in {c_low:.0%} to {c_high:.0%}."
    ),
    "nl": (
        "Bij {n} mensen die het niet kende waren voorspellingen voor {months:g} maanden tussen {low:+.1%} en "
        "{high:+.1%} beter dan van iedereen hetzelfde zeggen; van twee mensen wees het in {c_low:.0%} tot "
        "{c_high:.0%} aan wie het eerst vertrok."
    ),
}


def nested_validation(  # noqa: PLR0913 - keyword-only options
    X: ArrayLike,
    tenure: ArrayLike,
    event: ArrayLike,
    persons: ArrayLike | None = None,
    *,
    prior: Prior,
    rng: np.random.Generator | int,
    entry: ArrayLike | None = None,
    horizons: Sequence[float] = HORIZONS,
    follow_up: int = FOLLOW_UP,
    strengths: Sequence[float] = STRENGTHS,
    folds: int = 5,
    inner_folds: int = 4,
    repeats: int = 3,
    confidence: float = 0.90,
) -> Validity:
    """Validate a retention model on people it has not seen, all choices made without them.

    The outer loop holds out a fifth of the *persons* (all their rows); the inner loop, on the others only,
    chooses the prior's strength by held-out log likelihood; the model then forecasts the held-out. This is
    repeated with other divisions, losses are averaged over repeats per row, and intervals come from
    resampling persons [1]_, [2]_.

    Parameters
    ----------
    X, tenure, event, entry
        As in `HazardModel.fit`.
    persons : array of shape (n,), optional
        Person of each row.
    prior : Prior
        Belief per column.
    rng
        Generator or seed: divides persons and resamples them.
    strengths
        Candidates that multiply the prior standard deviations.

    Returns
    -------
    Validity

    Raises
    ------
    InsufficientDataError
        Fewer than two persons per outer and inner fold, or nobody left in one of them.

    Notes
    -----
    Horizons that nobody was followed to are left out, with the longest that is reached kept; and so are those by which
    nobody had left, or everybody: there is nothing to forecast.

    References
    ----------
    .. [1] varma2006
    .. [2] davison1997, section 3.8
    """
    known = check_histories(tenure, event, entry=entry)
    matrix = check_matrix(X, len(prior.features), rows=len(known.tenure))
    data = Data(matrix, known, check_groups("persons", persons, len(matrix)))
    generator, level = as_generator(rng), check_confidence(confidence)
    follow_up = max(int(np.ceil(max(horizons))), min(int(follow_up), int(np.ceil(known.tenure.max()))))
    reached = _reached(data, horizons)
    _check_size(data, folds, inner_folds, repeats)
    plan = _Plan(tuple(strengths), folds, inner_folds, reached, follow_up)
    rounds = [_one_round(data, prior, generator, plan) for _ in range(repeats)]
    left = known.event & (known.tenure <= follow_up)
    spread = potential_spread(data, prior, follow_up=follow_up, confidence=level)
    entries = _entries(data, rounds, reached, spread, generator)
    return Validity(
        caveats=tuple(dict.fromkeys(doubt for _, doubt in entries if doubt)),
        concordance=_concordance(data, rounds, folds, level),
        potential_concordance=potential_concordance(spread),
        at=tuple(entry for entry, _ in entries),
        strength=_choose(data, prior, generator, plan),
        n=len(np.unique(data.persons)),
        n_left=len(np.unique(data.persons[left])),
        folds=folds,
        repeats=repeats,
    )


def choose_strength(  # noqa: PLR0913 - keyword-only options
    X: ArrayLike,
    tenure: ArrayLike,
    event: ArrayLike,
    persons: ArrayLike | None = None,
    *,
    prior: Prior,
    rng: np.random.Generator | int,
    entry: ArrayLike | None = None,
    follow_up: int = FOLLOW_UP,
    strengths: Sequence[float] = STRENGTHS,
    folds: int = 4,
) -> float:
    """Choose a prior's strength by person-grouped cross-validation: the highest held-out log likelihood.

    This is the inner loop of `nested_validation`; its own score is optimistic and is not returned.
    """
    known = check_histories(tenure, event, entry=entry)
    matrix = check_matrix(X, len(prior.features), rows=len(known.tenure))
    data = Data(matrix, known, check_groups("persons", persons, len(matrix)))
    months = min(int(follow_up), max(1, int(np.ceil(known.tenure.max()))))
    _check_size(data, folds, folds, 1)
    plan = _Plan(tuple(strengths), folds, folds, (min(12.0, float(months)),), months)
    return _choose(data, prior, as_generator(rng), plan)


@dataclass(frozen=True, slots=True, eq=False)
class _Round:
    """Held-out forecasts of every row in one division into folds."""

    fold: Ints
    risk: Floats
    survival: Floats
    null: Floats


class _Plan(NamedTuple):
    """Choices that every round shares."""

    strengths: tuple[float, ...]
    folds: int
    inner_folds: int
    horizons: tuple[float, ...]
    follow_up: int


def _one_round(data: Data, prior: Prior, rng: np.random.Generator, plan: _Plan) -> _Round:
    fold = person_folds(data.persons, plan.folds, rng)
    risk = np.empty(len(fold))
    survival, null = (np.empty((len(fold), len(plan.horizons))) for _ in range(2))
    for held_out in range(plan.folds):
        test, train = np.flatnonzero(fold == held_out), np.flatnonzero(fold != held_out)
        strength = _choose(data.rows(train), prior, rng, plan)
        found = _forecasts(data, train, test, prior, (strength,), plan)[0]
        risk[test], survival[test], null[test] = found.risk, found.survival, found.null
    return _Round(fold, risk, survival, null)


def _choose(data: Data, prior: Prior, rng: np.random.Generator, plan: _Plan) -> float:
    """Prior strength with the highest held-out log likelihood; of equals the firmest."""
    persons = np.unique(data.persons, return_inverse=True)[1]
    fold = person_folds(persons, plan.inner_folds, rng)
    totals = np.zeros(len(plan.strengths))
    for held_out in range(plan.inner_folds):
        test, train = np.flatnonzero(fold == held_out), np.flatnonzero(fold != held_out)
        found = _forecasts(data, train, test, prior, plan.strengths, plan)
        totals += [forecast.log_likelihood for forecast in found]
    best = totals >= totals.max() - 1e-9
    return min(strength for strength, good in zip(plan.strengths, best, strict=True) if good)


def _forecasts(
    data: Data, train: Ints, test: Ints, prior: Prior, strengths: Sequence[float], plan: _Plan
) -> list[Forecast]:
    return forecasts(
        data.rows(train), data.rows(test), prior, strengths, horizons=plan.horizons, months=plan.follow_up
    )


def _concordance(data: Data, rounds: Sequence[_Round], folds: int, confidence: float) -> Estimate:
    counted = [count_pairs(data.known, r.risk, data.persons, r.fold) for r in rounds]
    mean = Pairs(
        np.mean([pairs.right for pairs in counted], axis=0),
        np.mean([pairs.usable for pairs in counted], axis=0),
    )
    return summarise_pairs(
        mean, data.persons, method="concordance-harrell-cv/1", confidence=confidence, folds=folds
    )


def _entries(
    data: Data, rounds: Sequence[_Round], horizons: Sequence[float], spread: Spread, rng: np.random.Generator
) -> list[tuple[HorizonValidity, Caveat | None]]:
    """Every horizon at which some had left and some had not."""
    found = []
    for k, months in enumerate(horizons):
        try:
            found.append(_at(data, rounds, k, months, spread, rng))
        except InsufficientDataError:
            continue
    if not found:
        raise InsufficientDataError("event", "people who left and people who stayed at a horizon", "one kind")
    return found


def _at(
    data: Data, rounds: Sequence[_Round], k: int, months: float, spread: Spread, rng: np.random.Generator
) -> tuple[HorizonValidity, Caveat | None]:
    """Everything about one horizon, and why its calibration is unknown where it is."""
    model = np.mean([brier_losses(data.known, r.survival[:, k], months) for r in rounds], axis=0)
    null = np.mean([brier_losses(data.known, r.null[:, k], months) for r in rounds], axis=0)
    scores = skill_from_losses(model, null, data.persons, rng, confidence=spread.confidence)
    _, weights = horizon_weights(data.known, months)
    slope, intercept, doubt = calibrate_or_say_why(
        data.known, _averaged(rounds, k), months, data.persons, spread.confidence
    )
    entry = HorizonValidity(
        months=months,
        brier=scores.brier,
        brier_null=scores.brier_null,
        skill=scores.skill,
        calibration_slope=slope,
        calibration_intercept=intercept,
        potential=potential_skill(data, spread, months=months),
        outcomes=len(np.unique(data.persons[weights > 0])),
    )
    return entry, doubt


def _averaged(rounds: Sequence[_Round], k: int) -> Floats:
    """Forecast of each row averaged over repeats on the log(−log) scale."""
    logs = [np.log(-np.log(np.clip(r.survival[:, k], 1e-9, 1 - 1e-9))) for r in rounds]
    return np.asarray(np.exp(-np.exp(np.mean(logs, axis=0))))


def _reached(data: Data, horizons: Sequence[float]) -> tuple[float, ...]:
    """Horizons that the follow-up supports."""
    reached = []
    for months in sorted(float(h) for h in horizons):
        try:
            horizon_weights(data.known, months)
        except InsufficientDataError:
            continue
        reached.append(months)
    if not reached:
        raise InsufficientDataError(
            "tenure", f"followed for {min(horizons):g} months", data.known.tenure.max()
        )
    return tuple(reached)


def _check_size(data: Data, folds: int, inner_folds: int, repeats: int) -> None:
    if min(folds, inner_folds) < 2 or repeats < 1:
        raise ScienceError("folds", "at least 2, with at least one repeat", (folds, inner_folds, repeats))
    persons = len(np.unique(data.persons))
    leavers = len(np.unique(data.persons[data.known.event]))
    least = 2 * folds
    if persons < least * 2 or leavers < least:
        raise InsufficientDataError(
            "event", f"at least {least} persons who left, of {2 * least}", f"{leavers} of {persons}"
        )


def _plain(found: Estimate) -> dict[str, Any]:
    plain = {f.name: getattr(found, f.name) for f in fields(found)}
    plain["caveats"] = [{"code": c.code, "values": dict(c.values)} for c in found.caveats]
    return plain


def _estimate(stored: dict[str, Any] | None) -> Any:
    if stored is None:
        return None
    values = dict(stored)
    values["caveats"] = tuple(caveat(c["code"], **c["values"]) for c in stored["caveats"])
    return Estimate(**values)

"""How well, among those who stay: a Bayesian proportional odds model with the same reasons as the hazard."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from statistics import NormalDist
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.estimator import Estimator
from maatwerk.science.evaluation._checks import (
    Floats,
    Ints,
    check_confidence,
    check_groups,
    check_vector,
)
from maatwerk.science.results import Caveat, Language, caveat
from maatwerk.science.retention._evidence import (
    DIGITS,
    EDGE,
    Feature,
    contributions,
    evidence_caveats,
    evidence_variance,
    quadratic_form,
)
from maatwerk.science.retention._hazard import deployed_features
from maatwerk.science.retention._ordinal import OrdinalProblem, find_ordinal_mode
from maatwerk.science.retention._prediction import Contribution
from maatwerk.science.retention._prior import Prior
from maatwerk.science.retention._standardise import check_matrix, learn_scaling, standardise
from maatwerk.science.retention._truncation import restrict

METHOD = "performance-ordinal/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformancePrediction:
    """Probability of at least each rating, given that the person stays.

    Attributes
    ----------
    at_least
        (rating, probability, low, high) for every rating but the lowest.
    contributions, log_odds
        What each piece of evidence adds to the log-odds of any higher rating, and their sum.
    base_rate
        (rating, share of the rated people with at least that rating).
    """

    at_least: tuple[tuple[int, float, float, float], ...]
    contributions: tuple[Contribution, ...]
    log_odds: float
    base_rate: tuple[tuple[int, float], ...]
    n: int
    method: str
    confidence: float
    caveats: tuple[Caveat, ...] = ()
    model: "FittedPerformance" = field(repr=False, compare=False)

    def probability(self, rating: int) -> tuple[float, float, float]:
        """Return probability, low and high of at least `rating`."""
        for found, *numbers in self.at_least:
            if found == rating:
                return numbers[0], numbers[1], numbers[2]
        raise ScienceError("rating", f"one of {[found[0] for found in self.at_least]}", rating)

    def explain(self, language: Language = "en") -> str:
        """Return the chance of the rating nearest the middle of the scale in one sentence, caveats after it."""
        rating, _, low, high = self.at_least[(len(self.at_least) - 1) // 2]
        sentence = _SENTENCE[language].format(rating=rating, low=low, high=high, n=self.n)
        return " ".join([sentence, *(found.explain(language) for found in self.caveats)])


_SENTENCE: dict[Language, str] = {
    "en": (
        "Of people with such evidence who stay, between {low:.0%} and {high:.0%} are expected to be rated {rating} "
        "or higher ({n} people were rated)."
    ),
    "nl": (
        "Van mensen met zulke gegevens die blijven, krijgt naar verwachting tussen {low:.0%} en {high:.0%} een "
        "{rating} of hoger ({n} mensen zijn beoordeeld)."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedPerformance:
    """logit P(rating ≥ k) = Σ weight · (x − mean) / sd − threshold[k], deployed in plain floats.

    Attributes
    ----------
    ratings
        The job's own scale, ascending; `thresholds` belong to all but the lowest.
    covariance
        Posterior covariance of (thresholds…, weights…).
    """

    features: tuple[Feature, ...]
    ratings: tuple[int, ...]
    thresholds: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    base_rate: tuple[tuple[int, float], ...]
    n: int
    confidence: float = 0.90
    method: str = METHOD
    caveats: tuple[Caveat, ...] = ()

    def advise(
        self,
        values: Mapping[str, float | None],
        *,
        standard_errors: Mapping[str, float] | None = None,
    ) -> PerformancePrediction:
        """Predict for one person; missing and unusual values as in `FittedHazard.advise`."""
        rows = contributions(self.features, values, ("lower", "higher"))
        offset = len(self.thresholds)
        variances = [self.covariance[offset + k][offset + k] for k in range(len(self.features))]
        noise = evidence_variance(self.features, rows, variances, standard_errors or {})
        total = math.fsum(row.log_odds for row in rows)
        z = [row.sd_units for row in rows]
        return PerformancePrediction(
            at_least=tuple(self._at_least(k, total, z, noise) for k in range(len(self.thresholds))),
            contributions=rows,
            log_odds=total,
            base_rate=self.base_rate,
            n=self.n,
            method=self.method,
            confidence=self.confidence,
            caveats=self.caveats + evidence_caveats(rows),
            model=self,
        )

    def _at_least(
        self, k: int, total: float, z: list[float], noise: float
    ) -> tuple[int, float, float, float]:
        gradient = [0.0] * len(self.thresholds) + z
        gradient[k] = -1.0
        deviate = NormalDist().inv_cdf((1 + self.confidence) / 2)
        half = deviate * math.sqrt(quadratic_form(gradient, self.covariance) + noise)
        centre = total - self.thresholds[k]
        p, low, high = (round(_logistic(centre + side * half), DIGITS) for side in (0, -1, 1))
        return self.ratings[k + 1], p, low, high

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON-able values."""
        plain = asdict(self)
        plain["caveats"] = [{"code": c.code, "values": dict(c.values)} for c in self.caveats]
        for name in ("covariance", "base_rate"):
            plain[name] = [list(row) for row in getattr(self, name)]
        return {name: list(value) if isinstance(value, tuple) else value for name, value in plain.items()}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """Rebuild from `to_dict`, also after a trip through JSON."""
        if stored.get("method") != METHOD:
            raise ScienceError("method", repr(METHOD), repr(stored.get("method")))
        fields = dict(stored)
        fields["features"] = tuple(Feature(**feature) for feature in stored["features"])
        for name in ("ratings", "thresholds"):
            fields[name] = tuple(stored[name])
        for name in ("covariance", "base_rate"):
            fields[name] = tuple(tuple(row) for row in stored[name])
        fields["caveats"] = tuple(caveat(found["code"], **found["values"]) for found in stored["caveats"])
        return cls(**fields)


class PerformanceModel(Estimator):
    """Bayesian proportional odds model [1]_ of the rating at a follow-up.

    logit P(rating ≥ k) = Σ weight[k] · (x − mean) / sd − threshold[k]: a *positive* weight means higher
    ratings. Same prior, standardisation, missing values and Laplace posterior as `HazardModel`.

    Parameters
    ----------
    prior : Prior
        Belief per column about the log-odds of a higher rating.
    strength, confidence
        As in `HazardModel`.

    Attributes
    ----------
    coef_, coef_covariance_, intervals_, thresholds_, fitted_, converged_, n_

    References
    ----------
    .. [1] mccullagh1980
    """

    def __init__(self, prior: Prior, *, strength: float = 1.0, confidence: float = 0.90) -> None:
        self.prior = prior
        self.strength = strength
        self.confidence = confidence

    def fit(
        self,
        X: ArrayLike,
        rating: ArrayLike,
        *,
        scale: tuple[int, ...] | None = None,
        weights: ArrayLike | None = None,
        persons: ArrayLike | None = None,
    ) -> Self:
        """Learn weights from ratings at follow-up.

        Parameters
        ----------
        X : array of shape (n, p)
            Evidence at hire; NaN is missing.
        rating : array of shape (n,)
            Whole numbers on the job's scale, higher is better. Leave out people without one.
        scale
            All ratings that exist, ascending, also those nobody got; default those that occur.
        weights, persons
            As in `HazardModel.fit`.

        Raises
        ------
        InsufficientDataError
            Fewer than two different ratings, or fewer than two persons.
        """
        level = check_confidence(self.confidence)
        given = check_vector("rating", rating)
        ratings = _scale(given, scale)
        category = np.searchsorted(ratings, given).astype(np.int64)
        matrix = check_matrix(X, len(self.prior.features), rows=len(given))
        codes = check_groups("persons", persons, len(given))
        share = _shares(weights, codes, len(given))
        self.n_ = len(np.unique(codes))
        if self.n_ < 2 or len(np.unique(given)) < 2:
            raise InsufficientDataError(
                "rating", "of two persons or more, and not all the same", f"{self.n_} persons"
            )
        scaling = learn_scaling(matrix, share, self.prior)
        prior = self.prior.scaled(self.strength)
        problem = OrdinalProblem(
            Z=standardise(matrix, scaling),
            category=category,
            weights=share,
            categories=len(ratings),
            prior_mean=np.array([feature.mean for feature in prior.features]),
            prior_precision=np.array([feature.sd**-2.0 for feature in prior.features]),
        )
        mode = find_ordinal_mode(problem)
        cuts = len(ratings) - 1
        sides = np.array([0] * cuts + [feature.direction for feature in prior.features], dtype=np.int64)
        covariance = np.asarray(np.linalg.inv(mode.information), dtype=np.float64)
        peak = np.concatenate([mode.thresholds, mode.weights])
        cut, self.intervals_ = restrict(peak, covariance, sides, first=cuts, confidence=level)
        self.thresholds_, self.coef_ = cut.mean[:cuts], cut.mean[cuts:]
        self.coef_covariance_ = cut.covariance[cuts:, cuts:]
        self.converged_ = mode.converged and cut.converged
        rare = () if self.converged_ else (caveat("not_converged", iterations=mode.steps),)
        few = (caveat("small_sample", n=self.n_),) if self.n_ < 10 * len(prior.features) else ()
        self.fitted_ = FittedPerformance(
            features=deployed_features(prior, scaling, self.coef_, self.intervals_),
            ratings=tuple(int(r) for r in ratings),
            thresholds=tuple(self.thresholds_.tolist()),
            covariance=tuple(tuple(row) for row in cut.covariance.tolist()),
            base_rate=tuple((int(r), float(share @ (given >= r) / share.sum())) for r in ratings[1:]),
            n=self.n_,
            confidence=level,
            caveats=scaling.caveats + rare + few,
        )
        return self

    def predict_at_least(self, X: ArrayLike, rating: int) -> Floats:
        """Return P(rating ≥ `rating`) for many people, shape (n,)."""
        if not hasattr(self, "fitted_"):
            raise ScienceError("model", "fitted first", "an unfitted PerformanceModel")
        fitted = self.fitted_
        if rating not in fitted.ratings[1:]:
            raise ScienceError("rating", f"one of {fitted.ratings[1:]}", rating)
        return np.array(
            [
                fitted.advise(dict(zip(self.prior.names, row, strict=True))).probability(rating)[0]
                for row in check_matrix(X, len(self.prior.features)).tolist()
            ]
        )


def _scale(given: Floats, scale: tuple[int, ...] | None) -> Ints:
    if len(given) == 0 or (given != np.round(given)).any():
        raise ScienceError("rating", "whole numbers", "none" if len(given) == 0 else "fractions")
    ratings = np.unique(given).astype(np.int64) if scale is None else np.asarray(scale, dtype=np.int64)
    if len(ratings) < 2 or (np.diff(ratings) <= 0).any():
        raise InsufficientDataError("rating", "at least two different ratings", f"{len(ratings)}")
    if not np.isin(given, ratings).all():
        raise ScienceError("rating", f"one of {ratings.tolist()}", f"{given[~np.isin(given, ratings)][0]:g}")
    return ratings


def _shares(weights: ArrayLike | None, codes: Ints, length: int) -> Floats:
    share = np.ones(length) if weights is None else check_vector("weights", weights, length)
    if share.min() < 0 or share.sum() <= 0:
        raise ScienceError("weights", "zero or more, and not all zero", f"minimum {share.min():g}")
    return np.asarray(share / np.bincount(codes)[codes])


def _logistic(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-EDGE, min(EDGE, value))))

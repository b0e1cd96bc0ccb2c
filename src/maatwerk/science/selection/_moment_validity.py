"""Validity from moments alone: the same before and after the people behind them are erased."""

from dataclasses import dataclass, field, replace
from math import sqrt

from maatwerk.science.results import Estimate, Language
from maatwerk.science.selection._corrections import (
    Attenuation,
    CorrectedValidity,
    Correction,
    RangeRestriction,
    correct_validity,
)
from maatwerk.science.selection._moments import SufficientMoments, lawley
from maatwerk.science.selection._validity import CONFIDENCE, check_correlation, correlation_estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Lawley:
    """Selection on several recorded variables (`lawley`), as a step of `correct_validity`.

    `outcome_reliability` is below 1 when an `Attenuation` step came before: the outcome's variance is then
    that of its true part, while its covariances stay as observed.
    """

    hired: SufficientMoments
    pool: SufficientMoments
    predictor: str
    outcome: str
    outcome_reliability: float = 1.0
    name: str = field(default="lawley/1", init=False)

    def apply(self, r: float) -> float:
        """Return the correlation among all applicants when it is `r` among the hired."""
        check_correlation("r", r)
        i, j = self.hired.index(self.predictor), self.hired.index(self.outcome)
        scatter = self.hired.scatter.copy()
        scatter[j, j] *= self.outcome_reliability
        scatter[i, j] = scatter[j, i] = r * sqrt(float(scatter[i, i] * scatter[j, j]))
        return lawley(replace(self.hired, scatter=scatter), self.pool).correlation(
            self.predictor, self.outcome
        )

    def explain(self, language: Language = "en") -> str:
        """Return what is corrected, with its inputs."""
        return {
            "en": "for selection on {} (as recorded for {} applicants)",
            "nl": "voor selectie op {} (vastgelegd voor {} sollicitanten)",
        }[language].format(", ".join(self.pool.names), self.pool.n)


def validity_from_moments(
    hired: SufficientMoments,
    *,
    predictor: str,
    outcome: str,
    pool: SufficientMoments | None = None,
    outcome_reliability: float | None = None,
    confidence: float = CONFIDENCE,
) -> CorrectedValidity:
    """Report observed and corrected validity from sufficient moments.

    Parameters
    ----------
    hired
        Moments of the people with an outcome; holds `predictor` and `outcome`.
    predictor, outcome
        Names of the variables to correlate.
    pool
        Moments of all applicants on what selection used. With the predictor alone this is Thorndike's case
        II, with more variables Lawley's correction.
    outcome_reliability
        Reliability of the outcome among the hired; corrected for first.
    confidence
        Coverage of the intervals.
    """
    observed = correlation_estimate(hired.correlation(predictor, outcome), hired.n, confidence=confidence)
    corrections: list[Correction] = []
    if outcome_reliability is not None:
        corrections.append(Attenuation(outcome_reliability=outcome_reliability))
    if pool is not None and pool.names == (predictor,):
        corrections.append(RangeRestriction(hired.deviation(predictor) / pool.deviation(predictor)))
    elif pool is not None:
        corrections.append(
            Lawley(
                hired=hired,
                pool=pool,
                predictor=predictor,
                outcome=outcome,
                outcome_reliability=outcome_reliability or 1.0,
            )
        )
    return correct_validity(observed, *corrections)


def lawley_validity(
    hired: SufficientMoments,
    pool: SufficientMoments,
    *,
    predictor: str,
    outcome: str,
    confidence: float = CONFIDENCE,
) -> Estimate:
    """Return the validity among all applicants by Lawley's correction alone."""
    return validity_from_moments(
        hired, predictor=predictor, outcome=outcome, pool=pool, confidence=confidence
    ).corrected

"""How useful could the best weights be? An upper bound that does not depend on how well the fit went."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from maatwerk.science.evaluation._checks import Floats
from maatwerk.science.evaluation._survival import survival_curve
from maatwerk.science.results import Estimate
from maatwerk.science.retention._hazard import make_problem
from maatwerk.science.retention._posterior import Exposure, find_mode, period_edges
from maatwerk.science.retention._prior import Prior
from maatwerk.science.retention._standardise import learn_scaling, standardise

if TYPE_CHECKING:
    from maatwerk.science.retention._fold import Data

_RANK = 1e-9  # eigenvalues below this share of the largest count as zero: a column repeated
_POINTS = 40  # Gauss–Hermite nodes


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Variance of the true linear predictor between people: estimate and bounds, with its n."""

    variance: float
    low: float
    high: float
    n: int
    confidence: float


def potential_spread(data: "Data", prior: Prior, *, follow_up: int, confidence: float) -> Spread:
    """Bound the variance of the true linear predictor by inverting the score test of "no weight at all".

    Under weights β the score statistic T is about non-central χ² with non-centrality β'Vβ, V being the
    information left after the baseline [1]_; V ≈ D · corr(Z), D the (weighted) number of leavers, so
    that the variance of the linear predictor is about non-centrality / D. Its bounds come from inverting
    the non-central χ² in its parameter [2]_. With few leavers the upper bound is high whatever the fit
    says: absence of evidence is not taken for evidence of absence.

    References
    ----------
    .. [1] cox1974, section 9.3
    .. [2] steiger2004
    """
    known = data.person_weighted()
    Z = standardise(data.X, learn_scaling(data.X, known.weights, prior))
    problem = make_problem(Z, known, prior, period_edges(follow_up, min(follow_up, 12)))
    silent = problem._replace(
        Z=np.zeros((len(Z), 0)),
        prior_mean=np.zeros(0),
        prior_precision=np.zeros(0),
        directions=np.zeros(0, dtype=np.int64),
    )
    null = find_mode(silent)
    score, information = _score(problem.exposed, known.weights, Z, null.baseline, null.information)
    values, vectors = np.linalg.eigh(information)
    kept = values > max(values.max(initial=0.0) * _RANK, 1e-12)
    persons = len(np.unique(data.persons))
    if not kept.any():  # nothing varies: no weight could ever show
        return Spread(variance=0.0, low=0.0, high=0.0, n=persons, confidence=confidence)
    statistic = float(((vectors[:, kept].T @ score) ** 2 / values[kept]).sum())
    rank = int(kept.sum())
    spread_of_Z = float(np.average(Z**2, axis=0, weights=known.weights).sum())
    leavers = float(np.trace(information)) / spread_of_Z
    low, high = noncentrality_bounds(statistic, rank, confidence)
    return Spread(
        variance=max(statistic - rank, 0.0) / leavers,
        low=low / leavers,
        high=high / leavers,
        n=persons,
        confidence=confidence,
    )


def _score(
    exposed: Exposure, weights: Floats, Z: Floats, baseline: Floats, baseline_information: Floats
) -> tuple[Floats, Floats]:
    """Score of the weights at zero, and its information after the baseline was estimated."""
    hazard = 1.0 / (1.0 + np.exp(-baseline))
    mass = weights[:, None] * exposed.at_risk
    residual = -(mass @ hazard)
    np.add.at(residual, exposed.rows, weights[exposed.rows])
    curvature = mass * (hazard * (1.0 - hazard))
    cross = curvature.T @ Z
    full = (Z * curvature.sum(axis=1)[:, None]).T @ Z
    return Z.T @ residual, full - cross.T @ np.linalg.solve(baseline_information, cross)


def noncentrality_bounds(statistic: float, degrees: int, confidence: float) -> tuple[float, float]:
    """Two-sided interval of the non-centrality of a χ² variable, by inverting its distribution.

    Raises nothing: where even non-centrality 0 makes the observed value improbably small, both are 0.
    """
    from scipy.optimize import brentq
    from scipy.special import chndtr

    def solve(probability: float) -> float:
        if chndtr(statistic, degrees, 0.0) <= probability:
            return 0.0
        top = 2.0 * statistic + 10.0
        while chndtr(statistic, degrees, top) > probability:
            top *= 2.0
        return float(brentq(lambda value: chndtr(statistic, degrees, value) - probability, 0.0, top))

    tail = (1.0 - confidence) / 2.0
    return solve(1.0 - tail), solve(tail)


def skill_of_variance(variance: float, staying: float) -> float:
    """Brier skill of knowing the hazard of everybody when its log varies with `variance` between people.

    Skill = Var(S) / (mean S · (1 − mean S)) with S = exp(−H e^u), u normal: what a perfect forecast of each
    person's *probability* gains over saying the same of all (refinement, Murphy 1973).
    """
    if variance <= 0 or not 0 < staying < 1:
        return 0.0
    nodes, weights = np.polynomial.hermite_e.hermegauss(_POINTS)
    weights = weights / weights.sum()
    survival: Floats = np.exp(math.log(staying) * np.exp(math.sqrt(variance) * nodes))
    mean = float(weights @ survival)
    return float(weights @ (survival - mean) ** 2) / (mean * (1.0 - mean))


def concordance_of_variance(variance: float) -> float:
    """Concordance of knowing everybody's hazard: E[1 / (1 + e^−|d|)] with d normal of twice the variance.

    Of two people with hazards in the ratio e^d, the first leaves first with probability 1 / (1 + e^−d).
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(_POINTS)
    difference = np.abs(nodes) * math.sqrt(2.0 * max(variance, 0.0))
    return float((weights / weights.sum()) @ (1.0 / (1.0 + np.exp(-difference))))


def potential_skill(data: "Data", spread: Spread, *, months: float) -> Estimate:
    """Skill at a horizon of weights whose linear predictor has the estimated, least and largest variance."""
    curve = survival_curve(data.known.tenure, data.known.event, entry=data.known.entry)
    staying = float(curve.at([min(months, curve.follow_up)])[0])
    return Estimate(
        estimate=skill_of_variance(spread.variance, staying),
        low=skill_of_variance(spread.low, staying),
        high=skill_of_variance(spread.high, staying),
        n=spread.n,
        method="potential-skill/1",
        confidence=spread.confidence,
    )


def potential_concordance(spread: Spread) -> Estimate:
    """Concordance of weights whose linear predictor has the estimated, least and largest variance."""
    return Estimate(
        estimate=concordance_of_variance(spread.variance),
        low=concordance_of_variance(spread.low),
        high=concordance_of_variance(spread.high),
        n=spread.n,
        method="potential-concordance/1",
        confidence=spread.confidence,
    )

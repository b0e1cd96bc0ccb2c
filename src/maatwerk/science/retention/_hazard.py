"""The retention model: a Bayesian person-period logistic hazard whose log-odds are the explanation."""

from collections.abc import Sequence
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.estimator import Estimator
from maatwerk.science.evaluation._checks import (
    Floats,
    Histories,
    check_confidence,
    check_groups,
    check_histories,
)
from maatwerk.science.evaluation._survival import survival_curve
from maatwerk.science.results import Caveat, caveat
from maatwerk.science.retention._batch import Outlooks, linear_predictors, outlooks
from maatwerk.science.retention._evidence import Feature
from maatwerk.science.retention._fitted import FittedHazard
from maatwerk.science.retention._posterior import Problem, baseline_prior, exposure, find_mode, period_edges
from maatwerk.science.retention._prediction import Outlook
from maatwerk.science.retention._prior import Prior
from maatwerk.science.retention._standardise import Scaling, check_matrix, learn_scaling, standardise
from maatwerk.science.retention._truncation import restrict

HORIZONS = (3.0, 6.0, 9.0, 12.0)
FOLLOW_UP = 120  # months; nothing is gained by cutting ten-year tenures short: effects are taken as lasting
FEW_OUTCOMES_PER_FEATURE = 10  # Peduzzi et al. (1995): below it weights without a prior are erratic
STEP_SD = 0.7  # see `baseline_prior`: the hazard may well halve or double from the first month to the second


class Posterior(NamedTuple):
    """Joint posterior of (baseline months…, weights…) and the marginal interval of each weight."""

    mean: Floats
    covariance: Floats
    intervals: Floats
    converged: bool
    steps: int


class HazardModel(Estimator):
    """Bayesian discrete-time hazard of leaving, in months, with expert prior and exact additive reasons.

    logit P(leaves in month j | still there) = baseline[j] + Σ weight[k] · (x[k] − mean[k]) / sd[k]

    Person-period logistic likelihood [1]_; normal prior on the weights; a random walk in log time for the
    baseline; the posterior is normal around its mode (Laplace [2]_), cut at zero for weights with a stated
    direction (expectation propagation, see `_truncation`).

    Parameters
    ----------
    prior : Prior
        Belief per feature, in the order of the columns of X.
    horizons : sequence of float
        Months for which advice is wanted.
    follow_up : int
        Months of tenure that are used; what happened later is cut off.
    strength : float
        Multiplies all prior standard deviations: below 1 the prior is held more firmly.
        `nested_validation` chooses it out of sample.
    by_outcome : bool
        The people were sampled on whether they left: absolute rates are then withheld.
    confidence : float
        Coverage of all intervals.
    step_sd : float
        How fast the baseline may change; see `baseline_prior`.

    Attributes
    ----------
    coef_ : array of shape (p,)
        Weights: log-odds of leaving in a month per SD (posterior mode; mean where cut at zero).
    coef_covariance_ : array of shape (p, p)
    intervals_ : array of shape (p, 2)
    baseline_ : array of shape (periods,)
        Monthly log-odds of leaving with average evidence: per month to the last horizon, then per quarter
        and per year (`edges_`), for as long as anybody stayed.
    fitted_ : FittedHazard
        The deployed form: frozen, JSON-able, plain Python.
    converged_ : bool
    n_, n_left_ : int
        Persons, and persons who left within `follow_up`.
    longest_ : float
        Longest tenure seen, in months.

    References
    ----------
    .. [1] singer1993
    .. [2] mackay2003, chapter 27
    """

    def __init__(
        self,
        prior: Prior,
        *,
        horizons: Sequence[float] = HORIZONS,
        follow_up: int = FOLLOW_UP,
        strength: float = 1.0,
        by_outcome: bool = False,
        confidence: float = 0.90,
        step_sd: float = STEP_SD,
    ) -> None:
        self.prior = prior
        self.horizons = horizons
        self.follow_up = follow_up
        self.strength = strength
        self.by_outcome = by_outcome
        self.confidence = confidence
        self.step_sd = step_sd

    def fit(
        self,
        X: ArrayLike,
        tenure: ArrayLike,
        event: ArrayLike,
        *,
        entry: ArrayLike | None = None,
        weights: ArrayLike | None = None,
        persons: ArrayLike | None = None,
    ) -> Self:
        """Learn the weights from histories.

        Parameters
        ----------
        X : array of shape (n, p)
            Evidence at hire; NaN is missing and is treated as the mean (contribution 0).
        tenure : array of shape (n,)
            Months to leaving or to the last day seen, ≥ 0.
        event : array of shape (n,)
            1 left, 0 still there.
        entry : array of shape (n,), optional
            Months already served when observation began (left truncation).
        weights : array of shape (n,), optional
            Case weights.
        persons : array of shape (n,), optional
            Person of each row: the m rows of one person weigh 1/m each, so nobody counts double.

        Raises
        ------
        InsufficientDataError
            Nobody left within `follow_up`, or fewer than two persons: start from `fitted_from_prior`.
        ScienceError
            Malformed input; the argument is named.
        """
        self._check_parameters()
        known = check_histories(tenure, event, entry=entry, weights=weights)
        matrix = check_matrix(X, len(self.prior.features), rows=len(known.tenure))
        codes = check_groups("persons", persons, len(matrix))
        if persons is not None:
            known = known._replace(weights=known.weights / np.bincount(codes)[codes])
        left = known.event & (known.tenure <= self.follow_up) & (known.weights > 0)
        self.n_, self.n_left_ = len(np.unique(codes)), len(np.unique(codes[left]))
        if self.n_ < 2:
            raise InsufficientDataError("tenure", "of at least two persons", f"{self.n_}")
        if self.n_left_ == 0:
            raise InsufficientDataError(
                "event", "1 (left) for at least one person within the follow-up", "nobody"
            )
        self.longest_ = float(known.tenure.max())
        scaling = learn_scaling(matrix, known.weights, self.prior)
        edges = self._edges(known)
        periods = len(edges) - 1
        prior = self.prior.scaled(self.strength)
        problem = make_problem(standardise(matrix, scaling), known, prior, edges, step_sd=self.step_sd)
        posterior = laplace(problem, self.confidence)
        self.converged_ = posterior.converged
        self.n_steps_ = posterior.steps
        self.coef_ = posterior.mean[periods:]
        self.coef_covariance_ = posterior.covariance[periods:, periods:]
        self.intervals_ = posterior.intervals
        self.edges_ = edges
        self.baseline_ = posterior.mean[:periods]
        self.fitted_ = self._deploy(posterior, scaling, known, periods)
        return self

    def predict_survival(self, X: ArrayLike, horizons: Sequence[float] | None = None) -> Outlooks:
        """Return survival at the horizons (default: the model's) with posterior intervals, for many people.

        Returns
        -------
        Outlooks
            Arrays `estimate`, `low`, `high` of shape (n, number of horizons).
        """
        return outlooks(self._deployed(), X, horizons)

    def contributions(self, X: ArrayLike) -> Floats:
        """Return weight × standardised value: what each feature adds to the log-odds of leaving, (n, p).

        ``baseline_[j] + contributions(X).sum(axis=1)`` is the linear predictor of month j + 1.
        """
        fitted = self._deployed()
        return linear_predictors(fitted, X)

    def predict_risk(self, X: ArrayLike) -> Floats:
        """Return the log-odds of leaving relative to average evidence, shape (n,): higher leaves sooner."""
        return np.asarray(self.contributions(X).sum(axis=1))

    def _deployed(self) -> FittedHazard:
        if not hasattr(self, "fitted_"):
            raise ScienceError("model", "fitted first", "an unfitted HazardModel")
        return self.fitted_

    def _check_parameters(self) -> None:
        if not isinstance(self.prior, Prior):
            raise ScienceError("prior", "a Prior", type(self.prior).__name__)
        if len(self.horizons) == 0 or min(self.horizons) <= 0 or not np.all(np.isfinite(self.horizons)):
            raise ScienceError("horizons", "positive months", tuple(self.horizons))
        if self.follow_up < max(self.horizons):
            raise ScienceError(
                "follow_up", f"at least the last horizon ({max(self.horizons):g})", self.follow_up
            )
        if not (np.isfinite(self.step_sd) and self.step_sd > 0):
            raise ScienceError("step_sd", "positive", self.step_sd)
        check_confidence(self.confidence)

    def _edges(self, known: Histories) -> Floats:
        """Periods that get a baseline: the follow-up, no longer than anybody stayed, no shorter than asked."""
        needed = int(np.ceil(max(self.horizons)))
        return period_edges(max(needed, min(int(self.follow_up), int(np.ceil(known.tenure.max())))), needed)

    def _deploy(self, posterior: Posterior, scaling: Scaling, known: Histories, periods: int) -> FittedHazard:
        kept = int(np.ceil(max(self.horizons)))
        index = np.concatenate([np.arange(kept), np.arange(periods, len(posterior.mean))])
        covariance = posterior.covariance[np.ix_(index, index)]
        features = deployed_features(
            self.prior.scaled(self.strength), scaling, posterior.mean[periods:], posterior.intervals
        )
        return FittedHazard(
            features=features,
            baseline=tuple(posterior.mean[:kept].tolist()),
            covariance=tuple(tuple(row) for row in covariance.tolist()),
            horizons=tuple(float(h) for h in self.horizons),
            base_rate=base_rates(known, self.horizons, self.confidence),
            n=self.n_,
            n_left=self.n_left_,
            by_outcome=self.by_outcome,
            confidence=self.confidence,
            caveats=self._caveats(posterior, scaling),
        )

    def _caveats(self, posterior: Posterior, scaling: Scaling) -> tuple[Caveat, ...]:
        found = list(scaling.caveats)
        if not posterior.converged:
            found.append(caveat("not_converged", iterations=posterior.steps))
        if self.n_left_ < FEW_OUTCOMES_PER_FEATURE * len(self.prior.features):
            found.append(caveat("few_outcomes", n=self.n_left_))
        beyond = [months for months in self.horizons if months > self.longest_]
        if beyond:
            found.append(caveat("beyond_follow_up", months=float(min(beyond))))
        if self.by_outcome:
            found.append(caveat("rates_withheld"))
        return tuple(found)


def make_problem(
    Z: Floats, known: Histories, prior: Prior, edges: Floats, *, step_sd: float = STEP_SD
) -> Problem:
    """Assemble likelihood and prior of standardised features."""
    exposed = exposure(known, edges)
    return Problem(
        Z=Z,
        weights=known.weights,
        exposed=exposed,
        baseline=baseline_prior(exposed, known.weights, step_sd=step_sd),
        prior_mean=np.array([feature.mean for feature in prior.features]),
        prior_precision=np.array([feature.sd**-2.0 for feature in prior.features]),
        directions=np.array([feature.direction for feature in prior.features], dtype=np.int64),
    )


def laplace(problem: Problem, confidence: float) -> Posterior:
    """Normal approximation at the mode, restricted to the stated directions."""
    mode = find_mode(problem)
    covariance = np.linalg.inv(mode.information)
    covariance = (covariance + covariance.T) / 2
    mean = np.concatenate([mode.baseline, mode.weights])
    # where a bound holds the mode, the quadratic that touches it there peaks outside: g' d − d' H d / 2
    mean = mean + covariance @ mode.gradient
    periods = len(mode.baseline)
    sides = np.concatenate([np.zeros(periods, dtype=np.int64), problem.directions])
    cut, intervals = restrict(mean, covariance, sides, first=periods, confidence=confidence)
    return Posterior(cut.mean, cut.covariance, intervals, mode.converged and cut.converged, mode.steps)


def deployed_features(
    prior: Prior, scaling: Scaling, weights: Floats, intervals: Floats
) -> tuple[Feature, ...]:
    """Put belief, scale, weight and interval of each feature side by side, in plain floats."""
    columns = (scaling.mean, scaling.sd, scaling.low, scaling.high, weights, intervals[:, 0], intervals[:, 1])
    names = ("mean", "sd", "low", "high", "weight", "weight_low", "weight_high")
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return tuple(
        Feature(
            name=belief.name,
            prior_mean=belief.mean,
            prior_sd=belief.sd,
            direction=belief.direction,
            group=belief.group,
            source=belief.source,
            **dict(zip(names, row, strict=True)),
        )
        for belief, row in zip(prior.features, rows, strict=True)
    )


def base_rates(known: Histories, horizons: Sequence[float], confidence: float) -> tuple[Outlook, ...]:
    """Kaplan–Meier of the history at each horizon that it reaches."""
    curve = survival_curve(
        known.tenure, known.event, entry=known.entry, weights=known.weights, confidence=confidence
    )
    reached = [horizon for horizon in horizons if horizon <= curve.follow_up]
    return tuple(
        Outlook(float(horizon), found.estimate, found.low, found.high)
        for horizon, found in zip(reached, curve.estimates(reached), strict=True)
    )

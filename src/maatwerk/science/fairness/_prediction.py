"""Differential prediction: does the same score foretell the same outcome in both groups?"""

from dataclasses import dataclass, field
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.fairness._counts import check_share
from maatwerk.science.fairness._tally import as_binary
from maatwerk.science.inputs import as_floats
from maatwerk.science.regression import Fit, chi2_p, f_p, least_squares, logistic, sigmoid
from maatwerk.science.results import Caveat, Estimate, Language, caveat
from maatwerk.science.words import number, p_value, with_caveats

ALPHA = 0.05
FEWEST = 30  # persons in the smaller group


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferentialPrediction:
    """Cleary's regression model in three nested steps.

    Attributes
    ----------
    finding
        "slope" or "intercept" where the group lines differ, else "none": the omnibus test comes first, then
        the slopes, then the intercepts, each at 5 %.
    omnibus_p
        Two lines against one common line (2 degrees of freedom).
    slope, slope_p
        Focal minus reference slope, per standard deviation of the score.
    intercept, intercept_p
        Focal minus reference outcome at the same score, slopes taken as equal. Log odds for a binary outcome.
    misprediction
        Mean outcome minus what the common line foretells for the focal group: negative means that the common
        line promises more than happens.
    binary
        Whether the outcome is 0/1 (logistic regression) or continuous (least squares).
    """

    finding: Literal["slope", "intercept", "none"]
    omnibus_p: float
    slope: Estimate
    slope_p: float
    intercept: Estimate
    intercept_p: float
    misprediction: float
    binary: bool
    n: int
    n_focal: int
    method: str = "differential-prediction/1"
    caveats: tuple[Caveat, ...] = field(default=())

    def explain(self, language: Language = "en") -> str:
        """Return what differs, and by how much, as plain sentences."""
        sentence = _FINDING[language][self.finding].format(
            p=p_value(
                {"slope": self.slope_p, "intercept": self.intercept_p}.get(self.finding, self.omnibus_p),
                language,
            ),
            d=number((self.slope if self.finding == "slope" else self.intercept).estimate, language),
            n=self.n,
            f=self.n_focal,
        )
        return with_caveats(sentence, self.caveats, language)


_FINDING: dict[Language, dict[str, str]] = {
    "en": {
        "slope": (
            "The score says more for one group than for the other (slopes differ by {d}, p {p}; {n} people)."
        ),
        "intercept": "At the same score the studied group differs by {d} in outcome (p {p}; {n} people).",
        "none": "No difference between the groups was found (p {p}; {n} people, {f} in the studied group).",
    },
    "nl": {
        "slope": (
            "De score zegt voor de ene groep meer dan voor de andere (helling verschilt {d}, p {p}; {n} "
            "mensen)."
        ),
        "intercept": (
            "Bij gelijke score verschilt de uitkomst van de onderzochte groep {d} (p {p}; {n} mensen)."
        ),
        "none": "Geen verschil tussen de groepen gevonden (p {p}; {n} mensen, {f} in de onderzochte groep).",
    },
}


def differential_prediction(
    score: ArrayLike,
    outcome: ArrayLike,
    focal: ArrayLike,
    *,
    binary: bool | None = None,
    robust: bool = False,
    confidence: float = 0.95,
) -> DifferentialPrediction:
    """Compare the regression of outcome on score between two groups [1]_ [2]_.

    Parameters
    ----------
    score, outcome : (n,) float
        Predictor as used in selection, and outcome.
    focal : (n,) bool or 0/1
        Who belongs to the group under study.
    binary
        Treat the outcome as 0/1; by default exactly when it holds only these values.
    robust
        For a continuous outcome: tests that do not suppose equal spread around both lines (HC3).
    confidence
        Coverage of the intervals.

    Raises
    ------
    InsufficientDataError
        Fewer than 4 people in a group.
    ScienceError
        Missing values, other lengths, a score that is constant within a group.

    References
    ----------
    .. [1] cleary1968.
    .. [2] lautenschlager1986: omnibus test first.
    """
    x, y, group = _inputs(score, outcome, focal)
    binary = bool(np.isin(y, (0, 1)).all()) if binary is None else binary
    if binary and not np.isin(y, (0, 1)).all():
        raise ScienceError("outcome", "0 or 1 for a binary outcome", "other values")
    z, g = (x - x.mean()) / x.std(), group.astype(np.float64)
    full = np.column_stack([np.ones(len(z)), z, g, z * g])

    def fit(columns: int) -> Fit:
        X = full[:, :columns]
        return logistic(X, y) if binary else least_squares(X, y, robust=robust)

    common, parallel, separate = fit(2), fit(3), fit(4)
    test = _likelihood_p if binary else (_wald_p if robust else _variance_p)
    omnibus = test(common, separate, [2, 3])
    slope_p, intercept_p = test(parallel, separate, [3]), test(common, parallel, [2])
    foretold = full[:, :2] @ common.coef
    foretold = sigmoid(foretold) if binary else foretold
    smaller = int(min(group.sum(), (~group).sum()))
    return DifferentialPrediction(
        finding=_finding(omnibus, slope_p, intercept_p),
        omnibus_p=omnibus,
        slope=_coefficient(separate, 3, confidence, binary=binary),
        slope_p=slope_p,
        intercept=_coefficient(parallel, 2, confidence, binary=binary),
        intercept_p=intercept_p,
        misprediction=float((y - foretold)[group].mean()),
        binary=binary,
        n=len(y),
        n_focal=int(group.sum()),
        caveats=(caveat("small_group", n=smaller),) if smaller < FEWEST else (),
    )


def _finding(omnibus: float, slope_p: float, intercept_p: float) -> Literal["slope", "intercept", "none"]:
    if omnibus >= ALPHA:
        return "none"
    if slope_p < ALPHA:
        return "slope"
    return "intercept" if intercept_p < ALPHA else "none"


def _inputs(
    score: ArrayLike, outcome: ArrayLike, focal: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    group = as_binary("focal", focal)
    arrays = []
    for argument, values in (("score", score), ("outcome", outcome)):
        array = as_floats(argument, values)
        if array.shape != group.shape:
            raise ScienceError(argument, f"{len(group)} values, one per person", array.shape)
        if not np.isfinite(array).all():
            raise ScienceError(argument, "finite numbers", "missing or infinite values")
        arrays.append(array)
    smaller = int(min(group.sum(), (~group).sum()))
    if smaller < 4:
        raise InsufficientDataError("focal", "at least 4 people in each group", smaller)
    for members in (group, ~group):
        if np.ptp(arrays[0][members]) == 0:
            raise ScienceError("score", "different between people of each group", "one value in a group")
    if np.ptp(arrays[1]) == 0:
        raise ScienceError("outcome", "different between people", "the same value for everybody")
    return arrays[0], arrays[1], group


def _variance_p(small: Fit, large: Fit, added: list[int]) -> float:
    """F test of nested least-squares models, from their log-likelihoods."""
    degrees = large.n - len(large.coef)
    ratio = np.exp(2 * (large.log_likelihood - small.log_likelihood) / large.n) - 1
    return f_p(float(ratio) * degrees / len(added), len(added), degrees)


def _wald_p(_small: Fit, large: Fit, added: list[int]) -> float:
    """Wald test with the robust covariance, on the F scale."""
    part = large.coef[added]
    statistic = float(part @ np.linalg.solve(large.covariance[np.ix_(added, added)], part))
    return f_p(statistic / len(added), len(added), large.n - len(large.coef))


def _likelihood_p(small: Fit, large: Fit, added: list[int]) -> float:
    return chi2_p(2 * (large.log_likelihood - small.log_likelihood), len(added))


def _coefficient(fit: Fit, index: int, confidence: float, *, binary: bool) -> Estimate:
    level = (1 + check_share("confidence", confidence)) / 2
    quantile = NormalDist().inv_cdf(level)
    if not binary:
        from scipy.special import stdtrit

        quantile = float(stdtrit(fit.n - len(fit.coef), level))
    value, error = float(fit.coef[index]), fit.error(index)
    return Estimate(
        estimate=value,
        low=value - quantile * error,
        high=value + quantile * error,
        n=fit.n,
        method="differential-prediction/1",
        confidence=confidence,
    )

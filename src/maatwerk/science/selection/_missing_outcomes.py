"""Validity when only the hired have outcomes: weighting and doubly robust estimates for all applicants."""

from dataclasses import dataclass, field
from math import atanh, sqrt, tanh
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.inputs import as_floats
from maatwerk.science.regression import FloatArray, logistic, sigmoid
from maatwerk.science.results import Caveat, Estimate, Language, caveat
from maatwerk.science.selection._validity import CONFIDENCE, check_confidence, small_sample, vector
from maatwerk.science.words import number, with_caveats

SMALLEST_PROPENSITY = 0.01  # estimated chances below this count as this: crump2009 on limited overlap
RIDGE = 1.0  # keeps the propensity finite where selection was a sharp cut


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidityUnderSelection:
    """Validity among all applicants, estimated from those with an outcome.

    `validity` with its interval; `observed` the plain correlation among those with an outcome;
    `share_observed` their share of the applicants in (0, 1]; `effective_n` how many evenly weighted people
    the weights are worth.
    """

    validity: Estimate
    observed: float
    share_observed: float
    effective_n: float
    caveats: tuple[Caveat, ...] = field(default=())

    @property
    def n(self) -> int:
        """People with an outcome."""
        return self.validity.n

    def explain(self, language: Language = "en") -> str:
        """Return the estimate beside the observed correlation as plain sentences."""
        sentence = {
            "en": "Among the {n} people with an outcome the correlation is {o}; for all applicants: {v}",
            "nl": "Onder de {n} mensen met een uitkomst is de samenhang {o}; voor alle sollicitanten: {v}",
        }[language].format(n=self.n, o=number(self.observed, language), v=self.validity.explain(language))
        return with_caveats(sentence, self.caveats, language)


def ipw_validity(
    predictor: ArrayLike,
    outcome: ArrayLike,
    recorded: ArrayLike,
    *,
    propensity: ArrayLike | None = None,
    confidence: float = CONFIDENCE,
) -> ValidityUnderSelection:
    """Weight everyone with an outcome by the inverse of their chance to have one [1]_.

    Parameters
    ----------
    predictor : (n,) float
        Score of every applicant.
    outcome : (n,) float
        NaN where not observed.
    recorded : (n, p) float
        What selection used, as far as recorded, for every applicant.
    propensity : (n,) float, optional
        Known chance of an outcome, in (0, 1] for those who have one; estimated by logistic regression on
        `recorded` when left out.
    confidence
        Coverage of the interval.

    Raises
    ------
    InsufficientDataError
        Fewer than 20 people with an outcome.
    ScienceError
        Values missing, lengths different, or predictor or outcome constant.

    References
    ----------
    .. [1] hajek1971, normalised weights; robins1994.
    """
    data = _Applicants(predictor, outcome, recorded, propensity)
    weights = data.observed / data.propensity
    scale = len(weights) / weights.sum()
    return _estimate(
        data,
        np.stack([weights * scale * part for part in data.parts()], axis=1),
        method="validity-ipw/1",
        confidence=confidence,
    )


def aipw_validity(
    predictor: ArrayLike,
    outcome: ArrayLike,
    recorded: ArrayLike,
    *,
    propensity: ArrayLike | None = None,
    confidence: float = CONFIDENCE,
) -> ValidityUnderSelection:
    """Predict everyone's outcome from what was recorded, and correct by weighted residuals [1]_.

    Consistent when either the regression of the outcome or the chance of an outcome is right (doubly robust);
    neither helps when selection used something that nobody recorded. Parameters as `ipw_validity`; with known
    propensities it is design-based, whatever the regression.

    References
    ----------
    .. [1] robins1994, eq. 4; bang2005.
    """
    data = _Applicants(predictor, outcome, recorded, propensity)
    foretold, foretold_square = data.regressions()
    weights = data.observed / data.propensity
    x, y = data.x, np.where(data.observed > 0, data.y, 0.0)
    y_part = foretold + weights * (y - foretold)
    square_part = foretold_square + weights * (y**2 - foretold_square)
    parts = np.stack([np.ones(len(x)), x, x**2, y_part, square_part, x * y_part], axis=1)
    # what estimating the regression adds to each moment's influence [bang2005]; sums to 0 over people
    own = data.regression_influence()
    for column, slope in ((3, 1.0), (4, 2 * foretold), (5, x)):
        parts[:, column] += own @ ((1 - weights) * slope @ data.design / len(x))
    return _estimate(data, parts, method="validity-aipw/1", confidence=confidence)


class _Applicants:
    """Checked input of both estimators; score and outcome centred and scaled for numerical ease."""

    def __init__(
        self, predictor: ArrayLike, outcome: ArrayLike, recorded: ArrayLike, propensity: ArrayLike | None
    ) -> None:
        x = vector("predictor", predictor)
        y = as_floats("outcome", outcome)
        Z = as_floats("recorded", recorded)
        Z = Z[:, None] if Z.ndim == 1 else Z
        if y.shape != x.shape:
            raise ScienceError("outcome", f"{len(x)} values, NaN where not observed", y.shape)
        if Z.ndim != 2 or len(Z) != len(x) or not np.isfinite(Z).all():
            raise ScienceError("recorded", f"{len(x)} rows of finite numbers", f"shape {Z.shape}")
        seen = ~np.isnan(y)
        if np.isinf(y[seen]).any():
            raise ScienceError("outcome", "finite where observed", "infinite values")
        if seen.sum() < 20:
            raise InsufficientDataError("outcome", "observed for at least 20 people", int(seen.sum()))
        for argument, values in (("predictor", x[seen]), ("outcome", y[seen])):
            if np.ptp(values) == 0:
                raise ScienceError(argument, "different between people", "the same value for everybody")
        self.observed = seen.astype(np.float64)
        self.raw = float(np.corrcoef(x[seen], y[seen])[0, 1])
        self.x, self.y = (x - x.mean()) / x.std(), (y - y[seen].mean()) / y[seen].std()
        spread = Z.std(axis=0)
        self.Z = (Z[:, spread > 0] - Z.mean(axis=0)[spread > 0]) / spread[spread > 0]
        self.known = propensity is not None
        self.propensity = self._known(propensity, seen) if propensity is not None else self._fitted(seen)

    def _known(self, propensity: ArrayLike, seen: NDArray[np.bool_]) -> FloatArray:
        chances = vector("propensity", propensity)
        if chances.shape != seen.shape:
            raise ScienceError("propensity", f"{len(seen)} values", chances.shape)
        if (chances[seen] <= 0).any() or (chances[seen] > 1).any():
            raise ScienceError("propensity", "above 0 and at most 1 for everyone with an outcome", "others")
        return np.where(seen, chances, 1.0)

    def _fitted(self, seen: NDArray[np.bool_]) -> FloatArray:
        if seen.all():
            return np.ones(len(seen))
        X = np.column_stack([np.ones(len(seen)), self.Z])
        fit = logistic(X, seen.astype(np.float64), ridge=RIDGE)
        return np.maximum(sigmoid(X @ fit.coef), SMALLEST_PROPENSITY)

    def parts(self) -> list[FloatArray]:
        """1, x, x², y, y², xy, with zeros where the outcome is missing."""
        y = np.where(self.observed > 0, self.y, 0.0)
        return [np.ones(len(y)), self.x, self.x**2, y, y**2, self.x * y]

    @property
    def design(self) -> FloatArray:
        """Ones, the score and what was recorded: the columns of the outcome regression."""
        return np.column_stack([np.ones(len(self.x)), self.x, self.Z])

    def regressions(self) -> tuple[FloatArray, FloatArray]:
        """Expected outcome and expected squared outcome given the score and what was recorded."""
        X, seen = self.design, self.observed > 0
        coef, *_ = np.linalg.lstsq(X[seen], self.y[seen], rcond=None)
        mean = X @ coef
        rank = int(np.linalg.matrix_rank(X[seen]))
        residual = self.y[seen] - mean[seen]
        variance = float(residual @ residual) / max(1, int(seen.sum()) - rank)
        return mean, mean**2 + variance

    def regression_influence(self) -> FloatArray:
        """Each person's influence (n, p) on the coefficients of the outcome regression."""
        X, seen = self.design, self.observed > 0
        scores = np.zeros_like(X)
        coef, *_ = np.linalg.lstsq(X[seen], self.y[seen], rcond=None)
        scores[seen] = X[seen] * (self.y[seen] - X[seen] @ coef)[:, None]
        return scores @ np.linalg.pinv(X[seen].T @ X[seen] / len(X), hermitian=True)


def _estimate(
    data: _Applicants, parts: FloatArray, *, method: str, confidence: float
) -> ValidityUnderSelection:
    """Correlation from mean moments (1, x, x², y, y², xy) and its interval by the delta method on Fisher's z."""
    _, ex, exx, ey, eyy, exy = parts.mean(axis=0)
    vx, vy, cxy = exx - ex**2, eyy - ey**2, exy - ex * ey
    if not (vx > 0 and vy > 0):
        raise InsufficientDataError("outcome", "of people who resemble the applicants", "negative variance")
    r = float(np.clip(cxy / sqrt(vx * vy), -0.9999, 0.9999))
    # influence of each person on r: gradient of the ratio times the centred moments
    covariance = parts[:, 5] - ex * parts[:, 3] - ey * parts[:, 1] + ex * ey * parts[:, 0]
    spread_x = parts[:, 2] - 2 * ex * parts[:, 1] + ex**2 * parts[:, 0]
    spread_y = parts[:, 4] - 2 * ey * parts[:, 3] + ey**2 * parts[:, 0]
    influence = covariance / sqrt(vx * vy) - 0.5 * r * (spread_x / vx + spread_y / vy)
    error = float(np.std(influence)) / sqrt(len(parts)) / (1 - r * r)
    half = NormalDist().inv_cdf((1 + check_confidence(confidence)) / 2) * error
    weights = data.observed / data.propensity
    n = int(data.observed.sum())
    found = [*small_sample(n)]
    if not data.known and n < len(weights):
        found.append(caveat("only_recorded_selection"))
    return ValidityUnderSelection(
        validity=Estimate(
            estimate=r,
            low=tanh(atanh(r) - half),
            high=tanh(atanh(r) + half),
            n=n,
            method=method,
            confidence=confidence,
        ),
        observed=data.raw,
        share_observed=n / len(weights),
        effective_n=float(weights.sum() ** 2 / (weights**2).sum()),
        caveats=tuple(found),
    )

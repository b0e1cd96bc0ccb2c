"""Incremental validity: what an instrument adds to those already in use."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.inputs import as_floats
from maatwerk.science.regression import f_p, least_squares
from maatwerk.science.results import Caveat, Estimate, Language
from maatwerk.science.selection._moments import SufficientMoments
from maatwerk.science.selection._validity import CONFIDENCE, check_confidence, small_sample, vector
from maatwerk.science.words import number, p_value, with_caveats

DEPENDENT = 1e-12  # smallest eigenvalue of correlations below which predictors depend on each other


@dataclass(frozen=True, slots=True, kw_only=True)
class IncrementalValidity:
    """Explained variance before and after adding instruments.

    `gain` is the rise of R² with its interval, `adjusted_gain` the rise of Wherry's adjusted R², which is 0
    on average for a worthless instrument; `multiple_r` the multiple correlation (before, after); `p` the F
    test.
    """

    gain: Estimate
    adjusted_gain: float
    multiple_r: tuple[float, float]
    p: float
    method: str = "incremental-validity/1"
    caveats: tuple[Caveat, ...] = field(default=())

    @property
    def n(self) -> int:
        """People."""
        return self.gain.n

    def explain(self, language: Language = "en") -> str:
        """Return the gain as one plain sentence."""
        before, after = self.multiple_r
        sentence = {
            "en": "Adding this raises the multiple correlation from {a} to {b} (p {p}; {n} people).",
            "nl": "Dit erbij tilt de meervoudige correlatie van {a} naar {b} (p {p}; {n} mensen).",
        }[language].format(
            a=number(before, language), b=number(after, language), p=p_value(self.p, language), n=self.n
        )
        return with_caveats(sentence, self.caveats, language)


def incremental_validity(
    base: ArrayLike, added: ArrayLike, outcome: ArrayLike, *, confidence: float = CONFIDENCE
) -> IncrementalValidity:
    """Compare the regression on `base` with that on `base` and `added` together.

    The interval inverts the noncentral F distribution (predictors as fixed) [1]_ and is exact for normal
    residuals.

    Parameters
    ----------
    base : (n, p) float
        Instruments in use; p may be 0.
    added : (n, q) float
        Instruments to add.
    outcome : (n,) float

    References
    ----------
    .. [1] steiger2004, eqs. 8 and 22.
    """
    y = vector("outcome", outcome)
    if not len(y):
        raise InsufficientDataError("outcome", "of at least 1 person", 0)
    blocks = []
    for argument, values in (("base", base), ("added", added)):
        block = as_floats(argument, values)
        block = block[:, None] if block.ndim == 1 else block
        if block.ndim != 2 or len(block) != len(y) or not np.isfinite(block).all():
            raise ScienceError(argument, f"{len(y)} rows of finite numbers", f"shape {block.shape}")
        blocks.append(block)
    if np.ptp(y) == 0:
        raise ScienceError("outcome", "different between people", "the same value for everybody")
    if not blocks[1].shape[1]:
        raise ScienceError("added", "at least one instrument", "none")
    n, p, q = len(y), blocks[0].shape[1], blocks[1].shape[1]
    ones = np.ones((n, 1))
    before, after = _explained(np.hstack([ones, blocks[0]]), y), _explained(np.hstack([ones, *blocks]), y)
    return _rise(before, after, (n, p, q), confidence)


def incremental_from_moments(
    moments: SufficientMoments,
    *,
    base: Sequence[str],
    added: Sequence[str],
    outcome: str,
    confidence: float = CONFIDENCE,
) -> IncrementalValidity:
    """Estimate the rise of R² as `incremental_validity` does, from sums alone: R² = r' R⁻¹ r [1]_.

    Parameters
    ----------
    moments
        Sums over people who have everything.
    base, added
        Variables in use (may be empty), and those to add.
    outcome
        The variable to explain.

    Raises
    ------
    InsufficientDataError
        No more people than variables.
    ScienceError
        Nothing to add, no spread in the outcome, or predictors that depend on each other linearly.

    References
    ----------
    .. [1] steiger2004, eqs. 8 and 22.
    """
    if not added:
        raise ScienceError("added", "at least one instrument", "none")
    if moments.is_constant(outcome):
        raise ScienceError("outcome", "different between people", "the same value for everybody")
    n, p, q = moments.n, len(base), len(added)
    if n <= p + q + 1:
        raise InsufficientDataError("moments", f"more than {p + q + 1} people", n)
    before = _explained_by(moments, base, outcome) if base else 0.0
    return _rise(before, _explained_by(moments, [*base, *added], outcome), (n, p, q), confidence)


def _explained_by(moments: SufficientMoments, predictors: Sequence[str], outcome: str) -> float:
    """R² from sums; on correlations, so that units do not spoil the solving."""
    if any(moments.is_constant(name) for name in predictors):
        raise ScienceError("moments", "without constant predictors", list(predictors))
    scatter = moments.only([*predictors, outcome]).scatter
    unit = 1 / np.sqrt(np.diag(scatter))
    correlations = scatter * np.outer(unit, unit)
    among, with_outcome = correlations[:-1, :-1], correlations[:-1, -1]
    if np.linalg.eigvalsh(among)[0] < DEPENDENT:
        raise ScienceError("moments", "without linearly dependent predictors", list(predictors))
    return float(np.clip(with_outcome @ np.linalg.solve(among, with_outcome), 0, 1))


def _rise(before: float, after: float, sizes: tuple[int, int, int], confidence: float) -> IncrementalValidity:
    """Return the rise from R² before to after, over n people with p predictors in use and q added."""
    n, p, q = sizes
    degrees = n - p - q - 1
    f = (after - before) / q / max((1 - after) / degrees, 1e-300)
    low, high = (
        _gain(_noncentrality(f, q, degrees, share) / n, before)
        for share in ((1 + check_confidence(confidence)) / 2, (1 - confidence) / 2)
    )
    return IncrementalValidity(
        gain=Estimate(
            estimate=after - before,
            low=low,
            high=high,
            n=n,
            method="r2-gain-noncentral-f/1",
            confidence=confidence,
        ),
        adjusted_gain=_adjusted(after, n, p + q) - _adjusted(before, n, p),
        multiple_r=(before**0.5, after**0.5),
        p=f_p(f, q, degrees),
        caveats=small_sample(n),
    )


def _explained(X: np.ndarray, y: np.ndarray) -> float:
    """R² of a regression with a column of ones."""
    residual = y - X @ least_squares(X, y).coef
    centred = y - y.mean()
    return max(0.0, 1 - float(residual @ residual) / float(centred @ centred))


def _adjusted(r2: float, n: int, predictors: int) -> float:
    return 1 - (1 - r2) * (n - 1) / (n - predictors - 1)


def _gain(f2: float, before: float) -> float:
    """Rise of R² that an effect size f² = gain / (1 - R² after) stands for."""
    return f2 / (1 + f2) * (1 - before)


def _noncentrality(f: float, first: int, second: int, share: float) -> float:
    """Noncentrality at which `share` of the F distribution lies below `f`; 0 where none is that large."""
    from scipy.special import fdtr, ncfdtr

    if fdtr(first, second, f) <= share:
        return 0.0
    low, high = 0.0, 10.0
    while ncfdtr(first, second, high, f) > share and high < 1e7:
        high *= 2
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if ncfdtr(first, second, middle, f) > share else (low, middle)
    return (low + high) / 2

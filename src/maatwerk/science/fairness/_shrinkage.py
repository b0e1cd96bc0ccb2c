"""Shrunken selection rates for small intersections: each group borrows from what its margins say."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maatwerk.science.errors import InsufficientDataError
from maatwerk.science.fairness._counts import check_share
from maatwerk.science.fairness._tally import Tally
from maatwerk.science.regression import FloatArray, sigmoid
from maatwerk.science.results import Caveat, Estimate, Language, caveat
from maatwerk.science.words import percent, with_caveats

METHOD = "shrunken-rates/1"
SHRINKAGE_STEPS = 40
MARGIN_PENALTY = 0.1  # keeps margins with nobody, or everybody, selected finite
FEW_GROUPS = 8
FIT_STEPS = 25  # Newton steps; quadratic convergence needs about seven


@dataclass(frozen=True, slots=True, kw_only=True)
class ShrunkenRate:
    """One group: counts, what its margins foretell (`expected`), and the shrunken rate with its interval."""

    levels: tuple[str, ...]
    selected: int
    applicants: int
    expected: float
    rate: Estimate

    @property
    def group(self) -> str:
        """The group's name."""
        return " × ".join(self.levels)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShrunkenRates:
    """Rates of all groups; `precision` is how many people an expected rate counts for (posterior median)."""

    rows: tuple[ShrunkenRate, ...]
    precision: float
    n: int
    method: str = METHOD
    caveats: tuple[Caveat, ...] = field(default=())

    def explain(self, language: Language = "en") -> str:
        """Return the lowest and highest shrunken rate as one plain sentence."""
        ordered = sorted(self.rows, key=lambda row: row.rate.estimate)
        low, high = ordered[0], ordered[-1]
        sentence = {
            "en": "After borrowing between groups, {a} has the lowest rate ({x}) and {b} the highest ({y}).",
            "nl": "Na lenen tussen groepen heeft {a} het laagste percentage ({x}) en {b} het hoogste ({y}).",
        }[language].format(
            a=low.group,
            x=percent(low.rate.estimate, language),
            b=high.group,
            y=percent(high.rate.estimate, language),
        )
        return with_caveats(sentence, self.caveats, language)


def shrunken_rates(
    counts: Tally, *, crossed: Sequence[str] | None = None, confidence: float = 0.95
) -> ShrunkenRates:
    """Estimate the rate of every intersection by empirical Bayes.

    True rates vary as a beta distribution around an additive logistic model of the crossed attributes [1]_
    [2]_. How widely is learnt from all groups, less what fitting the margins used up, and integrated over
    with a uniform prior on the shrinkage of a typical group [3]_: a single most likely value is often
    infinite, and intervals would vanish. Each group's expectation leaves out the group itself and carries
    the error of the fit. A group of three people then says little against its margins; one of three hundred
    speaks for itself.

    Parameters
    ----------
    counts
        Selected and applicants per cell; people of unknown group are left out.
    crossed
        Attributes to cross; all by default.
    confidence
        Coverage of the intervals, in (0, 1).

    Raises
    ------
    InsufficientDataError
        Fewer than 3 groups, or nobody or everybody selected.

    References
    ----------
    .. [1] morris1983, section 3; kleinman1973 for the beta-binomial.
    .. [2] evans2018 for additive main effects beneath intersections.
    .. [3] christiansen1997, eq. 2.4; daniels1999.
    """
    level = check_share("confidence", confidence)
    margin = counts.margin(tuple(counts.attributes if crossed is None else crossed))
    n, x = margin.members @ counts.applicants, margin.members @ counts.selected
    if len(n) < 3:
        raise InsufficientDataError("counts", "at least 3 groups", len(n))
    if not 0 < x.sum() < n.sum():
        raise InsufficientDataError("counts", "both selected and not selected people", int(x.sum()))
    X = _design(margin.levels)
    priors = [_prior(X, x, n, precision) for precision in _precisions(n)]
    weights = np.array([prior.log_evidence for prior in priors])
    weights = np.exp(weights - weights.max())
    weights /= weights.sum()
    a, b = np.array([prior.a for prior in priors]), np.array([prior.b for prior in priors])
    found = [caveat("few_groups", groups=len(n))] if len(n) < FEW_GROUPS else []
    rows = tuple(
        ShrunkenRate(
            levels=levels,
            selected=int(x[index]),
            applicants=int(n[index]),
            expected=float(weights @ (a[:, index] / (a + b)[:, index])),
            rate=_posterior(
                int(x[index]), int(n[index]), a[:, index], b[:, index], weights=weights, confidence=level
            ),
        )
        for index, levels in enumerate(margin.levels)
    )
    middle = float(np.exp(np.interp(0.5, np.cumsum(weights) - weights / 2, np.log(_precisions(n)))))
    return ShrunkenRates(rows=rows, precision=middle, n=int(n.sum()), caveats=tuple(found))


def _design(levels: Sequence[tuple[str, ...]]) -> FloatArray:
    """Ones, and for crossed attributes one column per level but the first: (groups, p)."""
    columns = [np.ones(len(levels))]
    if len(levels[0]) > 1:
        for position in range(len(levels[0])):
            names = sorted({row[position] for row in levels})[1:]
            columns += [np.array([float(row[position] == name) for row in levels]) for name in names]
    return np.column_stack(columns)


def _precisions(n: NDArray[np.int64]) -> FloatArray:
    """Beta precisions at even steps of the shrinkage B = precision / (precision + typical n), increasing."""
    shrinkage = (np.arange(SHRINKAGE_STEPS) + 0.5) / SHRINKAGE_STEPS
    typical = len(n) / float((1 / n).sum())  # harmonic mean
    return np.asarray(typical * shrinkage / (1 - shrinkage))


class _Prior(NamedTuple):
    """Beta parameters per group, each from the other groups, and the evidence for this precision."""

    a: FloatArray
    b: FloatArray
    log_evidence: float


def _prior(X: FloatArray, x: NDArray[np.int64], n: NDArray[np.int64], precision: float) -> _Prior:
    from scipy.special import betaln

    effective = n / (1 + (n - 1) / (precision + 1))  # people, less what their group shares
    penalty = np.diag(np.r_[0.0, np.full(X.shape[1] - 1, MARGIN_PENALTY)])
    coef = np.zeros(X.shape[1])
    coef[0] = np.log(x.sum() / (n.sum() - x.sum()))
    for _ in range(FIT_STEPS):
        mean = sigmoid(X @ coef)
        information = (X * (effective * mean * (1 - mean))[:, None]).T @ X + penalty
        move = np.linalg.solve(information, X.T @ (effective * (x / n - mean)) - penalty @ coef)
        coef = coef + move * min(1.0, 2.0 / max(1e-12, float(np.abs(move).max())))
    mean = np.clip(sigmoid(X @ coef), 1e-6, 1 - 1e-6)
    spread = mean * (1 - mean)
    # leave-one-out prediction and its variance from the leverages, one Newton step [pregibon1981]
    own = np.einsum("ij,jk,ik->i", X, np.linalg.inv(information), X)
    leverage = np.minimum(effective * spread * own, 1 - 1e-6)
    error = own / (1 - leverage)
    eta = np.clip(X @ coef - error * effective * (x / n - mean), -12, 12)
    others = sigmoid(eta)
    carried = np.maximum(1 / (1 / precision + others * (1 - others) * error), 1.0)
    a, b = precision * mean, precision * (1 - mean)
    likelihood = float((betaln(a + x, b + n - x) - betaln(a, b)).sum())
    used_up = 0.5 * float(np.linalg.slogdet(information)[1])
    return _Prior(carried * others, carried * (1 - others), likelihood - used_up)


def _posterior(
    x: int,
    n: int,
    a: FloatArray,
    b: FloatArray,
    *,
    weights: FloatArray,
    confidence: float,
) -> Estimate:
    """Mean and quantiles of the mixture of beta distributions, one per precision."""
    from scipy.special import betainc

    a, b = a + x, b + n - x

    def quantile(share: float) -> float:
        low, high = 0.0, 1.0
        for _ in range(50):
            middle = (low + high) / 2
            below = float(weights @ betainc(a, b, middle))
            low, high = (middle, high) if below < share else (low, middle)
        return (low + high) / 2

    return Estimate(
        estimate=float(weights @ (a / (a + b))),
        low=quantile((1 - confidence) / 2),
        high=quantile((1 + confidence) / 2),
        n=n,
        method=METHOD,
        confidence=confidence,
    )

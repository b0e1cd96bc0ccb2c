"""Proxy detection: how well do allowed features foretell a protected attribute?"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp, log, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.fairness._counts import check_share
from maatwerk.science.fairness._tally import as_binary
from maatwerk.science.inputs import as_floats
from maatwerk.science.regression import logistic
from maatwerk.science.results import Caveat, Estimate, Language, caveat
from maatwerk.science.words import number, with_caveats

FOLDS = 5
RESAMPLES = 40
MOST_ROWS = 20_000
FEWEST = 50  # persons in the smaller group below which the interval says little


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyAuc:
    """How well features together, and each alone, tell a protected group from the others.

    `auc` in [0, 1] is out of sample: .5 when they tell nothing, 1 when they give the group away. `alone`
    holds the AUC of each single feature, in its stronger direction, in [.5, 1]; `names` their names.
    """

    auc: Estimate
    alone: tuple[float, ...]
    names: tuple[str, ...]
    method: str = "proxy-auc/1"
    caveats: tuple[Caveat, ...] = field(default=())

    @property
    def n(self) -> int:
        """Persons."""
        return self.auc.n

    @property
    def strongest(self) -> str:
        """Name of the single feature that tells the group best."""
        return self.names[int(np.argmax(self.alone))]

    def explain(self, language: Language = "en") -> str:
        """Return the AUC with its interval, and the strongest single feature, as plain sentences."""
        sentence = {
            "en": (
                "Of two people, one from the group and one not, these features point out the right one {a} "
                "of the "
                "time (interval {low} to {high}; 0.50 is a coin toss). Strongest alone: {name} ({best})."
            ),
            "nl": (
                "Van twee mensen, één uit de groep en één niet, wijzen deze kenmerken in {a} van de "
                "gevallen de "
                "juiste aan (interval {low} tot {high}; 0,50 is kop of munt). Het sterkst alleen: {name} "
                "({best})."
            ),
        }[language].format(
            a=number(self.auc.estimate, language),
            low=number(self.auc.low, language),
            high=number(self.auc.high, language),
            name=self.strongest,
            best=number(max(self.alone), language),
        )
        return with_caveats(sentence, self.caveats, language)


def proxy_auc(
    features: ArrayLike,
    protected: ArrayLike,
    *,
    rng: np.random.Generator | int,
    names: Sequence[str] | None = None,
    persons: ArrayLike | None = None,
    squares: bool = True,
    confidence: float = 0.95,
) -> ProxyAuc:
    """Predict a protected attribute from the allowed features, out of sample.

    Ridge-penalised logistic regression on standardised features, with their squares and products where
    `squares` asks and their number allows; five folds that keep the group's share and keep a person's rows
    together. The interval comes from resampling persons and repeating the whole procedure, a person's copies
    kept in one fold: fixed predictions (DeLong's variance [1]_) leave out that a model was trained, and are
    half too narrow where features tell nothing.

    Parameters
    ----------
    features : (n, p) float
        What a model may use.
    protected : (n,) bool or 0/1
        Membership of the group.
    rng
        Generator or seed, for the folds.
    names
        Names of the p features.
    persons : (n,), optional
        Person of each row.
    confidence
        Coverage of the interval.

    Raises
    ------
    InsufficientDataError
        Fewer than 10 persons in the group or outside it.
    ScienceError
        Missing values, or all features constant.

    References
    ----------
    .. [1] delong1988. Dependence between folds: bengio2004.
    """
    X, group = _inputs(features, protected)
    level = check_share("confidence", confidence)
    keys = np.arange(len(X)) if persons is None else np.unique(np.asarray(persons), return_inverse=True)[1]
    labels = tuple(names) if names is not None else tuple(f"x{index + 1}" for index in range(X.shape[1]))
    if len(labels) != X.shape[1]:
        raise ScienceError("names", f"{X.shape[1]} names, one per feature", len(labels))
    generator = np.random.default_rng(rng)
    value = _cross_validated(X, group, keys, generator, squares=squares)
    error = _resampled_error(X, group, keys, generator, squares=squares)
    smaller = int(min(group.sum(), (~group).sum()))
    single = [auc(X[:, index], group) for index in range(X.shape[1])]
    return ProxyAuc(
        auc=_on_logit_scale(value, error, len(np.unique(keys)), level),
        alone=tuple(max(one, 1 - one) for one in single),
        names=labels,
        caveats=(caveat("small_group", n=smaller),) if smaller < FEWEST else (),
    )


def _cross_validated(
    X: NDArray[np.float64],
    group: NDArray[np.bool_],
    keys: NDArray[np.intp],
    rng: np.random.Generator,
    *,
    squares: bool,
) -> float:
    """AUC of out-of-fold predictions."""
    fold = _folds(group, keys, rng)
    predicted = np.empty(len(X))
    for test in (fold == number_ for number_ in range(FOLDS)):
        predicted[test] = _predict(X[~test], group[~test], X[test], squares=squares)
        # ranks within a fold compare; across folds the base rate of the training part would leak in
        predicted[test] -= predicted[test].mean()
    return auc(predicted, group)


def _resampled_error(
    X: NDArray[np.float64],
    group: NDArray[np.bool_],
    keys: NDArray[np.intp],
    rng: np.random.Generator,
    *,
    squares: bool,
) -> float:
    """Standard error over resampled persons; beyond `MOST_ROWS` a part is resampled and the error rescaled."""
    rows = np.argsort(keys, kind="stable")
    starts = np.searchsorted(keys[rows], np.arange(keys.max() + 2))
    members = group[rows[starts[:-1]]]
    share = min(1.0, MOST_ROWS / len(X))
    drawn = []
    for _ in range(RESAMPLES):
        persons = np.concatenate(
            [
                rng.choice(np.flatnonzero(side), max(10, round(share * side.sum())))
                for side in (members, ~members)
            ]
        )
        chosen = np.concatenate([rows[starts[person] : starts[person + 1]] for person in persons])
        drawn.append(_cross_validated(X[chosen], group[chosen], keys[chosen], rng, squares=squares))
    return float(np.std(drawn, ddof=1)) * sqrt(share)


def _on_logit_scale(value: float, error: float, n: int, confidence: float) -> Estimate:
    """Interval that stays within (0, 1)."""
    inside = min(max(value, 1 / (2 * n)), 1 - 1 / (2 * n))
    half = NormalDist().inv_cdf((1 + confidence) / 2) * error / (inside * (1 - inside))
    logit = log(inside / (1 - inside))
    low, high = (1 / (1 + exp(-(logit + sign * half))) for sign in (-1, 1))
    return Estimate(
        estimate=value, low=low, high=high, n=n, method="auc-cross-validated/1", confidence=confidence
    )


def auc(score: NDArray[np.float64], group: NDArray[np.bool_]) -> float:
    """Chance that a member scores above a non-member, ties counting half."""
    ranks = midranks(score)
    members = int(group.sum())
    others = len(group) - members
    return float((ranks[group].sum() - members * (members + 1) / 2) / (members * others))


def midranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ranks from 1, ties sharing their mean rank."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks: NDArray[np.float64] = (last - (counts - 1) / 2)[inverse]
    return ranks


def _inputs(features: ArrayLike, protected: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    group = as_binary("protected", protected)
    X = as_floats("features", features)
    X = X[:, None] if X.ndim == 1 else X
    if X.ndim != 2 or len(X) != len(group):
        raise ScienceError("features", f"{len(group)} rows, one per person", f"shape {X.shape}")
    if not np.isfinite(X).all():
        raise ScienceError("features", "finite numbers", "missing or infinite values")
    smaller = int(min(group.sum(), (~group).sum()))
    if smaller < 10:
        raise InsufficientDataError("protected", "at least 10 people in the group and outside it", smaller)
    if (np.ptp(X, axis=0) == 0).all():
        raise ScienceError("features", "different between people", "the same values for everybody")
    return X, group


def _folds(group: NDArray[np.bool_], keys: NDArray[np.intp], rng: np.random.Generator) -> NDArray[np.int64]:
    """Fold of each row: persons dealt out in turn, members first, so that each fold keeps the share."""
    _, first, person = np.unique(keys, return_index=True, return_inverse=True)
    order = rng.permutation(len(first))
    order = order[np.argsort(~group[first][order], kind="stable")]
    dealt = np.empty(len(first), dtype=np.int64)
    dealt[order] = np.arange(len(first)) % FOLDS
    return dealt[person]


def _predict(
    X: NDArray[np.float64], group: NDArray[np.bool_], new: NDArray[np.float64], *, squares: bool
) -> NDArray[np.float64]:
    """Linear predictor of the group for new rows."""
    mean, spread = X.mean(axis=0), X.std(axis=0)
    used = spread > 0
    train, test = ((part[:, used] - mean[used]) / spread[used] for part in (X, new))
    width = train.shape[1]
    if squares and width * (width + 3) / 2 <= min(group.sum(), (~group).sum()) / 10:
        train, test = _with_products(train), _with_products(test)
        centre, scale = train.mean(axis=0), np.maximum(train.std(axis=0), 1e-12)
        train, test = (train - centre) / scale, (test - centre) / scale
    fit = logistic(
        np.column_stack([np.ones(len(train)), train]), group.astype(np.float64), ridge=float(train.shape[1])
    )
    predicted: NDArray[np.float64] = test @ fit.coef[1:]
    return predicted


def _with_products(X: NDArray[np.float64]) -> NDArray[np.float64]:
    """Columns, then all their squares and pairwise products."""
    first, second = np.triu_indices(X.shape[1])
    return np.column_stack([X, X[:, first] * X[:, second]])

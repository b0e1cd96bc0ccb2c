"""Differential item functioning by nested regressions: likelihood-ratio tests for binary and graded items."""

from dataclasses import dataclass, field
from math import exp
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.fairness._counts import check_share
from maatwerk.science.fairness._tally import as_binary
from maatwerk.science.inputs import as_floats
from maatwerk.science.regression import Fit, chi2_p, ordinal
from maatwerk.science.results import Caveat, Estimate, Language, caveat
from maatwerk.science.words import number, p_value, with_caveats

MODERATE_R2, LARGE_R2 = 0.035, 0.070  # jodoin2001, p. 335
ALPHA = 0.05
FEWEST = 100  # persons in the smaller group


@dataclass(frozen=True, slots=True, kw_only=True)
class RegressionDif:
    """Three nested models of an item: standing; plus group; plus their product.

    Attributes
    ----------
    uniform_chi2, uniform_p
        Group difference at equal standing (1 degree of freedom).
    nonuniform_chi2, nonuniform_p
        The difference changes with standing (1 degree of freedom).
    chi2, p
        Both together (2 degrees of freedom).
    group
        Log odds of a higher answer, focal minus reference group, at equal standing; negative when harder for
        the focal group.
    r2_change
        Nagelkerke's R² gained by both terms, in [0, 1].
    effect_class
        Jodoin and Gierl's "A" negligible, "B" moderate, "C" large, from `r2_change` and `p`.
    """

    uniform_chi2: float
    uniform_p: float
    nonuniform_chi2: float
    nonuniform_p: float
    chi2: float
    p: float
    group: Estimate
    r2_change: float
    effect_class: Literal["A", "B", "C"]
    n: int
    method: str = "regression-dif/1"
    caveats: tuple[Caveat, ...] = field(default=())

    def explain(self, language: Language = "en") -> str:
        """Return the size, the test and the class as one plain sentence."""
        sentence = {
            "en": "At equal standing the groups differ by {g} log odds (p {u}); together p {p}, class {c}.",
            "nl": "Bij gelijk niveau verschillen de groepen {g} log-odds (p {u}); samen p {p}, klasse {c}.",
        }[language].format(
            g=number(self.group.estimate, language),
            u=p_value(self.uniform_p, language),
            p=p_value(self.p, language),
            c=self.effect_class,
        )
        return with_caveats(sentence, self.caveats, language)


def likelihood_ratio_dif(
    item: ArrayLike, focal: ArrayLike, matching: ArrayLike, *, confidence: float = 0.95
) -> RegressionDif:
    """Test a binary or graded item by likelihood ratios of nested proportional-odds models.

    Parameters
    ----------
    item : (n,)
        Answers; equally labelled answers are one category, in the order of their values. Two categories make
        this logistic regression [1]_, more the ordinal kind [2]_.
    focal : (n,) bool or 0/1
        Who belongs to the group under study.
    matching : (n,) float
        Standing on what the test measures: a total score, a rest score or a latent estimate.
    confidence
        Coverage of the interval of the group difference.

    Raises
    ------
    InsufficientDataError
        Fewer than two used categories, or a group without people.
    ScienceError
        Values missing or of other lengths, or outcomes separated perfectly.

    References
    ----------
    .. [1] swaminathan1990. Effect sizes: jodoin2001.
    .. [2] zumbo1999, p. 26.
    """
    answers, group, standing = _inputs(item, focal, matching)
    categories, codes = np.unique(answers, return_inverse=True)
    if len(categories) < 2:
        raise InsufficientDataError("item", "at least 2 used categories", len(categories))
    z = (standing - standing.mean()) / standing.std()
    g = group.astype(np.float64)
    columns = np.column_stack([z, g, z * g])
    fits = [ordinal(columns[:, :k], codes, categories=len(categories)) for k in (0, 1, 2, 3)]
    gains = [2 * max(0.0, fits[k + 1].log_likelihood - fits[k].log_likelihood) for k in (1, 2)]
    both = 2 * max(0.0, fits[3].log_likelihood - fits[1].log_likelihood)
    p = chi2_p(both, 2)
    r2_change = _nagelkerke(fits[3], fits[0]) - _nagelkerke(fits[1], fits[0])
    smaller = int(min(group.sum(), (~group).sum()))
    return RegressionDif(
        uniform_chi2=gains[0],
        uniform_p=chi2_p(gains[0], 1),
        nonuniform_chi2=gains[1],
        nonuniform_p=chi2_p(gains[1], 1),
        chi2=both,
        p=p,
        group=_group_effect(fits[2], confidence),
        r2_change=r2_change,
        effect_class=_effect_class(r2_change, p),
        n=len(group),
        caveats=(caveat("small_group", n=smaller),) if smaller < FEWEST else (),
    )


def logistic_dif(
    item: ArrayLike, focal: ArrayLike, matching: ArrayLike, *, confidence: float = 0.95
) -> RegressionDif:
    """Test a right/wrong item by logistic regression; parameters and result as `likelihood_ratio_dif`."""
    return likelihood_ratio_dif(as_binary("item", item), focal, matching, confidence=confidence)


def _inputs(
    item: ArrayLike, focal: ArrayLike, matching: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64]]:
    group = as_binary("focal", focal)
    found = []
    for argument, values in (("item", item), ("matching", matching)):
        array = as_floats(argument, values)
        if array.shape != group.shape:
            raise ScienceError(argument, f"{len(group)} values, one per person", array.shape)
        if not np.isfinite(array).all():
            raise ScienceError(argument, "known for everybody", "missing or infinite values")
        found.append(array)
    if group.all() or not group.any():
        raise InsufficientDataError("focal", "people in both groups", "one group only")
    if np.ptp(found[1]) == 0:
        raise ScienceError("matching", "different between people", "the same value for everybody")
    return found[0], group, found[1]


def _group_effect(fit: Fit, confidence: float) -> Estimate:
    error = fit.error(len(fit.coef) - 1)
    half = NormalDist().inv_cdf((1 + check_share("confidence", confidence)) / 2) * error
    value = float(fit.coef[-1])
    return Estimate(
        estimate=value,
        low=value - half,
        high=value + half,
        n=fit.n,
        method="regression-dif-group/1",
        confidence=confidence,
    )


def _nagelkerke(fit: Fit, null: Fit) -> float:
    """Nagelkerke's R² of a model beside the model without predictors [nagelkerke1991]_, eq. 3."""
    return (1 - exp(2 * (null.log_likelihood - fit.log_likelihood) / fit.n)) / (
        1 - exp(2 * null.log_likelihood / fit.n)
    )


def _effect_class(r2_change: float, p: float) -> Literal["A", "B", "C"]:
    if p >= ALPHA or r2_change < MODERATE_R2:
        return "A"
    return "B" if r2_change < LARGE_R2 else "C"

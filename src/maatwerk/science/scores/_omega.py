"""Coefficient omega: reliability from a factor model, total and of the general factor."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.results import Caveat, Estimate, Language, caveat
from maatwerk.science.scores._factors import minres, oblimin
from maatwerk.science.scores._input import (
    Floats,
    as_numbers,
    as_responses,
    check_confidence,
    pairwise_covariance,
    sample_caveats,
)
from maatwerk.science.words import percent, with_caveats


@dataclass(frozen=True, slots=True, kw_only=True)
class OmegaHierarchical:
    """Omega of a test with a general factor and group factors.

    Attributes
    ----------
    hierarchical
        Share of the sum score's variance due to the general factor, in [0, 1].
    total
        Share due to all common factors, in [0, 1].
    general : array of shape (n_items,)
        Schmid-Leiman loadings on the general factor.
    groups : array of shape (n_items, n_factors)
        Loadings on the group factors, orthogonal to the general factor.
    uniqueness : array of shape (n_items,)
        Variance of each standardised item that no factor explains, in [0, 1].
    n, method, caveats
        As in every result; `n` is None when a correlation matrix came in.
    """

    hierarchical: float
    total: float
    general: Floats
    groups: Floats
    uniqueness: Floats
    n: int | None
    method: str = "omega_hierarchical/1"
    caveats: tuple[Caveat, ...] = ()

    def explain(self, language: Language = "en") -> str:
        """Return what the sum score holds, as one plain sentence."""
        one, every = percent(self.hierarchical, language), percent(self.total, language)
        text = {
            "en": f"Of the differences in the sum score {every} is no error, and {one} one general trait.",
            "nl": f"Van de verschillen in de somscore is {every} geen fout, en {one} één algemene eigenschap.",
        }[language]
        return with_caveats(text, self.caveats, language)


def omega_total(
    responses: ArrayLike,
    *,
    confidence: float = 0.90,
    draws: int = 400,
    rng: np.random.Generator | int = 0,
) -> Estimate:
    """Estimate reliability of a sum score by omega of a one-factor model (congeneric items).

    Unlike alpha, it lets items measure the same thing unequally well. It assumes one factor; when
    there are several, see `omega_hierarchical`.

    Parameters
    ----------
    responses : array of shape (n_people, n_items)
        Item scores in one direction, NaN for missing; 3 or more items.
    confidence
        Coverage of the interval, in (0, 1): percentile bootstrap over people.
    draws
        Bootstrap samples, 50 or more.
    rng
        Generator or seed of the bootstrap.

    Returns
    -------
    Estimate
        Omega in [0, 1]; `n` is the smallest number of people behind any pair of items.

    References
    ----------
    .. [1] mcdonald1999, eq. 6.20b: (sum of loadings)^2 / variance of the sum.
    .. [2] kelley2016: percentile bootstrap for its interval.
    """
    check_confidence(confidence)
    if draws < 50:
        raise ScienceError("draws", "50 or more", draws)
    array = as_responses(responses, minimum_items=3)
    covariance, n, found = pairwise_covariance(array)
    value, full = _omega_of(covariance)
    sampled = _resampled(array, draws, np.random.default_rng(rng))
    if len(sampled) < draws / 2:
        raise InsufficientDataError("responses", "enough variation for a bootstrap", f"{len(array)} people")
    low, high = np.quantile(sampled, [(1 - confidence) / 2, (1 + confidence) / 2])
    if full:
        found += (caveat("no_unique_variance", names=", ".join(f"item {index + 1}" for index in full)),)
    return Estimate(
        estimate=value,
        low=min(float(low), value),
        high=max(float(high), value),
        n=n,
        method="omega_total/1",
        confidence=confidence,
        caveats=sample_caveats(n) + found,
    )


def _resampled(array: Floats, draws: int, generator: np.random.Generator) -> list[float]:
    """Return omega of bootstrap samples of people; fewer than asked where samples had a constant item."""
    from threadpoolctl import threadpool_limits

    sampled = []
    with threadpool_limits(1, user_api="blas"):  # eigenvalues of small matrices gain nothing from threads
        for _ in range(draws):
            drawn = array[generator.integers(0, len(array), len(array))]
            try:
                sampled.append(_omega_of(pairwise_covariance(as_responses(drawn, minimum_items=3))[0])[0])
            except ScienceError:
                continue
    return sampled


def _omega_of(covariance: Floats) -> tuple[float, list[int]]:
    """Return omega of one factor on the covariance metric, and the items without unique variance."""
    deviations = np.sqrt(np.diag(covariance))
    loadings, unique = minres(covariance / np.outer(deviations, deviations), 1)
    common = float((loadings[:, 0] @ deviations) ** 2)
    noise = float((unique * deviations**2).sum())
    return common / (common + noise), [int(index) for index in np.flatnonzero(unique <= 0.005 + 1e-9)]


def omega_hierarchical(
    responses: ArrayLike | None = None, *, correlation: ArrayLike | None = None, factors: int = 3
) -> OmegaHierarchical:
    """Split the reliability of a sum score into one general and several group factors.

    Minimum-residual factors, oblimin rotation, a second-order general factor, and the Schmid-Leiman
    transformation, as R's ``psych::omega``. Items that load negatively on the general factor are
    turned for the computation, and named in a caveat.

    Parameters
    ----------
    responses : array of shape (n_people, n_items)
        Item scores, NaN for missing. Give these or `correlation`.
    correlation : array of shape (n_items, n_items)
        Correlations of the items.
    factors
        Group factors, 3 or more (with 2 the second-order factor is not determined); at least 3 items each.

    References
    ----------
    .. [1] zinbarg2005. [2] schmid1957.
    """
    matrix, n, found = _correlation(responses, correlation)
    items = len(matrix)
    if factors < 3 or items < 3 * factors:
        raise ScienceError("factors", f"from 3 to a third of the {items} items", factors)
    loadings, _ = minres(matrix, factors)
    pattern, between = oblimin(loadings)
    second, unique_factors = minres(between, 1)
    signs = np.sign(second[:, 0])
    signs[signs == 0] = 1
    general = pattern @ second[:, 0]
    groups = pattern * np.sqrt(unique_factors)
    turned = np.where(general < 0, -1.0, 1.0)
    if (turned < 0).any():
        names = ", ".join(f"item {index + 1}" for index in np.flatnonzero(turned < 0))
        found += (caveat("against_the_rest", names=names),)
    oriented = matrix * np.outer(turned, turned)
    general, groups = general * turned, groups * turned[:, None] * signs
    unique = 1 - general**2 - (groups**2).sum(axis=1)
    whole = float(oriented.sum())
    if (unique_factors <= 0.005 + 1e-9).any():
        found += (caveat("no_unique_variance", names="a group factor"),)
    return OmegaHierarchical(
        hierarchical=float(general.sum() ** 2) / whole,
        total=1 - float(unique.sum()) / whole,
        general=general,
        groups=groups,
        uniqueness=unique,
        n=n,
        caveats=found,
    )


def _correlation(
    responses: ArrayLike | None, correlation: ArrayLike | None
) -> tuple[Floats, int | None, tuple[Caveat, ...]]:
    if (responses is None) == (correlation is None):
        raise ScienceError("responses, correlation", "one of the two", "both or neither")
    if responses is not None:
        covariance, n, found = pairwise_covariance(as_responses(responses, minimum_items=3))
        deviations = np.sqrt(np.diag(covariance))
        return covariance / np.outer(deviations, deviations), n, sample_caveats(n) + found
    assert correlation is not None
    matrix = as_numbers(correlation, "correlation", dimensions=2)
    square = matrix.shape[0] == matrix.shape[1]
    if not square or np.isnan(matrix).any() or not np.allclose(matrix, matrix.T, atol=1e-8):
        raise ScienceError("correlation", "a complete symmetric matrix", f"shape {matrix.shape}")
    if not np.allclose(np.diag(matrix), 1, atol=1e-8) or (np.abs(matrix) > 1 + 1e-8).any():
        raise ScienceError("correlation", "correlations, 1 on the diagonal", "other values")
    if np.linalg.eigvalsh(matrix)[0] <= 1e-10:
        return matrix, None, (caveat("not_positive_definite"),)
    return matrix, None, ()

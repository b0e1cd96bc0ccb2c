"""How many things a test measures: eigenvalues against those of shuffled answers."""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.irt._responses import Floats, as_matrix, check_size, survey
from maatwerk.science.irt._threads import plain_linear_algebra
from maatwerk.science.results import Caveat, Language, caveat
from maatwerk.science.words import number, with_caveats

CorrelationKind = Literal["pearson", "polychoric"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParallelAnalysis:
    """Eigenvalues of the items' correlations, and what chance alone would give.

    Attributes
    ----------
    eigenvalues : array (n_items,)
        Of the data, largest first.
    reference : array (n_items,)
        The chosen quantile over shuffled data.
    dimensions
        How many eigenvalues exceed their reference before the first that does not.
    first_to_second
        Ratio of the two largest eigenvalues.
    """

    eigenvalues: Floats
    reference: Floats
    dimensions: int
    first_to_second: float
    n: int
    method: str
    caveats: tuple[Caveat, ...] = ()

    def explain(self, language: Language = "en") -> str:
        """Return how many things the items measure, as one plain sentence."""
        ratio = number(self.first_to_second, language, 1)
        text = {
            "en": f"The items measure {self.dimensions} things; the first is {ratio} times the second ({self.n} people).",
            "nl": f"De vragen meten {self.dimensions} dingen; het eerste is {ratio} keer het tweede ({self.n} personen).",
        }[language]
        return with_caveats(text, self.caveats, language)


def parallel_analysis(
    responses: ArrayLike,
    *,
    correlation: CorrelationKind = "polychoric",
    draws: int = 100,
    quantile: float = 0.95,
    rng: np.random.Generator | int = 0,
) -> ParallelAnalysis:
    """Count the dimensions whose eigenvalues exceed those of independently shuffled items.

    Shuffling each item among the people who answered it keeps its distribution and where answers are missing.

    Parameters
    ----------
    responses : array (n_people, n_items)
        NaN for missing; correlations are pairwise.
    correlation
        "polychoric" suits answers in few categories; "pearson" is quicker. Shuffled data always use
        Pearson correlations of the same answers when "pearson", polychoric ones otherwise.
    draws
        Shuffles, 20 or more.
    quantile
        Of the shuffled eigenvalues, in (0, 1).

    References
    ----------
    .. [1] horn1965. [2] buja1992: permutation instead of normal numbers. [3] glorfeld1995: the quantile.
    """
    if draws < 20:
        raise ScienceError("draws", "20 or more", draws)
    if not 0 < quantile < 1:
        raise ScienceError("quantile", "between 0 and 1", quantile)
    if correlation not in ("pearson", "polychoric"):
        raise ScienceError("correlation", "pearson or polychoric", repr(correlation))
    array = as_matrix(responses)
    check_size(array, people=10)
    if np.isinf(array).any():
        raise ScienceError("responses", "finite numbers, NaN for missing", "infinity")
    find = polychoric if correlation == "polychoric" else pearson
    generator = np.random.default_rng(rng)
    with plain_linear_algebra():
        matrix = find(array)
        values = np.asarray(np.linalg.eigvalsh(matrix)[::-1], dtype=np.float64)
        shuffled = np.array(
            [np.linalg.eigvalsh(find(_shuffle(array, generator)))[::-1] for _ in range(draws)]
        )
    reference = np.quantile(shuffled, quantile, axis=0)
    above = values > reference
    return ParallelAnalysis(
        eigenvalues=values,
        reference=reference,
        dimensions=len(values) if above.all() else int(np.argmin(above)),
        first_to_second=float(values[0] / values[1]),
        n=len(array),
        method=f"parallel_analysis_{correlation}/1",
        caveats=(caveat("not_positive_definite"),) if values[-1] <= 1e-8 else (),
    )


def _shuffle(array: Floats, generator: np.random.Generator) -> Floats:
    shuffled = array.copy()
    for column in range(array.shape[1]):
        seen = ~np.isnan(array[:, column])
        shuffled[seen, column] = generator.permutation(array[seen, column])
    return shuffled


def pearson(array: Floats) -> Floats:
    """Return pairwise Pearson correlations, shape (n_items, n_items)."""
    seen = ~np.isnan(array)
    weight = seen.astype(np.float64)
    pairs = weight.T @ weight
    if pairs.min() < 3:
        raise InsufficientDataError(
            "responses", "at least 3 people who answered both items of each pair", int(pairs.min())
        )
    filled = np.where(seen, array - np.nanmean(array, axis=0), 0.0)
    means = filled.T @ weight / pairs
    cross = filled.T @ filled / pairs - means * means.T
    squares = (filled**2).T @ weight / pairs - means**2
    if squares.min() <= 1e-12:
        raise ScienceError("responses", "items that differ between people", "a constant item")
    matrix = cross / np.sqrt(squares * squares.T)
    np.fill_diagonal(matrix, 1.0)
    return np.asarray(matrix)


def polychoric(responses: ArrayLike) -> Floats:
    """Return polychoric correlations: of the normal variables that would lie behind the answers.

    Two steps [1]_: thresholds from each item's own distribution, then one correlation per pair, over the
    people who answered both.

    Parameters
    ----------
    responses : array (n_people, n_items)
        Whole numbers, NaN for missing.

    Returns
    -------
    array (n_items, n_items)
        In [-.999, .999], 1 on the diagonal; need not be positive definite.

    References
    ----------
    .. [1] olsson1979.
    """
    from maatwerk.science.irt import _kernels_polychoric as kernels

    array = as_matrix(responses)
    found = survey(array, 1)
    items = array.shape[1]
    codes, thresholds = [], []
    for item in range(items):
        known = np.array(found.values(item))
        if len(known) < 2:
            raise ScienceError(
                "responses", "items that differ between people", f"one answer in column {item}"
            )
        column = array[:, item]
        codes.append(np.where(np.isnan(column), -1, np.searchsorted(known, column)).astype(np.int64))
        counts = found.counts[item][found.counts[item] > 0]
        shares = np.cumsum(counts)[:-1] / counts.sum()
        inner = [NormalDist().inv_cdf(float(share)) for share in shares]
        thresholds.append(np.array([-kernels.BOUND, *inner, kernels.BOUND]))
    matrix = np.eye(items)
    for one in range(items):
        for other in range(one):
            both = (codes[one] >= 0) & (codes[other] >= 0)
            if both.sum() < 3:
                raise InsufficientDataError(
                    "responses", "at least 3 people who answered both items of each pair", int(both.sum())
                )
            columns = len(thresholds[other]) - 1
            cells = (len(thresholds[one]) - 1) * columns
            table = np.bincount(codes[one][both] * columns + codes[other][both], minlength=cells)
            rho = kernels.polychoric_pair(
                table.reshape(-1, columns).astype(np.float64), thresholds[one], thresholds[other]
            )
            matrix[one, other] = matrix[other, one] = rho
    return matrix

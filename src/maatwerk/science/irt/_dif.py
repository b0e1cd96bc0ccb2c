"""Differential item functioning by likelihood ratio: does an item work alike in two groups at equal theta?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import ScienceError
from maatwerk.science.irt._calibration import Calibration
from maatwerk.science.irt._model import GradedResponseModel
from maatwerk.science.irt._quadrature import normal_weights
from maatwerk.science.irt._responses import Floats, as_matrix
from maatwerk.science.results import Caveat, caveat


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDifference:
    """One item tested.

    Attributes
    ----------
    chi_square, degrees_of_freedom, p
        Likelihood ratio of parameters free in each group against equal ones.
    p_adjusted
        By Benjamini and Hochberg over the tested items.
    expected_score_difference
        Mean difference in expected item score between focal and reference group at equal theta, over the
        focal population, in score points: negative when the item is harder for the focal group.
    unsigned_difference
        Mean absolute difference; above the absolute signed one when the curves cross.
    """

    name: str
    chi_square: float
    degrees_of_freedom: int
    p: float
    p_adjusted: float
    expected_score_difference: float
    unsigned_difference: float
    n_reference: int
    n_focal: int
    method: str = "likelihood_ratio_dif/1"
    caveats: tuple[Caveat, ...] = ()


def likelihood_ratio_dif(
    responses: ArrayLike,
    groups: ArrayLike,
    *,
    items: Sequence[str] | None = None,
    tested: Sequence[str] | None = None,
    anchors: Sequence[str] | None = None,
    model: GradedResponseModel | None = None,
) -> tuple[ItemDifference, ...]:
    """Test items for differential functioning between two groups with different theta distributions.

    All items equal across groups is compared with the tested item free. The focal group's mean and
    deviation are estimated, so a difference in theta is no differential functioning.

    Parameters
    ----------
    responses : array (n_people, n_items)
        NaN for missing.
    groups : array (n_people,)
        Two labels; the first in sorted order is the reference group.
    items
        Names; default "item 1", "item 2", …
    tested
        Items to test; default all that are no anchors.
    anchors
        Items known to work alike. Default: all items but the tested one, which is right when few items
        differ; with many, their differences leak into the anchors.
    model
        Settings of the fits; default `GradedResponseModel()`.

    References
    ----------
    .. [1] thissen1993. [2] benjamini1995.
    """
    from scipy.stats import chi2

    array = as_matrix(responses)
    labels = np.asarray(groups)
    known = np.unique(labels)
    if len(known) != 2:
        raise ScienceError("groups", "two different labels", len(known))
    names = list(items) if items is not None else [f"item {index + 1}" for index in range(array.shape[1])]
    if len(names) != array.shape[1] or len(set(names)) != len(names):
        raise ScienceError("items", f"{array.shape[1]} different names", names)
    fixed = _known_names(anchors, names, "anchors")
    chosen = _known_names(tested, names, "tested") or [name for name in names if name not in fixed]
    if set(chosen) & set(fixed):
        raise ScienceError("tested", "items that are no anchors", sorted(set(chosen) & set(fixed)))
    settings = (model or GradedResponseModel()).get_params() | {"standard_errors": False}
    kept = [name for name in names if name in fixed] if fixed else names
    baselines: dict[tuple[str, ...], Calibration] = {}
    raw = []
    for name in chosen:
        used = [other for other in names if other in kept or other == name]
        columns = [names.index(other) for other in used]
        if tuple(used) not in baselines:
            fitted = GradedResponseModel(**settings).fit(array[:, columns], items=used, populations=labels)
            baselines[tuple(used)] = fitted.calibration_
        free = _free_fit(array[:, columns], labels == known[1], used, name, settings, labels)
        raw.append((name, baselines[tuple(used)], free))
    results = []
    for name, equal, free in raw:
        statistic = max(0.0, 2 * (free.log_likelihood - equal.log_likelihood))
        degrees = free.parameters - equal.parameters
        results.append((name, statistic, degrees, float(chi2.sf(statistic, degrees)), equal, free))
    adjusted = benjamini_hochberg(np.array([row[3] for row in results]))
    found = []
    for (name, statistic, degrees, p, equal, free), q in zip(results, adjusted, strict=True):
        signed, unsigned = _differences(free, name)
        column = array[:, names.index(name)]
        focal = labels == known[1]
        found.append(
            ItemDifference(
                name=name,
                chi_square=statistic,
                degrees_of_freedom=degrees,
                p=p,
                p_adjusted=float(q),
                expected_score_difference=signed,
                unsigned_difference=unsigned,
                n_reference=int((~np.isnan(column[~focal])).sum()),
                n_focal=int((~np.isnan(column[focal])).sum()),
                caveats=tuple(
                    caveat("not_converged", iterations=fit.steps)
                    for fit in (equal, free)
                    if not fit.converged
                ),
            )
        )
    return tuple(found)


def _known_names(asked: Sequence[str] | None, names: list[str], argument: str) -> list[str]:
    for name in asked or ():
        if name not in names:
            raise ScienceError(argument, f"among the items {names}", name)
    return list(asked or ())


def _free_fit(
    array: Floats,
    focal: np.ndarray[tuple[int], np.dtype[np.bool_]],
    names: list[str],
    freed: str,
    settings: dict[str, object],
    labels: np.ndarray[tuple[int], np.dtype[np.generic]],
) -> Calibration:
    """Fit with one item free per group: two items, each missing for the other group's people."""
    at = names.index(freed)
    ours, theirs = array[:, at].copy(), array[:, at].copy()
    ours[focal], theirs[~focal] = np.nan, np.nan
    rest = np.delete(array, at, axis=1)
    others = [name for name in names if name != freed]
    fitted = GradedResponseModel(**settings).fit(  # type: ignore[arg-type]
        np.column_stack([rest, ours, theirs]), items=[*others, "reference", "focal"], populations=labels
    )
    return fitted.calibration_


def _differences(free: Calibration, name: str) -> tuple[float, float]:
    """Return mean signed and absolute differences in expected score over the focal population."""
    focal = free.populations[1]
    weights = normal_weights(free.theta, np.array([focal.mean]), np.array([focal.deviation]))[0]
    expected = free.expected(free.theta)
    difference = expected[:, -1] - expected[:, -2]
    return float(weights @ difference), float(weights @ np.abs(difference))


def benjamini_hochberg(p: Floats) -> Floats:
    """Return p-values adjusted for the false discovery rate, benjamini1995."""
    order = np.argsort(p)[::-1]
    ranks = np.arange(len(p), 0, -1)
    stepped = np.minimum.accumulate(p[order] * len(p) / ranks)
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted

"""Differential item functioning by likelihood ratio: does an item work alike in two groups at equal theta?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maatwerk.science.errors import ScienceError
from maatwerk.science.irt._calibration import Calibration
from maatwerk.science.irt._model import GradedResponseModel
from maatwerk.science.irt._quadrature import normal_weights
from maatwerk.science.irt._responses import Floats, as_matrix
from maatwerk.science.results import Caveat, Language, caveat
from maatwerk.science.words import number, p_value, with_caveats

Labels = NDArray[Any]


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

    def explain(self, language: Language = "en") -> str:
        """Return what was found, as one plain sentence."""
        size, chance = number(abs(self.expected_score_difference), language), p_value(self.p, language)
        lower = self.expected_score_difference < 0
        if language == "nl":
            side = "lager" if lower else "hoger"
            text = (
                f"“{self.name}”: bij gelijke aanleg scoort de tweede groep gemiddeld {size} punt {side} "
                f"(p {chance}; {self.n_reference} en {self.n_focal} personen)."
            )
        else:
            side = "lower" if lower else "higher"
            text = (
                f"“{self.name}”: at equal ability the second group scores {size} points {side} on average "
                f"(p {chance}; {self.n_reference} and {self.n_focal} people)."
            )
        return with_caveats(text, self.caveats, language)


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
    array, labels = as_matrix(responses), np.asarray(groups)
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
    study = _Study(array, labels, labels == known[1], names, fixed or names, settings)
    compared = [study.compare(name) for name in chosen]
    adjusted = benjamini_hochberg(np.array([found.p for found in compared]))
    return tuple(replace(found, p_adjusted=float(q)) for found, q in zip(compared, adjusted, strict=True))


class _Study:
    """The data of one analysis, and the fits that several items share."""

    def __init__(
        self,
        array: Floats,
        labels: Labels,
        focal: NDArray[np.bool_],
        names: list[str],
        anchors: list[str],
        settings: dict[str, Any],
    ) -> None:  # fmt: skip
        self.array, self.labels, self.focal = array, labels, focal
        self.names, self.anchors, self.settings = names, anchors, settings
        self.equal: dict[tuple[str, ...], Calibration] = {}

    def compare(self, name: str) -> ItemDifference:
        """Test one item; its p-value is not yet adjusted."""
        from scipy.stats import chi2

        used = [other for other in self.names if other in self.anchors or other == name]
        equal, free = self._equal_fit(used), self._free_fit(used, name)
        statistic = max(0.0, 2 * (free.log_likelihood - equal.log_likelihood))
        degrees = free.parameters - equal.parameters
        p = float(chi2.sf(statistic, degrees))
        signed, unsigned = _differences(free)
        answered = ~np.isnan(self.array[:, self.names.index(name)])
        unsettled = [fit for fit in (equal, free) if not fit.converged]
        return ItemDifference(
            name=name,
            chi_square=statistic,
            degrees_of_freedom=degrees,
            p=p,
            p_adjusted=p,
            expected_score_difference=signed,
            unsigned_difference=unsigned,
            n_reference=int((answered & ~self.focal).sum()),
            n_focal=int((answered & self.focal).sum()),
            caveats=tuple(caveat("not_converged", iterations=fit.steps) for fit in unsettled),
        )

    def _equal_fit(self, used: list[str]) -> Calibration:
        if tuple(used) not in self.equal:
            columns = [self.names.index(name) for name in used]
            fitted = GradedResponseModel(**self.settings).fit(
                self.array[:, columns], items=used, populations=self.labels
            )
            self.equal[tuple(used)] = fitted.calibration_
        return self.equal[tuple(used)]

    def _free_fit(self, used: list[str], freed: str) -> Calibration:
        """Fit with one item free per group: two items, each missing for the other group's people."""
        others = [name for name in used if name != freed]
        column = self.array[:, self.names.index(freed)]
        ours, theirs = column.copy(), column.copy()
        ours[self.focal], theirs[~self.focal] = np.nan, np.nan
        rest = self.array[:, [self.names.index(name) for name in others]]
        fitted = GradedResponseModel(**self.settings).fit(
            np.column_stack([rest, ours, theirs]),
            items=[*others, "reference", "focal"],
            populations=self.labels,
        )
        return fitted.calibration_


def _known_names(asked: Sequence[str] | None, names: list[str], argument: str) -> list[str]:
    for name in asked or ():
        if name not in names:
            raise ScienceError(argument, f"among the items {names}", name)
    return list(asked or ())


def _differences(free: Calibration) -> tuple[float, float]:
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

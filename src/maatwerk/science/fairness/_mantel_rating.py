"""Mantel's test for items with ordered answers: do equally able people of both groups score alike?"""

from dataclasses import dataclass, field
from math import erfc, sqrt
from statistics import NormalDist
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.fairness._counts import check_share
from maatwerk.science.fairness._tally import as_binary
from maatwerk.science.inputs import as_floats
from maatwerk.science.results import Caveat, Estimate, Language, caveat
from maatwerk.science.words import number, p_value, with_caveats

MODERATE, LARGE = 0.17, 0.25  # standard deviations of the item: zwick1997, p. 329
ALPHA = 0.05
FEWEST = 100  # persons in the smaller group, as for two answers: zwick2012, p. 5


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingDif:
    """Does a graded item work the same for both groups at equal standing on the test?

    Attributes
    ----------
    chi2, p
        Mantel's statistic without continuity correction, one degree of freedom.
    difference
        Standardised mean difference (SMD) in item points, focal minus reference group at equal standing,
        weighted by where the focal group stands; negative when the focal group scores lower.
    effect
        `difference` in standard deviations of the item over everybody compared.
    effect_class
        "A" negligible, "B" moderate, "C" large.
    strata
        Strata that hold people of both groups; `left_out` people stand in the others.
    """

    chi2: float
    p: float
    difference: Estimate
    effect: float
    effect_class: Literal["A", "B", "C"]
    strata: int
    left_out: int
    n: int
    method: str = "mantel-rating/1"
    caveats: tuple[Caveat, ...] = field(default=())

    def explain(self, language: Language = "en") -> str:
        """Return the size and the class as one plain sentence."""
        lower = self.difference.estimate < 0
        sentence = {
            "en": "At equal total scores the studied group scores {d} points {side} on this item (p {p}), class {c}.",
            "nl": "Bij gelijke totaalscore scoort de onderzochte groep {d} punt {side} op dit item (p {p}), klasse {c}.",
        }[language].format(
            d=number(abs(self.difference.estimate), language),
            side={"en": ("higher", "lower"), "nl": ("hoger", "lager")}[language][lower],
            p=p_value(self.p, language),
            c=self.effect_class,
        )
        return with_caveats(sentence, self.caveats, language)


class _Strata(NamedTuple):
    """Per stratum: people of both groups, sums and sums of squares of the answers."""

    focal: NDArray[np.float64]
    reference: NDArray[np.float64]
    focal_sum: NDArray[np.float64]
    reference_sum: NDArray[np.float64]
    squares: NDArray[np.float64]


def mantel_rating_dif(
    item: ArrayLike, focal: ArrayLike, matching: ArrayLike, *, confidence: float = 0.95
) -> RatingDif:
    """Analyse one item with ordered answers, people matched on equal values of `matching`.

    With two answers the statistic is that of Mantel and Haenszel without continuity correction [1]_ [2]_.

    Parameters
    ----------
    item : (n,) float
        Item scores; their distances count, so 1, 2, 3 says that both steps are equal.
    focal : (n,) bool or 0/1
        Who belongs to the group under study.
    matching : (n,)
        Usually the total score with the item included; every distinct value is a stratum.
    confidence
        Coverage of the interval of the difference, from the hypergeometric variance [3]_.

    Raises
    ------
    InsufficientDataError
        No stratum holds both groups and different answers.
    ScienceError
        Values missing or of other lengths.

    References
    ----------
    .. [1] mantel1963.
    .. [2] zwick1993. Classes: zwick1997.
    .. [3] zwick1996, eq. 6; the difference itself: dorans1991.
    """
    level = check_share("confidence", confidence)
    table, used = _strata(item, focal, matching)
    n = table.focal + table.reference
    total = table.focal_sum + table.reference_sum
    spread = n * table.squares - total**2
    variance = table.focal * table.reference / (n**2 * np.maximum(n - 1, 1)) * spread
    if not variance.sum() > 1e-12 * (1e-300 + float(table.squares.sum())):
        raise InsufficientDataError("item", "different answers among people of equal standing", "none")
    gap = float((table.focal_sum - table.focal * total / n).sum())
    chi2 = gap * gap / float(variance.sum())
    share = table.focal / table.focal.sum()
    difference = float(share @ (table.focal_sum / table.focal - table.reference_sum / table.reference))
    error = sqrt(float((share * (1 / table.focal + 1 / table.reference)) ** 2 @ variance))
    half = NormalDist().inv_cdf((1 + level) / 2) * error
    people = int(n.sum())
    deviation = sqrt((float(table.squares.sum()) - float(total.sum()) ** 2 / people) / (people - 1))
    p, effect = erfc(sqrt(chi2 / 2)), difference / deviation
    smaller = int(min(table.focal.sum(), table.reference.sum()))
    return RatingDif(
        chi2=chi2,
        p=p,
        difference=Estimate(
            estimate=difference,
            low=difference - half,
            high=difference + half,
            n=people,
            method="standardised-mean-difference/1",
            confidence=level,
        ),
        effect=effect,
        effect_class=_effect_class(effect, p),
        strata=len(n),
        left_out=used - people,
        n=people,
        caveats=(caveat("small_group", n=smaller),) if smaller < FEWEST else (),
    )


def _strata(item: ArrayLike, focal: ArrayLike, matching: ArrayLike) -> tuple[_Strata, int]:
    """Sums per stratum that holds both groups, and how many people came in."""
    group = as_binary("focal", focal)
    answers, standing = as_floats("item", item), np.asarray(matching)
    for argument, values in (("item", answers), ("matching", standing)):
        if values.shape != group.shape:
            raise ScienceError(argument, f"{len(group)} values, one per person", values.shape)
        if values.dtype.kind == "f" and not np.isfinite(values).all():
            raise ScienceError(argument, "known for everybody", "missing or infinite values")
    stratum = np.unique(standing, return_inverse=True)[1]
    answers = answers - answers.mean()  # the statistics do not change, and large scores keep their digits

    def per(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.bincount(stratum, weights=weights, minlength=int(stratum.max()) + 1).astype(np.float64)

    f = group.astype(np.float64)
    found = _Strata(per(f), per(1 - f), per(f * answers), per((1 - f) * answers), per(answers**2))
    both = (found.focal > 0) & (found.reference > 0)
    if not both.any():
        raise InsufficientDataError("matching", "values that people of both groups share", "none")
    return _Strata(*(part[both] for part in found)), len(group)


def _effect_class(effect: float, p: float) -> Literal["A", "B", "C"]:
    if p >= ALPHA or abs(effect) <= MODERATE:
        return "A"
    return "B" if abs(effect) <= LARGE else "C"

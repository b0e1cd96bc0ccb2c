"""Employee promoter scores with small groups kept private, also against subtraction."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.fairness._counts import check_share
from maatwerk.science.fairness._impact_table import SMALLEST_CELL
from maatwerk.science.fairness._suppression import suppress
from maatwerk.science.fairness._tally import UNKNOWN, label_codes
from maatwerk.science.inputs import as_floats
from maatwerk.science.results import Caveat, Estimate, Language, caveat
from maatwerk.science.words import number, percent, with_caveats

METHOD = "enps/1"
PROMOTER, DETRACTOR = 9, 6  # reichheld2003: 9 and 10 promote, 0 to 6 detract


@dataclass(frozen=True, slots=True, kw_only=True)
class PromoterScore:
    """Promoters minus detractors: `score` in percentage points from -100 to 100, shares in [0, 1]."""

    score: Estimate
    promoters: float
    passives: float
    detractors: float
    method: str = METHOD
    caveats: tuple[Caveat, ...] = field(default=())

    @property
    def n(self) -> int:
        """People who answered."""
        return self.score.n

    def explain(self, language: Language = "en") -> str:
        """Return the score with its interval as one plain sentence."""
        sentence = {
            "en": "{p} promote, {d} do not: a score of {s} (interval {low} to {high}, {n} answers).",
            "nl": (
                "{p} is promotor, {d} criticus: een score van {s} (interval {low} tot {high}, {n} "
                "antwoorden)."
            ),
        }[language].format(
            p=percent(self.promoters, language),
            d=percent(self.detractors, language),
            s=number(self.score.estimate, language, 0),
            low=number(self.score.low, language, 0),
            high=number(self.score.high, language, 0),
            n=self.n,
        )
        return with_caveats(sentence, self.caveats, language)


def promoter_score(answers: ArrayLike, *, smallest_cell: int = 0, confidence: float = 0.95) -> PromoterScore:
    """Summarise answers of 0 to 10 to "would you recommend working here?" [1]_.

    The interval is that of a difference of two shares of one multinomial, with one imagined answer spread
    over the three classes so that unanimous small groups keep an interval.

    Raises
    ------
    InsufficientDataError
        Fewer than `smallest_cell` answers (or none).
    ScienceError
        An answer that is no whole number from 0 to 10.

    References
    ----------
    .. [1] reichheld2003; interval: agresti2005, adjusted Wald for paired proportions.
    """
    values = _answers(answers)
    if len(values) < max(1, smallest_cell):
        raise InsufficientDataError("answers", f"at least {max(1, smallest_cell)}", len(values))
    n = len(values)
    promoters, detractors = float((values >= PROMOTER).mean()), float((values <= DETRACTOR).mean())
    p, d = (n * promoters + 0.5) / (n + 1), (n * detractors + 0.5) / (n + 1)
    error = ((p + d - (p - d) ** 2) / (n + 1)) ** 0.5
    half = NormalDist().inv_cdf((1 + check_share("confidence", confidence)) / 2) * error
    return PromoterScore(
        score=Estimate(
            estimate=100 * (int((values >= PROMOTER).sum()) - int((values <= DETRACTOR).sum())) / n,
            low=max(-100.0, 100 * (p - d - half)),
            high=min(100.0, 100 * (p - d + half)),
            n=n,
            method=METHOD,
            confidence=confidence,
        ),
        promoters=promoters,
        passives=1 - promoters - detractors,
        detractors=detractors,
        caveats=(caveat("small_sample", n=n),) if n < 30 else (),
    )


def promoter_scores(
    groups: Mapping[str, Sequence[Hashable] | NDArray[np.generic]],
    answers: ArrayLike,
    *,
    smallest_cell: int = SMALLEST_CELL,
    confidence: float = 0.95,
) -> dict[tuple[str, str], PromoterScore | None]:
    """Score every level of every grouping (department, site), withholding what subtraction could reveal.

    Returns
    -------
    dict
        By (grouping, level); None where withheld. All groupings are decided together and beside the
        overall score, so neither a difference of two groups nor of a group and the whole shows fewer than
        `smallest_cell` people.
    """
    values = _answers(answers)
    if not len(values):
        raise InsufficientDataError("answers", "at least 1", 0)
    keys, members = [], []
    for grouping, labels in groups.items():
        names, codes = label_codes(grouping, labels, len(values))
        for code, name in enumerate(names):
            keys.append((grouping, name))
            members.append(codes == code)
        keys.append((grouping, ""))
        members.append(codes == UNKNOWN)
    masks = np.array([np.ones(len(values), dtype=bool), *members])
    unions = tuple(
        tuple(index + 1 for index, key in enumerate(keys) if key[0] == grouping) for grouping in groups
    )
    atoms, which = np.unique(masks.T, axis=0, return_inverse=True)
    hidden = suppress(
        atoms.T,
        np.bincount(which.ravel(), minlength=len(atoms)),
        threshold=smallest_cell,
        always=np.r_[True, np.zeros(len(keys), dtype=bool)],
        unions=unions,
    )
    return {
        key: None if hidden[index + 1] else promoter_score(values[masks[index + 1]], confidence=confidence)
        for index, key in enumerate(keys)
        if key[1]
    }


def may_release(shown: ArrayLike, asked: ArrayLike, *, smallest_cell: int = SMALLEST_CELL) -> bool:
    """Say whether one more filter may be answered beside those already answered.

    Refuses a filter on fewer than `smallest_cell` people, and one that would let totals of so few follow by
    adding and subtracting answered filters.

    Parameters
    ----------
    shown : (m, n) bool
        People in each of the m filters already answered.
    asked : (n,) bool
        People in the new filter.
    """
    wanted, before = np.asarray(asked, dtype=bool), np.asarray(shown, dtype=bool)
    if wanted.ndim != 1 or not len(wanted):
        raise ScienceError("asked", "true or false for each of one or more people", f"shape {wanted.shape}")
    if before.size and before.shape[-1:] != wanted.shape:
        raise ScienceError("shown", f"rows of {len(wanted)} people, as asked", f"shape {before.shape}")
    before = before.reshape(-1, len(wanted))
    if 0 < wanted.sum() < smallest_cell:
        return False
    masks = np.vstack([before, wanted[None, :]])
    atoms, which = np.unique(masks.T, axis=0, return_inverse=True)
    sizes = np.bincount(which.ravel(), minlength=len(atoms))
    apart = [np.logical_xor(one, wanted) for one in before if _nested(one, wanted)]
    if any(0 < int(difference.sum()) < smallest_cell for difference in apart):
        return False
    # each small set that every filter takes in whole or leaves out whole, and two such sets together
    small: list[tuple[int, ...]] = [
        (int(index),) for index in np.flatnonzero((sizes < smallest_cell) & atoms.any(axis=1))
    ]
    small += [a + b for a, b in combinations(small, 2) if sizes[a[0]] + sizes[b[0]] < smallest_cell]
    if not small:
        return True
    targets = np.zeros((len(atoms), len(small)))
    for column, members in enumerate(small):
        targets[list(members), column] = 1
    weights = np.linalg.lstsq(atoms.astype(float), targets, rcond=None)[0]
    rebuilt = atoms.astype(float) @ weights
    return not bool((np.abs(rebuilt - targets).max(axis=0) < 1e-9).any())


def _nested(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> bool:
    """Whether one set of people lies wholly within the other."""
    both = int((one & other).sum())
    return both in (int(one.sum()), int(other.sum()))


def _answers(answers: ArrayLike) -> NDArray[np.float64]:
    values = as_floats("answers", answers)
    if values.ndim != 1:
        raise ScienceError("answers", "one-dimensional", f"{values.ndim} dimensions")
    if len(values) and (
        not np.isfinite(values).all() or ((values % 1 != 0) | (values < 0) | (values > 10)).any()
    ):
        raise ScienceError("answers", "whole numbers from 0 to 10", "others")
    return values

"""Item fit: do observed answers follow the model's curves?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.irt._calibration import Calibration
from maatwerk.science.irt._quadrature import normal_weights
from maatwerk.science.irt._responses import Floats, Ints
from maatwerk.science.irt._scoring import read_for, score
from maatwerk.science.irt._threads import thread_count
from maatwerk.science.results import Caveat, Language, caveat
from maatwerk.science.words import number, p_value, with_caveats

SMALL_SAMPLE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFit:
    """One item's fit.

    Attributes
    ----------
    s_x2, degrees_of_freedom, p
        Orlando and Thissen's statistic; None when too few score groups are left for a test.
    rmsea
        sqrt(max(0, s_x2 / df - 1) / (n - 1)): misfit per degree of freedom, apart from sample size.
    infit, outfit
        Mean squares with expectation about 1: weighted by information, and unweighted.
    n
        People behind `s_x2`: those who answered every item.
    """

    name: str
    s_x2: float | None
    degrees_of_freedom: int
    p: float | None
    rmsea: float | None
    infit: float
    outfit: float
    n: int
    method: str = "s_x2/1"
    caveats: tuple[Caveat, ...] = ()

    def explain(self, language: Language = "en") -> str:
        """Return how well the item follows its curve, as one plain sentence."""
        if self.p is None or self.rmsea is None:
            text = {
                "en": f"“{self.name}”: too few score groups to test its fit ({self.n} people).",
                "nl": f"“{self.name}”: te weinig scoregroepen om de passing te toetsen ({self.n} personen).",
            }[language]
        else:
            chance, size = p_value(self.p, language), number(self.rmsea, language, 3)
            text = {
                "en": f"“{self.name}”: misfit {size} (RMSEA), p {chance}, on {self.n} people.",
                "nl": f"“{self.name}”: afwijking {size} (RMSEA), p {chance}, op {self.n} personen.",
            }[language]
        return with_caveats(text, self.caveats, language)


def item_fit(
    calibration: Calibration,
    responses: ArrayLike,
    *,
    smallest_expected: float = 1.0,
    threads: int | None = None,
) -> tuple[ItemFit, ...]:
    """Test each item against the model.

    Parameters
    ----------
    responses : array (n_people, n_items)
        NaN for missing; S-X² uses the people without missing answers, the mean squares everybody.
    smallest_expected
        Adjacent score groups, then adjacent answers within a group, are merged until each cell expects at
        least this many people.

    Raises
    ------
    InsufficientDataError
        Fewer than 10 people answered every item.

    References
    ----------
    .. [1] orlando2000: S-X² for two categories.
    .. [2] kang2008: for graded items. [3] lord1984: the recursion for sum scores.
    .. [4] wright1982: infit and outfit.
    """
    if not smallest_expected > 0:
        raise ScienceError("smallest_expected", "above 0", smallest_expected)
    array, _, _ = read_for(calibration, responses, thread_count(threads))
    chosen = categories_of(calibration, array)
    complete = chosen[(chosen >= 0).all(axis=1)]
    if len(complete) < 10:
        raise InsufficientDataError("responses", "at least 10 people who answered every item", len(complete))
    theta = calibration.theta
    curves = calibration.probabilities(theta)
    first = calibration.populations[0]
    weights = normal_weights(theta, np.array([first.mean]), np.array([first.deviation]))[0]
    everything = sum_scores(list(curves))
    infit, outfit = _mean_squares(calibration, array, chosen, threads)
    found = []
    for index, item in enumerate(calibration.items):
        rest = sum_scores([curve for other, curve in enumerate(curves) if other != index])
        expected = _expected_shares(curves[index], rest, everything, weights)
        statistic, degrees = _s_x2(
            complete[:, index], complete.sum(axis=1), expected, smallest_expected, len(item.intercepts) + 1
        )
        found.append(_item_fit(item.name, statistic, degrees, infit[index], outfit[index], len(complete)))
    return tuple(found)


def categories_of(calibration: Calibration, array: Floats) -> Ints:
    """Return category numbers from 0, -1 for missing, shape (n_people, n_items)."""
    chosen = np.full(array.shape, -1, dtype=np.int64)
    for column, item in enumerate(calibration.items):
        seen = ~np.isnan(array[:, column])
        chosen[seen, column] = np.searchsorted(np.array(item.answers), array[seen, column])
    return chosen


def sum_scores(curves: list[Floats]) -> Floats:
    """Return P(sum of category numbers | theta), shape (n_theta, highest sum + 1); lord1984."""
    total = np.ones((len(curves[0]), 1))
    for curve in curves:
        wider = np.zeros((len(total), total.shape[1] + curve.shape[1] - 1))
        for category in range(curve.shape[1]):
            wider[:, category : category + total.shape[1]] += curve[:, [category]] * total
        total = wider
    return total


def _expected_shares(curve: Floats, rest: Floats, everything: Floats, weights: Floats) -> Floats:
    """Return P(category | sum score), shape (n_categories, highest sum + 1) [orlando2000]."""
    whole = weights @ everything
    shares = np.zeros((curve.shape[1], len(whole)))
    for category in range(curve.shape[1]):
        joint = weights @ (curve[:, [category]] * rest)
        shares[category, category : category + len(joint)] = joint
    return np.asarray(shares / np.maximum(whole, 1e-300))


def _s_x2(answers: Ints, sums: Ints, expected: Floats, smallest: float, parameters: int) -> tuple[float, int]:
    """Return the statistic and its degrees of freedom after merging cells."""
    scores = expected.shape[1]
    observed = np.zeros_like(expected)
    np.add.at(observed, (answers, sums), 1.0)
    people = np.bincount(sums, minlength=scores)
    fitted = expected * people
    # all-lowest and all-highest sums hold no information: the answer follows from the sum
    rows = _merge_scores(observed[:, 1:-1].T, fitted[:, 1:-1].T, smallest)
    statistic, degrees = 0.0, -parameters
    for seen, expect in rows:
        merged = _merge_answers(seen, expect, smallest)
        degrees += len(merged) - 1
        statistic += sum((o - e) ** 2 / e for o, e in merged if e > 0)
    return statistic, degrees


def _merge_scores(observed: Floats, fitted: Floats, smallest: float) -> list[tuple[Floats, Floats]]:
    """Merge score groups from both ends inward until every group expects enough in its extreme answers.

    For two answers each group then expects `smallest` in both cells; for more answers only so many people
    that two cells can stand.
    """
    needed = smallest if observed.shape[1] == 2 else 2 * smallest

    def enough(row: Floats) -> bool:
        return bool(row.min() >= needed if observed.shape[1] == 2 else row.sum() >= needed)

    middle = int(np.argmax(fitted.sum(axis=1)))
    groups: list[tuple[Floats, Floats]] = []
    carried = (np.zeros(observed.shape[1]), np.zeros(observed.shape[1]))
    for span in (range(middle), range(len(observed) - 1, middle, -1)):
        carried = (np.zeros(observed.shape[1]), np.zeros(observed.shape[1]))
        for row in span:
            carried = (carried[0] + observed[row], carried[1] + fitted[row])
            if enough(carried[1]):
                groups.append(carried)
                carried = (np.zeros(observed.shape[1]), np.zeros(observed.shape[1]))
        observed, fitted = observed.copy(), fitted.copy()
        observed[middle] += carried[0]
        fitted[middle] += carried[1]
    groups.append((observed[middle], fitted[middle]))
    return groups


def _merge_answers(seen: Floats, expect: Floats, smallest: float) -> list[tuple[float, float]]:
    """Merge adjacent answers, the rarest first into its rarer neighbour, until each expects enough."""
    cells = [(float(o), float(e)) for o, e in zip(seen, expect, strict=True)]
    while len(cells) > 1:
        rarest = min(range(len(cells)), key=lambda cell: cells[cell][1])
        if cells[rarest][1] >= smallest:
            break
        beside = [cell for cell in (rarest - 1, rarest + 1) if 0 <= cell < len(cells)]
        neighbour = min(beside, key=lambda cell: cells[cell][1])
        low = min(rarest, neighbour)
        cells[low : low + 2] = [(cells[low][0] + cells[low + 1][0], cells[low][1] + cells[low + 1][1])]
    return cells


def _mean_squares(
    calibration: Calibration, array: Floats, chosen: Ints, threads: int | None
) -> tuple[Floats, Floats]:
    theta = score(calibration, array, threads=threads).theta
    infit, outfit = np.empty(len(calibration.items)), np.empty(len(calibration.items))
    for index, curve in enumerate(calibration.probabilities(theta)):
        seen = chosen[:, index] >= 0
        points = np.arange(curve.shape[1])
        mean = curve[seen] @ points
        variance = np.maximum(curve[seen] @ points**2 - mean**2, 1e-12)
        squares = (chosen[seen, index] - mean) ** 2
        infit[index] = squares.sum() / variance.sum()
        outfit[index] = (squares / variance).mean()
    return infit, outfit


def _item_fit(name: str, statistic: float, degrees: int, infit: float, outfit: float, n: int) -> ItemFit:
    from scipy.stats import chi2

    testable = degrees > 0
    return ItemFit(
        name=name,
        s_x2=statistic if testable else None,
        degrees_of_freedom=max(degrees, 0),
        p=float(chi2.sf(statistic, degrees)) if testable else None,
        rmsea=float(np.sqrt(max(0.0, statistic / degrees - 1) / (n - 1))) if testable else None,
        infit=float(infit),
        outfit=float(outfit),
        n=n,
        caveats=(caveat("small_sample", n=n),) if n < SMALL_SAMPLE else (),
    )

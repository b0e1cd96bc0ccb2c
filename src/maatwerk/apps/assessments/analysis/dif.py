"""Differential item functioning: does an item work alike for groups of people with the same score?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from maatwerk.apps.assessments.analysis.item_words import Remark

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from maatwerk.science.fairness import MantelHaenszel, RatingDif, RegressionDif

    Floats = NDArray[np.float64]

#: Fewer people than this in a group, and no comparison says anything.
FEWEST_IN_GROUP = 50
#: A difference that changes with level is mentioned below this p.
NONUNIFORM_P = 0.01
MOST_ROUNDS = 8


def compare_groups(
    scored: Floats, names: Sequence[str], groups: Mapping[str, Sequence[str]], remarks: list[Remark]
) -> tuple[tuple[dict[str, Any], ...], dict[str, list[Remark]]]:
    """Compare, per attribute, every group that is large enough with the largest one.

    Returns
    -------
    comparisons
        Per pair of groups: who, how many, and per item both methods with their classes.
    flagged
        Remarks per item name.
    """
    found: list[dict[str, Any]] = []
    flagged: dict[str, list[Remark]] = {}
    for attribute, labels in groups.items():
        for focal, reference in _pairs(attribute, labels, remarks):
            comparison = _compare(scored, names, labels, (reference, focal), remarks)
            if comparison is None:
                continue
            found.append({"attribute": attribute, "reference": reference, "focal": focal} | comparison)
            for row in comparison["items"]:
                flagged.setdefault(row["name"], []).extend(_remarks(row, reference, focal))
    return tuple(found), flagged


def _pairs(attribute: str, labels: Sequence[str], remarks: list[Remark]) -> list[tuple[str, str]]:
    counts = Counter(labels)
    unknown = counts.pop("", 0)
    if unknown:
        remarks.append(Remark.make("groups_unknown", n=unknown, attribute=attribute))
    # the largest group is the reference; of equally large ones the first by name
    order = sorted(counts, key=lambda label: (-counts[label], label))
    small = [label for label in order if counts[label] < FEWEST_IN_GROUP]
    for label in small:
        remarks.append(Remark.make("group_small", group=label, attribute=attribute, n=counts[label]))
    kept = [label for label in order if label not in small]
    return [(label, kept[0]) for label in kept[1:]]


def _compare(
    scored: Floats, names: Sequence[str], labels: Sequence[str], pair: tuple[str, str], remarks: list[Remark]
) -> dict[str, Any] | None:
    import numpy as np

    from maatwerk.science.errors import ScienceError

    label = np.asarray(labels, dtype=object)
    chosen = ((label == pair[0]) | (label == pair[1])) & ~np.isnan(scored).any(axis=1)
    answers, focal = scored[chosen], label[chosen] == pair[1]
    smallest = int(min(focal.sum(), (~focal).sum())) if len(focal) else 0
    if smallest < FEWEST_IN_GROUP:
        small = pair[1] if focal.sum() == smallest else pair[0]
        remarks.append(Remark.make("group_small", group=small, attribute="", n=smallest))
        return None
    try:
        rows, extra = _both(answers, focal, names)
    except ScienceError as error:
        remarks.append(Remark.make("not_computed", what="dif", why=str(error)))
        return None
    return {
        "n_reference": int((~focal).sum()),
        "n_focal": int(focal.sum()),
        "items": rows,
    } | extra


def _both(
    answers: Floats, focal: NDArray[np.bool_], names: Sequence[str]
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return Mantel-Haenszel (for ratings: Mantel's test) and regression results per item."""
    import numpy as np

    total = answers.sum(axis=1)
    two = all(len(np.unique(column)) <= 2 for column in answers.T)
    screened, extra = _screen(answers, focal) if two else ({}, {})
    rated, settled = ({}, {}) if two else _rated(answers, focal)
    rows = []
    for index, name in enumerate(names):
        odds, rating = screened.get(index), rated.get(index)
        regression = _regression(answers[:, index], focal, total)
        rows.append(
            {
                "name": name,
                "mantel_haenszel": _mantel(odds),
                "mantel_rating": _mantel_rating(rating),
                "regression": _regressed(regression),
                "class": _class(odds, rating, regression),
            }
        )
    return rows, extra | settled


def _rated(answers: Floats, focal: NDArray[np.bool_]) -> tuple[dict[int, RatingDif], dict[str, Any]]:
    """Test graded items, matched on the total of items that work alike; those of class C leave it (candell1988)."""
    from maatwerk.science.errors import ScienceError
    from maatwerk.science.fairness import mantel_rating_dif

    found: dict[int, RatingDif] = {}
    large: set[int] = set()
    for rounds in range(1, MOST_ROUNDS + 1):
        found = {}
        kept = [index for index in range(answers.shape[1]) if index not in large]
        total = answers[:, kept].sum(axis=1)
        for index in range(answers.shape[1]):
            item = answers[:, index]
            try:
                found[index] = mantel_rating_dif(item, focal, total + item if index in large else total)
            except ScienceError:
                continue  # no stratum tells anything: the row stays without a class
        now = {index for index, one in found.items() if one.effect_class == "C"}
        if now == large:
            return found, {"settled": True, "rounds": rounds, "method": "mantel-rating/1, purified"}
        large = now
    return found, {"settled": False, "rounds": MOST_ROUNDS, "method": "mantel-rating/1, purified"}


def _screen(answers: Floats, focal: NDArray[np.bool_]) -> tuple[dict[int, MantelHaenszel], dict[str, Any]]:
    import numpy as np

    from maatwerk.science.fairness import dif_screen

    lowest = np.nanmin(answers, axis=0)
    screen = dif_screen((answers > lowest).astype(np.float64), focal)
    found = {index: item for index, item in enumerate(screen.items) if item is not None}
    return found, {"settled": screen.settled, "rounds": screen.rounds, "method": screen.method}


def _regression(item: Floats, focal: NDArray[np.bool_], total: Floats) -> RegressionDif | None:
    from maatwerk.science.errors import ScienceError
    from maatwerk.science.fairness import likelihood_ratio_dif

    try:
        return likelihood_ratio_dif(item, focal, total)
    except ScienceError:
        return None  # the row says so: no class


def _mantel(found: MantelHaenszel | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "delta": found.delta.estimate,
        "low": found.delta.low,
        "high": found.delta.high,
        "odds_ratio": found.odds_ratio.estimate,
        "chi2": found.chi2,
        "p": found.p,
        "class": found.ets_class,
        "method": found.delta.method,
    }


def _regressed(found: RegressionDif | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "group": found.group.estimate,
        "low": found.group.low,
        "high": found.group.high,
        "uniform_p": found.uniform_p,
        "nonuniform_p": found.nonuniform_p,
        "p": found.p,
        "r2_change": found.r2_change,
        "class": found.effect_class,
        "method": found.method,
    }


def _mantel_rating(found: RatingDif | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "difference": found.difference.estimate,
        "low": found.difference.low,
        "high": found.difference.high,
        "effect": found.effect,
        "chi2": found.chi2,
        "p": found.p,
        "class": found.effect_class,
        "method": found.method,
    }


def _class(
    odds: MantelHaenszel | None, rating: RatingDif | None, regression: RegressionDif | None
) -> str | None:
    """Return the class that counts: of the Mantel tests where they exist, of the regression otherwise."""
    if odds is not None:
        return odds.ets_class
    if rating is not None:
        return rating.effect_class
    return regression.effect_class if regression is not None else None


def _remarks(row: dict[str, Any], reference: str, focal: str) -> list[Remark]:
    found = []
    if row["class"] in ("B", "C"):
        found.append(Remark.make(f"dif_{row['class'].lower()}", reference=reference, focal=focal))
    regression = row["regression"]
    if regression and regression["nonuniform_p"] < NONUNIFORM_P and regression["class"] != "A":
        found.append(Remark.make("dif_nonuniform", reference=reference, focal=focal))
    return found

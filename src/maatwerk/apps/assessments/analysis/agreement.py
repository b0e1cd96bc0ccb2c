"""How far two raters of work samples agree beyond chance: Cohen's kappa, near misses weighing less (cohen1968)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: Fewer samples than this say nothing about agreement.
FEWEST_SAMPLES = 10


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement on work samples: kappa with its interval, None where there is too little to tell."""

    n: int
    equal: int
    kappa: float | None
    low: float | None
    high: float | None


def agreement_of(pairs: Sequence[Sequence[int]], categories: int) -> Agreement:
    """Return linearly weighted kappa over pairs of scores from 0 to `categories` - 1."""
    equal = sum(one == other for one, other in pairs)
    if len(pairs) < FEWEST_SAMPLES:
        return Agreement(len(pairs), equal, None, None, None)
    import numpy as np

    from maatwerk.science.errors import ScienceError
    from maatwerk.science.scores import cohen_kappa

    table = np.zeros((categories, categories))
    for one, other in pairs:
        table[one, other] += 1
    places = np.arange(categories)
    try:
        found = cohen_kappa(table, weights=np.abs(places[:, None] - places[None, :]))
    except ScienceError:
        return Agreement(len(pairs), equal, None, None, None)
    return Agreement(len(pairs), equal, found.estimate, found.low, found.high)

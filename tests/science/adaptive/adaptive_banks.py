"""Item banks that the tests of adaptive testing share."""

import numpy as np

from maatwerk.science.adaptive import ItemBank, Quota

QUARTERS = {area: Quota(share=0.25, minimum=2) for area in "ABCD"}


def bank_2pl(n: int = 300, *, seed: int = 0, wide: float = 3.0) -> ItemBank:
    """A bank as built for adaptive testing: slopes .8 to 2.2, difficulties spread evenly, four areas."""
    rng = np.random.default_rng(seed)
    slopes = rng.uniform(0.8, 2.2, n)
    difficulties = rng.uniform(-wide, wide, n)
    return ItemBank(
        slopes=slopes, intercepts=-slopes * difficulties, areas=tuple("ABCD"[item % 4] for item in range(n))
    )


def bank_graded(n: int = 60, *, seed: int = 0) -> ItemBank:
    """Graded items with two to five categories."""
    rng = np.random.default_rng(seed)
    slopes = rng.uniform(0.8, 2.5, n)
    steps = np.full((n, 4), np.nan)
    for item in range(n):
        here = 1 + item % 4
        steps[item, :here] = np.sort(rng.normal(0, 1.5, here))[::-1] - 0.2 * np.arange(here)
    return ItemBank(slopes=slopes, intercepts=steps)

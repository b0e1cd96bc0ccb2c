"""Item parameters known beforehand and answers that follow them, for the calls that need a calibration."""

from functools import cache

import numpy as np

from maatwerk.science.irt import Calibration, ItemParameters, Population

ITEMS, PEOPLE = 22, 120


@cache
def known_calibration() -> Calibration:
    slopes = np.linspace(0.8, 2.0, ITEMS)
    items = tuple(
        ItemParameters(name=f"item {k + 1}", answers=(0, 1, 2), slope=float(slopes[k]), intercepts=(1.0 - k / 20, -0.8 - k / 20))
        for k in range(ITEMS)
    )  # fmt: skip
    return Calibration(
        items=items,
        populations=(Population(name="all", mean=0.0, deviation=1.0),),
        log_likelihood=0.0,
        n=1_000,
        converged=True,
        distance=0.0,
        steps=1,
        theta_limit=6.0,
        nodes=61,
    )


@cache
def known_responses() -> np.ndarray:
    rng = np.random.default_rng(8)
    theta = rng.standard_normal(PEOPLE)
    found = np.empty((PEOPLE, ITEMS))
    for k, item in enumerate(known_calibration().items):
        reach = 1 / (1 + np.exp(-(item.slope * theta[:, None] + np.array(item.intercepts))))
        found[:, k] = (rng.random((PEOPLE, 1)) < reach).sum(axis=1)
    return found

"""Where the search for item parameters begins."""

import numpy as np

from maatwerk.science.irt._likelihood import Likelihood
from maatwerk.science.irt._quadrature import grid
from maatwerk.science.irt._responses import Floats, Ints

SAMPLE = 5_000  # people whose correlations show the start
ORIENT = 1_000  # response rows that show the side
EQUAL = 0.851  # R mirt's starting value of every slope
STEPS = 30  # power iterations, each with new communalities
LOGIT = 1.702  # the logistic curve with this slope lies within .01 of the normal one (haley1952)


def starting_values(array: Floats, values: list[tuple[int, ...]], counts: list[Ints]) -> Floats:
    """Return slopes and intercepts from one common factor of the items' correlations.

    Signs come from the factor, so items against the direction of the others start below zero.

    Parameters
    ----------
    array : array (n_people, n_items)
        Responses, NaN for missing.
    values
        Answers that occur, per item.
    counts
        People per answer, per item.
    """
    sample = array[:: max(1, len(array) // SAMPLE)]
    loadings = _loadings(sample)
    parts = []
    for loading, known, people in zip(loadings, values, counts, strict=True):
        slope = LOGIT * loading / np.sqrt(1 - loading**2)
        total = people.sum()
        reached = total - np.cumsum(people)[: len(known) - 1]
        # half a person keeps the logit finite and, applied to all, the order
        logits = np.log((reached + 0.5) / (total - reached + 0.5))
        parts.append(np.concatenate([[slope], logits * np.sqrt(1 + (slope / LOGIT) ** 2)]))
    return np.concatenate(parts)


def oriented(likelihood: Likelihood, vector: Floats) -> Floats:
    """Return starting values mirrored, if need be, to the side that a search from equal positive slopes takes.

    A model and its mirror image (all slopes reversed) fit alike. Programs that start with all slopes positive, as
    R's mirt, end on the side where most items lie; a few EM steps from such a start show which that is.
    """
    rows = np.arange(0, len(likelihood.responses.codes), max(1, len(likelihood.responses.codes) // ORIENT))
    part = likelihood.of(rows).on(grid(31, float(likelihood.theta[-1])))
    level = vector.copy()
    slopes = vector[likelihood.start]
    stretch = np.sqrt(1 + (slopes / LOGIT) ** 2)
    for at, size, was in zip(likelihood.start, likelihood.categories, stretch, strict=True):
        level[at + 1 : at + size] *= np.sqrt(1 + (EQUAL / LOGIT) ** 2) / was
        level[at] = EQUAL
    for _ in range(3):
        level = part.maximise(level, part.expect(level))
    if level[likelihood.start] @ slopes < 0:
        vector = vector.copy()
        vector[likelihood.start] = -slopes
    return vector


def _loadings(sample: Floats) -> Floats:
    """Return loadings of one principal-axis factor, in [-.9, .9], the larger part of them positive."""
    seen = ~np.isnan(sample)
    weight = seen.astype(np.float64)
    number = np.maximum(weight.sum(axis=0), 1.0)
    filled = np.where(seen, sample, 0.0)
    centred = np.where(seen, sample - filled.sum(axis=0) / number, 0.0)
    pairs = np.maximum(weight.T @ weight, 1.0)
    covariance = centred.T @ centred / pairs
    deviations = np.sqrt(np.maximum(np.diag(covariance), 1e-12))
    correlation = np.clip(covariance / np.outer(deviations, deviations), -0.95, 0.95)
    np.fill_diagonal(correlation, 0.3)
    direction = correlation @ correlation.sum(axis=0)  # leans to the side of most items
    loadings = direction
    for _ in range(STEPS):
        direction = correlation @ (direction / max(float(np.linalg.norm(direction)), 1e-300))
        value = max(float(np.linalg.norm(direction)), 1e-6)
        loadings = direction / np.sqrt(value)
        np.fill_diagonal(correlation, np.clip(loadings**2, 0.02, 0.8))
    if loadings.sum() < 0:
        loadings = -loadings
    small = np.where(loadings < 0, -0.1, 0.1)  # never exactly flat: EM could not leave zero
    return np.clip(np.where(np.abs(loadings) < 0.1, small, loadings * 1.2), -0.9, 0.9)

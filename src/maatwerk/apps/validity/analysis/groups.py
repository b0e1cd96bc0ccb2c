"""Statistics about groups, computed where the audit login reads; only what these return leaves it."""

from collections.abc import Sequence
from typing import Any

from maatwerk.apps.validity.analysis.measuring import figure

SEED = 20_261_123  # of the folds: the same data give the same number


def predicted_by_group(
    scores: Sequence[float], outcome: Sequence[float], focal: Sequence[bool]
) -> dict[str, Any] | None:
    """Compare what a score foretells for a group with what it foretells for everybody else; None where it cannot be."""
    from maatwerk.science.errors import ScienceError
    from maatwerk.science.fairness import differential_prediction

    try:
        found = differential_prediction(scores, outcome, focal, robust=True)
    except ScienceError:
        return None
    return {
        "finding": found.finding,
        "p": found.omnibus_p,
        "slope": figure(found.slope),
        "slope_p": found.slope_p,
        "intercept": figure(found.intercept),
        "intercept_p": found.intercept_p,
        "misprediction": found.misprediction,
        "binary": found.binary,
        "n": found.n,
        "n_group": found.n_focal,
        "says": {"en": found.explain("en"), "nl": found.explain("nl")},
    }


def proxies(
    features: Sequence[Sequence[float]], focal: Sequence[bool], names: Sequence[str]
) -> dict[str, Any] | None:
    """Return how well features together tell a group from everybody else, and each alone; None where it cannot be.

    Rows are taken in the order of their content, which the folds follow: keys of people are random, and the same people
    give the same number in every database.
    """
    from maatwerk.science.errors import ScienceError
    from maatwerk.science.fairness import proxy_auc

    ordered = sorted(zip(features, focal, strict=True))
    rows, member = [row for row, _focal in ordered], [focal for _row, focal in ordered]
    try:
        found = proxy_auc(rows, member, rng=SEED, names=names, squares=False)
    except ScienceError:
        return None
    return {
        "auc": figure(found.auc),
        "alone": sorted(
            ({"name": name, "auc": value} for name, value in zip(found.names, found.alone, strict=True)),
            key=lambda one: -one["auc"],
        ),
        "n": found.n,
    }

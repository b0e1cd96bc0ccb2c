"""Shortlists in bands: people whom the evidence cannot tell apart share a place; nobody is dropped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist

from maatwerk.science.errors import ScienceError
from maatwerk.science.retention._fitted import FittedHazard
from maatwerk.science.retention._prediction import Prediction

CERTAINTY = 0.90
_PAST = 1e-9  # log-odds


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """People who share a place in the ranking.

    Attributes
    ----------
    rank
        1 for the band expected to stay longest.
    members
        Positions in the sequence that was ranked, ascending: the order within a band means nothing.
    low, high
        Lowest and highest log-odds of leaving in the band.
    """

    rank: int
    members: tuple[int, ...]
    low: float
    high: float


def bands(predictions: Sequence[Prediction], *, certainty: float = CERTAINTY) -> tuple[Band, ...]:
    """Rank people by expected staying, in bands of people not distinguishable from the band's best.

    Two people are *distinguishable* when the posterior probability that one has the lower hazard of
    leaving is at least `certainty`. It is computed from the joint posterior of the weights: an error in
    a weight that moves both alike tells nothing about their order, so overlap of the two marginal
    intervals would be the wrong question. A band begins with the best person not yet placed and takes in
    everybody after them, up to the first who is distinguishable from that person: fixed bands as in
    test-score banding [1]_. Chaining neighbours instead would put nearly everybody in one band. Those on
    either side of an edge are therefore not necessarily distinguishable from each other, but every
    band's best is from the next band's best.

    Parameters
    ----------
    predictions
        Advice by one and the same model; the result is the same in whatever order they come.
    certainty
        In (.5, 1).

    Returns
    -------
    tuple of Band
        Ranked; together they hold every position once. Empty without predictions.

    Raises
    ------
    ScienceError
        Predictions of different models, or a certainty out of range.

    References
    ----------
    .. [1] cascio1991
    """
    if not 0.5 < certainty < 1:
        raise ScienceError("certainty", "between 0.5 and 1", certainty)
    if not predictions:
        return ()
    model = predictions[0].model
    if any(found.model is not model and found.model != model for found in predictions):
        raise ScienceError("predictions", "of one model", "several models")
    threshold = NormalDist().inv_cdf(certainty)
    order = sorted(range(len(predictions)), key=lambda k: (predictions[k].log_odds, k))
    groups: list[list[int]] = []
    for k in order:
        if groups and not _apart(model, predictions[k], predictions[groups[-1][0]], threshold):
            groups[-1].append(k)
        else:
            groups.append([k])
    return tuple(_band(rank, members, predictions) for rank, members in enumerate(groups, start=1))


def _apart(model: FittedHazard, later: Prediction, leader: Prediction, threshold: float) -> bool:
    """Whether the leader's hazard is lower with the wanted posterior probability."""
    gap, error = model.difference(later, leader)
    return gap > threshold * error and gap > 0


def _band(rank: int, members: Sequence[int], predictions: Sequence[Prediction]) -> Band:
    values = [predictions[k].log_odds for k in members]
    return Band(rank=rank, members=tuple(sorted(members)), low=min(values), high=max(values))


def band_edges(ranked: Sequence[Band]) -> tuple[float, ...]:
    """Log-odds halfway between neighbouring bands, ascending: on or above an edge is the later band."""
    return tuple((one.high + other.low) / 2 for one, other in pairwise(ranked))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A different value of one piece of a person's own evidence that would move them to another band."""

    name: str
    value: float
    needed: float
    sd_units: float
    band: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatWouldChange:
    """The smallest single change into a better and into a worse band; None where the range allows none."""

    band: int
    better: Change | None
    worse: Change | None


def what_would_change(
    fitted: FittedHazard, values: Mapping[str, float | None], edges: Sequence[float]
) -> WhatWouldChange:
    """Find the smallest variation of one piece of evidence that would change a person's band.

    Only evidence the person has is varied, one piece at a time, everything else held, and only within
    the range the model has seen. It describes the model, not the person: a higher test score that is
    merely trained for need not make anybody stay.

    Parameters
    ----------
    fitted
        The deployed model.
    values
        The person's evidence, as for `FittedHazard.advise`.
    edges
        Log-odds between bands, strictly ascending (`band_edges`); band 1 lies below the first.

    Returns
    -------
    WhatWouldChange
        `needed` is just past the edge (by 1e-9 log-odds).
    """
    if list(edges) != sorted(set(edges)):
        raise ScienceError("edges", "strictly ascending", tuple(edges))
    prediction = fitted.advise(values)
    band = 1 + sum(prediction.log_odds >= edge for edge in edges)
    better = edges[band - 2] if band > 1 else None
    worse = edges[band - 1] if band <= len(edges) else None
    return WhatWouldChange(
        band=band,
        better=None if better is None else _smallest(fitted, prediction, better, band - 1),
        worse=None if worse is None else _smallest(fitted, prediction, worse, band + 1),
    )


def _smallest(fitted: FittedHazard, prediction: Prediction, edge: float, band: int) -> Change | None:
    """The reachable change of the fewest standard deviations that carries the log-odds past the edge."""
    gap = edge - prediction.log_odds
    gap += _PAST if gap > 0 else -_PAST  # on the edge is the later band, so go past it either way
    found = []
    for feature, row in zip(fitted.features, prediction.contributions, strict=True):
        if row.used is None or row.value is None or feature.weight == 0:
            continue
        step = gap / feature.weight
        needed = row.used + step * feature.sd
        if feature.low <= needed <= feature.high:
            found.append(Change(name=feature.name, value=row.value, needed=needed, sd_units=step, band=band))
    return min(found, key=lambda change: (abs(change.sd_units), change.name), default=None)

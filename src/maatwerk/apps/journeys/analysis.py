"""The bridge from a person's own results and what openings ask to the matching of the science core.

Matching asks which people suit an opening; here the roles are turned round. The results of the one person, with their
errors of measurement, stand where a model's weights stand, and what each opening asks stands where a person's features
stand. Score, standard error and bands then come out for openings as they otherwise do for people.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: A requirement that can be learned counts half as much as one that the work cannot do without.
LEARNABLE = 0.5
#: Share of what an opening asks that must be known of a person before it takes part in the order.
LEAST_KNOWN = 0.5
CONFIDENCE = 0.90


@dataclass(frozen=True, slots=True)
class Known:
    """A result in standard deviations of those it is compared with, and its error; unknown is 0 with an error of 1."""

    value: float
    standard_error: float


@dataclass(frozen=True, slots=True)
class Asked:
    """What one opening asks: weight by concept."""

    key: str
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Placed:
    """An opening in the order: its band (from 0, best first; None: too little is known) and the share that is known.

    `is_weak`: the whole interval of the score lies below the average of those the results are compared with.
    """

    key: str
    band: int | None
    known: float
    is_weak: bool = False


def place(openings: Sequence[Asked], results: Mapping[str, Known]) -> list[Placed]:
    """Order openings by how a person's results fit what each asks, best first, in bands that cannot be told apart.

    Openings of which less than half of what they ask is known stand after the others, without a band.
    """
    shares = {one.key: _share(one, results) for one in openings}
    enough = [one for one in openings if shares[one.key] >= LEAST_KNOWN]
    silent = [Placed(one.key, None, shares[one.key]) for one in openings if shares[one.key] < LEAST_KNOWN]
    return [*_banded(enough, results, shares), *sorted(silent, key=lambda one: -one.known)]


def _share(one: Asked, results: Mapping[str, Known]) -> float:
    total = sum(one.weights.values())
    return sum(weight for key, weight in one.weights.items() if key in results) / total if total else 0.0


def _banded(
    openings: Sequence[Asked], results: Mapping[str, Known], shares: Mapping[str, float]
) -> list[Placed]:
    if not openings:
        return []
    import numpy as np

    from maatwerk.science.matching import AdditiveModels, best_people

    keys = sorted({key for one in openings for key in one.weights})
    asked = np.array([[one.weights.get(key, 0.0) for key in keys] for one in openings], dtype=float)
    asked /= asked.sum(axis=1, keepdims=True)
    known = [results.get(key, Known(0.0, 1.0)) for key in keys]
    person = AdditiveModels(
        weights=np.array([[one.value for one in known]]),
        covariance=np.diag([one.standard_error**2 for one in known])[None],
        link="identity",
    )
    found = best_people(asked, person, min(len(openings), 1000), confidence=CONFIDENCE, workers=1)
    assert found.band is not None
    assert found.high is not None
    return [
        Placed(openings[place].key, int(band), shares[openings[place].key], bool(high < 0))
        for place, band, high in zip(found.index[0], found.band[0], found.high[0], strict=True)
        if place >= 0
    ]

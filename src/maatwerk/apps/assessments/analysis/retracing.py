"""How an estimate grew along a session: after every item, from the same calibrations and answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from maatwerk.apps.assessments.analysis.adaptive import AdaptiveGiver, Category, seed_of


@dataclass(frozen=True, slots=True)
class Measured:
    """What the answers so far say of the scale that an item belongs to, in deviations of its norm group."""

    scale: str
    theta: float
    standard_error: float


def retrace(
    giver: AdaptiveGiver,
    seed: int,
    items: Sequence[str],
    categories: Sequence[Category],
    excluded: frozenset[str] = frozenset(),
) -> tuple[dict[int, Measured], Mapping[str, str]]:
    """Return the estimate after each place of a session, and per scale why it stopped ("" where it had not)."""
    found: dict[int, Measured] = {}
    stopped: dict[str, str] = {}
    for number, scale in enumerate(giver.scales):
        own = [place for place, item in enumerate(items) if item in scale.places]
        out = [place for place, item in enumerate(scale.items) if item.key in excluded]
        for count in range(1, len(own) + 1):
            session = scale.test.resume(
                seed_of(seed, number),
                [scale.places[items[place]] for place in own[:count]],
                [categories[place] for place in own[:count]],
                exclude=out,
            )
            ability = session.ability
            found[own[count - 1]] = Measured(scale.key, ability.theta, ability.standard_error)
            if count == len(own):
                session.next_item()
                stopped[scale.key] = session.stop or ""
    return found, stopped

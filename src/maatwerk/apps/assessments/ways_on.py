"""Where somebody can go from their report: other work, something to learn. Apps above add what they have for a person."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class WayOn:
    """A page for this person, and why it may be of use."""

    label: str | Promise
    url: str
    why: str | Promise = ""


Way = Callable[[uuid.UUID], WayOn | None]
_ways: list[Way] = []


def way_on(way: Way) -> Way:
    """Ask `way` for every report (from an app's `ready`); it gets the person, on their own request, and may say None."""
    if way not in _ways:
        _ways.append(way)
    return way


def ways_on(person_id: uuid.UUID) -> tuple[WayOn, ...]:
    """Return where this person can go on, in the order in which apps registered."""
    return tuple(found for way in _ways if (found := way(person_id)) is not None)

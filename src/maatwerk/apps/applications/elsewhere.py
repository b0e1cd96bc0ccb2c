"""Other openings for somebody who is turned down: an app above says which fit, the reject page shows them."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Opening:
    """Another opening that may fit a person: what it is, where its page stands, and why, in words."""

    title: str
    url: str
    why: str
    employer: str = ""


#: Given a person and the vacancy they are turned down for, returns what may fit better; empty where nothing is known.
Finder = Callable[[uuid.UUID, uuid.UUID], Sequence[Opening]]
_finders: list[Finder] = []


def alternatives(finder: Finder) -> Finder:
    """Name the function that finds other openings from now on; call it from an app's `ready`."""
    _finders[:] = [finder]
    return finder


def openings_for(person_id: uuid.UUID, *, besides: uuid.UUID) -> tuple[Opening, ...]:
    """Return other openings for a person; nothing while no app looks for them."""
    return tuple(_finders[0](person_id, besides)) if _finders else ()

"""Answers after scoring: per scale a matrix of categories, all items in one direction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from maatwerk.kernel.tables import Problem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleMatrix:
    """The answers to one scale.

    Attributes
    ----------
    items
        Names, one per column.
    scored : array (n_people, n_items)
        Answers as in the file, items that are turned round as low + high - answer, items with a correct answer as
        1 and 0; NaN where there is no answer.
    low, high
        Per item, the lowest and highest possible scored answer.
    reversed, keyed
        Which items were turned round, and which scored by a correct answer.
    straight
        People with at least `STRAIGHT_ITEMS` answers here who gave the same answer every time.
    """

    scale: str
    items: tuple[str, ...]
    scored: Floats
    low: tuple[int, ...]
    high: tuple[int, ...]
    reversed: tuple[str, ...] = ()
    keyed: tuple[str, ...] = ()
    straight: int = 0

    @property
    def n_answered(self) -> int:
        """How many people answered at least one item of this scale."""
        import numpy as np

        return int((~np.isnan(self.scored)).any(axis=1).sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseMatrix:
    """A file of responses, scored by a key, one row per person in all scales alike.

    Attributes
    ----------
    groups
        Per group column a label per person; empty where it is not known.
    notes
        What was remarkable: nothing that was done to the answers goes unsaid.
    """

    name: str
    fingerprint: str
    n_people: int
    scales: tuple[ScaleMatrix, ...]
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[Problem, ...] = ()
    ignored: tuple[str, ...] = ()

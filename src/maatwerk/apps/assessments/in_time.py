"""Answers in the order in which they came: what looking for copies and leaks needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersInTime:
    """Answers to one scale in the order in which people completed it: a label per person, no name.

    Attributes
    ----------
    scored, seconds : arrays (n_people, n_items)
        Category from 0 and time per answer; NaN where there is none.
    """

    scale: str
    items: tuple[str, ...]
    labels: tuple[str, ...]
    scored: NDArray[np.float64]
    seconds: NDArray[np.float64]

"""Sums of people, as the science core makes them."""

from collections.abc import Sequence
from typing import Any


def sums(rows: Sequence[Sequence[float]], names: Sequence[str], *, smallest: int = 1) -> dict[str, Any]:
    """Return number, means and scatter of complete rows, for storage."""
    if not names:  # people are counted, and nothing of them
        return {"names": [], "n": len(rows), "mean": [], "scatter": []}
    from maatwerk.science.selection import SufficientMoments

    return SufficientMoments.from_rows(rows, names, smallest_batch=smallest).to_dict()

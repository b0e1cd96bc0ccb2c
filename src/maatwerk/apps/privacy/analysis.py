"""Sums of people, as the science core makes and adds them."""

from collections.abc import Iterable, Sequence
from typing import Any


def sums(rows: Sequence[Sequence[float]], names: Sequence[str], *, smallest: int = 1) -> dict[str, Any]:
    """Return number, means and scatter of complete rows, for storage."""
    from maatwerk.science.selection import SufficientMoments

    return SufficientMoments.from_rows(rows, names, smallest_batch=smallest).to_dict()


def added(parts: Iterable[dict[str, Any]], names: Sequence[str]) -> dict[str, Any] | None:
    """Return the sums of all parts together, on these variables alone; None where there is nobody."""
    from maatwerk.science.selection import SufficientMoments

    total: SufficientMoments | None = None
    for part in parts:
        one = SufficientMoments.from_dict(_narrowed(part, names))
        total = one if total is None else total + one
    return None if total is None else total.to_dict()


def _narrowed(part: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Leave other variables out: moments of a part of the variables are a part of the moments."""
    places = [part["names"].index(name) for name in names]
    return {
        "names": list(names),
        "n": part["n"],
        "mean": [part["mean"][place] for place in places],
        "scatter": [[part["scatter"][i][j] for j in places] for i in places],
    }

"""People who are there and sums of those who were erased, together: what follows is the same before and after."""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from maatwerk.apps.validity.contracts import Sums

if TYPE_CHECKING:
    from maatwerk.science.selection import SufficientMoments


def summed(
    rows: Sequence[Sequence[float]], names: Sequence[str], kept: Iterable[Sums] = ()
) -> "SufficientMoments | None":
    """Return the sums of complete rows and of everybody kept who has these variables; None where there is nobody."""
    from maatwerk.science.selection import SufficientMoments

    wanted = set(names)
    parts = [SufficientMoments.from_dict(one).only(names) for one in kept if wanted <= set(one["names"])]
    if rows:
        parts.append(SufficientMoments.from_rows(rows, names, smallest_batch=1))
    return reduce(add, parts) if parts else None

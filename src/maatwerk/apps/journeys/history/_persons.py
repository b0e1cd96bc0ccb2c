"""Recognising one person in several rows where the file has no key: equal columns, followed through."""

from array import array
from collections.abc import Sequence
from itertools import pairwise

from maatwerk.apps.journeys.history._sorter import Sorter


class SamePersons:
    """Union-find over rows: two rows are one person when they agree on all columns of any list.

    It is transitive: a row that agrees with one on tenure, sex and age and with another on sex, age and
    scores makes the three one person. Four bytes per row, plus digests sorted on disk.
    """

    def __init__(self) -> None:
        self._parents = array("I")
        self._digests = Sorter()

    def add(self, identities: Sequence[str]) -> int:
        """Add a row by its digests, empty ones telling nothing; return its number."""
        row = len(self._parents)
        self._parents.append(row)
        for digest in identities:
            if digest:
                self._digests.add((digest, row))
        return row

    def unite(self) -> None:
        """Follow every agreement; afterwards `person_of` answers."""
        for (digest, row), (next_digest, next_row) in pairwise(self._digests):
            if digest == next_digest:
                self._join(row, next_row)
        self._digests.close()

    def person_of(self, row: int) -> int:
        """The first row of the person that a row is about."""
        parents = self._parents
        while parents[row] != row:
            parents[row] = parents[parents[row]]
            row = parents[row]
        return row

    def _join(self, one: int, other: int) -> None:
        low, high = sorted((self.person_of(one), self.person_of(other)))
        self._parents[high] = low

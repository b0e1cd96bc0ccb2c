"""From one label per person to counts per cell: the only step that sees people."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.fairness._counts import check_group

UNKNOWN = -1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Margin:
    """One table of a tally: its groups, which cells each sums, and the cells whose group is not known.

    `members` is (groups, cells) and `unknown` is (cells,), both bool; `levels` names each group.
    """

    attributes: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    members: NDArray[np.bool_]
    unknown: NDArray[np.bool_]

    def lines(self) -> list[tuple[int, ...]]:
        """Return the indices of all groups, and of those sharing one level of a crossed attribute."""
        found = [tuple(range(len(self.levels)))]
        if len(self.attributes) > 1:
            for position in range(len(self.attributes)):
                for level in {levels[position] for levels in self.levels}:
                    found.append(
                        tuple(i for i, levels in enumerate(self.levels) if levels[position] == level)
                    )
        return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tally:
    """Applicants and selected per combination of levels.

    `levels[a]` holds the sorted labels of attribute `a`; `codes` is (cells, attributes) with positions in it,
    -1 for unknown; `applicants` and `selected` are (cells,).
    """

    attributes: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    codes: NDArray[np.int64]
    applicants: NDArray[np.int64]
    selected: NDArray[np.int64]

    @classmethod
    def from_counts(
        cls, attributes: Sequence[str], counts: Mapping[tuple[str | None, ...], tuple[int, int]]
    ) -> "Tally":
        """Make a tally from (selected, applicants) per combination of levels, None for an unknown level."""
        for combination in counts:
            if len(combination) != len(attributes):
                raise ScienceError("counts", f"keys of {len(attributes)} levels", combination)
        filled = {key: check_group(*pair) for key, pair in counts.items() if tuple(pair) != (0, 0)}
        if not filled:
            raise InsufficientDataError("counts", "at least 1 person", 0)
        levels = tuple(
            tuple(sorted({key[position] or "" for key in filled} - {""}))
            for position in range(len(attributes))
        )
        codes = [
            [levels[a].index(level) if level else UNKNOWN for a, level in enumerate(key)] for key in filled
        ]
        pairs = np.array(list(filled.values()), dtype=np.int64)
        return cls(
            attributes=tuple(attributes),
            levels=levels,
            codes=np.array(codes, dtype=np.int64).reshape(len(filled), len(attributes)),
            applicants=pairs[:, 1],
            selected=pairs[:, 0],
        )

    def counts(self) -> dict[tuple[str | None, ...], tuple[int, int]]:
        """Return (selected, applicants) per combination of levels, None for an unknown level."""
        return {
            tuple(None if code == UNKNOWN else self.levels[a][code] for a, code in enumerate(combination)): (
                int(x),
                int(n),
            )
            for combination, x, n in zip(self.codes, self.selected, self.applicants, strict=True)
        }

    def hold_back(self, previous: "Tally", *, smallest_cell: int) -> "Tally":
        """Return what may be released after `previous`, so that subtracting the releases shows nobody.

        A cell that changed by fewer than `smallest_cell` applicants keeps its released counts until it
        changed by more; a new cell waits until it holds as many. Every difference between the two releases
        is then a sum of changes of at least `smallest_cell` people, whatever totals are formed.
        """
        if previous.attributes != self.attributes:
            raise ScienceError("previous", f"a tally of {self.attributes}", previous.attributes)
        before, now = previous.counts(), self.counts()
        released = {}
        for key in before.keys() | now.keys():
            old, new = before.get(key, (0, 0)), now.get(key, (0, 0))
            released[key] = new if abs(new[1] - old[1]) >= smallest_cell else old
        return Tally.from_counts(self.attributes, released)

    def margin(self, crossed: tuple[str, ...]) -> Margin:
        """Sum the cells over every attribute that is not in `crossed`."""
        for attribute in crossed:
            if attribute not in self.attributes:
                raise ScienceError("crossings", f"among the attributes {self.attributes}", attribute)
        positions = [self.attributes.index(attribute) for attribute in crossed]
        codes = self.codes[:, positions]
        unknown = (codes == UNKNOWN).any(axis=1)
        groups = np.unique(codes[~unknown], axis=0)
        members = (groups[:, None, :] == codes[None, :, :]).all(axis=2)
        labels = tuple(
            tuple(self.levels[a][code] for a, code in zip(positions, group, strict=True)) for group in groups
        )
        return Margin(attributes=tuple(crossed), levels=labels, members=members, unknown=unknown)


def tally(attributes: Mapping[str, Sequence[Hashable] | NDArray[np.generic]], selected: ArrayLike) -> Tally:
    """Count applicants and selected per combination of levels.

    Parameters
    ----------
    attributes
        Labels per person, by attribute; None, NaN and the empty string mean unknown.
    selected : (n,) bool or 0/1
        Who was selected.
    """
    chosen = as_binary("selected", selected)
    if not attributes:
        raise ScienceError("attributes", "at least one attribute", "none")
    coded = {name: label_codes(name, labels, len(chosen)) for name, labels in attributes.items()}
    sizes = [len(levels) + 1 for levels, _ in coded.values()]
    joint = np.zeros(len(chosen), dtype=np.int64)
    for size, (_, codes) in zip(sizes, coded.values(), strict=True):
        joint = joint * size + (codes + 1)
    # dense when the whole cross table is small, sparse otherwise
    cells, joint = (
        (np.arange(int(np.prod(sizes))), joint)
        if np.prod(np.array(sizes, dtype=float)) <= 1e6
        else np.unique(joint, return_inverse=True)
    )
    applicants = np.bincount(joint, minlength=len(cells))
    hits = np.bincount(joint[chosen], minlength=len(cells))
    kept = applicants > 0
    return Tally(
        attributes=tuple(attributes),
        levels=tuple(levels for levels, _ in coded.values()),
        codes=np.stack(np.unravel_index(cells[kept], sizes), axis=1).astype(np.int64) - 1,
        applicants=applicants[kept].astype(np.int64),
        selected=hits[kept].astype(np.int64),
    )


def as_binary(argument: str, values: ArrayLike) -> NDArray[np.bool_]:
    """Return a one-dimensional array of 0/1 or bool as bool; anything else is an error."""
    array = np.asarray(values)
    if array.ndim != 1:
        raise ScienceError(argument, "one-dimensional", f"{array.ndim} dimensions")
    if not len(array):
        raise InsufficientDataError(argument, "at least 1 person", 0)
    if array.dtype != bool:
        try:
            array = array.astype(np.float64)
        except (TypeError, ValueError):
            raise ScienceError(argument, "0 or 1 per person", f"{array.dtype} values") from None
        odd = array[(array != 0) & (array != 1)]
        if len(odd):
            raise ScienceError(argument, "0 or 1 per person", odd[0])
    return array.astype(bool)


def label_codes(
    argument: str, labels: Sequence[Hashable] | NDArray[np.generic], length: int
) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Sorted label texts, and each person's position among them (-1 for unknown)."""
    values = labels.tolist() if isinstance(labels, np.ndarray) else list(labels)
    if len(values) != length:
        raise ScienceError(argument, f"{length} labels, one per person", len(values))
    seen = _Numbered()
    raw = np.fromiter(map(seen.__getitem__, values), dtype=np.int64, count=length)
    texts = [None if _is_unknown(value) else str(value) for value in seen]
    names = tuple(sorted({text for text in texts if text is not None}))
    position = {text: index for index, text in enumerate(names)}
    lookup = np.array([UNKNOWN if text is None else position[text] for text in texts], dtype=np.int64)
    return names, lookup[raw] if length else raw


class _Numbered(dict[Hashable, int]):
    """Numbers whatever it is asked for in the order in which it comes; no step of Python per person."""

    def __missing__(self, key: Hashable) -> int:
        self[key] = number = len(self)
        return number


def _is_unknown(value: Hashable) -> bool:
    return value is None or value == "" or value != value

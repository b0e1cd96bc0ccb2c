"""Categories as evidence, by exception: 0/1 columns whose weights are drawn to each other."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from maatwerk.science.errors import ScienceError
from maatwerk.science.retention._prior import WEAK_SD, FeaturePrior

OTHER = "(other)"
LEAST_PERSONS = 10  # rarer levels are put together: one person's tenure is no fact about an industry


@dataclass(frozen=True, slots=True)
class Encoder:
    """How the levels of one category become columns ``name=level``.

    Every level has a column, none is left out as reference: the prior (mean 0, one SD for all, per
    unit) draws the weights of a category to each other, rare levels most, as a random effect
    does [1]_; columns are centred, so an average person contributes 0.

    References
    ----------
    .. [1] gelman2007, chapter 12
    """

    name: str
    levels: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(f"{self.name}={level}" for level in self.levels)

    def values(self, level: str | None) -> dict[str, float | None]:
        """Return the columns of one person; all missing when the level is, or was never seen."""
        found = level if level in self.levels else (OTHER if level and OTHER in self.levels else None)
        if found is None:
            return dict.fromkeys(self.columns)
        return {
            column: float(known == found) for column, known in zip(self.columns, self.levels, strict=True)
        }

    def rows(self, levels: Iterable[str | None]) -> list[list[float]]:
        """Return the columns of many people as a matrix, NaN where missing."""
        return [
            [float("nan") if value is None else value for value in self.values(level).values()]
            for level in levels
        ]

    def priors(self, *, sd: float = WEAK_SD, source: str = "") -> tuple[FeaturePrior, ...]:
        """Return one belief per column: mean 0, the same SD, per unit, in one group."""
        return tuple(
            FeaturePrior(name=column, sd=sd, scale="unit", group=self.name, source=source)
            for column in self.columns
        )

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON-able values."""
        return {"name": self.name, "levels": list(self.levels)}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """Rebuild from `to_dict`."""
        return cls(stored["name"], tuple(stored["levels"]))


def encode(
    name: str,
    levels: Sequence[str | None],
    persons: Sequence[object] | None = None,
    *,
    least_persons: int = LEAST_PERSONS,
) -> Encoder:
    """Learn the columns of a category.

    Parameters
    ----------
    name
        Of the category, e.g. ``"industry"``.
    levels
        Level of each row; None or "" is missing.
    persons
        Person of each row, so that a level is counted in persons.
    least_persons
        Levels of fewer persons share the column ``(other)``.

    Raises
    ------
    ScienceError
        Fewer than two levels are left: the category says nothing.
    """
    who: Sequence[object] = range(len(levels)) if persons is None else persons
    if len(who) != len(levels):
        raise ScienceError("persons", f"as long as the levels ({len(levels)})", f"{len(who)} values")
    seen = {(level, person) for level, person in zip(levels, who, strict=True) if level}
    counts = Counter(level for level, _ in seen)
    common = sorted(level for level, count in counts.items() if count >= least_persons)
    kept = (*common, OTHER) if len(common) < len(counts) else tuple(common)
    if len(kept) < 2:
        raise ScienceError(name, f"at least two levels of {least_persons} persons or more", f"{len(kept)}")
    return Encoder(name, tuple(kept))

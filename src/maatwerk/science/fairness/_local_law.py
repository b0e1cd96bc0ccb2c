"""The tables of New York City's Local Law 144: selection or scoring rates and impact ratios."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maatwerk.science.errors import ScienceError
from maatwerk.science.fairness._impact_results import GroupRow, ImpactTable
from maatwerk.science.fairness._impact_table import impact_tables_from_counts
from maatwerk.science.fairness._tally import Tally, tally
from maatwerk.science.inputs import as_floats
from maatwerk.science.results import Caveat, Language
from maatwerk.science.words import percent, with_caveats

METHOD = "local-law-144/1"
SMALLEST_SHARE = 0.02  # 6 RCNY 5-301(d): a category under 2 % may be left out of the impact ratios


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalLawRow:
    """One category of an audit table.

    `selected` counts the selected, or those scoring above the full-sample median; `rate` and `share` (of the
    people whose category is known) lie in [0, 1]. `impact_ratio` is rate / highest rate, None for a category
    that is only listed because of its share, and for withheld rows, whose figures are all None.
    """

    levels: tuple[str, ...]
    applicants: int | None
    selected: int | None
    rate: float | None
    share: float | None
    impact_ratio: float | None
    listed_only: bool = False
    suppressed: bool = False

    @property
    def group(self) -> str:
        """The category's name."""
        return " × ".join(self.levels)


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalLawTable:
    """One table of the audit: sex, race/ethnicity or their intersection."""

    attributes: tuple[str, ...]
    rows: tuple[LocalLawRow, ...]
    applicants: int
    unknown: int

    def row(self, *levels: str) -> LocalLawRow:
        """Return the row of one category."""
        for found in self.rows:
            if found.levels == levels:
                return found
        raise ScienceError("levels", f"one of {[row.levels for row in self.rows]}", levels)


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalLawAudit:
    """All tables; `kind` says whether rates are of selection or of scoring above `median`."""

    kind: Literal["selection", "scoring"]
    tables: dict[tuple[str, ...], LocalLawTable]
    median: float | None
    n: int
    smallest_share: float
    method: str = METHOD
    caveats: tuple[Caveat, ...] = field(default=())

    def explain(self, language: Language = "en") -> str:
        """Return how many people, which rate, and the lowest ratio as plain sentences."""
        ratios = [
            (row.impact_ratio, row.group)
            for table in self.tables.values()
            for row in table.rows
            if row.impact_ratio is not None
        ]
        sentence = _KIND[language][self.kind].format(n=self.n)
        if len(ratios) > 1:
            ratio, group = min(ratios)
            sentence += " " + _LOWEST[language].format(group=group, ratio=percent(ratio, language))
        return with_caveats(sentence, self.caveats, language)


_KIND: dict[Language, dict[str, str]] = {
    "en": {
        "selection": "Selection rates of {n} people; our own tables, not an independent audit.",
        "scoring": "Rates above the median of {n} people; our own tables, not an independent audit.",
    },
    "nl": {
        "selection": "Selectiepercentages van {n} personen; eigen tabellen, geen onafhankelijke audit.",
        "scoring": "Percentages boven de mediaan van {n} mensen; eigen tabellen, geen onafhankelijke audit.",
    },
}
_LOWEST: dict[Language, str] = {
    "en": "The lowest rate, of {group}, is {ratio} of the highest in its table.",
    "nl": "Het laagste percentage, dat van {group}, is {ratio} van het hoogste in zijn tabel.",
}


def local_law_144(
    attributes: Mapping[str, Sequence[Hashable] | NDArray[np.generic]],
    *,
    selected: ArrayLike | None = None,
    scores: ArrayLike | None = None,
    smallest_share: float = SMALLEST_SHARE,
    smallest_cell: int = 0,
) -> LocalLawAudit:
    """Make the audit tables of every attribute and of all pairs [1]_.

    Parameters
    ----------
    attributes
        Category per person, by attribute (sex, race/ethnicity); None, NaN and "" mean unknown.
    selected : (n,) bool or 0/1
        Who was selected; leave out when `scores` is given.
    scores : (n,) float
        A score per person; its rate counts those strictly above the median of everybody, the people of
        unknown category included. Ties at the median do not count.
    smallest_share
        Categories under this share of the people of known category are listed with their number and rate, and
        have no ratio.
    smallest_cell
        Fewest people a row may show, with complementary suppression; 0 shows all, as the law's tables do.

    Raises
    ------
    ScienceError
        Both or neither of `selected` and `scores`, or a score that is no finite number.

    References
    ----------
    .. [1] rcny5300, sections 5-300 (definitions) and 5-301(b), (c), (d).
    """
    if (selected is None) == (scores is None):
        raise ScienceError("selected", "given, or `scores` given, and not both", "both" if scores else "none")
    median = None
    if scores is not None:
        values = as_floats("scores", scores)
        if values.ndim != 1 or not len(values) or not np.isfinite(values).all():
            raise ScienceError("scores", "one finite number per person", "missing or infinite values")
        median = float(np.median(values))
        selected = values > median
    assert selected is not None
    return local_law_144_from_counts(
        tally(attributes, selected), median=median, smallest_share=smallest_share, smallest_cell=smallest_cell
    )


def local_law_144_from_counts(
    counts: Tally,
    *,
    median: float | None = None,
    smallest_share: float = SMALLEST_SHARE,
    smallest_cell: int = 0,
) -> LocalLawAudit:
    """Make the audit tables from counts; `median` is the score above which `counts.selected` were counted."""
    tables = impact_tables_from_counts(counts, smallest_cell=smallest_cell, smallest_share=smallest_share)
    return LocalLawAudit(
        kind="selection" if median is None else "scoring",
        tables={crossed: _law_table(table, smallest_share) for crossed, table in tables.items()},
        median=median,
        n=int(counts.applicants.sum()),
        smallest_share=smallest_share,
        caveats=tuple(
            dict.fromkeys(
                item for table in tables.values() for item in table.caveats if item.code != "unknown_group"
            )
        ),
    )


def _law_table(table: ImpactTable, smallest_share: float) -> LocalLawTable:
    known = table.applicants - table.unknown_applicants
    return LocalLawTable(
        attributes=table.attributes,
        rows=tuple(_law_row(row, known, smallest_share) for row in table.rows),
        applicants=table.applicants,
        unknown=table.unknown_applicants,
    )


def _law_row(row: GroupRow, known: int, smallest_share: float) -> LocalLawRow:
    if row.applicants is None or row.rate is None:
        return LocalLawRow(
            levels=row.levels,
            applicants=None,
            selected=None,
            rate=None,
            share=None,
            impact_ratio=None,
            suppressed=True,
        )
    share = row.applicants / known
    listed_only = share < smallest_share
    ratio = None if listed_only or row.impact is None else row.impact.ratio.estimate
    return LocalLawRow(
        levels=row.levels,
        applicants=row.applicants,
        selected=row.selected,
        rate=row.rate.estimate,
        share=share,
        impact_ratio=1.0 if row.is_reference else ratio,
        listed_only=listed_only,
    )

"""Impact tables: many groups and their intersections, with small groups kept private."""

from collections.abc import Hashable, Mapping, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maatwerk.science.errors import ScienceError
from maatwerk.science.fairness._adverse_impact import adverse_impact
from maatwerk.science.fairness._counts import FOUR_FIFTHS, check_share
from maatwerk.science.fairness._impact_results import GroupRow, ImpactTable
from maatwerk.science.fairness._intervals import wilson
from maatwerk.science.fairness._suppression import suppress
from maatwerk.science.fairness._tally import Margin, Tally, tally
from maatwerk.science.results import Caveat, Estimate, caveat

SMALLEST_CELL = 10  # people; an organisation's own threshold goes in as an argument


def impact_table(
    groups: Sequence[Hashable] | NDArray[np.generic],
    selected: ArrayLike,
    *,
    attribute: str = "group",
    smallest_cell: int = SMALLEST_CELL,
    reference: str | None = None,
    smallest_share: float = 0.0,
    confidence: float = 0.95,
    threshold: tuple[int, int] = FOUR_FIFTHS,
) -> ImpactTable:
    """Compare the selection rates of all groups of one attribute.

    Parameters
    ----------
    groups : (n,)
        One label per person; None, NaN and the empty string mean that the group is not known.
    selected : (n,) bool or 0/1
        Who was selected.
    attribute
        Name of what `groups` holds, for the report.
    smallest_cell
        Groups with fewer people are withheld, and with them enough others that no small group follows by
        subtraction. Where fewer people are known at all, no group is named: its name alone would tell of each.
    reference
        Group to compare with; by default the shown group with the highest rate [1]_.
    smallest_share
        Groups holding a smaller share of the known people cannot become the default reference.
    confidence
        Coverage of the intervals, in (0, 1).
    threshold
        Ratio under which a row is flagged, as two whole numbers.

    Returns
    -------
    ImpactTable

    Raises
    ------
    InsufficientDataError
        Nobody in the table.
    ScienceError
        Lengths differ, `selected` is not 0/1, or `reference` is no group of the table.

    References
    ----------
    .. [1] ugesp1978, 29 CFR 1607.4(D).
    """
    (table,) = impact_tables(
        {attribute: groups},
        selected,
        smallest_cell=smallest_cell,
        references={} if reference is None else {(attribute,): (reference,)},
        smallest_share=smallest_share,
        confidence=confidence,
        threshold=threshold,
    ).values()
    return table


def impact_tables(
    attributes: Mapping[str, Sequence[Hashable] | NDArray[np.generic]],
    selected: ArrayLike,
    *,
    crossings: Sequence[tuple[str, ...]] | None = None,
    smallest_cell: int = SMALLEST_CELL,
    references: Mapping[tuple[str, ...], tuple[str, ...]] | None = None,
    smallest_share: float = 0.0,
    confidence: float = 0.95,
    threshold: tuple[int, int] = FOUR_FIFTHS,
) -> dict[tuple[str, ...], ImpactTable]:
    """Make the tables of several attributes and of their intersections, released together.

    Suppression looks at all tables at once: what an intersection withholds cannot be found from its margins.

    Parameters
    ----------
    attributes
        Labels per person, by attribute; unknown as in `impact_table`.
    selected : (n,) bool or 0/1
        Who was selected.
    crossings
        Combinations of attributes to cross; all pairs by default, ``()`` for none.
    smallest_cell, smallest_share, confidence, threshold
        As in `impact_table`.
    references
        Per table (a tuple of attribute names) the levels of the reference group.

    Returns
    -------
    dict
        Tables by the tuple of attribute names they cross.
    """
    return impact_tables_from_counts(
        tally(attributes, selected),
        crossings=crossings,
        smallest_cell=smallest_cell,
        references=references,
        smallest_share=smallest_share,
        confidence=confidence,
        threshold=threshold,
    )


def impact_tables_from_counts(
    counts: Tally,
    *,
    crossings: Sequence[tuple[str, ...]] | None = None,
    smallest_cell: int = SMALLEST_CELL,
    references: Mapping[tuple[str, ...], tuple[str, ...]] | None = None,
    smallest_share: float = 0.0,
    confidence: float = 0.95,
    threshold: tuple[int, int] = FOUR_FIFTHS,
) -> dict[tuple[str, ...], ImpactTable]:
    """Make the tables from counts per cell, for callers that may see counts only.

    Parameters and result are those of `impact_tables`; `counts` holds the selected and the applicants of
    every combination of levels.
    """
    check_share("confidence", confidence)
    if not 0 <= smallest_share < 1:
        raise ScienceError("smallest_share", "at least 0 and below 1", smallest_share)
    if crossings is None:
        crossings = list(combinations(counts.attributes, 2))
    names = [(attribute,) for attribute in counts.attributes] + [tuple(crossed) for crossed in crossings]
    margins = [counts.margin(crossed) for crossed in names]
    withheld = _suppress_together(counts, margins, smallest_cell)
    return {
        crossed: build_table(
            counts,
            margin,
            withheld=hidden,
            reference=(references or {}).get(crossed),
            smallest_cell=smallest_cell,
            smallest_share=smallest_share,
            confidence=confidence,
            threshold=threshold,
        )
        for crossed, margin, hidden in zip(names, margins, withheld, strict=True)
    }


def _suppress_together(
    counts: Tally, margins: Sequence[Margin], smallest_cell: int
) -> list[NDArray[np.bool_]]:
    """Withheld rows of each table, decided for all tables at once."""
    cells = [np.ones((1, len(counts.applicants)), dtype=bool)]  # the grand total is always published
    rank, always, unions, spans = [0], [True], [], []
    start = 1
    for margin in margins:
        rows = len(margin.levels)
        cells += [margin.members, margin.unknown[None, :]]
        rank += [len(margin.attributes)] * rows + [0]
        always += [False] * rows + [True]
        spans.append(slice(start, start + rows))
        unions += [tuple(start + index for index in line) for line in margin.lines()]
        start += rows + 1
    hidden = suppress(
        np.concatenate(cells),
        counts.applicants,
        threshold=smallest_cell,
        rank=np.array(rank),
        always=np.array(always),
        unions=tuple(unions),
    )
    return [hidden[span] for span in spans]


def build_table(
    counts: Tally,
    margin: Margin,
    *,
    withheld: NDArray[np.bool_],
    reference: tuple[str, ...] | None = None,
    smallest_cell: int,
    smallest_share: float,
    confidence: float,
    threshold: tuple[int, int],
) -> ImpactTable:
    """Make one table from counts, once it is decided which rows are withheld."""
    applicants, selected = margin.members @ counts.applicants, margin.members @ counts.selected
    chosen = _reference(margin, applicants, selected, withheld, wanted=reference, share=smallest_share)
    rows = []
    for index, levels in enumerate(margin.levels):
        if withheld[index]:
            rows.append(
                GroupRow(
                    levels=levels, applicants=None, selected=None, rate=None, impact=None, suppressed=True
                )
            )
            continue
        x, n = int(selected[index]), int(applicants[index])
        impact = None
        if chosen is not None and index != chosen:
            impact = adverse_impact(
                selected=x,
                applicants=n,
                reference_selected=int(selected[chosen]),
                reference_applicants=int(applicants[chosen]),
                confidence=confidence,
                threshold=threshold,
            )
        rows.append(
            GroupRow(
                levels=levels,
                applicants=n,
                selected=x,
                rate=_rate(x, n, confidence),
                impact=impact,
                is_reference=index == chosen,
            )
        )
    unknown = int(counts.applicants[margin.unknown].sum())
    total = int(counts.applicants.sum())
    if total - unknown < smallest_cell:
        rows.clear()  # which groups there are would say it of everybody who is known to be among so few
    return ImpactTable(
        attributes=margin.attributes,
        rows=tuple(rows),
        reference=None if chosen is None else rows[chosen].group,
        applicants=total,
        selected=int(counts.selected.sum()),
        unknown_applicants=unknown,
        unknown_selected=int(counts.selected[margin.unknown].sum()),
        smallest_cell=smallest_cell,
        caveats=_caveats(unknown, total, withheld=int(withheld.sum()), compared=chosen is not None),
    )


def _rate(selected: int, applicants: int, confidence: float) -> Estimate:
    low, high = wilson(selected, applicants, confidence)
    return Estimate(
        estimate=selected / applicants,
        low=low,
        high=high,
        n=applicants,
        method="rate-wilson/1",
        confidence=confidence,
    )


def _reference(
    margin: Margin,
    applicants: NDArray[np.int64],
    selected: NDArray[np.int64],
    withheld: NDArray[np.bool_],
    *,
    wanted: tuple[str, ...] | None,
    share: float,
) -> int | None:
    """Index of the comparison group: the wanted one, else the highest rate (the larger group on a tie)."""
    if wanted is not None and wanted not in margin.levels:
        raise ScienceError("reference", f"one of {list(margin.levels)}", wanted)
    shown = [index for index in range(len(margin.levels)) if not withheld[index]]
    if wanted is not None:
        shown = [index for index in shown if margin.levels[index] == wanted]
    else:
        shown = [index for index in shown if applicants[index] >= share * applicants.sum()]
    shown = [index for index in shown if selected[index] > 0]
    if not shown or (~withheld).sum() < 2:
        return None
    return max(shown, key=lambda index: (selected[index] / applicants[index], applicants[index], -index))


def _caveats(unknown: int, total: int, *, withheld: int, compared: bool) -> tuple[Caveat, ...]:
    found = []
    if not compared:
        found.append(caveat("nothing_to_compare"))
    if withheld:
        found.append(caveat("groups_suppressed", groups=withheld))
    if unknown:
        found.append(caveat("unknown_group", unknown=unknown, n=total))
    return tuple(found)

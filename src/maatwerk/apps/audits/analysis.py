"""The only bridge from audits to the science core."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict
from statistics import median
from typing import Any

Scores = Mapping[uuid.UUID, float]
Groups = Mapping[str, Mapping[uuid.UUID, str]]  # by attribute, then person


def impact_tables(groups: Groups, scores: Scores, *, smallest_cell: int) -> dict[str, dict[str, Any]]:
    """Return, per attribute, how often each group scores above the median of everybody, as plain JSON.

    Above the full-sample median counts as selected; ties at the median do not (6 RCNY 5-301(c)).
    """
    from maatwerk.science.fairness import impact_tables as tables

    people = sorted(scores)
    if not people or not groups:
        return {}
    middle = median(scores.values())
    selected = [scores[person] > middle for person in people]
    labels = {name: [found.get(person) for person in people] for name, found in groups.items()}
    made = tables(labels, selected, crossings=(), smallest_cell=smallest_cell)
    return {"+".join(names): asdict(table) for names, table in made.items()}


def channel_tables(
    groups: Groups,
    channels: Mapping[uuid.UUID, str],
    hired: Mapping[uuid.UUID, bool],
    *,
    smallest_cell: int,
) -> dict[str, list[dict[str, Any]]]:
    """Return, per attribute, a row for each channel and group that may be shown, as plain JSON.

    `rate` is the share hired of the group's applicants by that channel, `ratio` its relation to the group with the highest
    rate by the same channel. `reach` is the share of the group's applicants who came by the channel, `reach_ratio` its relation
    to the group that comes by it most: a channel that reaches one group only is seen there. Suppression looks at all
    tables at once; what it withholds is in no row.
    """
    from maatwerk.science.fairness import impact_tables as tables

    people = sorted(channels)
    labels = {name: [found.get(person) for person in people] for name, found in groups.items()}
    if not any(any(found) for found in labels.values()):
        return {}
    made = tables(
        {**labels, "channel": [channels[person] for person in people]},
        [hired[person] for person in people],
        crossings=[(name, "channel") for name in labels],
        smallest_cell=smallest_cell,
    )
    return {name: _by_channel(made[name,], made[name, "channel"]) for name in labels}


def _by_channel(margin: Any, crossed: Any) -> list[dict[str, Any]]:
    """Compare groups within each channel, and the channel's reach of each group, from counts that are shown."""
    sizes = {row.group: row.applicants for row in margin.rows if not row.suppressed}
    shown = [row for row in crossed.rows if not row.suppressed]
    found = []
    for channel in sorted({row.levels[1] for row in shown}):
        there = {row.levels[0]: row for row in shown if row.levels[1] == channel}
        rates = _compared({group: (row.selected, row.applicants) for group, row in there.items()})
        reach = _compared(
            {group: (row.applicants, sizes[group]) for group, row in there.items() if group in sizes}
        )
        found += [
            {"channel": channel, "group": group, "applicants": row.applicants, "hired": row.selected}
            | {"rate": rates.get(group), "reach": reach.get(group)}
            for group, row in sorted(there.items())
        ]
    return found


def _compared(counts: Mapping[str, tuple[int, int]]) -> dict[str, dict[str, Any]]:
    """Compare each group's share with the highest; nothing where two groups, or anybody counted, are missing."""
    from maatwerk.science.fairness import adverse_impact

    if len(counts) < 2 or not any(count for count, _n in counts.values()):
        return {}
    highest = max(counts, key=lambda group: (counts[group][0] / counts[group][1], counts[group][1]))
    made: dict[str, dict[str, Any]] = {
        highest: {"share": counts[highest][0] / counts[highest][1], "highest": True}
    }
    for group, (count, n) in counts.items():
        if group != highest:
            one = adverse_impact(
                selected=count, applicants=n, reference_selected=counts[highest][0],
                reference_applicants=counts[highest][1],
            )  # fmt: skip
            made[group] = {
                "share": one.rate, "ratio": one.ratio.estimate, "low": one.ratio.low,
                "high": min(one.ratio.high, 1e9), "below_four_fifths": one.below_four_fifths,
            }  # fmt: skip
    return made

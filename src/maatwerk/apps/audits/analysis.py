"""The only bridge from audits to the science core."""

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from statistics import median
from typing import Any

LEAST_CELLS = (
    3  # a channel is compared from this many smallest cells on: below, suppression would empty it and others
)
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
    to the group that comes by it most: a channel that reaches one group only is seen there. Suppression looks at margins
    and crossing at once; what it withholds is in no row.
    """
    from maatwerk.science.fairness import impact_tables as tables

    found = {}
    for name, labels in groups.items():
        people = _of_large_channels(labels, channels, least=LEAST_CELLS * smallest_cell)
        if people:
            made = tables(
                {
                    name: [labels[person] for person in people],
                    "channel": [channels[person] for person in people],
                },
                [hired[person] for person in people],
                crossings=[(name, "channel")],
                smallest_cell=smallest_cell,
            )
            found[name] = _by_channel(made[name,], made[name, "channel"])
    return found


def _of_large_channels(
    labels: Mapping[uuid.UUID, str], channels: Mapping[uuid.UUID, str], *, least: int
) -> list[uuid.UUID]:
    """Return who counts: people of a known group who came by a channel that brought enough of them.

    A channel of a few people would have to be hidden, and with it others, so that it does not follow by subtraction; it is in no
    total either.
    """
    known = sorted(person for person in labels if person in channels)
    sizes = Counter(channels[person] for person in known)
    return [person for person in known if sizes[channels[person]] >= least]


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

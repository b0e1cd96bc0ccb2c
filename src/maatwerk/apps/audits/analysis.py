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

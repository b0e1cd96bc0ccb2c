"""Scores and outcomes beside groups, for comparing what a score foretells: columns without keys, read on the login *audit* alone.

Nothing here leaves the wall by itself: what is computed from it holds statistics of groups that are large enough.
"""

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from maatwerk.apps.advice.public import ModelVersion
from maatwerk.apps.audits.queries import AUDIT, groups_by_attribute, training_scores
from maatwerk.apps.outcomes.public import Engagement

HORIZONS = (12, 6, 3)  # months: the longest of which enough is known
LEAST_KNOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupComparison:
    """One group beside everybody else of a known group: score, outcome and membership, one place per person.

    `about` is "rating" or "stays_<months>".
    """

    attribute: str
    group: str
    about: str
    scores: tuple[float, ...]
    outcome: tuple[float, ...]
    focal: tuple[bool, ...]


def group_comparisons(version_id: uuid.UUID, *, smallest_cell: int) -> Iterator[GroupComparison]:
    """Yield, per attribute, group and outcome, what a version's scores out of sample can be compared by."""
    scores = training_scores(version_id)
    outcomes = _outcomes(version_id)
    for attribute, labels in sorted(groups_by_attribute(scores).items()):
        for about, known in outcomes.items():
            people = sorted(person for person in labels if person in scores and person in known)
            shown = large_groups(labels, people, smallest_cell=smallest_cell)
            kept = [person for person in people if labels[person] in shown]
            for group in compared(shown):
                yield GroupComparison(
                    attribute=attribute,
                    group=group,
                    about=about,
                    scores=tuple(scores[person] for person in kept),
                    outcome=tuple(known[person] for person in kept),
                    focal=tuple(labels[person] == group for person in kept),
                )


def large_groups(
    labels: Mapping[uuid.UUID, str], people: list[uuid.UUID], *, smallest_cell: int
) -> dict[str, int]:
    """Return the groups of at least `smallest_cell` people with their sizes.

    Whoever belongs to a smaller one counts nowhere, so that its size does not follow by subtraction.
    """
    sizes = Counter(labels[person] for person in people)
    return {group: n for group, n in sizes.items() if n >= smallest_cell}


def compared(sizes: Mapping[str, int]) -> list[str]:
    """Return the groups to compare with everybody else; of two the smaller alone, since the other mirrors it.

    >>> compared({"a": 30, "b": 20}), compared({"a": 30, "b": 20, "c": 20}), compared({"a": 30})
    (['b'], ['a', 'b', 'c'], [])
    """
    if len(sizes) < 2:
        return []
    return sorted(sizes) if len(sizes) > 2 else [min(sizes, key=lambda group: (sizes[group], group))]


def _outcomes(version_id: uuid.UUID) -> dict[str, dict[uuid.UUID, float]]:
    """Return what is known of the people of the version's job family: ratings, and staying at the longest known horizon."""
    family = ModelVersion.objects.using(AUDIT).values_list("job_family_id", flat=True).get(pk=version_id)
    rows = list(
        Engagement.objects.using(AUDIT)
        .filter(job_family_id=family)
        .order_by("created_at", "id")
        .values_list("person_id", "performance", "tenure_months", "separated")
    )
    found = {"rating": {person: rating for person, rating, *_rest in rows if rating is not None}}
    for months in HORIZONS:
        stays = {
            person: float(tenure >= months)
            for person, _rating, tenure, left in rows
            if tenure is not None and (tenure >= months or left)
        }
        if len(stays) >= LEAST_KNOWN:
            return found | {f"stays_{months}": stays}
    return found

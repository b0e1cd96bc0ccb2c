"""What a model may use, beside groups: how well it tells a group apart. Columns without keys, read on *audit* alone."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from maatwerk.apps.advice.public import ModelVersion
from maatwerk.apps.audits.predicting import compared, large_groups
from maatwerk.apps.audits.queries import AUDIT, groups_by_attribute, training_scores
from maatwerk.apps.evidence.public import Evidence

LEAST_KNOWN = 0.8  # of the people: a feature that fewer have is left out, rather than most of the people


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFeatures:
    """The numeric features of a version for one group and everybody else of a known group.

    `rows` holds one list per person in the order of `names` (keys of constructs). `left_out` counts people who lack a
    feature.
    """

    attribute: str
    group: str
    names: tuple[str, ...]
    rows: tuple[tuple[float, ...], ...]
    focal: tuple[bool, ...]
    left_out: int


def group_features(version_id: uuid.UUID, *, smallest_cell: int) -> Iterator[GroupFeatures]:
    """Yield, per attribute and group, the features that a version may use."""
    trained = training_scores(version_id)
    values = _values(version_id, trained)
    names = tuple(sorted(name for name, found in values.items() if len(found) >= LEAST_KNOWN * len(trained)))
    if not names:
        return
    complete = [person for person in sorted(trained) if all(person in values[name] for name in names)]
    for attribute, labels in sorted(groups_by_attribute(trained).items()):
        people = [person for person in complete if person in labels]
        shown = large_groups(labels, people, smallest_cell=smallest_cell)
        kept = [person for person in people if labels[person] in shown]
        for group in compared(shown):
            yield GroupFeatures(
                attribute=attribute,
                group=group,
                names=names,
                rows=tuple(tuple(values[name][person] for name in names) for person in kept),
                focal=tuple(labels[person] == group for person in kept),
                left_out=len(trained) - len(complete),
            )


def _values(version_id: uuid.UUID, people: Collection[uuid.UUID]) -> dict[str, dict[uuid.UUID, float]]:
    """Return the newest number of each person on each numeric feature of a version."""
    features = ModelVersion.objects.using(AUDIT).values_list("features", flat=True).get(pk=version_id)
    wanted = {(one["concept_id"], one["kind"]): one["key"] for one in features if one.get("levels") is None}
    found: dict[str, dict[uuid.UUID, float]] = defaultdict(dict)
    rows = (
        Evidence.objects.using(AUDIT)
        .filter(concept_id__in={concept for concept, _kind in wanted}, value__isnull=False)
        .order_by("recorded_at", "id")
        .values_list("person_id", "concept_id", "kind", "value")
    )
    for person, concept, kind, value in rows.iterator():
        name = wanted.get((str(concept), kind))
        if name is not None and person in people:
            found[name][person] = value or 0.0
    return found

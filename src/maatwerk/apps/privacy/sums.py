"""Sums over people who were erased; and over everybody, those who are still there added."""

import uuid
from collections.abc import Sequence
from typing import Any

from maatwerk.apps.privacy.analysis import added, sums
from maatwerk.apps.privacy.models import KeptCells, KeptMoments, WaitingGroups, WaitingNumbers


def kept_moments(job_family_id: uuid.UUID) -> list[dict[str, Any]]:
    """Return the moments of people erased from a job family; those who still wait for their batch come as one part each."""
    kept = [
        {"names": one.names, "n": one.n, "mean": one.mean, "scatter": one.scatter}
        for one in KeptMoments.objects.filter(job_family_id=job_family_id)
    ]
    waiting = [
        sums([one.values], one.names) for one in WaitingNumbers.objects.filter(job_family_id=job_family_id)
    ]
    return kept + waiting


def moments_with(
    job_family_id: uuid.UUID, *, names: Sequence[str], rows: Sequence[Sequence[float]]
) -> dict[str, Any] | None:
    """Return the sums of the people in `rows` (still there, complete on `names`) and of those erased, together."""
    parts = [one for one in kept_moments(job_family_id) if set(names) <= set(one["names"])]
    if rows:
        parts.append(sums(rows, list(names)))
    return added(parts, names)


def kept_cells(job_family_id: uuid.UUID) -> dict[str, dict[str, dict[str, int]]]:
    """Return how many people erased from a job family were of which group and came how far; over the *audit* login."""
    total: dict[str, dict[str, dict[str, int]]] = {}
    for one in KeptCells.objects.using("audit").filter(job_family_id=job_family_id):
        for attribute, values in one.cells.items():
            for value, stages in values.items():
                for stage, number in stages.items():
                    _add(total, attribute, value, stage, number)
    for person in WaitingGroups.objects.using("audit").filter(job_family_id=job_family_id):
        for attribute, value in person.groups.items():
            _add(total, attribute, value, person.furthest, 1)
    return total


def _add(
    total: dict[str, dict[str, dict[str, int]]], attribute: str, value: str, stage: str, number: int
) -> None:
    stages = total.setdefault(attribute, {}).setdefault(value, {})
    stages[stage] = stages.get(stage, 0) + number

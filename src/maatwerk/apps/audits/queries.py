"""Reads behind the wall (login *audit*), and of the tables that came out of it (login *app*)."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from maatwerk.apps.advice.public import TrainingScore
from maatwerk.apps.audits.models import ImpactTable, ProtectedAttribute

AUDIT = "audit"
AGE_BANDS = ((25, "<25"), (35, "25-34"), (45, "35-44"), (55, "45-54"), (200, "55+"))


def training_scores(version_id: uuid.UUID) -> dict[uuid.UUID, float]:
    """Return the score of each person in a version's training set."""
    found = TrainingScore.objects.using(AUDIT).filter(version_id=version_id)
    return dict(found.values_list("person_id", "score"))


def groups_by_attribute(people: Mapping[uuid.UUID, float]) -> dict[str, dict[uuid.UUID, str]]:
    """Return the group of each person, by attribute; ages become bands."""
    groups: dict[str, dict[uuid.UUID, str]] = {}
    found = (
        ProtectedAttribute.objects.using(AUDIT)
        .order_by("recorded_at", "id")
        .values_list("person_id", "attribute", "value")
    )
    for person, attribute, value in found.iterator():
        if person in people:
            name, group = _group(attribute, value)
            groups.setdefault(name, {})[person] = group
    return groups


def _group(attribute: str, value: str) -> tuple[str, str]:
    names = ProtectedAttribute.Name
    if attribute == names.AGE:
        return "age", age_band(float(value))
    if attribute == names.BIRTH_YEAR:
        return "age", age_band(timezone.localdate().year - float(value))
    return attribute, value


def age_band(years: float) -> str:
    """Return the band that an age falls in."""
    return next(label for below, label in AGE_BANDS if years < below)


@dataclass(frozen=True, slots=True)
class ImpactRow:
    """A table of counts by group that left the wall."""

    attribute: str
    attribute_label: str
    table: dict[str, Any]
    computed_at: dt.datetime


def impact_of_version(version_id: uuid.UUID) -> list[ImpactRow]:
    """Return the impact tables of a version, as stored: small cells are suppressed already."""
    labels = dict(ProtectedAttribute.Name.choices)
    found = ImpactTable.objects.filter(version_id=version_id).order_by("attribute")
    return [
        ImpactRow(t.attribute, str(labels.get(t.attribute, t.attribute)), t.table, t.computed_at)
        for t in found
    ]

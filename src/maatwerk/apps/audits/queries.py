"""Reads behind the wall (login *audit*), and of the tables that came out of it (login *app*)."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from maatwerk.apps.advice.public import TrainingScore
from maatwerk.apps.applications.public import Application
from maatwerk.apps.audits.models import ChannelImpact, ImpactTable, ProtectedAttribute
from maatwerk.apps.vacancies.public import Touchpoint

AUDIT = "audit"
AGE_BANDS = ((25, "<25"), (35, "25-34"), (45, "35-44"), (55, "45-54"), (200, "55+"))


def training_scores(version_id: uuid.UUID) -> dict[uuid.UUID, float]:
    """Return the score of each person in a version's training set."""
    found = TrainingScore.objects.using(AUDIT).filter(version_id=version_id)
    return dict(found.values_list("person_id", "score"))


def people_by_channel(person: uuid.UUID | None = None) -> tuple[dict[uuid.UUID, str], dict[uuid.UUID, bool]]:
    """Return the channel of each person's last application, and whether they were ever hired: each person counts once.

    With `person` that one alone.
    """
    links = Touchpoint.objects.using(AUDIT).filter(basis=Touchpoint.Basis.LINK).order_by("at", "id")
    if person is not None:
        links = links.filter(person_id=person)
    came_by = {
        (person, vacancy): channel
        for person, vacancy, channel in links.values_list("person_id", "opportunity_id", "link__channel")
    }
    channels: dict[uuid.UUID, str] = {}
    hired: dict[uuid.UUID, bool] = {}
    rows = Application.objects.using(AUDIT).filter(closed_at__isnull=False, import_id__isnull=True)
    if person is not None:
        rows = rows.filter(person_id=person)
    rows = rows.order_by("applied_at", "id")  # what came in ended elsewhere: nobody decided it here
    for person, vacancy, source, stage in rows.values_list("person_id", "opportunity_id", "source", "stage"):
        channels[person] = came_by.get((person, vacancy)) or source.strip() or "unknown"
        hired[person] = hired.get(person, False) or stage == "hired"
    return channels, hired


@dataclass(frozen=True, slots=True)
class ChannelImpactRow:
    """Rows by channel and group of one attribute that left the wall; empty where every group was too small."""

    attribute: str
    attribute_label: str
    rows: list[dict[str, Any]]
    computed_at: dt.datetime


def impact_of_channels(using: str = "default") -> list[ChannelImpactRow]:
    """Return the newest count by channel and group, as stored: small cells are suppressed already."""
    labels = dict(ProtectedAttribute.Name.choices)
    found = ChannelImpact.objects.using(using).order_by("attribute", "-computed_at").distinct("attribute")
    return [
        ChannelImpactRow(t.attribute, str(labels.get(t.attribute, t.attribute)), t.table, t.computed_at)
        for t in found
    ]


def groups_by_attribute(people: Collection[uuid.UUID]) -> dict[str, dict[uuid.UUID, str]]:
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

"""What was found and kept."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from maatwerk.apps.validity.models import GroupFinding, Study


@dataclass(frozen=True, slots=True)
class StudyRow:
    """What the scores of a job family were worth on a day."""

    id: uuid.UUID
    job_family_id: uuid.UUID
    result: dict[str, Any]
    computed_at: dt.datetime


def newest_study(family_id: uuid.UUID) -> StudyRow | None:
    """Return the newest study of a job family."""
    found = Study.objects.filter(job_family_id=family_id).order_by("-computed_at", "-id").first()
    return _study(found) if found else None


def newest_studies() -> dict[uuid.UUID, StudyRow]:
    """Return the newest study of each job family that has one, in one query."""
    found = Study.objects.order_by("job_family_id", "-computed_at", "-id").distinct("job_family_id")
    return {one.job_family_id: _study(one) for one in found}


def studies_until(until: dt.datetime) -> list[StudyRow]:
    """Return every study made until a moment, the oldest first."""
    return [_study(one) for one in Study.objects.filter(computed_at__lte=until).order_by("computed_at", "id")]


def _study(found: Study) -> StudyRow:
    return StudyRow(found.pk, found.job_family_id, found.result, found.computed_at)


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One statistic about groups of one version."""

    kind: str
    attribute: str
    result: dict[str, Any]
    computed_at: dt.datetime


def findings(version_id: uuid.UUID) -> list[FindingRow]:
    """Return what left the wall about a version, by kind and attribute."""
    found = GroupFinding.objects.filter(version_id=version_id).order_by("kind", "attribute")
    return [FindingRow(one.kind, one.attribute, one.result, one.computed_at) for one in found]

"""Whether questions work alike for groups, release by release: counts per class, for who sees no question and no key."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from maatwerk.apps.assessments.models import Calibration


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedGroups:
    """Two groups compared over the questions of a scale: how many questions fell in each ETS class, or in none."""

    attribute: str
    reference: str
    focal: str
    n_reference: int
    n_focal: int
    class_a: int
    class_b: int
    class_c: int
    unclassed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseByGroup:
    """One calibration of a scale of a test; no groups where its answers came with none, or nobody answered yet."""

    calibration_id: uuid.UUID
    instrument: str
    version: str
    language: str
    concept_en: str
    concept_nl: str
    number: int
    state: str
    state_label: str
    made_at: dt.datetime
    is_simulated: bool
    compared: tuple[ComparedGroups, ...]


def releases_by_group() -> list[ReleaseByGroup]:
    """Return every calibration of every test, by test and the newest first."""
    found = Calibration.objects.select_related("scale__instrument", "scale__concept").defer(
        "parameters", "norm"
    )
    return [
        _release(row)
        for row in found.order_by(
            "scale__instrument__name", "scale__instrument__version", "scale__position", "scale_id", "-number"
        )
    ]


def _release(row: Calibration) -> ReleaseByGroup:
    instrument, concept = row.scale.instrument, row.scale.concept
    return ReleaseByGroup(
        calibration_id=row.pk,
        instrument=instrument.name,
        version=instrument.version,
        language=instrument.language,
        concept_en=concept.label_en,
        concept_nl=concept.label_nl,
        number=row.number,
        state=row.state,
        state_label=row.get_state_display(),
        made_at=row.made_at,
        is_simulated=row.is_simulated,
        compared=tuple(map(_compared, row.report.get("dif", ()))),
    )


def _compared(found: Mapping[str, Any]) -> ComparedGroups:
    classes = Counter(item.get("class") for item in found["items"])
    return ComparedGroups(
        attribute=found["attribute"],
        reference=found["reference"],
        focal=found["focal"],
        n_reference=found["n_reference"],
        n_focal=found["n_focal"],
        class_a=classes["A"],
        class_b=classes["B"],
        class_c=classes["C"],
        unclassed=len(found["items"]) - classes["A"] - classes["B"] - classes["C"],
    )

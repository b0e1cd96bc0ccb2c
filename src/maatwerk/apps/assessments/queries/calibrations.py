"""Reads for those who judge calibrations: the report of one, the sets of answers, what people ask, what awaits a rater."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from maatwerk.apps.assessments.models import (
    Calibration,
    ResponseSet,
    WorkRating,
    WorkSample,
)
from maatwerk.apps.organisations.public import names
from maatwerk.kernel.models import Work


@dataclass(frozen=True, slots=True)
class CalibrationPage:
    """A calibration with everything a psychologist judges it by."""

    id: uuid.UUID
    instrument_id: uuid.UUID
    instrument: str
    scale: str
    scale_label: str
    number: int
    model: str
    reliability: float | None
    norm: Mapping[str, Any]
    report: Mapping[str, Any]
    is_simulated: bool
    state: str
    state_label: str
    made_at: dt.datetime
    judged_at: dt.datetime | None
    judged_by: str
    judged_reason: str
    responses: str
    fingerprint: str
    method: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SetCalibration:
    """A calibration made of a set of answers."""

    id: uuid.UUID
    scale_label: str
    number: int
    state: str
    state_label: str


@dataclass(frozen=True, slots=True)
class ResponseSetRow:
    """A set of answers, and how its calibration goes."""

    id: uuid.UUID
    name: str
    population: str
    n_people: int
    collected_on: dt.date
    is_simulated: bool
    uploaded_at: dt.datetime
    calibrations: tuple[SetCalibration, ...]
    work_id: uuid.UUID | None
    work_state: str
    refused: str


def calibration_page(calibration_id: uuid.UUID, *, dutch: bool) -> CalibrationPage:
    """Return one calibration; `Calibration.DoesNotExist` where this organisation has none."""
    row = Calibration.objects.select_related("scale__concept", "scale__instrument", "responses").get(
        pk=calibration_id
    )
    concept = row.scale.concept
    return CalibrationPage(
        id=row.pk,
        instrument_id=row.scale.instrument_id,
        instrument=row.scale.instrument.name,
        scale=row.scale.key,
        scale_label=concept.label_nl if dutch else concept.label_en,
        number=row.number,
        model=row.model,
        reliability=row.reliability,
        norm=row.norm,
        report=row.report,
        is_simulated=row.is_simulated,
        state=row.state,
        state_label=row.get_state_display(),
        made_at=row.made_at,
        judged_at=row.judged_at,
        judged_by=names({row.judged_by_id})[row.judged_by_id] if row.judged_by_id else "",
        judged_reason=row.judged_reason,
        responses=row.responses.name if row.responses else "",
        fingerprint=row.responses.fingerprint if row.responses else "",
        method=row.method,
        parameters=row.parameters,
    )


def response_sets(instrument_id: uuid.UUID, *, language: str) -> list[ResponseSetRow]:
    """Return the sets of answers to a test, the newest first."""
    rows = list(ResponseSet.objects.filter(instrument_id=instrument_id).order_by("-uploaded_at"))
    made: dict[uuid.UUID | None, list[SetCalibration]] = {}
    found = Calibration.objects.filter(responses__in=rows).select_related("scale__concept")
    for one in found.order_by("scale__position", "number"):
        concept = one.scale.concept
        label = concept.label_nl if language == "nl" else concept.label_en
        line = SetCalibration(one.pk, label, one.number, one.state, one.get_state_display())
        made.setdefault(one.responses_id, []).append(line)
    works = {work.object_id: work for work in Work.objects.filter(object_id__in=[row.pk for row in rows])}
    return [_set(row, made.get(row.pk, []), works.get(row.pk), language) for row in rows]


def _set(row: ResponseSet, made: list[SetCalibration], work: Work | None, language: str) -> ResponseSetRow:
    said = (work.result or {}).get("sentences", {}) if work else {}
    return ResponseSetRow(
        row.pk,
        row.name,
        row.population,
        row.n_people,
        row.collected_on,
        row.is_simulated,
        row.uploaded_at,
        tuple(made),
        work.pk if work else None,
        work.state if work else "",
        str(said.get(language, "")),
    )


def samples_for(rater_id: uuid.UUID, *, raters: int) -> list[WorkSample]:
    """Return the work samples that this rater has not judged and that still need one, the oldest first."""
    own = set(WorkRating.objects.filter(rater_id=rater_id).values_list("sample_id", flat=True))
    counts: dict[uuid.UUID, int] = {}
    for sample in WorkRating.objects.values_list("sample_id", flat=True):
        counts[sample] = counts.get(sample, 0) + 1
    rows = WorkSample.objects.select_related("item").order_by("handed_in_on", "pk")
    return [row for row in rows if row.pk not in own and counts.get(row.pk, 0) < raters]

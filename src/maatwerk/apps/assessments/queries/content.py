"""Reads of tests: content without keys (cacheable, since published content never changes), keys apart, pages."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from maatwerk.apps.assessments.content import InstrumentDraft, ItemDraft, ScaleDraft
from maatwerk.apps.assessments.models import Calibration, FactSheet, Item, ItemKey, Scale
from maatwerk.kernel.languages import language_now


@dataclass(frozen=True, slots=True)
class ScaleContent:
    """A scale, with its label in the language active now."""

    id: uuid.UUID
    key: str
    concept_id: uuid.UUID
    label: str
    infers: str


@dataclass(frozen=True, slots=True)
class ItemContent:
    """An item as candidates see it. Nothing here gives the answer away."""

    id: uuid.UUID
    key: str
    kind: str
    kind_label: str
    content: Mapping[str, Any]
    scale: str
    area: str
    seconds: int | None
    is_practice: bool
    state: str
    state_label: str


@dataclass(frozen=True, slots=True)
class InstrumentContent:
    """A test whole, without its keys."""

    id: uuid.UUID
    key: str
    version: str
    language: str
    name: str
    state: str
    introduction: str
    scales: tuple[ScaleContent, ...]
    items: tuple[ItemContent, ...]

    @property
    def out(self) -> frozenset[str]:
        """The keys of items that nobody gets any more."""
        return frozenset(item.key for item in self.items if item.state != Item.State.ACTIVE)


@dataclass(frozen=True, slots=True)
class InstrumentLine:
    """A test in the list."""

    id: uuid.UUID
    key: str
    name: str
    version: str
    language: str
    state: str
    state_label: str
    is_simulated: bool
    is_validated_in_language: bool
    is_approved: bool
    n_items: int
    n_scales: int


@dataclass(frozen=True, slots=True)
class CalibrationRow:
    """A calibration in the list of a test."""

    id: uuid.UUID
    scale: str
    scale_label: str
    number: int
    model: str
    reliability: float | None
    norm_n: int | None
    is_simulated: bool
    state: str
    state_label: str
    made_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Sheet:
    """The fact sheet of a test."""

    criteria: Mapping[str, Mapping[str, str]]
    fields: Mapping[str, str]
    source: str
    introduction: str
    published_at: dt.datetime | None
    retired_at: dt.datetime | None


def published_content(instrument_id: uuid.UUID) -> InstrumentContent:
    """Return the content of a published (or since retired) test; `FactSheet.DoesNotExist` where there is none."""
    FactSheet.objects.get(instrument_id=instrument_id, published_at__isnull=False)
    return content_of(instrument_id)


def content_of(instrument_id: uuid.UUID) -> InstrumentContent:
    """Return the content of a test in whatever state, for those who make it."""
    sheet = FactSheet.objects.select_related("instrument").get(instrument_id=instrument_id)
    dutch = language_now() == "nl"
    scales = {
        row.pk: ScaleContent(
            row.pk,
            row.key,
            row.concept_id,
            row.concept.label_nl if dutch else row.concept.label_en,
            row.infers,
        )
        for row in Scale.objects.filter(instrument_id=instrument_id)
        .select_related("concept")
        .order_by("position", "key")
    }
    items = Item.objects.filter(instrument_id=instrument_id).order_by("position", "key")
    found = sheet.instrument
    return InstrumentContent(
        found.pk,
        found.key,
        found.version,
        found.language,
        found.name,
        sheet.state,
        sheet.introduction,
        tuple(scales.values()),
        tuple(_item(row, scales) for row in items),
    )


def item_content(item_id: uuid.UUID) -> ItemContent:
    """Return one item as candidates see it; `Item.DoesNotExist` where there is none."""
    row = Item.objects.select_related("scale__concept").get(pk=item_id)
    scale = row.scale
    known = {scale.pk: ScaleContent(scale.pk, scale.key, scale.concept_id, "", "")} if scale else {}
    return _item(row, known)


def instrument_of(item_id: uuid.UUID) -> uuid.UUID:
    """Return which test an item belongs to."""
    return Item.objects.values_list("instrument_id", flat=True).get(pk=item_id)


def item_keys(instrument_id: uuid.UUID) -> dict[uuid.UUID, dict[str, Any]]:
    """Return the keys of a test by item. They go to scoring and to exports of a psychologist, never to a page."""
    return dict(ItemKey.objects.filter(item__instrument_id=instrument_id).values_list("item_id", "key"))


def sheet_of(instrument_id: uuid.UUID) -> Sheet:
    """Return the fact sheet of a test."""
    row = FactSheet.objects.get(instrument_id=instrument_id)
    return Sheet(row.criteria, row.fields, row.source, row.introduction, row.published_at, row.retired_at)


def instrument_line(instrument_id: uuid.UUID) -> InstrumentLine:
    """Return one test; `FactSheet.DoesNotExist` where there is none."""
    return next(iter(_lines(instrument_id=instrument_id)), None) or _missing()


def instrument_lines() -> list[InstrumentLine]:
    """Return the organisation's tests by name, language and version."""
    return _lines()


def find_instrument(key: str, *, language: str = "", version: str = "") -> list[InstrumentLine]:
    """Return the tests of this key (of one language or version, where given), the newest last."""
    return [
        row
        for row in instrument_lines()
        if row.key == key and language in ("", row.language) and version in ("", row.version)
    ]


def calibration_rows(instrument_id: uuid.UUID) -> list[CalibrationRow]:
    """Return the calibrations of a test, the newest first per scale."""
    found = Calibration.objects.filter(scale__instrument_id=instrument_id).select_related("scale__concept")
    dutch = language_now() == "nl"
    return [
        CalibrationRow(
            row.pk,
            row.scale.key,
            row.scale.concept.label_nl if dutch else row.scale.concept.label_en,
            row.number,
            row.model,
            row.reliability,
            row.norm.get("n"),
            row.is_simulated,
            row.state,
            row.get_state_display(),
            row.made_at,
        )
        for row in found.order_by("scale__position", "-number")
    ]


def draft_of(instrument_id: uuid.UUID) -> InstrumentDraft:
    """Return a test with its keys, as it would be written again (without calibrations), for exports."""
    sheet = FactSheet.objects.select_related("instrument").get(instrument_id=instrument_id)
    keys = item_keys(instrument_id)
    content = content_of(instrument_id)
    rows = Scale.objects.filter(instrument_id=instrument_id).select_related("concept")
    return InstrumentDraft(
        key=content.key,
        version=content.version,
        language=content.language,
        name=content.name,
        introduction=sheet.introduction,
        source=sheet.source,
        criteria=sheet.criteria,
        fields=sheet.fields,
        is_simulated=sheet.is_simulated,
        is_validated_in_language=sheet.is_validated_in_language,
        scales=tuple(
            ScaleDraft(
                key=row.key,
                concept=row.concept.key,
                label_en=row.concept.label_en,
                label_nl=row.concept.label_nl,
                infers=row.infers,
                low_en=row.low_en,
                high_en=row.high_en,
                low_nl=row.low_nl,
                high_nl=row.high_nl,
            )
            for row in rows.order_by("position", "key")
        ),
        items=tuple(
            ItemDraft(
                key=item.key,
                kind=item.kind,
                content=item.content,
                answer_key=keys[item.id],
                scale=item.scale,
                area=item.area,
                seconds=item.seconds,
                is_practice=item.is_practice,
            )
            for item in content.items
        ),
    )


def _item(row: Item, scales: Mapping[uuid.UUID, ScaleContent]) -> ItemContent:
    return ItemContent(
        row.pk,
        row.key,
        row.kind,
        row.get_kind_display(),
        row.content,
        scales[row.scale_id].key if row.scale_id else "",
        row.area,
        row.seconds,
        row.is_practice,
        row.state,
        row.get_state_display(),
    )


def _lines(**only: Any) -> list[InstrumentLine]:
    sheets = FactSheet.objects.filter(**only).select_related("instrument")
    keys = [row.instrument_id for row in sheets]
    items, scales = (
        dict(
            model.objects.filter(instrument_id__in=keys, **extra)
            .values_list("instrument_id")
            .annotate(number=Count("id"))
        )
        for model, extra in ((Item, {"is_practice": False}), (Scale, {}))
    )
    rows = [
        InstrumentLine(
            one.instrument.pk,
            one.instrument.key,
            one.instrument.name,
            one.instrument.version,
            one.instrument.language,
            one.state,
            one.get_state_display(),
            one.is_simulated,
            one.is_validated_in_language,
            one.instrument.approved_at is not None,
            items.get(one.instrument_id, 0),
            scales.get(one.instrument_id, 0),
        )
        for one in sheets
    ]
    return sorted(rows, key=lambda row: (row.name.lower(), row.language, row.version))


def _missing() -> InstrumentLine:
    raise FactSheet.DoesNotExist

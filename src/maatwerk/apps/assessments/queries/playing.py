"""What giving a module needs: its items with content and keys, its rules, its calibrations. Immutable once published.

Keys leave this module only towards scoring: pages get `PlayItem.content` alone.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from maatwerk.apps.assessments.models import Calibration, FactSheet, Item, ItemKey, Module, Scale


@dataclass(frozen=True, slots=True)
class PlayItem:
    """An item as the player gives and scores it."""

    id: str
    key: str
    kind: str
    content: Mapping[str, Any]
    answer_key: Mapping[str, Any]
    scale: str
    area: str
    seconds: int | None


@dataclass(frozen=True, slots=True)
class ModuleContent:
    """A module with everything that does not change while it is given."""

    id: uuid.UUID
    organisation_id: uuid.UUID
    package_id: uuid.UUID
    instrument_id: uuid.UUID
    name: str
    language: str
    introduction: str
    delivery: str
    rules: Mapping[str, Any]
    exposure: Mapping[str, Mapping[str, float]]
    may_pause: bool
    seconds: int | None
    items: Mapping[str, PlayItem]
    practice: tuple[PlayItem, ...]
    scales: tuple[str, ...]


def module_content(module_id: uuid.UUID) -> ModuleContent:
    """Return a module with the content of its instrument; `Module.DoesNotExist` where this organisation has none."""
    module = Module.objects.select_related("instrument").get(pk=module_id)
    sheet = FactSheet.objects.filter(instrument_id=module.instrument_id).first()
    scales = {
        scale.pk: scale.key
        for scale in Scale.objects.filter(instrument_id=module.instrument_id).order_by("position", "key")
    }
    keys = dict(
        ItemKey.objects.filter(item__instrument_id=module.instrument_id).values_list("item_id", "key")
    )
    items, practice = {}, []
    for row in Item.objects.filter(instrument_id=module.instrument_id).order_by("position", "key"):
        made = PlayItem(
            str(row.pk),
            row.key,
            row.kind,
            row.content,
            keys[row.pk],
            scales.get(row.scale_id, "") if row.scale_id else "",
            row.area,
            row.seconds,
        )
        if row.is_practice:
            practice.append(made)
        else:
            items[made.id] = made
    return ModuleContent(
        id=module.pk,
        organisation_id=module.organisation_id,
        package_id=module.package_id,
        instrument_id=module.instrument_id,
        name=module.instrument.name,
        language=module.instrument.language,
        introduction=sheet.introduction if sheet else "",
        delivery=module.delivery,
        rules=module.rules,
        exposure=module.exposure,
        may_pause=module.may_pause,
        seconds=module.seconds,
        items=items,
        practice=tuple(practice),
        scales=tuple(scales.values()),
    )


def approved_calibrations(instrument_id: uuid.UUID) -> dict[str, str]:
    """Return, per scale key, the calibration in force now."""
    found = Calibration.objects.filter(
        scale__instrument_id=instrument_id, state=Calibration.State.APPROVED
    ).values_list("scale__key", "pk")
    return {key: str(calibration) for key, calibration in found}


def parameters_of(calibrations: Mapping[str, str], *, using: str = "default") -> dict[str, dict[str, Any]]:
    """Return the item parameters of calibrations (scale key → id) by scale key."""
    found = dict(
        Calibration.objects.using(using)
        .filter(pk__in=list(calibrations.values()))
        .values_list("pk", "parameters")
    )
    return {scale: found[uuid.UUID(key)] for scale, key in calibrations.items()}


def items_out(instrument_id: uuid.UUID) -> list[str]:
    """Return the keys of items that nobody gets any more: withdrawn, or leaked."""
    out = Item.objects.filter(instrument_id=instrument_id).exclude(state=Item.State.ACTIVE)
    return list(out.order_by("key").values_list("key", flat=True))

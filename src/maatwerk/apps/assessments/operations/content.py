"""Writing, publishing and retiring tests; taking single items out. What was published never changes."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from maatwerk.apps.assessments.content import (
    CRITERIA,
    EFPA_FIELDS,
    DraftRefused,
    InstrumentDraft,
    Problem,
    ScaleDraft,
    problems_of,
    unfilled,
)
from maatwerk.apps.assessments.models import Calibration, FactSheet, Item, ItemKey, Scale, Sensitive
from maatwerk.apps.assessments.rules import may_edit_content
from maatwerk.apps.evidence.public import Instrument
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.skills.public import Concept, ConceptSpec, ensure_concept
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import NotAllowed, Refusal


def write_instrument(draft: InstrumentDraft, *, by: Member) -> uuid.UUID:
    """Write a test, whole or not at all; a draft of the same key, version and language is replaced.

    Raises
    ------
    DraftRefused
        Something is wrong; it holds every problem.
    Refusal
        This version was published, or people answered it: a change is a new version.
    """
    _allow(by)
    if problems := problems_of(draft):
        raise DraftRefused(problems)
    instrument = _instrument(draft)
    _clear(instrument)
    FactSheet.objects.update_or_create(
        instrument=instrument,
        organisation_id=instrument.organisation_id,
        defaults={
            "introduction": draft.introduction,
            "criteria": {key: dict(said) for key, said in draft.criteria.items()},
            "fields": dict(draft.fields),
            "source": draft.source,
            "is_simulated": draft.is_simulated,
            "is_validated_in_language": draft.is_validated_in_language,
        },
    )
    scales = {scale.key: _write_scale(instrument, scale, n) for n, scale in enumerate(draft.scales)}
    _write_items(instrument, draft, scales)
    for scale in draft.scales:
        if scale.calibration:
            _write_calibration(scales[scale.key], scale)
    events.record("assessments.instrument_written", object_id=instrument.pk, items=len(draft.items))
    return instrument.pk


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetDraft:
    """A fact sheet as somebody fills it in."""

    introduction: str
    source: str
    criteria: Mapping[str, Mapping[str, str]]
    fields: Mapping[str, str]


def fill_sheet(instrument_id: uuid.UUID, filled: SheetDraft, *, by: Member) -> None:
    """Write what is known of a test that is still a draft."""
    _allow(by)
    sheet = _sheet(instrument_id)
    if sheet.state != FactSheet.State.DRAFT:
        raise Refusal(_("This test was published: its fact sheet stands."), code="published")
    sheet.introduction, sheet.source = filled.introduction.strip(), filled.source.strip()
    sheet.criteria = {key: dict(filled.criteria.get(key, {})) for key in CRITERIA}
    sheet.fields = {key: filled.fields.get(key, "").strip() for key in EFPA_FIELDS}
    sheet.save(update_fields=["introduction", "source", "criteria", "fields"])
    events.record("assessments.fact_sheet_filled", object_id=instrument_id)


def publish_instrument(instrument_id: uuid.UUID, *, by: Member) -> None:
    """Open a test for packages. From then on its content stands; single items can still be taken out.

    Raises
    ------
    DraftRefused
        The fact sheet has gaps, or a scale infers a special category; it holds every reason.
    """
    _allow(by)
    sheet = _sheet(instrument_id)
    if sheet.state == FactSheet.State.PUBLISHED:
        raise Refusal(_("This test is published already."), code="published")
    problems = list(unfilled(sheet.criteria, sheet.fields))
    if not sheet.introduction.strip():
        problems.append(Problem(_("Introduction"), _("Write what candidates read before the first item.")))
    problems += [
        Problem(scale.key, _never_for_selection(scale) % {"name": scale.get_infers_display()})
        for scale in Scale.objects.filter(instrument_id=instrument_id).exclude(infers="")
    ]
    if problems:
        raise DraftRefused(problems, code="not_publishable")
    sheet.state, sheet.published_at, sheet.published_by_id = (
        FactSheet.State.PUBLISHED,
        timezone.now(),
        by.user_id,
    )
    sheet.retired_at = None
    sheet.save(update_fields=["state", "published_at", "published_by", "retired_at"])
    events.record("assessments.instrument_published", object_id=instrument_id)


def retire_instrument(instrument_id: uuid.UUID, *, by: Member) -> None:
    """Close a test for new packages; who was invited finishes it, and results stay what they are."""
    _allow(by)
    sheet = _sheet(instrument_id)
    if sheet.state != FactSheet.State.PUBLISHED:
        raise Refusal(_("Only a published test can be retired."), code="not_published")
    sheet.state, sheet.retired_at = FactSheet.State.RETIRED, timezone.now()
    sheet.save(update_fields=["state", "retired_at"])
    events.record("assessments.instrument_retired", object_id=instrument_id)


def set_item_state(item_id: uuid.UUID, state: str, *, by: Member) -> None:
    """Take an item out (withdrawn, or leaked), or bring a withdrawn one back. Sessions that run keep what they began with."""
    _allow(by)
    item = Item.objects.select_for_update().get(pk=item_id)
    wished = Item.State(state)
    if item.state == Item.State.LEAKED and wished != Item.State.LEAKED:
        raise Refusal(_("This item leaked, and what people know they cannot unlearn."), code="leaked")
    if item.state == wished:
        return
    if wished != Item.State.ACTIVE and _is_last(item):
        raise Refusal(_("This is the last item of its scale. Retire the test instead."), code="last_item")
    item.state = wished
    item.save(update_fields=["state"])
    events.record("assessments.item_state_changed", object_id=item.pk, state=str(wished))


def _is_last(item: Item) -> bool:
    if item.scale_id is None:
        return False
    left = Item.objects.filter(scale_id=item.scale_id, state=Item.State.ACTIVE)
    return not left.exclude(pk=item.pk).exists()


def _allow(by: Member) -> None:
    if not may_edit_content(by):
        raise NotAllowed(_("Only a psychologist changes tests. Ask one of them."))


def _sheet(instrument_id: uuid.UUID) -> FactSheet:
    return FactSheet.objects.select_for_update().get(instrument_id=instrument_id)


def _instrument(draft: InstrumentDraft) -> Instrument:
    instrument, _made = Instrument.objects.get_or_create(
        organisation_id=tenancy.current_organisation(),
        key=draft.key,
        version=draft.version,
        language=draft.language,
        defaults={"name": draft.name},
    )
    if instrument.name != draft.name:
        instrument.name = draft.name
        instrument.save(update_fields=["name"])
    return instrument


def _clear(instrument: Instrument) -> None:
    """Make room for a new draft, unless the content stands."""
    sheet = FactSheet.objects.select_for_update().filter(instrument=instrument).first()
    if sheet is None:
        return
    if sheet.state != FactSheet.State.DRAFT or sheet.published_at:
        raise Refusal(
            _("“%(name)s”, version %(version)s, was published: it never changes. Give it a new version.")
            % {"name": instrument.name, "version": instrument.version},
            code="published",
        )
    if Calibration.objects.filter(scale__instrument=instrument).exists():
        raise Refusal(
            _("“%(name)s”, version %(version)s, is calibrated already. Give it a new version.")
            % {"name": instrument.name, "version": instrument.version},
            code="calibrated",
        )
    # by the rows alone: what hangs under them was just looked at, and nobody may delete calibrations
    for rows in (
        ItemKey.objects.filter(item__instrument=instrument),
        Item.objects.filter(instrument=instrument),
        Scale.objects.filter(instrument=instrument),
    ):
        rows._raw_delete(rows.db)


def _write_scale(instrument: Instrument, scale: ScaleDraft, position: int) -> Scale:
    concept = ensure_concept(
        ConceptSpec(scale.concept, Concept.Kind.CONSTRUCT, scale.label_en, scale.label_nl)
    )
    return Scale.objects.create(
        organisation_id=instrument.organisation_id,
        instrument=instrument,
        key=scale.key,
        concept=concept,
        position=position,
        infers=scale.infers,
        low_en=scale.low_en,
        high_en=scale.high_en,
        low_nl=scale.low_nl,
        high_nl=scale.high_nl,
    )


def _write_items(instrument: Instrument, draft: InstrumentDraft, scales: dict[str, Scale]) -> None:
    items = Item.objects.bulk_create(
        Item(
            organisation_id=instrument.organisation_id,
            instrument=instrument,
            scale=scales.get(item.scale),
            key=item.key,
            kind=item.kind,
            position=position,
            content=item.content,
            area=item.area,
            seconds=item.seconds,
            is_practice=item.is_practice,
        )
        for position, item in enumerate(draft.items)
    )
    ItemKey.objects.bulk_create(
        ItemKey(organisation_id=instrument.organisation_id, item=row, key=item.answer_key)
        for row, item in zip(items, draft.items, strict=True)
    )


def _write_calibration(row: Scale, scale: ScaleDraft) -> None:
    given = scale.calibration
    assert given is not None
    Calibration.objects.create(
        organisation_id=row.organisation_id,
        scale=row,
        number=1,
        model=given.model,
        parameters=given.parameters,
        reliability=given.reliability,
        norm={**given.norm, "language": given.language},
        report=given.report,
        is_simulated=given.is_simulated,
        method=given.method,
    )


def _never_for_selection(scale: Scale) -> str:
    """Say why a scale that infers this is for no selection."""
    if scale.infers == Sensitive.EMOTION:
        return _(
            "A scale that says something about %(name)s cannot be published for selection: the AI Act forbids to infer"
            " them at work."
        )
    return _(
        "A scale that says something about %(name)s cannot be published for selection: it is a special category of"
        " personal data."
    )

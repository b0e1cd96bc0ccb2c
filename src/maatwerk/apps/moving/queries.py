"""Reads about moves and exports, as rows for their pages."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from maatwerk.apps.moving.models import Export, Move, PastFact
from maatwerk.apps.moving.reading import product_name
from maatwerk.apps.organisations.public import names
from maatwerk.kernel.languages import language_now
from maatwerk.kernel.models import Work

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class WorkState:
    """How long work on something stands: running, ended well, refused with a sentence, or failed with a number."""

    id: uuid.UUID
    runs: bool
    refused: str
    incident: str


@dataclass(frozen=True, slots=True)
class MoveRow:
    """Files on their way in, or in."""

    id: uuid.UUID
    filename: str
    product: str
    product_name: str
    state: str
    state_label: str
    reading: Mapping[str, Any]
    report: Mapping[str, Any]
    work_id: uuid.UUID | None
    brought_by: str
    brought_at: dt.datetime
    imported_at: dt.datetime | None
    undone_at: dt.datetime | None

    def sentences(self, part: str) -> list[str]:
        """Return the sentences of one part of the report in the language active now."""
        return [each["sentences"][language_now()] for each in self.report.get(part, [])]


@dataclass(frozen=True, slots=True)
class ExportRow:
    """Everything of an organisation as one file."""

    id: uuid.UUID
    asked_by: str
    asked_at: dt.datetime
    ready_at: dt.datetime | None
    gone_at: dt.datetime | None
    size: int
    fingerprint: str
    work_id: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class FactRow:
    """Something another system told of an application."""

    kind_label: str
    at: dt.datetime | None
    words: str


def move_row(key: uuid.UUID) -> MoveRow:
    """Return one move; `Move.DoesNotExist` where the organisation has none of this key."""
    found = Move.objects.get(pk=key)
    return _move(found, names({found.brought_by}))


def move_rows() -> list[MoveRow]:
    """Return the newest moves, in two queries however many there are."""
    found = list(Move.objects.order_by("-brought_at", "-id")[:MOST_SHOWN])
    known = names({one.brought_by for one in found})
    return [_move(one, known) for one in found]


def _move(one: Move, known: Mapping[uuid.UUID, str]) -> MoveRow:
    return MoveRow(
        one.pk, one.filename, one.product, product_name(one.product), one.state, str(one.get_state_display()),
        one.reading, one.report, one.work_id, known.get(one.brought_by, ""), one.brought_at, one.imported_at,
        one.undone_at,
    )  # fmt: skip


def export_rows() -> list[ExportRow]:
    """Return the newest exports, in two queries however many there are."""
    found = list(Export.objects.order_by("-asked_at", "-id")[:MOST_SHOWN])
    known = names({one.asked_by for one in found})
    return [
        ExportRow(
            one.pk, known.get(one.asked_by, ""), one.asked_at, one.ready_at, one.gone_at, one.size, one.fingerprint,
            one.work_id,
        )
        for one in found
    ]  # fmt: skip


def work_state(key: uuid.UUID | None) -> WorkState | None:
    """Return how work stands; None where there is none."""
    found = Work.objects.filter(pk=key).first() if key else None
    if found is None:
        return None
    refused = found.result.get("sentences", {}) if found.state == Work.State.REFUSED else {}
    return WorkState(
        found.pk,
        found.state in {Work.State.WAITING, Work.State.RUNNING},
        str(refused.get(language_now(), "")),
        str(found.result.get("incident", "")) if found.state == Work.State.FAILED else "",
    )


def facts_of(application_id: uuid.UUID) -> list[FactRow]:
    """Return what another system told of an application, in its order."""
    found = PastFact.objects.filter(application_id=application_id).order_by("position")
    return [FactRow(str(one.get_kind_display()), one.at, one.words) for one in found]

"""What is asked, in which version, and what the evidence about one person leaves open."""

import datetime as dt
import uuid
from dataclasses import dataclass

from maatwerk.apps.evidence.public import Kind, evidence_for_selection
from maatwerk.apps.interviews.models import Kit, KitQuestion, Scorecard
from maatwerk.apps.interviews.rules import WIDE_ERROR
from maatwerk.apps.opportunities.public import requirements
from maatwerk.apps.organisations.public import names
from maatwerk.apps.skills.public import concepts

#: What an applicant says of themselves is no measurement of it.
_NO_MEASUREMENT = frozenset({Kind.SELF_REPORT, Kind.JOB_FACT})


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question with its anchors, in the language of the kit."""

    id: uuid.UUID
    concept_id: uuid.UUID | None
    about: str
    text: str
    follow_up: str
    anchor_1: str
    anchor_3: str
    anchor_5: str


@dataclass(frozen=True, slots=True)
class KitRow:
    """One version of what is asked. `is_used`: somebody scored with it, so a change makes the next version."""

    id: uuid.UUID
    opportunity_id: uuid.UUID
    number: int
    language: str
    made_by: str
    made_at: dt.datetime
    questions: tuple[QuestionRow, ...]
    is_used: bool


def newest_kit(opportunity_id: uuid.UUID) -> KitRow | None:
    """Return what is asked now for a vacancy; None where nobody made a kit."""
    found = Kit.objects.filter(opportunity_id=opportunity_id).order_by("-number").first()
    return _kit(found) if found else None


def kit(key: uuid.UUID) -> KitRow:
    """Return one version; `Kit.DoesNotExist` where the organisation has none of this key."""
    return _kit(Kit.objects.get(pk=key))


def kits_of(opportunity_id: uuid.UUID) -> list[tuple[int, dt.datetime, uuid.UUID]]:
    """Return number, moment and key of every version, newest first."""
    found = Kit.objects.filter(opportunity_id=opportunity_id).order_by("-number")
    return list(found.values_list("number", "made_at", "id"))


def _kit(found: Kit) -> KitRow:
    rows = KitQuestion.objects.filter(kit=found).order_by("position")
    return KitRow(
        found.pk,
        found.opportunity_id,
        found.number,
        found.language,
        names({found.made_by_id}).get(found.made_by_id, ""),
        found.made_at,
        tuple(
            QuestionRow(q.pk, q.concept_id, q.about, q.text, q.follow_up, q.anchor_1, q.anchor_3, q.anchor_5)
            for q in rows
        ),
        Scorecard.objects.filter(kit=found).exists(),
    )


@dataclass(frozen=True, slots=True)
class FocusRow:
    """A requirement that the evidence about this person leaves open, and why: `nothing` is known, or it is `unsure`."""

    concept_id: uuid.UUID
    label: str
    reason: str


def focus_for(opportunity_id: uuid.UUID, person_id: uuid.UUID) -> list[FocusRow]:
    """Return which requirements to look at with this person, essential ones first. It says nothing about how they scored."""
    asked = [row.concept_id for row in requirements(opportunity_id)]
    labels = {row.id: row.label for row in concepts(asked)}
    newest: dict[uuid.UUID, tuple[float | None, str]] = {}
    for row in evidence_for_selection([person_id]):  # oldest first, so the newest stays
        if row.kind not in _NO_MEASUREMENT:
            newest[row.concept_id] = (row.standard_error, row.unit)
    found = []
    for concept in asked:
        if concept not in newest:
            found.append(FocusRow(concept, labels[concept], "nothing"))
        elif _is_wide(*newest[concept]):
            found.append(FocusRow(concept, labels[concept], "unsure"))
    return found


def _is_wide(error: float | None, unit: str) -> bool:
    """Whether a result leaves the requirement open; only where the unit says how large an error is."""
    return error is not None and unit in {"sd", "points"} and error > WIDE_ERROR


def unasked(found: KitRow, focus: list[FocusRow]) -> list[FocusRow]:
    """Return what stays open for this person and no question of the kit asks about."""
    asked = {question.concept_id for question in found.questions}
    return [row for row in focus if row.concept_id not in asked]

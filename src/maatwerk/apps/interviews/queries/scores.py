"""What interviewers saw, as far as the wall lets this viewer read it."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import QuerySet

from maatwerk.apps.interviews.contracts import Given
from maatwerk.apps.interviews.models import Remark, Score, Scorecard
from maatwerk.apps.organisations.public import names


@dataclass(frozen=True, slots=True)
class CardRow:
    """One scorecard. `is_open` is False where the wall hides it until the viewer's own is in."""

    by: str
    by_id: uuid.UUID
    at: dt.datetime
    is_open: bool
    scores: dict[uuid.UUID, tuple[int | None, str]]
    summary: str
    addenda: tuple[tuple[dt.datetime, str], ...]


def has_own_card(interview_id: uuid.UUID, user_id: uuid.UUID) -> bool:
    """Whether this interviewer's scores are in."""
    return Scorecard.objects.filter(interview_id=interview_id, by_id=user_id).exists()


def cards_of(interview_id: uuid.UUID) -> list[CardRow]:
    """Return who scored, and what they saw where PostgreSQL shows it to the account acting."""
    cards = list(Scorecard.objects.filter(interview_id=interview_id).order_by("at", "id"))
    if not cards:
        return []
    known = names({card.by_id for card in cards})
    scores: dict[uuid.UUID, dict[uuid.UUID, tuple[int | None, str]]] = {}
    for score in Score.objects.filter(interview_id=interview_id):
        scores.setdefault(score.by_id, {})[score.question_id] = (score.value, score.note)
    remarks = list(Remark.objects.filter(interview_id=interview_id).order_by("at", "id"))
    return [
        CardRow(
            known.get(card.by_id, ""),
            card.by_id,
            card.at,
            card.by_id in scores,
            scores.get(card.by_id, {}),
            next((r.text for r in remarks if r.by_id == card.by_id and not r.is_addendum), ""),
            tuple((r.at, r.text) for r in remarks if r.by_id == card.by_id and r.is_addendum),
        )
        for card in cards
    ]


def scores_of_interview(interview_id: uuid.UUID) -> list[Given]:
    """Return the scores of one interview that the account acting may read."""
    return _given(Score.objects.filter(interview_id=interview_id))


def scores_of_vacancy(opportunity_id: uuid.UUID, *, kit_id: uuid.UUID | None = None) -> list[Given]:
    """Return the scores of all interviews for a vacancy, or of those by one version of its kit."""
    found = Score.objects.filter(interview__application__opportunity_id=opportunity_id)
    return _given(found.filter(question__kit_id=kit_id) if kit_id else found)


def _given(found: "QuerySet[Score]") -> list[Given]:
    rows = found.filter(value__isnull=False)
    fields = ("interview_id", "by_id", "question_id", "question__concept_id", "value")
    return [Given(*row) for row in rows.values_list(*fields)]

"""Scorecards as other systems read them: not before everybody's are in, so that no interviewer reads them there first."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from maatwerk.apps.interviews.models import Interviewer, KitQuestion, Remark, Score, Scorecard
from maatwerk.apps.organisations.public import names


@dataclass(frozen=True, slots=True)
class ToldScore:
    """What one answer was given, from 1 to 5; empty where it was not asked."""

    question_id: uuid.UUID
    about: str
    question: str
    value: int | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldCard:
    """One scorecard; without scores and words while somebody on the panel still has to score."""

    id: uuid.UUID
    interview_id: uuid.UUID
    application_id: uuid.UUID
    person_id: uuid.UUID
    interviewed_at: dt.datetime | None
    by_id: uuid.UUID
    by: str
    at: dt.datetime
    is_open: bool
    scores: tuple[ToldScore, ...]
    summary: str
    addenda: tuple[tuple[dt.datetime, str], ...]


def told_cards(
    *,
    limit: int,
    after: uuid.UUID | None = None,
    offset: int = 0,
    application: uuid.UUID | None = None,
) -> list[ToldCard]:
    """Return scorecards in the order in which they came in, in six questions."""
    found = Scorecard.objects.select_related("interview")
    if after:
        found = found.filter(pk__gt=after)
    if application:
        found = found.filter(interview__application_id=application)
    cards = list(found.order_by("pk")[offset : offset + limit])
    waiting = _waiting({card.interview_id for card in cards})
    shown = {card.interview_id for card in cards} - waiting
    scores, remarks = _scores(shown), _remarks(shown)
    known = names({card.by_id for card in cards})
    told = []
    for card in cards:
        key = (card.interview_id, card.by_id)
        words = remarks.get(key, [])
        told.append(
            ToldCard(
                id=card.pk,
                interview_id=card.interview_id,
                application_id=card.interview.application_id,
                person_id=card.interview.person_id,
                interviewed_at=card.interview.starts_at,
                by_id=card.by_id,
                by=known.get(card.by_id, ""),
                at=card.at,
                is_open=card.interview_id in shown,
                scores=tuple(scores.get(key, ())),
                summary=next((one.text for one in words if not one.is_addendum), ""),
                addenda=tuple((one.at, one.text) for one in words if one.is_addendum),
            )
        )
    return told


Key = tuple[uuid.UUID, uuid.UUID]


def _waiting(interviews: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Return the interviews of which somebody on the panel did not score yet."""
    panel = Interviewer.objects.filter(interview_id__in=interviews, left_at__isnull=True)
    scored = set(Scorecard.objects.filter(interview_id__in=interviews).values_list("interview_id", "by_id"))
    return {
        interview
        for interview, user in panel.values_list("interview_id", "user_id")
        if (interview, user) not in scored
    }


def _scores(interviews: Collection[uuid.UUID]) -> dict[Key, list[ToldScore]]:
    found: dict[Key, list[ToldScore]] = {}
    rows = list(Score.objects.filter(interview_id__in=interviews))
    asked = KitQuestion.objects.in_bulk({row.question_id for row in rows})
    for row in sorted(rows, key=lambda one: asked[one.question_id].position):
        question = asked[row.question_id]
        one = ToldScore(question.pk, question.about, question.text, row.value, row.note)
        found.setdefault((row.interview_id, row.by_id), []).append(one)
    return found


def _remarks(interviews: Collection[uuid.UUID]) -> dict[Key, list[Remark]]:
    found: dict[Key, list[Remark]] = {}
    for one in Remark.objects.filter(interview_id__in=interviews).order_by("at", "id"):
        found.setdefault((one.interview_id, one.by_id), []).append(one)
    return found

"""Reads about interviews, as rows that one viewer may see."""

from maatwerk.apps.interviews.queries.kits import (
    FocusRow,
    KitRow,
    QuestionRow,
    focus_for,
    kit,
    kits_of,
    newest_kit,
    unasked,
)
from maatwerk.apps.interviews.queries.meetings import (
    InterviewRow,
    PanelRow,
    SlotRow,
    free_slots,
    interview,
    interviews_of_application,
    interviews_of_member,
    interviews_of_person,
    slots_of,
    visible_interview,
)
from maatwerk.apps.interviews.queries.scores import (
    CardRow,
    cards_of,
    has_own_card,
    scores_of_interview,
    scores_of_vacancy,
)

__all__ = [
    "CardRow",
    "FocusRow",
    "InterviewRow",
    "KitRow",
    "PanelRow",
    "QuestionRow",
    "SlotRow",
    "cards_of",
    "focus_for",
    "free_slots",
    "has_own_card",
    "interview",
    "interviews_of_application",
    "interviews_of_member",
    "interviews_of_person",
    "kit",
    "kits_of",
    "newest_kit",
    "scores_of_interview",
    "scores_of_vacancy",
    "slots_of",
    "unasked",
    "visible_interview",
]

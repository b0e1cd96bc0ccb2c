"""The front door of interviews."""

from maatwerk.apps.interviews.agreement import agreement_on
from maatwerk.apps.interviews.library import QuestionDraft
from maatwerk.apps.interviews.models import Interview
from maatwerk.apps.interviews.operations import (
    Meeting,
    Offer,
    ScoreGiven,
    add_addendum,
    add_question,
    cancel_interview,
    generate_kit,
    invite_to_pick,
    move_interview,
    offer_slots,
    pick_slot,
    plan_interview,
    record_held_interview,
    submit_scorecard,
)
from maatwerk.apps.interviews.queries import (
    CardRow,
    InterviewRow,
    KitRow,
    QuestionRow,
    SlotRow,
    cards_of,
    free_slots,
    interviews_of_application,
    interviews_of_person,
    kit,
    newest_kit,
)
from maatwerk.apps.interviews.queries.told import ToldCard, ToldScore, told_cards

__all__ = [
    "CardRow",
    "Interview",
    "InterviewRow",
    "KitRow",
    "Meeting",
    "Offer",
    "QuestionDraft",
    "QuestionRow",
    "ScoreGiven",
    "SlotRow",
    "ToldCard",
    "ToldScore",
    "add_addendum",
    "add_question",
    "agreement_on",
    "cancel_interview",
    "cards_of",
    "free_slots",
    "generate_kit",
    "interviews_of_application",
    "interviews_of_person",
    "invite_to_pick",
    "kit",
    "move_interview",
    "newest_kit",
    "offer_slots",
    "pick_slot",
    "plan_interview",
    "record_held_interview",
    "submit_scorecard",
    "told_cards",
]

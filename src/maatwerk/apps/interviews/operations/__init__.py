"""Writes about interviews."""

from maatwerk.apps.interviews.operations.kits import (
    add_question,
    change_question,
    drop_question,
    generate_kit,
    move_question,
)
from maatwerk.apps.interviews.operations.meetings import (
    Meeting,
    cancel_interview,
    invite_to_pick,
    move_interview,
    plan_interview,
    record_held_interview,
    remind_of_interview,
)
from maatwerk.apps.interviews.operations.scoring import (
    ScoreGiven,
    add_addendum,
    excuse_interviewer,
    submit_scorecard,
)
from maatwerk.apps.interviews.operations.slots import (
    Offer,
    give_time_back,
    offer_slots,
    pick_slot,
    withdraw_slot,
)

__all__ = [
    "Meeting",
    "Offer",
    "ScoreGiven",
    "add_addendum",
    "add_question",
    "cancel_interview",
    "change_question",
    "drop_question",
    "excuse_interviewer",
    "generate_kit",
    "give_time_back",
    "invite_to_pick",
    "move_interview",
    "move_question",
    "offer_slots",
    "pick_slot",
    "plan_interview",
    "record_held_interview",
    "remind_of_interview",
    "submit_scorecard",
    "withdraw_slot",
]

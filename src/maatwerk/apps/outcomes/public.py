"""The front door of outcomes."""

from maatwerk.apps.outcomes.history import (
    PastEngagement,
    add_engagements,
    close_history,
    imported_already,
    imported_at,
    open_history,
)
from maatwerk.apps.outcomes.models import Engagement, FollowUp, History, Outcome
from maatwerk.apps.outcomes.operations import Answer, Hire, answer_follow_up, record_outcome, start_engagement
from maatwerk.apps.outcomes.queries import (
    FollowUpRow,
    HistoryRow,
    TenureRow,
    follow_up,
    hired_through_vacancies,
    histories,
    newest_mapping,
    open_follow_ups,
    outcomes_since,
    people_with_history,
    tenures,
)
from maatwerk.apps.outcomes.rules import LEAVING_REASONS, may_answer_follow_up

__all__ = [
    "LEAVING_REASONS",
    "Answer",
    "Engagement",
    "FollowUp",
    "FollowUpRow",
    "Hire",
    "History",
    "HistoryRow",
    "Outcome",
    "PastEngagement",
    "TenureRow",
    "add_engagements",
    "answer_follow_up",
    "close_history",
    "follow_up",
    "hired_through_vacancies",
    "histories",
    "imported_already",
    "imported_at",
    "may_answer_follow_up",
    "newest_mapping",
    "open_follow_ups",
    "open_history",
    "outcomes_since",
    "people_with_history",
    "record_outcome",
    "start_engagement",
    "tenures",
]

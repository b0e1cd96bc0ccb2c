"""What may be done with engagements and follow-ups, and by whom."""

import uuid

from maatwerk.apps.organisations.public import Member, Role

LEAVING_REASONS = (
    "own_choice",
    "performance",
    "contract_ended",
    "reorganisation",
    "health",
    "other",
    "unknown",
)
DAYS_PER_MONTH = 365.25 / 12


def may_answer_follow_up(member: Member, asked: uuid.UUID | None) -> bool:
    """The manager who was asked answers; an administrator may stand in."""
    return member.user_id == asked or member.has(Role.ADMINISTRATOR)

"""Who sees which of the joined pages, and whose names."""

from maatwerk.apps.applications.public import HIRING_ROLES, may_see_names
from maatwerk.apps.organisations.public import Member, Role

__all__ = [
    "FOLLOW_UP_ROLES",
    "HIRING_ROLES",
    "HISTORY_ROLES",
    "LOG_ROLES",
    "MODEL_ROLES",
    "may_import_history",
    "may_see_names",
]
MODEL_ROLES = (
    Role.PSYCHOLOGIST,
    Role.ANALYST,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
    Role.RECRUITER,
    Role.MANAGER,
    Role.OUTSIDE_AUDITOR,
)
HISTORY_ROLES = (Role.ANALYST, Role.PSYCHOLOGIST, Role.ADMINISTRATOR)
LOG_ROLES = (Role.AUDITOR, Role.ADMINISTRATOR, Role.OUTSIDE_AUDITOR)
FOLLOW_UP_ROLES = (Role.MANAGER, Role.RECRUITER, Role.ADMINISTRATOR)


def may_import_history(member: Member) -> bool:
    """Analysts, psychologists and administrators bring histories in."""
    return member.has(*HISTORY_ROLES)

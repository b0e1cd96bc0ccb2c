"""Who sees which of the joined pages, and whose names."""

from maatwerk.apps.organisations.public import Member, Role

HIRING_ROLES = (Role.RECRUITER, Role.MANAGER, Role.ADMINISTRATOR, Role.PSYCHOLOGIST, Role.AUDITOR)
MODEL_ROLES = (
    Role.PSYCHOLOGIST,
    Role.ANALYST,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
    Role.RECRUITER,
    Role.MANAGER,
)
HISTORY_ROLES = (Role.ANALYST, Role.PSYCHOLOGIST, Role.ADMINISTRATOR)
LOG_ROLES = (Role.AUDITOR, Role.ADMINISTRATOR)
FOLLOW_UP_ROLES = (Role.MANAGER, Role.RECRUITER, Role.ADMINISTRATOR)


def may_see_names(member: Member) -> bool:
    """Who works on a vacancy sees names; who checks the work sees pseudonyms."""
    return member.has(Role.RECRUITER, Role.MANAGER, Role.ADMINISTRATOR)


def may_import_history(member: Member) -> bool:
    """Analysts, psychologists and administrators bring histories in."""
    return member.has(*HISTORY_ROLES)

"""Who moves things in and out, and the bounds of it."""

from maatwerk.apps.organisations.public import Member, Role

MOVING_ROLES = (Role.RECRUITER, Role.ADMINISTRATOR)
LEAVING_ROLES = (Role.ADMINISTRATOR,)
MOST_FILES = 4
#: So long the files and the list of broken rows are kept, in case somebody has to look something up; then they go.
FILE_DAYS = 30
#: So long an export lies ready: it holds everything, so not for longer than a download needs.
EXPORT_DAYS = 7


def may_move_in(member: Member) -> bool:
    """Recruiters and administrators bring files in and take them back."""
    return member.has(*MOVING_ROLES)


def may_take_along(member: Member) -> bool:
    """Only administrators take everything along."""
    return member.has(*LEAVING_ROLES)

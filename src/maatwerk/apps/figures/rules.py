"""Who sees figures, over what period, and from how many on something is said."""

from maatwerk.apps.organisations.public import Member, Role
from maatwerk.apps.vacancies.public import sees_every_vacancy

SEEING_ROLES = (
    Role.RECRUITER,
    Role.MANAGER,
    Role.ADMINISTRATOR,
    Role.ANALYST,
    Role.PSYCHOLOGIST,
    Role.AUDITOR,
)
#: Who may ask for the impact of channels to be counted behind the wall, and sees the counts.
IMPACT_ROLES = (Role.AUDITOR, Role.PSYCHOLOGIST, Role.ADMINISTRATOR)
#: Months after which hires are looked at; the schedule of follow-ups is the organisation's own.
HORIZONS = (3, 6, 12)
DEFAULT_DAYS = 365
#: The most applications one page computes over; more is a matter for a shorter period.
MOST = 50_000
#: Fewer retained hires than this, and no advice on channels is given. Our own rule: with 30, an interval of a share
#: of a tenth still spans a factor of two.
LEAST_RETAINED = 30
#: Days between application and start that are allowed for before somebody counts as not retained.
HIRING_DAYS = 90
CONFIDENCE = 0.90
DAYS_BETWEEN_COUNTS = 30  # of channels by group; the same as in `audits`, which holds itself to it


def sees_all(member: Member) -> bool:
    """Whether the figures of this member are over every vacancy; hiring managers see their own vacancies only."""
    return sees_every_vacancy(member) or member.has(Role.ANALYST)

"""Who sees what is due, who holds and who erases."""

from maatwerk.apps.organisations.public import Member, Role

#: The administrator carries out; the auditor (data protection officer, works council) looks on.
PRIVACY_ROLES = (Role.ADMINISTRATOR, Role.AUDITOR)
#: Who may place and end a hold, hand over what is kept, and order an erasure that somebody asked for.
ACTING_ROLES = (Role.ADMINISTRATOR,)
LEAST_REASON = 10
LONGEST_REASON = 2000


def may_hold(member: Member) -> bool:
    """Whether this member may place and end holds."""
    return member.has(*ACTING_ROLES)


def may_erase(member: Member) -> bool:
    """Whether this member may order an erasure."""
    return member.has(*ACTING_ROLES)

"""Who sees what is due, who holds and who erases; who keeps incidents, and by which clocks."""

from maatwerk.apps.organisations.public import Member, Role
from maatwerk.apps.privacy.models import Incident, IncidentStep

#: The administrator carries out; the auditor (data protection officer, works council) looks on.
PRIVACY_ROLES = (Role.ADMINISTRATOR, Role.AUDITOR)
#: Who may place and end a hold, hand over what is kept, and order an erasure that somebody asked for.
ACTING_ROLES = (Role.ADMINISTRATOR,)
#: Who reads incidents; names of people on their lists are for who keeps them.
INCIDENT_ROLES = (Role.ADMINISTRATOR, Role.AUDITOR, Role.OUTSIDE_AUDITOR)
#: Each kind's clock: its key in the dated rule table, and in what that counts.
CLOCKS = {
    Incident.Kind.BREACH: ("incidents.breach_hours", "hours"),
    Incident.Kind.SERIOUS: ("incidents.serious_days", "days"),
    Incident.Kind.DEATH: ("incidents.death_days", "days"),
    Incident.Kind.WIDESPREAD: ("incidents.widespread_days", "days"),
}
#: What stops the clock, and what settles whether people are told.
AUTHORITY_STEPS = (IncidentStep.Kind.AUTHORITY, IncidentStep.Kind.AUTHORITY_NOT)
PEOPLE_STEPS = (IncidentStep.Kind.PEOPLE, IncidentStep.Kind.PEOPLE_NOT)
#: The work that writes to everybody on a list.
LETTERS = "privacy.incident_letters"
LEAST_REASON = 10
LONGEST_REASON = 2000


def may_hold(member: Member) -> bool:
    """Whether this member may place and end holds."""
    return member.has(*ACTING_ROLES)


def may_erase(member: Member) -> bool:
    """Whether this member may order an erasure."""
    return member.has(*ACTING_ROLES)


def may_keep_incidents(member: Member) -> bool:
    """Whether this member opens incidents, writes down what was done, and closes them."""
    return member.has(*ACTING_ROLES)

"""Who states, approves and reads what in the register."""

from maatwerk.apps.organisations.public import Member, Role
from maatwerk.apps.register.models import Review

#: Who reads the register; nobody in it is an applicant.
REGISTER_ROLES = (
    Role.PSYCHOLOGIST,
    Role.ANALYST,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
    Role.OUTSIDE_AUDITOR,
)
STATERS = (Role.PSYCHOLOGIST, Role.ADMINISTRATOR)
PLANNERS = (Role.PSYCHOLOGIST, Role.ANALYST)
APPROVERS = (Role.PSYCHOLOGIST,)
#: The role that a works council's member or the data protection officer has.
COUNCIL = (Role.AUDITOR,)
COUNCIL_NEEDLESS = (Role.AUDITOR, Role.ADMINISTRATOR)
KEEPERS = (Role.ADMINISTRATOR, Role.AUDITOR)
RISK_ROLES = (Role.PSYCHOLOGIST, Role.ADMINISTRATOR, Role.AUDITOR)
STOP_ROLES = (
    Role.RECRUITER,
    Role.MANAGER,
    Role.PSYCHOLOGIST,
    Role.ANALYST,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
    Role.OUTSIDE_AUDITOR,
)
EXPORT_ROLES = (Role.AUDITOR, Role.OUTSIDE_AUDITOR, Role.ADMINISTRATOR)
LONGEST_TEXT = 4000
LONGEST_MANDATE_DAYS = 366

#: Where the interval of each review stands in the dated rule table.
INTERVALS = {subject: f"register.review_{subject.value}_months" for subject in Review.Subject}


def may_state(member: Member) -> bool:
    """Psychologists and administrators say what a component is for, and who answers for it."""
    return member.has(*STATERS)


def may_plan(member: Member) -> bool:
    """Psychologists and analysts write data sheets and plans of change."""
    return member.has(*PLANNERS)


def may_approve_plan(member: Member) -> bool:
    """Only a psychologist approves how far a model may learn."""
    return member.has(*APPROVERS)


def may_speak_for_council(member: Member, *, consents: bool) -> bool:
    """Consent is written down by who speaks for the works council; that there is none to ask, also by an administrator."""
    return member.has(*(COUNCIL if consents else COUNCIL_NEEDLESS))


def may_keep_reviews(member: Member) -> bool:
    """Administrators and auditors hold reviews."""
    return member.has(*KEEPERS)


def may_keep_risks(member: Member) -> bool:
    """Whoever answers for the model, the platform or the law keeps the list of risks."""
    return member.has(*RISK_ROLES)


def may_prepare(member: Member) -> bool:
    """Whoever answers for the model, the platform or the law writes down how people were prepared for it."""
    return member.has(*RISK_ROLES)


def may_let_in(member: Member) -> bool:
    """Administrators let an auditor from outside in."""
    return member.has(Role.ADMINISTRATOR)

"""How an application moves, and who may move it. No rule here ever looks at a score."""

from maatwerk.apps.applications.models import Decision, Stage
from maatwerk.apps.organisations.public import Member, Role

#: Who sees applications at all.
HIRING_ROLES = (Role.RECRUITER, Role.MANAGER, Role.ADMINISTRATOR, Role.PSYCHOLOGIST, Role.AUDITOR)
ORDER = (Stage.APPLIED, Stage.ASSESSED, Stage.INTERVIEW, Stage.OFFER)
#: The same steps where an experiment put the interview before the tests.
INTERVIEW_FIRST = (Stage.APPLIED, Stage.INTERVIEW, Stage.ASSESSED, Stage.OFFER)
ENDED = frozenset({Stage.HIRED, Stage.REJECTED, Stage.WITHDRAWN})
#: Kinds of reason for turning one person down; the others are those of a vacancy that ends for all.
REJECTING = frozenset(Decision.Kind) - {Decision.Kind.FILLED, Decision.Kind.WITHDRAWN}
MOST_AT_ONCE = 100  # people in one move forward: somebody decides about each of them
MOST_LABELS = 6
LEAST_REASON = 10  # characters; "ok" is no reason


def may_decide(member: Member) -> bool:
    """Recruiters and hiring managers decide; nobody else, and no machine."""
    return member.has(Role.RECRUITER, Role.MANAGER)


def may_register(member: Member) -> bool:
    """Recruiters enter applications that came by another way."""
    return member.has(Role.RECRUITER)


def may_close(member: Member) -> bool:
    """Recruiters close a vacancy for all who remain, by one signed act."""
    return member.has(Role.RECRUITER)


def may_arrange(member: Member) -> bool:
    """Who decides also says whose an application is, and what comes next."""
    return may_decide(member)


def may_see_names(member: Member) -> bool:
    """Who works on a vacancy sees names; who checks the work sees pseudonyms."""
    return member.has(Role.RECRUITER, Role.MANAGER, Role.ADMINISTRATOR)


def order_of(*, interview_first: bool) -> tuple[Stage, ...]:
    """Return the stages in the order in which an application goes through them."""
    return INTERVIEW_FIRST if interview_first else ORDER


def next_stage(stage: str, choice: str, *, interview_first: bool = False) -> str | None:
    """Return where a choice leads from a stage; None where it cannot be made there."""
    if stage in ENDED:
        return None
    if choice == Decision.Choice.REJECT:
        return Stage.REJECTED
    if choice == Decision.Choice.HIRE:
        return Stage.HIRED
    if choice != Decision.Choice.ADVANCE:
        return None  # closing and taking back have rules of their own
    order = order_of(interview_first=interview_first)
    place = order.index(Stage(stage))
    return order[place + 1] if place + 1 < len(order) else None

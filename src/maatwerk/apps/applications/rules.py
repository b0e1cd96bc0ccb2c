"""How an application moves, and who may move it. No rule here ever looks at a score."""

from maatwerk.apps.applications.models import Decision, Stage
from maatwerk.apps.organisations.public import Member, Role

ORDER = (Stage.APPLIED, Stage.ASSESSED, Stage.INTERVIEW, Stage.OFFER)
ENDED = frozenset({Stage.HIRED, Stage.REJECTED, Stage.WITHDRAWN})
LEAST_REASON = 10  # characters; "ok" is no reason


def may_decide(member: Member) -> bool:
    """Recruiters and hiring managers decide; nobody else, and no machine."""
    return member.has(Role.RECRUITER, Role.MANAGER)


def may_register(member: Member) -> bool:
    """Recruiters enter applications that came by another way."""
    return member.has(Role.RECRUITER)


def next_stage(stage: str, choice: str) -> str | None:
    """Return where a choice leads from a stage; None where it cannot be made there."""
    if stage in ENDED:
        return None
    if choice == Decision.Choice.REJECT:
        return Stage.REJECTED
    if choice == Decision.Choice.HIRE:
        return Stage.HIRED
    place = ORDER.index(Stage(stage))
    return ORDER[place + 1] if place + 1 < len(ORDER) else None

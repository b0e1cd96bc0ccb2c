"""What may be done with tests, and by whom."""

from maatwerk.apps.organisations.public import Member, Role

#: Who puts packages together and sees how far people are.
PACKAGE_ROLES = (Role.RECRUITER, Role.PSYCHOLOGIST, Role.ADMINISTRATOR)
#: Who grants more time. Nobody reads it back, these included.
ACCOMMODATION_ROLES = (Role.PSYCHOLOGIST, Role.ADMINISTRATOR)
#: Who has a session's choices made again.
REPLAY_ROLES = (Role.PSYCHOLOGIST,)
#: The work that does it.
REPLAY = "assessments.replay_order"

#: Who writes, publishes and retires tests, and who looks at them with their items.
CONTENT_ROLES = (Role.PSYCHOLOGIST,)

#: More time, as a share of the time that everybody gets; 0 with no clock at all.
EXTRA_TIMES = (0, 0.25, 0.5, 1)
#: What a case is about that somebody opens from their report.
SUBJECT = "test_order"
#: What a case is about that the norms of a test open.
NORMS = "test_norms"
#: Changes with every change of what the notice says, so that the receipt tells what somebody read.
NOTICE_VERSION = "2026-11"


def may_compose(member: Member) -> bool:
    """Whether this member puts packages together."""
    return member.has(*PACKAGE_ROLES)


def may_invite(member: Member) -> bool:
    """Whether this member asks people to take tests."""
    return member.has(*PACKAGE_ROLES)


def may_accommodate(member: Member) -> bool:
    """Whether this member grants more time; recruiters and managers, who decide, do not."""
    return member.has(*ACCOMMODATION_ROLES)


def may_edit_content(member: Member) -> bool:
    """Whether this member writes, publishes and retires tests."""
    return member.has(*CONTENT_ROLES)


#: How many raters a work sample needs before its score counts.
RATERS = 2
#: Who judges work samples. A recruiter decides, so judges no answers.
RATING_ROLES = (Role.PSYCHOLOGIST, Role.MANAGER)
#: Who calibrates, sets norms and answers for what a score means.
CALIBRATION_ROLES = (Role.PSYCHOLOGIST,)


def may_replay(member: Member) -> bool:
    """Whether this member has the choices of a test made again."""
    return member.has(*REPLAY_ROLES)


def may_rate(member: Member) -> bool:
    """Whether this member scores work samples."""
    return member.has(*RATING_ROLES)


def may_calibrate(member: Member) -> bool:
    """Whether this member uploads responses, judges calibrations and looks for copied answers."""
    return member.has(*CALIBRATION_ROLES)

"""Who plans, interviews and reads scores; how many, how long, how late."""

import datetime as dt

from maatwerk.apps.organisations.public import Member, Role

#: Who may sit on a panel, and so opens the list of interviews.
INTERVIEW_ROLES = (Role.RECRUITER, Role.MANAGER, Role.PSYCHOLOGIST, Role.ADMINISTRATOR)
#: Who plans interviews, invites applicants and writes kits.
PLANNING_ROLES = (Role.RECRUITER, Role.MANAGER, Role.ADMINISTRATOR)
KIT_ROLES = (*PLANNING_ROLES, Role.PSYCHOLOGIST)

LOWEST, HIGHEST = 1, 5
MOST_QUESTIONS = 12
#: Beyond this an interview of 45 minutes leaves too little time for each answer.
GENERATED_QUESTIONS = 8
FEWEST_GENERATED = 3
LEAST_MINUTES, MOST_MINUTES = 10, 240
MOST_SLOTS = 40
MOST_INTERVIEWERS = 6
#: An applicant moves or frees a time themselves until so long before it.
LATEST_CHANGE = dt.timedelta(hours=12)
#: A time that begins sooner than this is not offered any more.
EARLIEST_PICK = dt.timedelta(hours=2)
REMINDED_BEFORE = dt.timedelta(hours=24)
#: A result with a wider standard error (in standard deviations of the people it is compared with) leaves a requirement open:
#: at .6 the 90 % range spans two of them.
WIDE_ERROR = 0.6
LEAST_ADDENDUM = 10  # characters


def may_plan(member: Member) -> bool:
    """Whether this member plans interviews."""
    return member.has(*PLANNING_ROLES)


def may_write_kits(member: Member) -> bool:
    """Whether this member decides what is asked."""
    return member.has(*KIT_ROLES)


def may_see_names(member: Member) -> bool:
    """Who interviews or plans meets the applicant by name."""
    return member.has(*INTERVIEW_ROLES)

"""What may be done with vacancies, and by whom; what a vacancy must say before anybody sees it."""

from maatwerk.apps.organisations.public import Member, Role
from maatwerk.kernel.limits import Limit

#: Recruiters open and close vacancies; administrators of small employers do too.
OPENING_ROLES = (Role.RECRUITER, Role.ADMINISTRATOR)
#: Who may say that law itself allows what the text check refuses.
EXCEPTING_ROLES = (Role.PSYCHOLOGIST, Role.ADMINISTRATOR)
#: Who may ask for a new colleague, and who may approve that.
ASKING_ROLES = (Role.MANAGER, Role.RECRUITER, Role.ADMINISTRATOR)
APPROVING_ROLES = (Role.MANAGER, Role.ADMINISTRATOR)

#: Grounds that no reason opens: asking them is forbidden whatever the work.
NEVER_EXCEPTED = frozenset({"pay_history", "identity_number", "pregnancy", "health", "union"})
LEAST_REASON = 20  # characters
LEAST_DESCRIPTION = 40
MOST_QUESTIONS = 12
QUICK_QUESTIONS = 3  # on the one page of who has no time
MOST_STEPS = 10
MOST_HOURS = 60.0  # a week; Arbeidstijdenwet 5:7(2) allows 60 hours in one week
SUMMARY_LENGTH = 220
CURRENCIES = ("EUR", "USD", "GBP", "CHF", "SEK", "DKK", "NOK", "PLN")
#: Stages of the procedure a step may belong to; the same words as those of applications, which stand above.
STAGES = ("applied", "assessed", "interview", "offer")

#: Searches of the open board, per address that asks: a school behind one line may look around, a machine may not copy it all.
SEARCHES = Limit("vacancies.search", burst=120, per_hour=3_600)
#: Searches to be kept: per address that asks, and per mailbox, which must not be filled by somebody else.
KEEPS = Limit("vacancies.keep", burst=10, per_hour=20)
MAILBOX = Limit("vacancies.mailbox", burst=3, per_hour=2)

FULL_TIME_HOURS = 40.0
_WEEKS = 52
_MONTHS = 12


def may_open_vacancies(member: Member) -> bool:
    """Whether this member opens vacancies and says what their work asks."""
    return member.has(*OPENING_ROLES)


def sees_every_vacancy(member: Member) -> bool:
    """Hiring managers see only vacancies they work on (SEC-03); these roles see all."""
    return member.has(Role.RECRUITER, Role.ADMINISTRATOR, Role.PSYCHOLOGIST, Role.AUDITOR)


def may_state_exceptions(member: Member) -> bool:
    """Whether this member may say that law allows what the text check refuses."""
    return member.has(*EXCEPTING_ROLES)


def may_ask_colleagues(member: Member) -> bool:
    """Whether this member may ask for a new colleague."""
    return member.has(*ASKING_ROLES)


def may_answer_requisition(member: Member, asked_by: object) -> bool:
    """Another than who asked approves; only an administrator who is alone may approve an own wish."""
    return member.has(*APPROVING_ROLES) and (member.user_id != asked_by or member.has(Role.ADMINISTRATOR))


def month_cents(cents: int, period: str) -> int:
    """Return pay as if for a full-time month of 40 hours a week, so that pay per hour, month and year compare.

    >>> month_cents(1500, "hour"), month_cents(260000, "month"), month_cents(3600000, "year")
    (260000, 260000, 300000)
    """
    if period == "hour":
        return round(cents * FULL_TIME_HOURS * _WEEKS / _MONTHS)
    if period == "year":
        return round(cents / _MONTHS)
    return cents

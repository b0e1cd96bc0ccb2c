"""What may be done with vacancies, and by whom."""

from maatwerk.apps.organisations.public import Member, Role

#: Recruiters open and close vacancies; administrators of small employers do too.
OPENING_ROLES = (Role.RECRUITER, Role.ADMINISTRATOR)


def may_open_vacancies(member: Member) -> bool:
    """Whether this member opens vacancies and says what their work asks."""
    return member.has(*OPENING_ROLES)


def sees_every_vacancy(member: Member) -> bool:
    """Hiring managers see only vacancies they work on (SEC-03); these roles see all."""
    return member.has(Role.RECRUITER, Role.ADMINISTRATOR, Role.PSYCHOLOGIST, Role.AUDITOR)

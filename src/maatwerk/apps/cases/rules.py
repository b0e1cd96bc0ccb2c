"""Which roles answer which case, until when, and which state follows which."""

import calendar
import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.cases.models import Case
from maatwerk.apps.organisations.public import Member, Role
from maatwerk.kernel.rules import NoSuchRule, rule

Kind, State = Case.Kind, Case.State

#: Who may answer. A contest goes to those who may decide anew; an adjustment to who grants them and never to a decider.
ANSWERERS: dict[str, tuple[Role, ...]] = {
    Kind.CONTEST: (Role.RECRUITER, Role.MANAGER),
    Kind.EXPLANATION: (Role.RECRUITER, Role.MANAGER, Role.PSYCHOLOGIST),
    Kind.ACCOMMODATION: (Role.PSYCHOLOGIST, Role.ADMINISTRATOR),
    Kind.ACCESS: (Role.ADMINISTRATOR, Role.AUDITOR),
    Kind.RECTIFICATION: (Role.ADMINISTRATOR, Role.AUDITOR),
    Kind.ERASURE: (Role.ADMINISTRATOR, Role.AUDITOR),
    Kind.OBJECTION: (Role.ADMINISTRATOR, Role.AUDITOR),
    Kind.TEST_QUESTION: (Role.PSYCHOLOGIST,),
    Kind.TEST_CONTEST: (Role.PSYCHOLOGIST,),
    Kind.ALARM: (Role.AUDITOR, Role.ADMINISTRATOR, Role.PSYCHOLOGIST),
}
#: Who sees that there is a case without answering it: whoever guards the deadlines, except where a wall hides it.
OVERSEERS = (Role.ADMINISTRATOR, Role.AUDITOR)
CASE_ROLES = (Role.RECRUITER, Role.MANAGER, Role.PSYCHOLOGIST, Role.AUDITOR, Role.ADMINISTRATOR)
#: Kinds that say nothing without words.
NEED_WORDS = frozenset(
    {Kind.CONTEST, Kind.TEST_CONTEST, Kind.ACCOMMODATION, Kind.RECTIFICATION, Kind.OBJECTION, Kind.ALARM}
)
#: What a case is called to the one who asked.
OWN_LABELS = {
    Kind.CONTEST: _("you contest a decision"),
    Kind.EXPLANATION: _("you ask for an explanation"),
    Kind.ACCOMMODATION: _("you ask for an adjustment"),
    Kind.ACCESS: _("you want to see everything"),
    Kind.RECTIFICATION: _("you want something corrected"),
    Kind.ERASURE: _("you want to be removed"),
    Kind.OBJECTION: _("you object to the use of your data"),
    Kind.TEST_QUESTION: _("you ask about test results"),
    Kind.TEST_CONTEST: _("you contest test results"),
}
LONGEST_TEXT = 4000
OPEN_STATES = (State.OPEN, State.UPHELD)

_BY_DAYS = {Kind.ACCOMMODATION: "cases.adjustment_days", Kind.ALARM: "cases.alarm_days"}


def visible_kinds(member: Member) -> set[str]:
    """Return the kinds of cases that this member may open."""
    kinds = {kind for kind, roles in ANSWERERS.items() if member.has(*roles)}
    if member.has(*OVERSEERS):
        kinds |= set(ANSWERERS) - {Kind.ACCOMMODATION}
    return kinds


def may_answer(member: Member, *, kind: str, not_by: Iterable[UUID]) -> bool:
    """Whether this member may own and answer such a case: the role includes it, and they are not who it is about."""
    return member.has(*ANSWERERS[kind]) and member.user_id not in set(not_by)


def may_assign(member: Member, *, kind: str) -> bool:
    """Whether this member may give the case to a colleague."""
    return member.has(*ANSWERERS[kind], Role.ADMINISTRATOR) and kind in visible_kinds(member)


def due_on(kind: str, *, jurisdiction: str, opened_on: dt.date) -> dt.date:
    """Return the last day on which a case of this kind may be answered, from the dated rule table."""
    key = _BY_DAYS.get(Kind(kind), "cases.request_days")
    try:
        return opened_on + dt.timedelta(days=rule(key, jurisdiction=jurisdiction, on=opened_on))
    except NoSuchRule:  # most places count requests in months
        return months_later(opened_on, rule("cases.request_months", jurisdiction=jurisdiction, on=opened_on))


def months_later(day: dt.date, months: int) -> dt.date:
    """Return the same day some months on, or the month's last where it has no such day (Regulation 1182/71, art. 3(2)(c)).

    >>> months_later(dt.date(2027, 1, 31), 1)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def days_left(due: dt.date) -> int:
    """Return how many days are left, today included as none; negative once it is too late."""
    return (due - timezone.localdate()).days

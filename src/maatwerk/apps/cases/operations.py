"""Writes about cases: opened by a person or by an app above, answered by a human who may."""

import datetime as dt
import secrets
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from maatwerk.apps.cases.contracts import Answer, Asked
from maatwerk.apps.cases.letters import tell_answered, tell_owner, tell_received
from maatwerk.apps.cases.models import Case
from maatwerk.apps.cases.rules import (
    ANSWERERS,
    LONGEST_TEXT,
    NEED_WORDS,
    due_on,
    may_answer,
    may_assign,
    visible_kinds,
)
from maatwerk.apps.organisations.public import Member, Organisation, colleagues
from maatwerk.apps.people.public import seal
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import NotAllowed, Refusal
from maatwerk.kernel.rules import rule

REMIND = "cases.remind"
State = Case.State


@transaction.atomic
def open_case(asked: Asked) -> uuid.UUID:
    """Open a case with its deadline and, where somebody may answer it, an owner; who asks is told that it came in.

    Raises
    ------
    Refusal
        Words are needed and missing, or the same was asked already and is not answered yet.
    """
    text = asked.text.strip()[:LONGEST_TEXT]
    if asked.kind in NEED_WORDS and not text:
        raise Refusal(
            _("Say in your own words what it is about, so that somebody can look at it."), field="text"
        )
    organisation = Organisation.objects.get(pk=tenancy.current_organisation())
    today = timezone.localdate()
    fresh = Case(
        organisation=organisation,
        kind=Case.Kind(asked.kind),
        person_id=asked.person_id,
        subject=asked.subject,
        object_id=asked.object_id,
        asked=seal(asked.person_id, {"text": text}, using="default") if asked.person_id else None,
        alarm="" if asked.person_id else text,
        not_by=sorted(set(asked.not_by)),
        owner_id=_owner(asked),
        due_on=due_on(asked.kind, jurisdiction=organisation.jurisdiction, opened_on=today),
    )
    if not Case.objects.bulk_create([fresh], ignore_conflicts=True) or not _is_kept(fresh):
        raise Refusal(_("You asked this already; somebody will answer."), code="asked_already")
    events.record(
        "cases.case_opened",
        object_id=fresh.pk,
        person_id=asked.person_id,
        case=asked.kind,
        about=_about(asked),
    )
    tell_received(fresh)
    tell_owner(fresh)
    _set_clocks(fresh, organisation.jurisdiction)
    return fresh.pk


def _is_kept(fresh: Case) -> bool:
    return Case.objects.filter(pk=fresh.pk).exists()


def _about(asked: Asked) -> str | None:
    return str(asked.object_id) if asked.object_id else None


def _owner(asked: Asked) -> uuid.UUID | None:
    """Choose among those who may answer: who should rather, else one of them by lot (their other cases are not seen here)."""
    may = [one.user_id for one in colleagues(*ANSWERERS[asked.kind]) if one.user_id not in asked.not_by]
    return secrets.choice([key for key in may if key in asked.rather] or may) if may else None


def _set_clocks(case: Case, jurisdiction: str) -> None:
    """Remind the owner some days ahead and on the day after the last."""
    ahead: Sequence[int] = rule("cases.reminder_days", jurisdiction=jurisdiction, on=timezone.localdate())
    for days in (*ahead, -1):
        day = case.due_on - dt.timedelta(days=days)
        if day > timezone.localdate():
            at = timezone.make_aware(dt.datetime.combine(day, dt.time(8)))
            app.configure_task(REMIND, queue="app", schedule_at=at).defer(
                organisation_id=str(case.organisation_id), case_id=str(case.pk)
            )


@transaction.atomic
def assign_case(*, case_id: uuid.UUID, owner_id: uuid.UUID, by: Member) -> None:
    """Give a case to a colleague, or take it."""
    case = _open_for(case_id, by)
    if not may_assign(by, kind=case.kind):
        raise NotAllowed(_("Your role does not include giving this case to somebody."))
    eligible = {one.user_id for one in colleagues(*ANSWERERS[case.kind])} - set(case.not_by)
    if owner_id not in eligible:
        raise Refusal(_("This colleague may not answer this case. Choose another."), field="owner")
    case.owner_id = owner_id
    case.save(update_fields=["owner"])
    events.record("cases.case_assigned", object_id=case.pk, person_id=case.person_id, owner=str(owner_id))
    if owner_id != by.user_id:
        tell_owner(case)


@transaction.atomic
def answer_case(*, case_id: uuid.UUID, answer: Answer, by: Member) -> None:
    """Answer the person, by mail and on their own page. Another human than who decided: the database refuses who may not."""
    case = _open_for(case_id, by)
    if not may_answer(by, kind=case.kind, not_by=case.not_by):
        raise NotAllowed(
            _("Somebody else has to answer this: you made the decision, or your role does not include it.")
        )
    text = answer.text.strip()[:LONGEST_TEXT]
    if not text:
        raise Refusal(_("Write your answer first."), field="text")
    case.state = State.UPHELD if answer.upheld else State.ANSWERED
    case.answer = seal(case.person_id, {"text": text}, using="default") if case.person_id else None
    case.closing = "" if case.person_id else text
    case.answered_at, case.answered_by_id = timezone.now(), by.user_id
    case.save(update_fields=["state", "answer", "closing", "answered_at", "answered_by"])
    events.record("cases.case_answered", object_id=case.pk, person_id=case.person_id, upheld=answer.upheld)
    tell_answered(case, text)


@transaction.atomic
def close_case(*, case_id: uuid.UUID, done: str, by: Member) -> None:
    """Close an answered case, once what was promised is done; says what was done."""
    case = _visible(case_id, by)
    if case.state == State.OPEN:
        raise Refusal(_("Answer it first; then it can be closed."), code="not_answered")
    if case.state == State.CLOSED:
        raise Refusal(_("A colleague closed this already."), code="closed_already")
    if case.state == State.UPHELD and not done.strip():
        raise Refusal(_("Say what was done."), field="done")
    case.state, case.closed_at = State.CLOSED, timezone.now()
    case.closing = done.strip()[:LONGEST_TEXT] or case.closing
    case.save(update_fields=["state", "closed_at", "closing"])
    events.record("cases.case_closed", object_id=case.pk, person_id=case.person_id)


def remind(case_id: uuid.UUID) -> None:
    """Remind the owner of a case that nobody answered yet; may run twice."""
    case = Case.objects.filter(pk=case_id, state=State.OPEN).first()
    if case is not None:
        tell_owner(case, is_reminder=True)


def _visible(case_id: uuid.UUID, by: Member) -> Case:
    return Case.objects.select_for_update().get(pk=case_id, kind__in=visible_kinds(by))


def _open_for(case_id: uuid.UUID, by: Member) -> Case:
    case = _visible(case_id, by)
    if case.state != State.OPEN:
        raise Refusal(_("A colleague answered this already."), code="answered_already")
    return case

"""Reads of cases: those that one member may see, or a person's own."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import replace

from django.core.paginator import Page
from django.db.models import Count, Q
from django.utils import timezone

from maatwerk.apps.cases.contracts import CaseDetail, CaseRow
from maatwerk.apps.cases.models import Case
from maatwerk.apps.cases.rules import OPEN_STATES, OWN_LABELS, days_left, visible_kinds
from maatwerk.apps.organisations.public import Member, names
from maatwerk.apps.people.public import KeyDestroyed, unseal
from maatwerk.kernel.counting import MOST_COUNTED, PaginatorUpTo

State = Case.State
PAGE_SIZE = 100


def page_of_cases(
    member: Member,
    *,
    is_open: bool = True,
    among: Collection[str] | None = None,
    number: str | int | None = None,
) -> tuple[list[CaseRow], Page[Case]]:
    """Return a page of the cases that this member may see: those still to do by deadline, or the others, newest first.

    `among` leaves only these kinds.
    """
    kinds = visible_kinds(member)
    found = Case.objects.filter(kind__in=kinds if among is None else kinds & set(among))
    if is_open:
        found = found.filter(state__in=OPEN_STATES).order_by("due_on", "id")
    else:
        found = found.exclude(state__in=OPEN_STATES).order_by("-opened_at", "-id")
    page = PaginatorUpTo(found, PAGE_SIZE).get_page(number)
    return _rows(page.object_list), page


def case(key: uuid.UUID, member: Member) -> CaseDetail:
    """Return one case; `Case.DoesNotExist` where this member may not see it."""
    return _detail(Case.objects.get(pk=key, kind__in=visible_kinds(member)))


def waiting_for(member: Member) -> tuple[int, int]:
    """Count the open cases that this member owns or nobody owns, and those of them that are too late.

    Both as far as anybody reads on, in one question: the first to answer come first, so no late one is passed over.
    """
    found = Case.objects.filter(
        Q(owner_id=member.user_id) | Q(owner_id=None),
        kind__in=visible_kinds(member),
        state=State.OPEN,
    ).order_by("due_on")
    counted = found[: MOST_COUNTED + 1].aggregate(
        number=Count("id"), late=Count("id", filter=Q(due_on__lt=timezone.localdate()))
    )
    return counted["number"], counted["late"]


def own_cases(person_id: uuid.UUID) -> list[CaseDetail]:
    """Return what a person asked here, newest first, with the answers; for that person's own page."""
    found = list(Case.objects.filter(person_id=person_id).order_by("-opened_at", "-id"))
    details = [_detail(one) for one in found]
    return [
        replace(one, row=replace(one.row, kind_label=str(OWN_LABELS[Case.Kind(one.row.kind)])))
        for one in details
    ]


def open_cases_of(person_id: uuid.UUID, *, object_id: uuid.UUID | None = None) -> set[str]:
    """Return the kinds of what a person asked (about one thing) and has no answer to."""
    found = Case.objects.filter(person_id=person_id, state=State.OPEN)
    if object_id is not None:
        found = found.filter(object_id=object_id)
    return set(found.values_list("kind", flat=True))


def number_open_of(person_id: uuid.UUID) -> int:
    """Count what a person asked and has no answer to."""
    return Case.objects.filter(person_id=person_id, state=State.OPEN).count()


def _rows(found: Iterable[Case]) -> list[CaseRow]:
    kept = list(found)
    known = names({one.owner_id for one in kept if one.owner_id})
    return [_row(one, known.get(one.owner_id, "") if one.owner_id else "") for one in kept]


def _row(one: Case, owner: str) -> CaseRow:
    return CaseRow(
        id=one.pk,
        kind=one.kind,
        kind_label=one.get_kind_display(),
        state=one.state,
        state_label=one.get_state_display(),
        person_id=one.person_id,
        subject=one.subject,
        object_id=one.object_id,
        owner_id=one.owner_id,
        owner=owner,
        opened_at=one.opened_at,
        due_on=one.due_on,
        days_left=days_left(one.due_on),
        answered_at=one.answered_at,
    )


def _detail(one: Case) -> CaseDetail:
    known = names({key for key in (one.owner_id, one.answered_by_id, *one.not_by) if key})
    return CaseDetail(
        row=_row(one, known.get(one.owner_id, "") if one.owner_id else ""),
        asked=_opened(one, one.asked) if one.person_id else one.alarm,
        answer=_opened(one, one.answer) if one.answer else "",
        answered_by=known.get(one.answered_by_id, "") if one.answered_by_id else "",
        answered_by_id=one.answered_by_id,
        closing=one.closing,
        closed_at=one.closed_at,
        not_by=tuple(one.not_by),
        not_by_names=tuple(known.get(key, "") for key in one.not_by),
    )


def _opened(one: Case, sealed: bytes | memoryview | None) -> str | None:
    if sealed is None or one.person_id is None:
        return ""
    try:
        return str(unseal(one.person_id, bytes(sealed))["text"])
    except KeyDestroyed:
        return None

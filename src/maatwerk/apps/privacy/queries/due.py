"""Whose clock runs, until when, and what holds it: the same answer for every page, command and nightly look."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from maatwerk.apps.applications.public import PersonClock, person_clocks
from maatwerk.apps.organisations.public import Organisation
from maatwerk.apps.outcomes.public import Engagement
from maatwerk.apps.people.public import people_known
from maatwerk.apps.privacy.models import Erasure, KeepChoice
from maatwerk.apps.privacy.queries.held import held_people
from maatwerk.kernel import tenancy
from maatwerk.kernel.rules import rule


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRow:
    """One person: since when their procedures are over, until when they may be kept, by which kind of rule of which place."""

    person_id: uuid.UUID
    ended_on: dt.date
    until: dt.date | None
    because: str
    jurisdiction: str
    agreed: bool
    is_held: bool
    noticed_at: dt.datetime | None
    notice_on: dt.date | None

    @property
    def is_due(self) -> bool:
        """Whether they may be kept no longer."""
        return self.until is not None and self.until <= timezone.localdate() and not self.is_held


def due_rows(*, only: Iterable[uuid.UUID] | None = None) -> list[DueRow]:
    """Return everybody whose procedures all ended without a hire and who is not erased yet, the first to go on top."""
    keys = None if only is None else list(only)
    organisation = Organisation.objects.get(pk=tenancy.current_organisation())
    clocks = person_clocks(organisation.jurisdiction, choices=_choices(keys), only=keys)
    people = people_known(
        {one.person_id for one in clocks}
    )  # of the others a random key is left, and nothing to erase
    away = {
        key: (state, noticed)
        for key, state, noticed in Erasure.objects.filter(person_id__in=people)
        .order_by("due_on")
        .values_list("person_id", "state", "noticed_at")
    }
    hired = set(Engagement.objects.filter(person_id__in=people).values_list("person_id", flat=True))
    held = held_people()
    days = int(rule("erasure.notice_days", jurisdiction=organisation.jurisdiction, on=timezone.localdate()))
    return [
        _row(one, away.get(one.person_id, ("", None))[1], one.person_id in held, days)
        for one in clocks
        if one.person_id in people
        and one.person_id not in hired
        and away.get(one.person_id, ("", None))[0] != Erasure.State.DONE
    ]


def due_row(person_id: uuid.UUID) -> DueRow | None:
    """Return one person's clock; None while a procedure runs, after a hire, and after erasure."""
    return next(iter(due_rows(only=[person_id])), None)


@dataclass(frozen=True, slots=True)
class OwnKeeping:
    """What a person reads of how long they are kept: until when, on what ground, and what they chose."""

    until: dt.date | None
    because: str
    agreed: bool
    is_running: bool
    is_held: bool
    could_be_until: dt.date | None


def own_keeping(person_id: uuid.UUID) -> OwnKeeping:
    """Return how long a person is kept, for that person's own page."""
    organisation = Organisation.objects.get(pk=tenancy.current_organisation())
    row = due_row(person_id)
    agreed = _choices([person_id]).get(person_id)
    if row is None:
        return OwnKeeping(None, "", bool(agreed), True, person_id in held_people(), None)
    longer = person_clocks(organisation.jurisdiction, choices={person_id: True}, only=[person_id])
    could = longer[0].clock.until if longer and longer[0].clock else None
    return OwnKeeping(row.until, row.because, row.agreed, False, row.is_held, could)


def _row(one: PersonClock, noticed_at: dt.datetime | None, is_held: bool, days: int) -> DueRow:
    clock = one.clock
    return DueRow(
        person_id=one.person_id,
        ended_on=one.ended_on,
        until=clock.until if clock else None,
        because=clock.because if clock else "",
        jurisdiction=clock.jurisdiction if clock else "",
        agreed=one.agreed,
        is_held=is_held,
        noticed_at=noticed_at,
        notice_on=clock.until - dt.timedelta(days=days) if clock else None,
    )


def _choices(only: list[uuid.UUID] | None) -> dict[uuid.UUID, bool]:
    found = KeepChoice.objects.order_by("at", "id")
    if only is not None:
        found = found.filter(person_id__in=only)
    return dict(found.values_list("person_id", "keeps_longer"))

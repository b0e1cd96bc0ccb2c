"""How long an application may be kept: one clock for every page, from the dated rules of the place whose law holds.

Two kinds of rule meet. A limit (the Netherlands: four weeks, a year with consent) says when the person's identity must be
gone; a duty (the United States) says how long records must stay. Where there is a limit it decides, because what a duty
asks for stays in the log under a random key; where there is only a duty, its end is when the identity goes.
"""

import datetime as dt
import re
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from django.utils import timezone

from maatwerk.apps.applications.models import Application, Stage, Submission
from maatwerk.apps.opportunities.public import Opportunity
from maatwerk.kernel.rules import NoSuchRule, rule

Because = Literal["limit", "consent", "duty"]
#: Places that a vacancy names after its town ("Denver, CO"), whose own law holds for who applies there.
_STATE = re.compile(r",\s*(CO|CA|IL)$")
_NEW_YORK = re.compile(r"^New York( City)?\b|\bNYC$")


@dataclass(frozen=True, slots=True)
class Clock:
    """The day from which an application may be kept no longer, and which kind of rule of which place says so."""

    until: dt.date
    because: Because
    jurisdiction: str


@dataclass(frozen=True, slots=True)
class PersonClock:
    """A person whose procedures all ended without a hire. `clock` is the one that runs longest; None where no rule is known."""

    person_id: uuid.UUID
    ended_on: dt.date
    clock: Clock | None
    agreed: bool


def kept_until(turned_down_on: dt.date, jurisdiction: str) -> dt.date | None:
    """Return the day from which an application may be kept no longer without consent; None where no rule is known."""
    found = clock_of(turned_down_on, jurisdiction)
    return found.until if found else None


def clock_of(ended_on: dt.date, jurisdiction: str, *, agreed: bool = False) -> Clock | None:
    """Return the clock of an application that ended; None where no rule of this place is known.

    `agreed`: the person let it be kept longer.
    """
    weeks = _rule("retention.rejected_applicant_weeks", jurisdiction, ended_on)
    if weeks is not None:
        years = _rule("retention.rejected_applicant_with_consent_years", jurisdiction, ended_on)
        if agreed and years is not None:
            return Clock(years_later(ended_on, years), "consent", jurisdiction)
        return Clock(ended_on + dt.timedelta(weeks=weeks), "limit", jurisdiction)
    years = _rule("retention.records_years", jurisdiction, ended_on)
    return None if years is None else Clock(years_later(ended_on, years), "duty", jurisdiction)


def weeks_kept(place: str, jurisdiction: str) -> int | None:
    """Return within how many weeks who is not hired for work at a place is erased; None where the law asks to keep records."""
    law = jurisdiction_at(place, jurisdiction)
    return _rule("retention.rejected_applicant_weeks", law, timezone.localdate())


def years_later(day: dt.date, years: int) -> dt.date:
    """Return the same day some years on; the last of February for a 29th that is not there.

    >>> years_later(dt.date(2028, 2, 29), 1)
    datetime.date(2029, 2, 28)
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def jurisdiction_at(place: str, default: str) -> str:
    """Return whose law holds for who applies to work at a place; the organisation's own where the place says nothing else.

    >>> jurisdiction_at("Denver, CO", "NL"), jurisdiction_at("New York", "NL"), jurisdiction_at("Utrecht", "NL")
    ('US-CO', 'US-NYC', 'NL')
    """
    if _NEW_YORK.search(place):
        return "US-NYC"
    found = _STATE.search(place)
    return f"US-{found[1]}" if found else default


def person_clocks(
    jurisdiction: str, *, choices: dict[uuid.UUID, bool], only: Iterable[uuid.UUID] | None = None
) -> list[PersonClock]:
    """Return the clock of every person whose applications all ended and who was never hired, the first to go on top.

    `jurisdiction` is the organisation's own. `choices` holds who said later, on their own page, whether they may be kept
    longer; for others what they said when they applied counts, if they said it of their last application.
    """
    found = (
        Application.objects.all() if only is None else Application.objects.filter(person_id__in=list(only))
    )
    rows = defaultdict(list)
    for row in found.values_list("person_id", "closed_at", "stage", "opportunity_id", "id"):
        rows[row[0]].append(row[1:])
    ended = {
        person: mine
        for person, mine in rows.items()
        if all(closed and stage != Stage.HIRED for closed, stage, _vacancy, _key in mine)
    }
    places = dict(
        Opportunity.objects.filter(pk__in={one[2] for mine in ended.values() for one in mine}).values_list(
            "pk", "place"
        )
    )
    agreed = _agreed(ended)
    clocks = []
    once = cache(clock_of)
    for person, mine in ended.items():
        may = choices.get(person, agreed.get(person, False))
        days = [
            (
                timezone.localdate(closed),
                jurisdiction_at(places.get(vacancy, ""), jurisdiction),
            )
            for closed, _stage, vacancy, _key in mine
        ]
        each = [once(day, law, agreed=may) for day, law in days]
        known = [one for one in each if one is not None]
        clock = max(known, key=lambda one: one.until) if len(known) == len(each) else None
        clocks.append(PersonClock(person, max(day for day, _law in days), clock, may))
    return sorted(clocks, key=lambda one: (one.clock.until if one.clock else dt.date.max, one.person_id))


def people_at(opportunities: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Return who applied for any of these vacancies."""
    found = Application.objects.filter(opportunity_id__in=list(opportunities))
    return set(found.values_list("person_id", flat=True))


def _agreed(people: Iterable[uuid.UUID]) -> dict[uuid.UUID, bool]:
    """Return what each said when they applied last."""
    found = Submission.objects.filter(application__person_id__in=list(people)).order_by("noticed_at")
    return dict(found.values_list("application__person_id", "may_keep_longer"))


def _rule(key: str, jurisdiction: str, on: dt.date) -> int | None:
    try:
        return int(rule(key, jurisdiction=jurisdiction, on=on))
    except NoSuchRule:
        return None

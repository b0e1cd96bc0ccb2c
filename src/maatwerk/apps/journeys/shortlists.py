"""The shortlist of a vacancy: everybody who applied, in bands where there is advice; nobody is filtered away."""

import uuid
from collections.abc import Mapping, Sequence

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from maatwerk.apps.advice.public import AdviceRow, advice_keys, advice_on, newest_shortlist
from maatwerk.apps.applications.public import ApplicationRow, applications, arrivals
from maatwerk.apps.journeys.panels import shown_range
from maatwerk.apps.journeys.rules import may_see_names
from maatwerk.apps.journeys.words import Words, words_for
from maatwerk.apps.opportunities.public import OpportunityRow
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.people.public import names, pseudonym
from maatwerk.ui import shapes


def names_for(member: Member, people: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return how this member may see each person: by name, or by pseudonym."""
    if may_see_names(member):
        return names(people)
    return {person: pseudonym(person) for person in people}


#: So many people stand on one page; the others follow on the next ones, in the same order.
PEOPLE_SHOWN = 100


def shortlist_of(
    vacancy: OpportunityRow, member: Member, *, page: str = "1"
) -> tuple[shapes.Shortlist, Page[uuid.UUID]]:
    """Return one page of the shortlist of a vacancy as this member may see it: best group first, within it by name.

    Everybody is on some page. Of the people on this one alone it is read how they stand and what advice says; of all,
    that takes seconds.
    """
    found = arrivals(vacancy.id)
    bands, keys = _bands_of(vacancy.id), advice_keys(vacancy.id)
    band = {person: bands.get(keys[person], 0) if person in keys else 0 for _key, person in found}
    shown = names_for(member, [person for person, place in band.items() if place])
    placed = sorted(
        (one for one in found if band[one[1]]), key=lambda one: (band[one[1]], str(shown[one[1]]))
    )
    order = [*placed, *(one for one in found if not band[one[1]])]
    page_of = Paginator([key for key, _person in order], PEOPLE_SHOWN).get_page(page)
    read = {row.id: row for row in applications(vacancy.id, among=list(page_of))}
    here = [read[key] for key in page_of]
    people = [row.person_id for row in here]
    shown |= names_for(member, [person for person in people if person not in shown])
    advice = advice_on(vacancy.id, people)
    words = words_for(vacancy.job_family_id)
    rows = [_row(row, shown[row.person_id], advice.get(row.person_id), member, words) for row in here]
    shortlist = shapes.Shortlist(
        caption=_("Applicants in groups whom the evidence cannot tell apart"),
        bands=tuple(_bands([band[person] for person in people], rows)),
        horizon=_horizon(advice),
        reference=_reference(advice),
        groups=len({band[person] for _key, person in placed}),
    )
    return shortlist, page_of


def _bands_of(opportunity_id: uuid.UUID) -> Mapping[uuid.UUID, int]:
    ranking = newest_shortlist(opportunity_id)
    return ranking.bands if ranking else {}


def _row(
    row: ApplicationRow, name: str, advice: AdviceRow | None, member: Member, words: Words
) -> shapes.ShortlistRow:
    shown = shown_range(advice)
    has_prediction = advice is not None and bool((advice.detail or {}).get("prediction"))
    return shapes.ShortlistRow(
        name=name,
        url=reverse("journeys:application", args=[member.organisation.slug, row.id]),
        stage=capfirst(row.stage_label),
        low=shown[0] if shown else None,
        high=shown[1] if shown else None,
        days_in_stage=(timezone.now() - row.stage_since).days,
        instead=_("order only, no rate") if has_prediction and not shown else "",
        note=_("Source: %(source)s") % {"source": words.source(row.source)} if row.source else "",
    )


def _bands(places: Sequence[int], rows: Sequence[shapes.ShortlistRow]) -> list[shapes.ShortlistBand]:
    """Return the bands best first, then (at place 0) everybody without a place in the ranking."""
    placed: dict[int, list[shapes.ShortlistRow]] = {}
    for place, row in zip(places, rows, strict=True):
        placed.setdefault(place, []).append(row)
    without = placed.pop(0, [])
    made = [
        shapes.ShortlistBand(
            label=_("Group %(number)d") % {"number": band}, position=band, rows=tuple(placed[band])
        )
        for band in sorted(placed)
    ]
    if without:
        made.append(
            shapes.ShortlistBand(
                label=_("Without advice"),
                position=0,
                rows=tuple(without),
                explanation=_("This says nothing about these people."),
            )
        )
    return made


def _horizon(advice: Mapping[uuid.UUID, AdviceRow]) -> str:
    for row in advice.values():
        estimates = ((row.detail or {}).get("prediction") or {}).get("estimates")
        if estimates:
            return _("Still here after %(months)g months") % {"months": estimates[-1]["months"]}
    return ""


def _reference(advice: Mapping[uuid.UUID, AdviceRow]) -> float | None:
    for row in advice.values():
        rates = ((row.detail or {}).get("prediction") or {}).get("base_rate")
        if rates:
            rate: float = rates[-1]["estimate"]
            return rate
    return None

"""The shortlist of a vacancy: everybody who applied, in bands where there is advice; nobody is filtered away."""

import uuid
from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from maatwerk.apps.advice.public import AdviceRow, ShortlistRow, advice_on, newest_shortlist
from maatwerk.apps.applications.public import ApplicationRow, applications
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


def shortlist_of(vacancy: OpportunityRow, member: Member) -> shapes.Shortlist:
    """Return the shortlist of a vacancy as this member may see it."""
    found = applications(vacancy.id)
    shown = names_for(member, [row.person_id for row in found])
    advice = advice_on(vacancy.id)
    ranking = newest_shortlist(vacancy.id)
    words = words_for(vacancy.job_family_id)
    rows = [_row(row, shown[row.person_id], advice.get(row.person_id), member, words) for row in found]
    return shapes.Shortlist(
        caption=_("Applicants in groups whom the evidence cannot tell apart"),
        bands=tuple(_bands(found, rows, advice, ranking)),
        horizon=_horizon(advice),
        reference=_reference(advice),
    )


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


def _bands(
    found: Sequence[ApplicationRow],
    rows: Sequence[shapes.ShortlistRow],
    advice: Mapping[uuid.UUID, AdviceRow],
    ranking: ShortlistRow | None,
) -> list[shapes.ShortlistBand]:
    """Return the bands best first, then everybody without a place in the ranking."""
    placed: dict[int, list[shapes.ShortlistRow]] = {}
    without = []
    bands = ranking.bands if ranking else {}
    for application, row in zip(found, rows, strict=True):
        said = advice.get(application.person_id)
        band = bands.get(said.id) if said else None
        if band is None:
            without.append(row)
        else:
            placed.setdefault(band, []).append(row)
    made = [
        shapes.ShortlistBand(
            label=_("Group %(number)d") % {"number": band},
            position=band,
            rows=tuple(sorted(placed[band], key=lambda row: str(row.name))),
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

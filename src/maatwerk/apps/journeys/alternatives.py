"""Other openings for a person: which fit their results better, and why, in words per requirement.

Read from the public copies of vacancies alone. With this employer only where the person agreed to it (results were made
for another vacancy), with other employers only where they agreed to that as well.
"""

import datetime as dt
import math
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Avg, Count, StdDev
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from maatwerk.apps.applications.public import Opening, applications_of
from maatwerk.apps.assessments.public import result_words
from maatwerk.apps.evidence.public import Evidence, EvidenceRow, Kind, evidence_for_selection
from maatwerk.apps.journeys.analysis import LEARNABLE, Asked, Known, Placed, place
from maatwerk.apps.journeys.consents import Scope, consents_of
from maatwerk.apps.opportunities.public import requirements
from maatwerk.apps.organisations.public import Organisation
from maatwerk.apps.skills.public import Concept
from maatwerk.apps.vacancies.public import PostingRow, Search, postings_of, published_since
from maatwerk.kernel import tenancy

MOST_LOOKED_AT = 200
MOST_SHOWN = 10
MOST_TOLD = 3  # to a recruiter, and in a letter
LEAST_COMPARED = 30  # people; below that a result has nobody to be compared with
#: The error of a test that is just good enough for selection (reliability 0.80), where a result came without its own.
JUST_ENOUGH = math.sqrt(1 - 0.80)
_LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_REFERENCE = "reference"

FITS: dict[str, str | Promise] = {
    "better": gettext_lazy("Fits your results better than this one"),
    "as_well": gettext_lazy("Fits your results about as well as this one"),
    "less": gettext_lazy("Fits your results less well than this one"),
    "best": gettext_lazy("Among those that fit your results best"),
    "next": gettext_lazy("Fits your results less well than the first ones"),
    "weak": gettext_lazy("Asks what your results are not strong in"),
    "unknown": gettext_lazy("Too little is known of you to say"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One requirement and where the person's result on it stands, in words; empty where nothing is known."""

    label: str
    is_essential: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """An opening with how it fits: a word of `FITS`, never a number."""

    posting: PostingRow
    fit: str
    reasons: tuple[Reason, ...]
    is_here: bool

    @property
    def fit_words(self) -> str | Promise:
        """How it fits, in words."""
        return FITS[self.fit]

    @property
    def why(self) -> str:
        """Why, in one line."""
        known = [one for one in self.reasons if one.words]
        if self.fit == "unknown" or not known:
            return str(FITS["unknown"])
        return "; ".join(f"{one.label}: {one.words}" for one in known)


@dataclass(frozen=True, slots=True)
class Measured:
    """A person's result on one concept, with every name under which an opening may ask for it."""

    names: tuple[str, ...]
    known: Known


def alternatives_for(
    person_id: uuid.UUID,
    *,
    besides: uuid.UUID | None = None,
    search: Mapping[str, Any] | None = None,
    since: dt.datetime = _LONG_AGO,
    scopes: Collection[str] | None = None,
) -> list[Alternative]:
    """Return openings that a person may be shown, best fit first; nothing without the person's consent.

    `besides` is the vacancy to compare with; what the person applied for already is left out. `search` is what they
    look for, as the board asks it.
    """
    agreed = consents_of(person_id)
    scopes = agreed if scopes is None else agreed & set(scopes)
    found = _candidates(person_id, scopes, search or {}, since)
    if not found:
        return []
    measured = results_of(person_id)
    asked = [Asked(str(one.id), _asked_publicly(one, measured)) for one in found]
    reference = _asked_by(besides) if besides else None
    placed = place([*asked, *([Asked(_REFERENCE, reference)] if reference else [])], _by_name(measured))
    bar = next((one.band for one in placed if one.key == _REFERENCE), None)
    by_key = {str(one.id): one for one in found}
    here = tenancy.current_organisation()
    return [
        Alternative(
            posting=by_key[one.key],
            fit=_fit(one, bar),
            reasons=_reasons(by_key[one.key], measured),
            is_here=by_key[one.key].organisation_id == here,
        )
        for one in placed
        if one.key != _REFERENCE
    ][:MOST_SHOWN]


def told_alternatives(person_id: uuid.UUID, besides: uuid.UUID) -> Sequence[Opening]:
    """Return, for who turns somebody down, the openings that fit that person better or as well."""
    found = [
        one
        for one in alternatives_for(person_id, besides=besides)
        if one.fit in {"better", "as_well", "best"}
    ]
    return [
        Opening(one.posting.title, one.posting.path, one.why, "" if one.is_here else one.posting.employer)
        for one in found[:MOST_TOLD]
    ]


def _candidates(
    person_id: uuid.UUID, scopes: Collection[str], search: Mapping[str, Any], since: dt.datetime
) -> list[PostingRow]:
    if not scopes:
        return []
    here = Organisation.objects.get(pk=tenancy.current_organisation())
    asked = Search.read(search)
    rows = []
    if Scope.HERE in scopes:
        rows += published_since(replace(asked, employer=here.slug), since, most=MOST_LOOKED_AT)
    if Scope.ELSEWHERE in scopes:
        rows += published_since(asked, since, most=MOST_LOOKED_AT)
    applied = {row.opportunity_id for row in applications_of(person_id)}
    keys = {row.id for row in rows if row.is_simulated == here.is_simulated} - applied
    found = postings_of(keys)
    return [
        one for one in found if (Scope.HERE if one.organisation_id == here.pk else Scope.ELSEWHERE) in scopes
    ]


def results_of(person_id: uuid.UUID) -> list[Measured]:
    """Return a person's newest test result per concept, in standard deviations of who it is compared with.

    A result in another unit is compared with everybody of this organisation who has one on the same concept; with
    fewer than thirty it is left out.
    """
    newest = {
        row.concept_id: row
        for row in evidence_for_selection([person_id])
        if row.kind == Kind.INSTRUMENT_RESULT and row.value is not None
    }
    spread = _spread([key for key, row in newest.items() if row.unit != "sd"])
    concepts = {one.pk: one for one in Concept.objects.filter(pk__in=newest)}
    found = []
    for key, row in newest.items():
        known = _known(row, spread.get(key))
        if known is not None:
            found.append(Measured(_names(concepts[key]), known))
    return found


def _spread(concepts: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[float, float]]:
    if not concepts:
        return {}
    found = Evidence.objects.filter(
        concept_id__in=concepts, kind=Kind.INSTRUMENT_RESULT, value__isnull=False
    ).values_list("concept_id")
    told = found.annotate(n=Count("id"), mean=Avg("value"), sd=StdDev("value", sample=True))
    return {key: (mean, sd) for key, n, mean, sd in told if n >= LEAST_COMPARED and sd}


def _known(row: EvidenceRow, spread: tuple[float, float] | None) -> Known | None:
    assert row.value is not None
    if row.unit == "sd":
        return Known(row.value, row.standard_error or JUST_ENOUGH)
    if spread is None:
        return None
    mean, sd = spread
    return Known((row.value - mean) / sd, row.standard_error / sd if row.standard_error else JUST_ENOUGH)


def _names(concept: Concept) -> tuple[str, ...]:
    """Return by what an opening may name a concept: its official address, or its label in either language."""
    return tuple(
        dict.fromkeys(
            name for name in (concept.uri, concept.label_nl.casefold(), concept.label_en.casefold()) if name
        )
    )


def _by_name(measured: Sequence[Measured]) -> dict[str, Known]:
    return {one.names[0]: one.known for one in measured}


def _matched(asked: Mapping[str, str], measured: Sequence[Measured]) -> Measured | None:
    wanted = {asked.get("uri") or "", asked["label"].casefold()} - {""}
    return next((one for one in measured if wanted & set(one.names)), None)


def _weight(need: str) -> float:
    return 1.0 if need == "essential" else LEARNABLE


def _asked_publicly(row: PostingRow, measured: Sequence[Measured]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for one in row.requirements:
        found = _matched(one, measured)
        name = found.names[0] if found else one.get("uri") or one["label"].casefold()
        weights[name] = _weight(one["need"])
    return weights


def _asked_by(vacancy_id: uuid.UUID) -> dict[str, float]:
    """Return what a vacancy of this organisation asks, also one that is no longer public, weighed as the public copies are."""
    rows = requirements(vacancy_id)
    concepts = {
        one.pk: _names(one) for one in Concept.objects.filter(pk__in=[row.concept_id for row in rows])
    }
    return {concepts[row.concept_id][0]: _weight(row.need_code) for row in rows}


def _fit(one: Placed, bar: int | None) -> str:
    if one.band is None:
        return "unknown"
    if bar is None and one.is_weak:
        return "weak"
    if bar is None:
        return "best" if one.band == 0 else "next"
    return "better" if one.band < bar else "as_well" if one.band == bar else "less"


def _reasons(row: PostingRow, measured: Sequence[Measured]) -> tuple[Reason, ...]:
    found = []
    for one in row.requirements:
        match = _matched(one, measured)
        words = result_words(match.known.value, match.known.standard_error) if match else ""
        found.append(Reason(one["label"], one["need"] == "essential", words))
    return tuple(found)

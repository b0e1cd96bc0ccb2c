"""Computing what the scores of a job family are worth, and keeping it as it was that day."""

import uuid
from typing import Any

from maatwerk.apps.opportunities.public import job_family
from maatwerk.apps.validity.analysis import dropped_out, measure, weighted
from maatwerk.apps.validity.models import Study
from maatwerk.apps.validity.queries import Gathered, gather, newest_reliability, waves_with_scores
from maatwerk.apps.validity.rules import FEWEST_APART, USUAL_HORIZONS
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.keeping.kept_sums import hold_sums

OUTCOME_RATING = "rating"


def study(*, family_id: uuid.UUID) -> Study:
    """Measure every score of a job family against every outcome that is known of enough people, and keep the result."""
    hold_sums()
    family = job_family(family_id)
    gathered = gather(family_id, horizons=family.horizons_months or USUAL_HORIZONS)
    stated = newest_reliability(family_id)
    reliability = stated.value if stated else None
    outcomes = [
        {
            "outcome": outcome,
            "n": known,
            "of": gathered.people,
            "scores": measure(gathered.material(outcome, reliability=reliability)),
            # who has no time at work yet may not have left: of staying that cannot be weighted so
            "weighted": weighted(gathered.material(outcome)) if outcome == OUTCOME_RATING else {},
        }
        for outcome, known in _known(gathered)
        if known >= FEWEST_APART
    ]
    made = Study.objects.create(
        organisation_id=tenancy.current_organisation(),
        job_family_id=family_id,
        result={
            "people": gathered.people,
            "applicants": gathered.applicants,
            "from_sums": {"hired": gathered.kept.hired, "applicants": gathered.kept.applied},
            "by_outcome": gathered.by_outcome,
            "reliability": {"value": stated.value, "source": stated.source} if stated else None,
            "measured": {
                one.key: {"concept": one.concept, "labels": one.labels, "instrument": one.instrument}
                for one in gathered.measured
            },
            "outcomes": outcomes,
            "waves": _missing(family_id),
        },
    )
    events.record("validity.study_made", object_id=made.pk, job_family=str(family_id), people=gathered.people)
    return made


def _missing(family_id: uuid.UUID) -> list[dict[str, Any]]:
    """Return, for each wave, whether who is missing differs from the rest on what was known of them before."""
    found = [
        {"months": wave.months, "by": dropped_out(wave.rows, wave.kept)}
        for wave in waves_with_scores(family_id)
    ]
    return [one for one in found if one["by"]]


def _known(gathered: Gathered) -> list[tuple[str, int]]:
    """Return each outcome with how many people it is known of: ratings first, then staying, longest first."""
    found = [OUTCOME_RATING, *(f"stays_{months}" for months in sorted(gathered.stays, reverse=True))]
    return [(outcome, gathered.known(outcome)) for outcome in found]

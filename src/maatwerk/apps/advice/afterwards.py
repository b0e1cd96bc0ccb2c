"""What became of the people whom advice was given on, apart for raters who had seen it and who had not (PSY-08)."""

import uuid
from typing import Any

from maatwerk.apps.advice import analysis
from maatwerk.apps.advice.contracts import AdvisedOutcome
from maatwerk.apps.advice.models import Advice
from maatwerk.apps.outcomes.public import hired_through_vacancies


def advised_outcomes(job_family_id: uuid.UUID, *, using: str) -> list[AdvisedOutcome]:
    """Return what was said of people before they were hired beside what was seen of them afterwards."""
    seen = {
        (row.opportunity_id, row.person_id): row
        for row in hired_through_vacancies(job_family_id, using=using)
    }
    scores = (
        Advice.objects.using(using)
        .filter(opportunity__job_family_id=job_family_id, score__isnull=False)
        .order_by("created_at", "id")
        .values_list("opportunity_id", "person_id", "score")
    )
    return [
        AdvisedOutcome(
            person_id=person,
            score=score,
            tenure_months=seen[opportunity, person].tenure_months,
            separated=seen[opportunity, person].separated,
            rater_saw_advice=seen[opportunity, person].rater_saw_advice,
        )
        for opportunity, person, score in scores
        if score is not None and (opportunity, person) in seen
    ]


def validity_of_advice(job_family_id: uuid.UUID, *, using: str) -> dict[str, Any]:
    """Return how well advice that was really given ordered people, by whether the rater had seen it."""
    return analysis.validity_by_rater(advised_outcomes(job_family_id, using=using))

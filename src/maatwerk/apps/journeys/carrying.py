"""Everything an organisation holds about a person that the person may carry away, as plain JSON (GDPR 15 and 20).

No item text and no key of any test, so that it can still be given to others (C-434/16); no note of a colleague.
"""

import uuid
from typing import Any

from maatwerk.apps.applications.public import applications_of, told_of
from maatwerk.apps.assessments.public import own_test_data
from maatwerk.apps.cases.public import own_cases
from maatwerk.apps.evidence.public import evidence_for_selection
from maatwerk.apps.opportunities.public import titles
from maatwerk.apps.people.public import Own, identity_of
from maatwerk.apps.skills.public import Concept

TYPE = "maatwerk/own-data/1"


def own_document(own: Own) -> dict[str, Any]:
    """Return everything, keyed by what it is."""
    person = own.person_id
    return {
        "type": TYPE,
        "organisation": {"id": str(own.organisation_id), "name": own.organisation},
        "person": str(person),
        "identity": identity_of(person),
        "applications": _applications(person),
        "evidence": _evidence(person),
        "tests": own_test_data(person),
        "questions": [
            {
                "kind": one.row.kind,
                "asked_at": one.row.opened_at.isoformat(),
                "text": one.asked,
                "answered_at": one.row.answered_at.isoformat() if one.row.answered_at else None,
                "answer": one.answer or None,
            }
            for one in own_cases(person)
        ],
    }


def _applications(person_id: uuid.UUID) -> list[dict[str, Any]]:
    found = applications_of(person_id)
    named = titles({row.opportunity_id for row in found})
    return [
        {
            "vacancy": named.get(row.opportunity_id, ""),
            "stage": row.stage,
            "source": row.source,
            "applied_at": row.applied_at.isoformat(),
            "stage_since": row.stage_since.isoformat(),
            "closed_at": row.closed_at.isoformat() if row.closed_at else None,
            "letters": [{"subject": one.subject, "body": one.body} for one in told_of(row.id)],
        }
        for row in found
    ]


def _evidence(person_id: uuid.UUID) -> list[dict[str, Any]]:
    rows = evidence_for_selection([person_id])
    known = {one.pk: one for one in Concept.objects.filter(pk__in={row.concept_id for row in rows})}
    return [
        {
            "construct": known[row.concept_id].key,
            "label_en": known[row.concept_id].label_en,
            "label_nl": known[row.concept_id].label_nl,
            "uri": known[row.concept_id].uri,
            "kind": row.kind,
            "value": row.value,
            "level": row.level,
            "standard_error": row.standard_error,
            "unit": row.unit,
            "instrument": row.instrument,
            "measured_on": row.measured_on.isoformat() if row.measured_on else None,
            "caveats": list(row.caveats),
        }
        for row in rows
    ]

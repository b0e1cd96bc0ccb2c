"""A person goes to another employer on the platform and takes results along: their own act, at both organisations as themselves.

Two transactions, since no transaction may see two organisations: first what goes along is written down here, then the
file is opened there. If the second fails nothing was handed over, and the first says only what the person wanted.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from maatwerk.apps.evidence.public import (
    Evidence,
    EvidenceRow,
    Kind,
    Measurement,
    evidence_for_selection,
    record_evidence,
)
from maatwerk.apps.journeys.consents import Scope, consents_of
from maatwerk.apps.journeys.models import Carried
from maatwerk.apps.people.public import Contact, Own, admit_person, contact_of, own_link
from maatwerk.apps.skills.public import Concept, ConceptSpec, concepts, ensure_concept
from maatwerk.apps.vacancies.public import PostingRow
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import Refusal

SOURCE = "brought along"


@dataclass(frozen=True, slots=True)
class Result:
    """One result that may go along."""

    id: uuid.UUID
    label: str
    instrument: str


@dataclass(frozen=True, slots=True)
class _Packed:
    spec: ConceptSpec
    row: EvidenceRow
    valid_until: dt.date | None


def may_go_along(person_id: uuid.UUID) -> list[Result]:
    """Return the test results that a person may take along: the newest of each concept, valid, on the common scale."""
    rows = _rows(person_id)
    known = {one.id: one.label for one in concepts({row.concept_id for row in rows})}
    return [Result(row.id, known[row.concept_id], row.instrument) for row in rows]


def _rows(person_id: uuid.UUID) -> list[EvidenceRow]:
    newest = {
        row.concept_id: row
        for row in evidence_for_selection([person_id])
        if row.kind == Kind.INSTRUMENT_RESULT and row.value is not None and row.unit == "sd"
    }
    return list(newest.values())


def go_along(own: Own, to: PostingRow, *, results: Sequence[uuid.UUID]) -> str:
    """Take contact and chosen results to another employer; returns the person's own address there, to apply from."""
    with tenancy.acting(organisation=own.organisation_id, person=own.person_id):
        contact, packed = _pack(own.person_id, to, results)
    with tenancy.acting(organisation=to.organisation_id, person=own.person_id):
        admit_person(own.person_id, contact)
        _unpack(own, to, packed)
        return own_link(own.person_id, page="applications:own_apply", args=(to.id,), language=own.language)


def _pack(
    person_id: uuid.UUID, to: PostingRow, results: Sequence[uuid.UUID]
) -> tuple[Contact, list[_Packed]]:
    if Scope.ELSEWHERE not in consents_of(person_id):
        raise Refusal(_("Agree first that your results may be compared with openings of other employers."))
    found = contact_of(person_id)
    if found is None:
        raise Refusal(_("There is no name of yours here that could go along."), code="no_identity")
    rows = [row for row in _rows(person_id) if row.id in set(results)]
    Carried.objects.get_or_create(
        organisation_id=tenancy.current_organisation(),
        person_id=person_id,
        posting_id=to.id,
        defaults={
            "to_organisation": to.organisation_id,
            "to_name": to.employer,
            "evidence": [str(row.id) for row in rows],
        },
    )
    events.record(
        "journeys.results_carried",
        object_id=to.id,
        person_id=person_id,
        to=str(to.organisation_id),
        pieces=len(rows),
    )
    known = {one.pk: one for one in Concept.objects.filter(pk__in=[row.concept_id for row in rows])}
    specs = {key: ConceptSpec(one.key, one.kind, one.label_en, one.label_nl) for key, one in known.items()}
    until = dict(Evidence.objects.filter(pk__in=[row.id for row in rows]).values_list("pk", "valid_until"))
    return Contact(found.name, found.email, found.phone, channel=found.channel), [
        _Packed(specs[row.concept_id], row, until.get(row.id)) for row in rows
    ]


def _unpack(own: Own, to: PostingRow, packed: Sequence[_Packed]) -> None:
    """Write what came along as a credential: no model here uses it unless a psychologist excepts that in writing."""
    occasion = uuid.uuid5(to.id, f"{own.organisation_id}:{own.person_id}")
    if not packed or Evidence.objects.filter(occasion=occasion).exists():
        return
    record_evidence(
        person_id=own.person_id,
        measurements=[
            Measurement(
                concept_id=ensure_concept(one.spec).pk,
                kind=Kind.CREDENTIAL,
                value=one.row.value,
                standard_error=one.row.standard_error,
                unit=one.row.unit,
                valid_until=one.valid_until,
                caveats=one.row.caveats,
            )
            for one in packed
        ],
        source=SOURCE,
        occasion=occasion,
    )

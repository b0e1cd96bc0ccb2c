"""Applicants with their results from a file: each gets a file of their own, evidence and an application."""

import hashlib
import uuid
from collections.abc import Sequence
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.applications.public import apply_for, may_register
from maatwerk.apps.audits.public import AttributeValue, record_attributes
from maatwerk.apps.evidence.public import Kind, Measurement, ensure_instrument, record_evidence
from maatwerk.apps.journeys.history import EvidenceSpec, HistoryError, Mapping, PersonRow, check_people
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.people.public import Contact, register_person
from maatwerk.apps.skills.public import ConceptSpec, ensure_concept
from maatwerk.kernel.refusals import NotAllowed, Refusal


@transaction.atomic
def bring_in_applicants(*, opportunity_id: uuid.UUID, path: Path, mapping: Mapping, by: Member) -> int:
    """Enter everybody in a file as an applicant of one vacancy, all of them or nobody."""
    if not may_register(by):
        raise NotAllowed(_("Your role does not include entering applications."))
    try:
        checked = check_people(path, mapping)
    except HistoryError as error:
        raise Refusal(str(error), code="unusable_file", field="file", status=422) from error
    if not checked.report.ok:
        shown = "\n".join(str(found) for found in checked.report.errors[:20])
        raise Refusal(shown, code="file_has_errors", field="file", status=422)
    for person in checked.people:
        enter_applicant(opportunity_id=opportunity_id, row=person, specs=mapping.evidence)
    return len(checked.people)


def enter_applicant(
    *,
    opportunity_id: uuid.UUID,
    row: PersonRow,
    specs: Sequence[EvidenceSpec],
    contact: Contact | None = None,
) -> uuid.UUID:
    """Enter one person: file, protected attributes behind their wall, application, evidence. Returns the person's key."""
    person = register_person(contact=contact)
    record_attributes(
        (
            AttributeValue(person, name, f"{value:g}" if isinstance(value, float) else value)
            for name, value in row.protected
        ),
        source="applicant",
    )
    apply_for(opportunity_id=opportunity_id, person_id=person, source=row.source or "")
    measured = measurements(row, specs)
    if measured:
        record_evidence(person_id=person, measurements=measured, source="file")
    return person


def measurements(row: PersonRow, specs: Sequence[EvidenceSpec]) -> list[Measurement]:
    """Return what a row says of a person, as evidence of the organisation's own concepts and instruments."""
    found = {one.construct: one for one in row.evidence}
    return [
        Measurement(
            concept_id=concept_for(spec),
            kind=Kind(spec.kind),
            value=found[spec.construct].value,
            level=found[spec.construct].level or "",
            instrument_id=instrument_for(spec),
        )
        for spec in specs
        if spec.construct in found
    ]


def concept_for(spec: EvidenceSpec) -> uuid.UUID:
    """Return the organisation's concept for a column, made where it is missing."""
    kind = "job_fact" if spec.kind == "job_fact" else "construct"
    return ensure_concept(ConceptSpec(spec.construct, kind, spec.label.en, spec.label.nl)).pk


def instrument_for(spec: EvidenceSpec) -> uuid.UUID | None:
    """Return the instrument a column came from, made (not yet approved) where it is missing."""
    if not spec.instrument:
        return None
    key = hashlib.sha256(spec.instrument.encode()).hexdigest()[:16]
    return ensure_instrument(key=key, version=spec.version or "1", name=spec.instrument).pk

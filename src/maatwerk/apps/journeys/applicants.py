"""Applicants with their results from a file: each gets a file of their own, evidence and an application."""

import hashlib
import uuid
from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.applications.public import apply_for, may_register
from maatwerk.apps.audits.public import AttributeValue, record_attributes
from maatwerk.apps.evidence.public import Kind, Measurement, ensure_instrument, record_evidence
from maatwerk.apps.journeys.history import (
    EvidenceSpec,
    HistoryError,
    Mapping,
    PersonRow,
    Table,
    check_people,
    read_table,
)
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.people.public import Contact, register_person
from maatwerk.apps.skills.public import ConceptSpec, ensure_concept
from maatwerk.kernel.refusals import NotAllowed, Refusal

#: What a column is called that says who somebody is. Such columns never reach the evidence, whatever the mapping says.
CONTACT_COLUMNS = {
    "name": ("name", "full name", "naam", "volledige naam"),
    "email": ("email", "e-mail", "e-mail address", "email address", "e-mailadres", "emailadres", "mail"),
    "phone": ("phone", "phone number", "telephone", "telefoon", "telefoonnummer", "mobiel"),
}


@transaction.atomic
def bring_in_applicants(*, opportunity_id: uuid.UUID, path: Path, mapping: Mapping, by: Member) -> int:
    """Enter everybody in a file as an applicant of one vacancy, all of them or nobody.

    Columns with names and contacts go behind their wall; a person without a name keeps a pseudonym.
    """
    if not may_register(by):
        raise NotAllowed(_("Your role does not include entering applications."))
    try:
        table = read_table(
            path,
            encoding=mapping.encoding,
            delimiter=mapping.delimiter,
            sheet=mapping.sheet,
            decimal=mapping.decimal,
        )
        told = contact_columns(table.header)
        known = {table.header[at] for at in told.values()}
        checked = check_people(table, replace(mapping, ignore=(*mapping.ignore, *sorted(known))))
        contacts = _contacts(table, told)
    except HistoryError as error:
        raise Refusal(str(error), code="unusable_file", field="file", status=422) from error
    if not checked.report.ok:
        shown = "\n".join(str(found) for found in checked.report.errors[:20])
        raise Refusal(shown, code="file_has_errors", field="file", status=422)
    for person in checked.people:
        found = (contacts[line.line] for line in person.lines if line.line in contacts)
        enter_applicant(
            opportunity_id=opportunity_id, row=person, specs=mapping.evidence, contact=next(found, None)
        )
    return len(checked.people)


def contact_columns(header: Sequence[str]) -> dict[str, int]:
    """Return where a file says who somebody is: places of the columns, by what they hold."""
    titles = [title.strip().casefold() for title in header]
    found = {
        field: [at for at, title in enumerate(titles) if title in words]
        for field, words in CONTACT_COLUMNS.items()
    }
    return {field: places[0] for field, places in found.items() if places}


def _contacts(table: Table, told: MappingType[str, int]) -> dict[int, Contact]:
    """Return who stands on each line; nobody where there is no name."""
    if "name" not in told:
        return {}
    return {
        row.line: Contact(**{field: row.cells[at] for field, at in told.items()})
        for row in table.rows()
        if len(row.cells) == len(table.header) and row.cells[told["name"]]
    }


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

"""A checked history becomes rows of five apps, in one transaction: all of it or nothing."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import ngettext

from maatwerk.apps.audits.public import AttributeValue, record_attributes
from maatwerk.apps.evidence.public import Kind, Measurement, PersonMeasurement, record_many
from maatwerk.apps.journeys.applicants import concept_for, instrument_for
from maatwerk.apps.journeys.history import CheckedHistory, EvidenceSpec, HistoryRow, Mapping
from maatwerk.apps.opportunities.public import ensure_job_family, job_family_named
from maatwerk.apps.outcomes.public import (
    History,
    PastEngagement,
    add_engagements,
    close_history,
    imported_already,
    imported_at,
    open_history,
    people_with_history,
)
from maatwerk.apps.people.public import people_by_external_id, register_people
from maatwerk.kernel.bulk import BATCH, batched
from maatwerk.kernel.refusals import Refusal

LONGEST_NUMBER = 120
Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import brought in."""

    history: History
    people: int
    engagements: int
    evidence: int
    protected: int


@dataclass(frozen=True, slots=True)
class CameInBefore:
    """These files came in before, at a moment, or some of their people did."""

    at: dt.datetime | None = None
    people: int = 0

    @property
    def code(self) -> str:
        """What a program reads."""
        return self.refusal.code

    @property
    def refusal(self) -> Refusal:
        """What an import says, in the language active now."""
        if self.at is not None:
            return imported_already(self.at)
        sentence = ngettext(
            "%(count)d person of these files is in an earlier history of this job family and would count twice.",
            "%(count)d people of these files are in an earlier history of this job family and would count twice.",
            self.people,
        )
        return Refusal(sentence % {"count": self.people}, code="people_known_already")

    def __str__(self) -> str:
        return self.refusal.sentence


@dataclass(frozen=True, slots=True)
class _Construct:
    """Where a column's evidence goes."""

    concept_id: uuid.UUID
    kind: str
    instrument_id: uuid.UUID | None


def import_history(checked: CheckedHistory, *, tell: Told = lambda done, total: None) -> Imported:
    """Write a checked history for the organisation acted for.

    Raises
    ------
    Refusal
        The check found errors; these files came in before; people in it are in another history of this job family.
    """
    mapping, report = checked.mapping, checked.report
    if not report.ok:
        raise Refusal(
            ngettext(
                "These files have %(count)d error. Mend it and try again; nothing was imported.",
                "These files have %(count)d errors. Mend them and try again; nothing was imported.",
                report.error_count,
            )
            % {"count": report.error_count},
            code="history_has_errors",
        )
    scale = (mapping.rating.minimum, mapping.rating.maximum) if mapping.rating else None
    family = ensure_job_family(mapping.job_family, rating_scale=scale)
    history = open_history(
        job_family_id=family.pk,
        name=mapping.name,
        sampling=report.sampling,
        fingerprint=_fingerprint(checked),
        report=report_as_dict(checked),
    )
    constructs = {spec.construct: _construct(spec) for spec in mapping.evidence}
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a million deferred checks would fill the memory
    counts = [0, 0, 0, 0]
    for batch in batched(checked.rows(), BATCH):
        counts = [a + b for a, b in zip(counts, _write(history, mapping, constructs, batch), strict=True)]
        tell(counts[1], report.engagements)
    if counts[1] != report.engagements:
        raise RuntimeError(f"{counts[1]} engagements written, {report.engagements} checked")
    close_history(history, people=report.persons, engagements=counts[1])
    return Imported(history, report.persons, counts[1], counts[2], counts[3])


def _fingerprint(checked: CheckedHistory) -> str:
    """Return one hash over the content of all files, in the order of their names."""
    parts = sorted(f"{file.name}:{file.fingerprint}" for file in checked.report.files)
    contents = sorted(file.fingerprint for file in checked.report.files)
    return contents[0] if len(parts) == 1 else hashlib.sha256("\n".join(contents).encode()).hexdigest()


def report_as_dict(checked: CheckedHistory) -> dict[str, object]:
    """Return the counts of a report as JSON, to keep with the history."""
    report = checked.report
    return {
        "files": [
            {"name": file.name, "sha256": file.fingerprint, "rows": file.rows_read} for file in report.files
        ],
        "persons": report.persons,
        "engagements": report.engagements,
        "separated": report.separated,
        "exact_duplicates": report.exact_duplicates,
        "repeated_administrations": report.repeated_administrations,
        "repeated_persons": report.repeated_persons,
        "persons_without_engagement": report.persons_without_engagement,
        "dropped": [{"code": one.reason.code, "count": one.count} for one in report.dropped],
        "warnings": report.warning_count,
        "mapping": checked.mapping.text,
    }


def _construct(spec: EvidenceSpec) -> _Construct:
    return _Construct(concept_for(spec), Kind(spec.kind), instrument_for(spec))


def _write(
    history: History, mapping: Mapping, constructs: dict[str, _Construct], batch: list[HistoryRow]
) -> tuple[int, int, int, int]:
    """Write one batch of employments and return how many people, engagements, evidence and attributes it held."""
    people = _people(history, mapping, batch)
    occasions = [uuid.uuid4() for _ in batch]
    engagements = add_engagements(history, _engagements(batch, people, occasions))
    evidence = record_many(
        _measurements(batch, people, occasions, constructs), source=f"history:{history.pk}"
    )
    protected = record_attributes(_attributes(batch, people), source=f"history:{history.pk}")
    return len(people), engagements, evidence, protected


def _people(history: History, mapping: Mapping, batch: list[HistoryRow]) -> dict[str, uuid.UUID]:
    """Return the person behind each key, registering those not known; people in another history are refused."""
    keys = list(dict.fromkeys(row.person_key for row in batch))
    numbers = {key: _number(mapping, key) for key in keys}
    known = people_by_external_id(numbers.values())
    elsewhere = people_with_history(history.job_family_id, known.values(), besides=history.pk)
    if elsewhere:
        raise CameInBefore(people=len(elsewhere)).refusal
    new = [key for key in keys if numbers[key] not in known]
    made = dict(zip(new, register_people(numbers[key] for key in new), strict=True))
    return {key: known.get(numbers[key]) or made[key] for key in keys}


def _number(mapping: Mapping, person_key: str) -> str:
    """Return the number under which the organisation knows somebody from its files."""
    number = f"{mapping.name[:60]}/{person_key}"
    if len(number) <= LONGEST_NUMBER:
        return number
    digest = hashlib.sha256(number.encode()).hexdigest()[
        :32
    ]  # cut off plainly, two long keys could become one person
    return f"{number[: LONGEST_NUMBER - 33]}#{digest}"


def people_known(job_family_id: uuid.UUID, mapping: Mapping, keys: Iterable[str]) -> int:
    """Return how many of these people a history of the job family holds already, by their number in the files."""
    found: set[uuid.UUID] = set()
    for batch in batched(keys, BATCH):
        known = people_by_external_id({_number(mapping, key) for key in batch})
        found |= people_with_history(job_family_id, known.values())
    return len(found)


def came_in_before(checked: CheckedHistory) -> CameInBefore | None:
    """Return why an import would be refused though nothing is wrong with the files; stores nothing.

    People are looked up only in files without errors: the others tell too little of who they are about.
    """
    family = job_family_named(checked.mapping.job_family)
    if family is None:
        return None
    at = imported_at(family.id, _fingerprint(checked))
    if at is not None:
        return CameInBefore(at=at)
    people = people_known(family.id, checked.mapping, (row.person_key for row in checked.rows()))
    return CameInBefore(people=people) if people else None


def _engagements(
    batch: list[HistoryRow], people: dict[str, uuid.UUID], occasions: list[uuid.UUID]
) -> Iterator[PastEngagement]:
    for row, occasion in zip(batch, occasions, strict=True):
        yield PastEngagement(
            engagement_id=uuid.uuid4(),
            person_id=people[row.person_key],
            occasion=occasion,
            tenure_months=row.tenure_months,
            separated=row.separated,
            entry_months=row.entry_months,
            started_on=row.hired_on,
            performance=row.rating,
            source=row.source or "",
        )


def _measurements(
    batch: list[HistoryRow],
    people: dict[str, uuid.UUID],
    occasions: list[uuid.UUID],
    constructs: dict[str, _Construct],
) -> Iterator[PersonMeasurement]:
    for row, occasion in zip(batch, occasions, strict=True):
        for found in row.evidence:
            at = constructs[found.construct]
            yield PersonMeasurement(
                person_id=people[row.person_key],
                occasion=occasion,
                administrations=found.administrations,
                measurement=Measurement(
                    concept_id=at.concept_id,
                    kind=at.kind,
                    value=found.value,
                    level=found.level or "",
                    instrument_id=at.instrument_id,
                ),
            )


def _attributes(batch: list[HistoryRow], people: dict[str, uuid.UUID]) -> Iterator[AttributeValue]:
    said = {(people[row.person_key], name): value for row in batch for name, value in row.protected}
    for (person, name), value in said.items():
        yield AttributeValue(person, name, f"{value:g}" if isinstance(value, float) else value)

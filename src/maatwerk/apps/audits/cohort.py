"""Who applied and what became of them, read behind the wall: login *audit* alone, and nothing here leaves it."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Min
from django.utils import timezone

from maatwerk.apps.advice.public import Advice
from maatwerk.apps.applications.public import Application, Decision
from maatwerk.apps.audits.models import ProtectedAttribute
from maatwerk.apps.audits.rules import ORDER, OVER_40, band
from maatwerk.apps.evidence.public import Evidence, Kind
from maatwerk.apps.vacancies.public import Touchpoint

AUDIT = "audit"
SCORED = ("version", "instrument")  # what `scores` returns, in its order
Groups = dict[uuid.UUID, dict[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """A person's last application that ended in a period, with what divides the work; `reached` is a place in `ORDER`."""

    person: uuid.UUID
    on: dt.date
    hired: bool
    withdrew: bool
    reached: int
    channel: str
    family: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Scored:
    """A score of a person, of one version or one scale of one instrument."""

    person: uuid.UUID
    of: str
    score: float


def first_end() -> dt.date | None:
    """Return the day on which the first application ended."""
    found = (
        Application.objects.using(AUDIT).filter(import_id__isnull=True).aggregate(at=Min("closed_at"))["at"]
    )
    return timezone.localdate(found) if found else None


def ends_of(person: uuid.UUID) -> set[dt.date]:
    """Return the days on which applications of one person ended here."""
    rows = Application.objects.using(AUDIT).filter(
        person_id=person, closed_at__isnull=False, import_id__isnull=True
    )
    return {timezone.localdate(at) for at in rows.values_list("closed_at", flat=True) if at}


def week(day: dt.date) -> dt.date:
    """Return the Monday of a day's week."""
    return day - dt.timedelta(days=day.weekday())


def applied(
    start: dt.date, end: dt.date, *, first: bool = False, person: uuid.UUID | None = None
) -> list[Applied]:
    """Return who applied and heard the end of it from a day to a day; each person once, by the last (or the first) of it.

    By the first, what was counted once stays as it was, whatever somebody does later. With `person` that one alone.
    """
    rows = (
        Application.objects.using(AUDIT)
        .filter(
            closed_at__date__gte=start,
            closed_at__date__lte=end,
            import_id__isnull=True,  # what came in ended elsewhere: nobody decided it here
            **({} if person is None else {"person_id": person}),
        )
        .order_by("closed_at", "id")
    )
    found = list(
        rows.values_list(
            "id",
            "person_id",
            "opportunity_id",
            "source",
            "stage",
            "closed_at",
            "opportunity__job_family__name",
        )
    )
    kept = {row[1]: row for row in (reversed(found) if first else found)}
    reached = _reached({row[0] for row in kept.values()})
    channels, versions = _channels({row[2] for row in found}), _versions({row[2] for row in found})
    return [
        Applied(
            person=person,
            on=timezone.localdate(closed),
            hired=stage == "hired",
            withdrew=stage == "withdrawn",
            reached=len(ORDER) - 1 if stage == "hired" else reached.get(key, 0),
            channel=channels.get((person, vacancy)) or source.strip() or "unknown",
            family=family,
            version=versions.get((person, vacancy), ""),
        )
        for key, person, vacancy, source, stage, closed, family in kept.values()
    ]


def _reached(applications: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Return how far each application came by decisions that were not taken back."""
    rows = Decision.objects.using(AUDIT).filter(application_id__in=applications)
    made = list(rows.values_list("id", "application_id", "choice", "to_stage", "undoes_id"))
    undone = {undoes for *_rest, undoes in made if undoes}
    found: dict[uuid.UUID, int] = {}
    for key, application, choice, stage, _undoes in made:
        if key not in undone and choice in {"advance", "hire"} and stage in ORDER:
            found[application] = max(found.get(application, 0), ORDER.index(stage))
    return found


def _channels(vacancies: Collection[uuid.UUID]) -> dict[tuple[uuid.UUID, uuid.UUID], str]:
    links = Touchpoint.objects.using(AUDIT).filter(basis=Touchpoint.Basis.LINK, opportunity_id__in=vacancies)
    rows = links.order_by("at", "id").values_list("person_id", "opportunity_id", "link__channel")
    return {(person, vacancy): channel for person, vacancy, channel in rows}


def _versions(vacancies: Collection[uuid.UUID]) -> dict[tuple[uuid.UUID, uuid.UUID], str]:
    rows = Advice.objects.using(AUDIT).filter(opportunity_id__in=vacancies, version__isnull=False)
    return {
        (person, vacancy): str(version)
        for person, vacancy, version in rows.values_list("person_id", "opportunity_id", "version_id")
    }


def scores(people: Collection[uuid.UUID]) -> tuple[list[Scored], list[Scored]]:
    """Return the scores of these people by model version, and by scale of an instrument."""
    advice = Advice.objects.using(AUDIT).filter(
        person_id__in=people, score__isnull=False, version__isnull=False
    )
    by_version = [
        Scored(person, str(version), score or 0.0)
        for person, version, score in advice.order_by("created_at", "id").values_list(
            "person_id", "version_id", "score"
        )
    ]
    evidence = Evidence.objects.using(AUDIT).filter(
        person_id__in=people, kind=Kind.INSTRUMENT_RESULT, value__isnull=False, instrument__isnull=False
    )
    by_scale = [
        Scored(person, f"{instrument}:{concept}", value or 0.0)
        for person, instrument, concept, value in evidence.order_by("recorded_at", "id").values_list(
            "person_id", "instrument_id", "concept_id", "value"
        )
    ]
    return _last(by_version), _last(by_scale)


def _last(rows: Iterable[Scored]) -> list[Scored]:
    return list({(row.person, row.of): row for row in rows}.values())


def groups_of(people: Collection[uuid.UUID], *, on: dt.date | Mapping[uuid.UUID, dt.date]) -> Groups:
    """Return the groups of each person by attribute; ages at a day (or at each one's own) become bands, and 40 and over."""
    wanted = set(people)
    found: Groups = defaultdict(dict)
    names = ProtectedAttribute.Name
    rows = (
        ProtectedAttribute.objects.using(AUDIT)
        .exclude(attribute=names.MANAGER_SEX)
        .order_by("recorded_at", "id")
        .values_list("person_id", "attribute", "value")
    )
    for person, attribute, value in rows.iterator():
        if person not in wanted:
            continue
        if attribute in {names.AGE, names.BIRTH_YEAR}:
            day = on if isinstance(on, dt.date) else on[person]
            years = day.year - float(value) if attribute == names.BIRTH_YEAR else float(value)
            found[person] |= {"age": band(years), "age_40": "40+" if years >= OVER_40 else "<40"}
        else:
            found[person][attribute] = value
    return found

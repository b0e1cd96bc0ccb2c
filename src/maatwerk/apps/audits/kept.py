"""What audits need of people who were erased: put away before, counted as if they were still there.

Somebody erased before their period was counted waits for it under a random key, and is thrown away with the count. The trend and
the channels, which are looked at again and again, count them in batches. *App*, which erases, cannot read any of it back.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Max
from django.utils import timezone

from maatwerk.apps.audits import cohort
from maatwerk.apps.audits.models import ImpactAudit, KeptCounts, WaitingGroups
from maatwerk.apps.audits.queries import groups_by_attribute, people_by_channel
from maatwerk.apps.audits.rules import in_force, period_of
from maatwerk.kernel import tenancy
from maatwerk.kernel.keeping.kept_sums import hold_sums

AUDIT = "audit"
APPLICANT, SCORE, TREND, CHANNEL = "applicant", "score", "trend", "channel"
Cells = dict[
    str, dict[str, dict[str, tuple[int, int]]]
]  # attribute → group → week or channel → people, hired


def keep_groups(person_id: uuid.UUID) -> None:
    """Put away what audits need of one person about to be erased, where no key leads to them."""
    organisation = tenancy.current_organisation()
    with tenancy.acting(organisation=organisation, using=AUDIT):
        rows = [*_of_periods(person_id), *_of_trend(person_id), *_of_channels(person_id)]
    WaitingGroups.objects.bulk_create(
        WaitingGroups(id=uuid.uuid4(), organisation_id=organisation, kind=kind, period=period, row=row)
        for kind, period, row in rows
    )


Row = tuple[str, dt.date | None, dict[str, Any]]


def _of_periods(person: uuid.UUID) -> Iterator[Row]:
    """Yield what a period that was not counted yet needs: the last application of it, and scores under keys of their own."""
    months: int = in_force("impact.period_months")
    last = ImpactAudit.objects.using(AUDIT).aggregate(end=Max("end"))["end"]
    for start, end in sorted({period_of(day, months=months) for day in cohort.ends_of(person)}):
        if last is not None and start <= last:
            continue
        groups = cohort.groups_of({person}, on=end).get(person, {})
        for one in cohort.applied(start, end, person=person):
            row = {name: value for name, value in asdict(one).items() if name not in {"person", "on"}}
            yield APPLICANT, start, row | {"groups": groups}
            if not one.withdrew:
                for part, scores in zip(cohort.SCORED, cohort.scores({person}), strict=True):
                    for found in scores:
                        yield (
                            SCORE,
                            start,
                            {"part": part, "of": found.of, "score": found.score, "groups": groups},
                        )


def _of_trend(person: uuid.UUID) -> Iterator[Row]:
    first = cohort.first_end()
    if first is None:
        return
    for one in cohort.applied(first, timezone.localdate(), first=True, person=person):
        if not one.withdrew:
            for attribute, group in cohort.groups_of({person}, on=one.on).get(person, {}).items():
                yield TREND, None, _counted(attribute, group, cohort.week(one.on).isoformat(), one.hired)


def _of_channels(person: uuid.UUID) -> Iterator[Row]:
    channels, hired = people_by_channel(person)
    for attribute, groups in groups_by_attribute(channels).items():
        yield (
            CHANNEL,
            None,
            _counted(attribute, groups[person], channels[person], hired[person]),
        )


def _counted(attribute: str, group: str, at: str, hired: bool) -> dict[str, Any]:
    return {"attribute": attribute, "group": group, "at": at, "hired": hired}


@dataclass(frozen=True, slots=True)
class KeptOfPeriod:
    """Who was erased before their period was counted: what became of them, their scores, and their groups, by random keys."""

    applied: tuple[cohort.Applied, ...]
    scored: Mapping[str, tuple[cohort.Scored, ...]]
    groups: Mapping[uuid.UUID, Mapping[str, str]]


def kept_of_period(start: dt.date, end: dt.date) -> KeptOfPeriod:
    """Return what waits for a period; over the *audit* login."""
    applied, scored, groups = [], defaultdict(list), {}
    for one in WaitingGroups.objects.using(AUDIT).filter(period=start).order_by("id"):
        row = dict(one.row)
        groups[one.pk] = row.pop("groups")
        if one.kind == APPLICANT:
            applied.append(cohort.Applied(person=one.pk, on=end, **row))
        else:
            scored[row["part"]].append(cohort.Scored(one.pk, row["of"], row["score"]))
    return KeptOfPeriod(tuple(applied), {part: tuple(rows) for part, rows in scored.items()}, groups)


def forget_period(start: dt.date) -> None:
    """Throw away who waited for a period that is counted now, and for earlier ones that never will be."""
    WaitingGroups.objects.using(AUDIT).filter(period__lte=start).delete()


def kept_counts(kind: str) -> Cells:
    """Return the counts of everybody erased, those who wait for their batch included; over the *audit* login."""
    total: Cells = {}
    for batch in KeptCounts.objects.using(AUDIT).filter(kind=kind):
        for group, places in batch.cells.items():
            for at, (people, hired) in places.items():
                _add(total, (batch.attribute, group, at), people, hired)
    return _with(total, WaitingGroups.objects.using(AUDIT).filter(kind=kind))


def _with(total: Cells, waiting: Iterable[WaitingGroups]) -> Cells:
    for one in waiting:
        _add(total, (one.row["attribute"], one.row["group"], one.row["at"]), 1, int(one.row["hired"]))
    return total


def _add(total: Cells, key: tuple[str, str, str], people: int, hired: int) -> None:
    attribute, group, at = key
    places = total.setdefault(attribute, {}).setdefault(group, {})
    before = places.get(at, (0, 0))
    places[at] = (before[0] + people, before[1] + hired)


def sum_groups() -> int:
    """Count those who wait, of a kind and attribute that enough wait for; then forget them. Return batches made."""
    organisation = tenancy.current_organisation()
    with tenancy.acting(organisation=organisation, using=AUDIT):
        hold_sums(using=AUDIT)
        waiting: dict[tuple[str, str], list[WaitingGroups]] = defaultdict(list)
        for one in WaitingGroups.objects.using(AUDIT).filter(period__isnull=True):
            waiting[one.kind, one.row["attribute"]].append(one)
        full = {key: rows for key, rows in waiting.items() if len(rows) >= in_force("erasure.smallest_batch")}
        KeptCounts.objects.using(AUDIT).bulk_create(
            KeptCounts(
                organisation_id=organisation,
                kind=kind,
                attribute=attribute,
                n=len(rows),
                cells=_with({}, rows)[attribute],
            )
            for (kind, attribute), rows in full.items()
        )
        counted = [one.pk for rows in full.values() for one in rows]
        WaitingGroups.objects.using(AUDIT).filter(pk__in=counted).delete()
    return len(full)

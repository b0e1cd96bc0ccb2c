"""What left the wall, as pages read it: audits, their tables, the trend and the alarms. Login *app*."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from maatwerk.apps.audits.models import AlarmStep, AuditTable, ImpactAlarm, ImpactAudit, TrendPoint
from maatwerk.apps.organisations.public import names


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One period that was counted."""

    id: uuid.UUID
    start: dt.date
    end: dt.date
    people: int
    withdrew: int
    erased: int
    computed_at: dt.datetime


@dataclass(frozen=True, slots=True)
class TableRow:
    """One table of an audit, as it was stored: small cells are left out already."""

    outcome: str
    part: str
    level: str
    label: str
    attributes: str
    table: dict[str, Any]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The groups."""
        return list(self.table["rows"])

    @property
    def is_flagged(self) -> bool:
        """Whether a group lies below four fifths."""
        return any(row["impact"] and row["impact"]["below_four_fifths"] for row in self.rows)


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """An alarm, with how many steps of each kind were written down."""

    id: uuid.UUID
    attribute: str
    group: str
    since: dt.date
    week: dt.date
    low: float
    high: float
    people: int
    raised_at: dt.datetime
    steps: dict[str, int]


@dataclass(frozen=True, slots=True)
class StepRow:
    """What somebody wrote down about an alarm."""

    kind: str
    kind_label: str
    text: str
    by: str
    at: dt.datetime


def audits() -> list[AuditRow]:
    """Return the periods that were counted, the newest first."""
    return [
        AuditRow(a.pk, a.start, a.end, a.people, a.withdrew, a.erased, a.computed_at)
        for a in ImpactAudit.objects.order_by("-start")
    ]


def told_until(until: dt.datetime) -> dict[str, Any]:
    """Return every period that was counted until a moment with its tables, and every alarm raised, as they were stored."""
    counted = [
        {
            "start": one.start, "end": one.end, "people": one.people, "withdrew": one.withdrew, "erased": one.erased,
            "computed_at": one.computed_at, "tables": [asdict(table) for table in tables(one.id)],
        }
        for one in audits() if one.computed_at <= until
    ]  # fmt: skip
    raised = [
        {name: value for name, value in asdict(one).items() if name != "steps"}
        for one in alarms()
        if one.raised_at <= until
    ]
    return {"periods": counted, "alarms": sorted(raised, key=lambda one: one["id"])}


def tables(audit_id: uuid.UUID) -> list[TableRow]:
    """Return every table of one audit: everybody first, then the stages in order, then the parts by name."""
    found = AuditTable.objects.filter(audit_id=audit_id).order_by("part", "label", "attributes")
    return [TableRow(t.outcome, t.part, t.level, t.label, t.attributes, t.table) for t in found]


def trend() -> dict[tuple[str, str], list[TrendPoint]]:
    """Return the months of every group, by attribute and group."""
    found: dict[tuple[str, str], list[TrendPoint]] = {}
    for point in TrendPoint.objects.order_by("attribute", "group", "until"):
        found.setdefault((point.attribute, point.group), []).append(point)
    return found


def alarms() -> list[AlarmRow]:
    """Return the alarms, the newest first."""
    counted = Counter(AlarmStep.objects.values_list("alarm_id", "kind"))
    return [_alarm(one, counted) for one in ImpactAlarm.objects.order_by("-raised_at", "id")]


def alarm(key: uuid.UUID) -> tuple[AlarmRow, Sequence[StepRow]]:
    """Return one alarm with what was written down, oldest first; `ImpactAlarm.DoesNotExist` where there is none."""
    found = ImpactAlarm.objects.get(pk=key)
    steps = list(AlarmStep.objects.filter(alarm_id=key).order_by("at", "id"))
    known = names({one.by_id for one in steps})
    rows = [StepRow(s.kind, s.get_kind_display(), s.text, known.get(s.by_id, ""), s.at) for s in steps]
    return _alarm(found, Counter((key, s.kind) for s in steps)), rows


def _alarm(one: ImpactAlarm, counted: Counter[tuple[uuid.UUID, str]]) -> AlarmRow:
    steps = {kind: counted[one.pk, kind] for kind in AlarmStep.Kind.values}
    return AlarmRow(
        one.pk, one.attribute, one.group, one.since, one.week, one.ratio_low, one.ratio_high, one.people,
        one.raised_at, steps,
    )  # fmt: skip

"""Audits of impact: periods are counted once they are over, and the trend is looked at every night. Runs on the audit login."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from maatwerk.apps.advice.public import ModelVersion
from maatwerk.apps.audits import analysis, cohort
from maatwerk.apps.audits.kept import TREND, KeptOfPeriod, forget_period, kept_counts, kept_of_period
from maatwerk.apps.audits.models import (
    AuditTable,
    ImpactAlarm,
    ImpactAudit,
    ImpactLook,
    TrendPoint,
)
from maatwerk.apps.audits.rules import CROSSED, ORDER, PARTS, in_force, periods
from maatwerk.apps.audits.words import attribute_label, group_label
from maatwerk.apps.cases.public import Asked, Case, open_case
from maatwerk.apps.evidence.public import Instrument
from maatwerk.apps.organisations.public import Organisation
from maatwerk.apps.skills.public import concepts
from maatwerk.kernel import events, jobs, tenancy
from maatwerk.kernel.keeping.kept_sums import erased_people, hold_sums
from maatwerk.ui.formats import number

AUDIT = "audit"
LOOK = "audits.look_at_trend"
SUBJECT = "impact_alarm"
AT_NIGHT = dt.time(3, 10)


def count_periods() -> list[ImpactAudit]:
    """Count every period that is over and was not counted yet; one that was is never counted again.

    Periods do not overlap and each is counted once: no two counts can be subtracted to learn who came in between.
    """
    with tenancy.acting(organisation=tenancy.current_organisation(), using=AUDIT):
        hold_sums(using=AUDIT)
        first = cohort.first_end()
        if first is None:
            return []
        done = set(ImpactAudit.objects.using(AUDIT).values_list("start", flat=True))
        last = max(ImpactAudit.objects.using(AUDIT).values_list("end", flat=True), default=None)
        months = in_force("impact.period_months")
        wanted = [
            (start, end)
            for start, end in periods(first, timezone.localdate(), months=months)
            if start not in done and (last is None or start > last)
        ]
        return [audit for start, end in wanted if (audit := _count(start, end)) is not None]


def _count(start: dt.date, end: dt.date) -> ImpactAudit | None:
    kept, erased = kept_of_period(start, end), erased_people()
    everybody = [one for one in cohort.applied(start, end) if one.person not in erased]
    everybody += kept.applied
    if not everybody:
        return None
    organisation = tenancy.current_organisation()
    audit = ImpactAudit.objects.using(AUDIT).create(
        organisation_id=organisation,
        start=start,
        end=end,
        people=len(everybody),
        withdrew=sum(one.withdrew for one in everybody),
        erased=len(kept.applied),
    )
    groups = cohort.groups_of({one.person for one in everybody}, on=end) | dict(kept.groups)
    smallest = in_force("audit.smallest_cell")
    found = _tables(everybody, groups, smallest_cell=smallest)
    found += _scored(everybody, groups, kept, smallest_cell=smallest)
    labels = _labels(found)
    AuditTable.objects.using(AUDIT).bulk_create(
        AuditTable(
            organisation_id=organisation,
            audit=audit,
            outcome=one.outcome,
            part=one.part,
            level=one.level,
            label=labels.get((one.part, one.level), one.level),
            attributes="+".join(one.attributes),
            table=one.table,
        )
        for one in found
    )
    forget_period(start)
    events.record(
        "audits.period_counted", object_id=audit.pk, using=AUDIT, start=start.isoformat(), tables=len(found)
    )
    return audit


def _tables(
    everybody: Sequence[cohort.Applied], groups: Mapping[uuid.UUID, Mapping[str, str]], *, smallest_cell: int
) -> list[analysis.Table]:
    """Return the tables of everybody, of the parts and of the stages."""
    decided = [one for one in everybody if not one.withdrew]
    made = analysis.period_tables(
        [groups.get(one.person, {}) for one in decided],
        [{part: getattr(one, part) for part in PARTS if getattr(one, part)} for one in decided],
        [one.hired for one in decided],
        crossed=CROSSED,
        smallest_cell=smallest_cell,
    )
    for place in range(1, len(ORDER)):
        entered = [
            one
            for one in everybody
            if one.reached >= place - 1 and not (one.withdrew and one.reached == place - 1)
        ]
        if not any(one.reached >= place for one in entered):
            continue
        made += analysis.outcome_tables(
            [groups.get(one.person, {}) for one in entered],
            [one.reached >= place for one in entered],
            outcome="selected",
            part="stage",
            level=ORDER[place - 1],
            smallest_cell=smallest_cell,
        )
    return made


def _scored(
    everybody: Sequence[cohort.Applied],
    groups: Mapping[uuid.UUID, Mapping[str, str]],
    kept: KeptOfPeriod,
    *,
    smallest_cell: int,
) -> list[analysis.Table]:
    """Return who scores above the median, by model version and by scale of an instrument."""
    made: list[analysis.Table] = []
    decided = {one.person for one in everybody if not one.withdrew}
    for part, rows in zip(cohort.SCORED, cohort.scores(decided), strict=True):
        by_what: dict[str, list[cohort.Scored]] = defaultdict(list)
        for row in [*rows, *kept.scored.get(part, ())]:
            by_what[row.of].append(row)
        for what, scored in by_what.items():
            made += analysis.outcome_tables(
                [groups.get(row.person, {}) for row in scored],
                analysis.above_median([row.score for row in scored]),
                outcome="scored",
                part=part,
                level=what,
                smallest_cell=smallest_cell,
            )
    return made


def _labels(found: Sequence[analysis.Table]) -> dict[tuple[str, str], str]:
    """Return what versions and scales are called; channels, stages and kinds of work say it themselves."""
    versions = {one.level for one in found if one.part == "version"}
    rows = ModelVersion.objects.using(AUDIT).filter(pk__in=versions)
    labels = {
        ("version", str(key)): f"{family}, {n}"
        for key, family, n in rows.values_list("pk", "job_family__name", "number")
    }
    scales = {one.level for one in found if one.part == "instrument"}
    pairs = [scale.partition(":") for scale in scales]
    tests = dict(
        Instrument.objects.using(AUDIT).filter(pk__in={a for a, _s, _b in pairs}).values_list("pk", "name")
    )
    names = {str(row.id): row.label for row in concepts({uuid.UUID(b) for _a, _s, b in pairs}, using=AUDIT)}
    for instrument, _sign, concept in pairs:
        test = tests.get(uuid.UUID(instrument), "")
        labels["instrument", f"{instrument}:{concept}"] = f"{names.get(concept, '')} ({test})"
    return labels


def look_at_trend() -> list[uuid.UUID]:
    """Follow every group beside everybody else, keep the months that are new, and open a case for each new alarm.

    The alarm holds however often somebody looks; its false alarms, ever, over all groups of an attribute together are at most
    the share that the rule table states.
    """
    organisation = tenancy.current_organisation()
    with tenancy.acting(organisation=organisation, using=AUDIT):
        hold_sums(using=AUDIT)
        first, today = cohort.first_end(), timezone.localdate()
        if first is None:
            return []
        decided = [one for one in cohort.applied(first, today, first=True) if not one.withdrew]
        # everybody as old as on the day they heard: who has a birthday changes nothing that was counted
        groups = cohort.groups_of({one.person for one in decided}, on={one.person: one.on for one in decided})
        found = analysis.watched(
            [groups.get(one.person, {}) for one in decided],
            [cohort.week(one.on) for one in decided],
            [one.hired for one in decided],
            kept=kept_counts(TREND),
            wrong=in_force("impact.alarm_share"),
            smallest_cell=in_force("audit.smallest_cell"),
        )
        for one in found:
            _keep(one, organisation)
    return _open_cases()


def _keep(found: analysis.Watched, organisation: uuid.UUID) -> None:
    """Keep the months that are new, and the alarm if it is; what was given out once never changes."""
    known = TrendPoint.objects.using(AUDIT).filter(attribute=found.attribute, group=found.group)
    last = max(known.values_list("until", flat=True), default=dt.date.min)
    TrendPoint.objects.using(AUDIT).bulk_create(
        TrendPoint(
            organisation_id=organisation,
            attribute=found.attribute,
            group=found.group,
            until=point.week,
            ratio_low=point.low,
            ratio_high=point.high,
            people=point.people,
        )
        for point in found.points
        if point.week > last
    )
    if found.alarm is None or found.alarm.high is None:
        return
    raised = ImpactAlarm.objects.using(AUDIT).filter(attribute=found.attribute, group=found.group)
    if raised.exists():
        return
    alarm = ImpactAlarm.objects.using(AUDIT).create(
        organisation_id=organisation,
        attribute=found.attribute,
        group=found.group,
        since=found.since,
        week=found.alarm.week,
        ratio_low=found.alarm.low,
        ratio_high=found.alarm.high,
        people=found.alarm.people,
    )
    events.record("audits.alarm_raised", object_id=alarm.pk, using=AUDIT, attribute=found.attribute)


def _open_cases() -> list[uuid.UUID]:
    """Open a case for each alarm that has none yet, in the organisation's language; return the alarms."""
    language = Organisation.objects.get(pk=tenancy.current_organisation()).language
    about = Case.objects.filter(subject=SUBJECT, object_id__isnull=False).values_list("object_id", flat=True)
    cased = {key for key in about if key is not None}
    opened = []
    for alarm in ImpactAlarm.objects.exclude(pk__in=cased):
        with translation.override(language):
            text = _(
                "%(group)s (%(attribute)s) are hired less often than everybody else, and not by chance: between %(low)s and "
                "%(high)s times as often, over %(people)s people. Look at the steps and the channels, write down what may be "
                "behind it, what you do, and what comes of it."
            ) % {
                "group": group_label(alarm.group).capitalize(),
                "attribute": attribute_label(alarm.attribute),
                "low": number(alarm.ratio_low, 2),
                "high": number(alarm.ratio_high, 2),
                "people": number(alarm.people),
            }
        open_case(Asked(kind=Case.Kind.ALARM, text=text, subject=SUBJECT, object_id=alarm.pk))
        opened.append(alarm.pk)
    return opened


def expect_look() -> None:
    """Have the trend looked at in the coming night; once, however much is decided on a day."""
    jobs.tonight(ImpactLook, task=LOOK, at=AT_NIGHT)

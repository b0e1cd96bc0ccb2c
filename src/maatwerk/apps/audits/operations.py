"""Writes behind the wall: protected attributes go in, tables of counts come out."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from maatwerk.apps.audits import analysis
from maatwerk.apps.audits.kept import CHANNEL, kept_counts
from maatwerk.apps.audits.models import ChannelImpact, ImpactTable, ProtectedAttribute
from maatwerk.apps.audits.queries import groups_by_attribute, people_by_channel, training_scores
from maatwerk.apps.audits.rules import in_force
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.bulk import insert_rows
from maatwerk.kernel.ids import new_id
from maatwerk.kernel.keeping.kept_sums import hold_sums

AUDIT = "audit"
DAYS_BETWEEN = 30  # two counts of channels; our own rule


@dataclass(frozen=True, slots=True)
class AttributeValue:
    """One protected attribute of one person."""

    person_id: uuid.UUID
    attribute: str
    value: str


def record_attributes(found: Iterable[AttributeValue], *, source: str) -> int:
    """Write protected attributes; whoever writes them cannot read them back."""
    organisation = tenancy.current_organisation()
    return insert_rows(
        ProtectedAttribute,
        ["id", "organisation", "person", "attribute", "value", "source"],
        (
            (new_id(), organisation, one.person_id, ProtectedAttribute.Name(one.attribute), one.value, source)
            for one in found
        ),
    )


def compute_impact(*, version_id: uuid.UUID) -> list[ImpactTable]:
    """Count, behind the wall, whom a version scores in the upper half, by group; only shown counts are stored.

    Safe to repeat: tables that exist are kept, since a version never changes.
    """
    with tenancy.acting(organisation=tenancy.current_organisation(), using=AUDIT):
        done = set(
            ImpactTable.objects.using(AUDIT).filter(version_id=version_id).values_list("attribute", flat=True)
        )
        scores = training_scores(version_id)
        groups = {name: found for name, found in groups_by_attribute(scores).items() if name not in done}
        made = [
            ImpactTable(
                organisation_id=tenancy.current_organisation(),
                version_id=version_id,
                attribute=attribute,
                table=table,
            )
            for attribute, table in analysis.impact_tables(
                groups, scores, smallest_cell=in_force("audit.smallest_cell")
            ).items()
        ]
        ImpactTable.objects.using(AUDIT).bulk_create(made)
        if made:
            events.record(
                "audits.impact_computed",
                object_id=version_id,
                using=AUDIT,
                attributes=[table.attribute for table in made],
            )
    return made


def compute_channel_impact() -> list[ChannelImpact]:
    """Count, behind the wall, whom each channel brings and who of them is hired, by group; only shown counts are stored.

    Within a month of the last count nothing is counted anew: two counts a day apart would tell who came in between.
    """
    with tenancy.acting(organisation=tenancy.current_organisation(), using=AUDIT):
        since = timezone.now() - dt.timedelta(days=DAYS_BETWEEN)
        hold_sums(using=AUDIT)
        if ChannelImpact.objects.using(AUDIT).filter(computed_at__gt=since).exists():
            return []
        channels, hired = people_by_channel()
        groups = groups_by_attribute(channels)
        tables = analysis.channel_tables(
            groups,
            channels,
            hired,
            kept=kept_counts(CHANNEL),
            smallest_cell=in_force("audit.smallest_cell"),
        )
        made = [
            ChannelImpact(organisation_id=tenancy.current_organisation(), attribute=attribute, table=table)
            for attribute, table in tables.items()
        ]
        ChannelImpact.objects.using(AUDIT).bulk_create(made)
        if made:
            events.record(
                "audits.channel_impact_computed", using=AUDIT, attributes=[table.attribute for table in made]
            )
    return made

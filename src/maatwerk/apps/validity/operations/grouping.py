"""Findings about groups: computed on the login that reads protected attributes; only statistics come out."""

import uuid

from django.utils import timezone

from maatwerk.apps.audits.public import group_comparisons, group_features
from maatwerk.apps.validity.analysis import predicted_by_group, proxies
from maatwerk.apps.validity.models import GroupFinding
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.rules import rule

AUDIT = "audit"


def find_by_group(*, version_id: uuid.UUID) -> list[str]:
    """Compute differential prediction and proxies of a version, once; returns what was computed.

    A version never changes, so its findings are made once: two counts a day apart would tell who came in between.
    """
    organisation = tenancy.current_organisation()
    cell = rule("audit.smallest_cell", jurisdiction="*", on=timezone.localdate())
    with tenancy.acting(organisation=organisation, using=AUDIT):
        known = GroupFinding.objects.using(AUDIT).filter(version_id=version_id)
        done = set(known.values_list("kind", "attribute"))
        made: dict[tuple[str, str], list[dict[str, object]]] = {}
        for row in group_comparisons(version_id, smallest_cell=cell):
            found = predicted_by_group(row.scores, row.outcome, row.focal)
            if found is not None:
                key = (GroupFinding.Kind.PREDICTION.value, row.attribute)
                made.setdefault(key, []).append({"group": row.group, "outcome": row.about} | found)
        for features in group_features(version_id, smallest_cell=cell):
            told = proxies(features.rows, features.focal, features.names)
            if told is not None:
                key = (GroupFinding.Kind.PROXY.value, features.attribute)
                made.setdefault(key, []).append(
                    {"group": features.group, "left_out": features.left_out} | told
                )
        fresh = [key for key in made if key not in done]
        GroupFinding.objects.using(AUDIT).bulk_create(
            GroupFinding(
                organisation_id=organisation,
                version_id=version_id,
                kind=kind,
                attribute=attribute,
                result={"rows": made[kind, attribute], "smallest_cell": cell},
            )
            for kind, attribute in fresh
        )
        if fresh:
            events.record(
                "validity.groups_compared",
                object_id=version_id,
                using=AUDIT,
                made=[f"{kind}:{attribute}" for kind, attribute in fresh],
            )
    return [f"{kind}:{attribute}" for kind, attribute in fresh]

"""What must stand in the register before a version may advise; registered with advice, which asks before going live."""

import uuid

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maatwerk.apps.advice.public import VersionRow, check_before_live, version, versions
from maatwerk.apps.register.bounds import breaches
from maatwerk.apps.register.models import Component
from maatwerk.apps.register.queries import (
    bounds_of,
    plan_in_force,
    plans,
    preparation_of_family,
    sheet_of_family,
    statements,
    unlinked_risks,
)


def reasons_against(version_id: uuid.UUID) -> list[str]:
    """Return, in words, what stands between a version and going live: each says what to do."""
    row = version(version_id)
    family = row.job_family_id
    found = []
    if (Component.Kind.MODEL.value, family) not in statements():
        found.append(
            _(
                "The register does not say yet what this model is for and who answers for it. State it there first."
            )
        )
    if sheet_of_family(family) is None:
        found.append(_("There is no data sheet of what it learned from. Write one in the register first."))
    if preparation_of_family(family) is None:
        found.append(
            _(
                "It is not written down who was trained to oversee its advice, how workers were told, and where the data "
                "protection impact assessment stands. Write it in the register first."
            )
        )
    found += _plan_reasons(row)
    if number := unlinked_risks():
        found.append(
            ngettext(
                "%(number)d risk has no mitigation or no test. Complete it first.",
                "%(number)d risks have no mitigation or no test. Complete them first.",
                number,
            )
            % {"number": number}
        )
    return found


def _plan_reasons(row: VersionRow) -> list[str]:
    plan = plan_in_force(row.job_family_id)
    if plan is not None:
        crossed = breaches(bounds_of(plan), row, last_live(row))
        if not crossed:
            return []
        return [
            _("This is a substantial modification, outside the plan of change."),
            *crossed,
            _("Decline it, or have a plan approved that allows it; then it goes live as something new."),
        ]
    newest = next(iter(plans(row.job_family_id)), None)
    if newest is None:
        return [_("Nobody has said beforehand how far this model may learn. Propose a plan of change first.")]
    if newest.approved_at is None:
        return [_("The plan of change waits for a psychologist's approval.")]
    return [
        _("The plan of change waits for the works council: write down its consent, or why none is needed.")
    ]


def last_live(row: VersionRow) -> VersionRow | None:
    """Return the version of the same job family that advised last: what a new one is compared with."""
    earlier = [
        (found.live_at, found)
        for found in versions(row.job_family_id)
        if found.live_at and found.id != row.id
    ]
    return max(earlier, key=lambda pair: pair[0])[1] if earlier else None


check_before_live(reasons_against)

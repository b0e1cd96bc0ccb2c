"""Which advice a serious incident may concern, with the way to its stop button."""

import uuid
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from maatwerk.apps.advice.public import StopRow, VersionRow, stops, versions
from maatwerk.apps.opportunities.public import job_families, titles
from maatwerk.apps.privacy.queries import IncidentPage


@dataclass(frozen=True, slots=True)
class Stoppable:
    """A vacancy or a version: what it is called, whether its advice is stopped, and where it is stopped or goes on."""

    label: str
    is_stopped: bool
    url: str


def stoppable(page: IncidentPage, slug: str) -> list[Stoppable]:
    """Return the vacancies of an incident's list, then every version that advises now."""
    holding = [row for row in stops() if row.holds]
    stopped = {row.opportunity_id or row.version_id: row.id for row in holding}
    asked = dict.fromkeys(one.opportunity_id for one in page.scopes if one.opportunity_id)
    vacancies = titles(asked)
    live = [row for row in versions() if row.state == "live"]
    named = _versions(live)
    found = [(key, vacancies.get(key, ""), "register:stop_vacancy") for key in asked]
    found += [(row.id, named[row.id], "register:stop_version") for row in live]
    return [
        Stoppable(
            label,
            key in stopped,
            reverse("register:resume", args=[slug, stopped[key]])
            if key in stopped
            else reverse(page_name, args=[slug, key]),
        )
        for key, label, page_name in found
    ]


def called(rows: list[StopRow]) -> list[str]:
    """Return what each stop is about."""
    vacancies = titles({row.opportunity_id for row in rows if row.opportunity_id})
    keys = {row.version_id for row in rows if row.version_id}
    named = _versions([row for row in versions() if row.id in keys]) if keys else {}
    known = vacancies | named
    return [known.get(row.opportunity_id or row.version_id or row.id, "") for row in rows]


def _versions(rows: list[VersionRow]) -> dict[uuid.UUID, str]:
    families = {row.id: row.name for row in job_families()} if rows else {}
    return {
        row.id: _("%(family)s, version %(number)d")
        % {"family": families.get(row.job_family_id, ""), "number": row.number}
        for row in rows
    }

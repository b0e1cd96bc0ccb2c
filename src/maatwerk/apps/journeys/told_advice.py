"""The advice on one application, as it was given: for its page, and for systems that may read advice."""

from maatwerk.apps.advice.public import VersionRow, advice_on, newest_shortlist, version
from maatwerk.apps.applications.public import ApplicationRow
from maatwerk.apps.journeys.panels import Approval, advice_panel
from maatwerk.apps.journeys.words import Words, words_for
from maatwerk.apps.opportunities.public import OpportunityRow
from maatwerk.apps.organisations.public import names
from maatwerk.apps.people.public import unseal
from maatwerk.ui.shapes import AdvicePanel


def told_advice(
    row: ApplicationRow, vacancy: OpportunityRow, *, slug: str, words: Words | None = None
) -> AdvicePanel | None:
    """Return what was advised, in the language active now; None where nothing was yet."""
    advice = advice_on(row.opportunity_id, [row.person_id]).get(row.person_id)
    if advice is None:
        return None
    used = version(advice.version_id) if advice.version_id else None
    ranking = newest_shortlist(row.opportunity_id)
    sealed = ranking.changes.get(advice.id) if ranking else None
    change = unseal(row.person_id, sealed) if sealed and advice.detail is not None else None
    return advice_panel(
        advice,
        used,
        slug=slug,
        family=vacancy.job_family,
        approval=_approval(used),
        change=change,
        words=words or words_for(vacancy.job_family_id),
    )


def _approval(used: VersionRow | None) -> Approval:
    steps = reversed(used.steps) if used else ()
    found = next((step for step in steps if step.to_state == "approved"), None)
    return Approval(names({found.by}).get(found.by, ""), found.at.date()) if found else Approval()

"""What the events of the log are called on its page; a kind that has no words yet shows as its own name."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_WORDS: dict[str, str | Promise] = {
    "advice.advice_given": _("advice given"),
    "advice.feature_admitted": _("admitted to a model"),
    "advice.feature_withdrawn": _("kept out of new versions"),
    "advice.version_moved": _("a version went a step on"),
    "advice.version_proposed": _("a version was proposed"),
    "advice.version_ready": _("a proposed version was ready"),
    "applications.advice_seen": _("advice opened"),
    "applications.application_received": _("application received"),
    "applications.decision_made": _("decision made"),
    "applications.own_view_recorded": _("own view recorded"),
    "audits.impact_computed": _("impact counted by group"),
    "evidence.evidence_recorded": _("evidence recorded"),
    "evidence.instrument_approved": _("instrument approved for selection"),
    "journeys.history_uploaded": _("history brought in to be checked"),
    "journeys.log_verified": _("log verified"),
    "messages.message_given_up": _("message could not be sent"),
    "messages.message_retried": _("message tried again"),
    "messages.message_sent": _("message sent"),
    "opportunities.job_family_made": _("kind of work added"),
    "opportunities.opportunity_closed": _("work closed"),
    "opportunities.opportunity_opened": _("work opened"),
    "opportunities.requirement_added": _("requirement added"),
    "opportunities.success_defined": _("success defined"),
    "organisations.invitation_accepted": _("invitation accepted"),
    "organisations.invitation_withdrawn": _("invitation withdrawn"),
    "organisations.member_added": _("colleague added"),
    "organisations.member_invited": _("colleague invited"),
    "organisations.member_removed": _("colleague removed"),
    "organisations.organisation_founded": _("organisation founded"),
    "organisations.roles_changed": _("roles changed"),
    "organisations.settings_changed": _("settings changed"),
    "outcomes.engagement_started": _("employment started"),
    "outcomes.history_imported": _("history imported"),
    "outcomes.outcome_recorded": _("outcome recorded"),
    "people.person_registered": _("person registered"),
    "vacancies.vacancy_opened": _("vacancy opened"),
}


def said_of(kind: str) -> str:
    """Return what happened, in the language active now."""
    return str(_WORDS.get(kind, kind))

"""What events of the log, and the things they are about, are called on its page; a kind without words shows as its own name."""

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
    "assessments.link_renewed": _("new link to a test sent"),
    "assessments.module_added": _("test added to a package"),
    "assessments.module_removed": _("test taken out of a package"),
    "assessments.notice_read": _("notice before a test read"),
    "assessments.order_completed": _("test completed"),
    "assessments.order_expired": _("invitation to a test over"),
    "assessments.order_placed": _("invited to a test"),
    "assessments.order_reminded": _("reminded of a test"),
    "assessments.order_started": _("test begun"),
    "assessments.order_stopped": _("test stopped"),
    "assessments.package_closed": _("package of tests closed"),
    "assessments.package_made": _("package of tests made"),
    "assessments.package_readied": _("package of tests ready"),
    "assessments.responsibility_taken": _("agreement and assessor of a package settled"),
    "assessments.calibration_judged": _("calibration judged"),
    "assessments.calibration_made": _("calibration computed"),
    "assessments.explanation_asked": _("explanation of results asked"),
    "assessments.question_answered": _("question about results answered"),
    "assessments.responses_uploaded": _("answers brought in for calibration"),
    "assessments.results_contested": _("results contested"),
    "assessments.results_deleted": _("answers and results removed"),
    "assessments.results_exported": _("results taken along"),
    "assessments.results_released": _("results released"),
    "assessments.results_withheld": _("results withheld"),
    "assessments.session_scored": _("part of a test scored"),
    "assessments.work_rated": _("work sample judged"),
    "assessments.session_completed": _("part of a test completed"),
    "assessments.session_paused": _("test paused"),
    "assessments.session_resumed": _("test resumed"),
    "assessments.session_started": _("part of a test begun"),
    "assessments.fact_sheet_filled": _("fact sheet of a test filled in"),
    "assessments.instrument_published": _("test published"),
    "assessments.instrument_retired": _("test retired"),
    "assessments.instrument_written": _("test written"),
    "assessments.item_state_changed": _("test item taken out or back"),
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


#: What the object of an event is, by its kind or by the app that recorded it.
_THINGS: dict[str, str | Promise] = {
    "advice.advice_given": _("advice"),
    "advice.feature_admitted": _("admission"),
    "advice.feature_withdrawn": _("admission"),
    "advice": _("model version"),
    "applications": _("application"),
    "audits": _("model version"),
    "evidence": _("instrument"),
    "journeys": _("history"),
    "messages": _("message"),
    "opportunities.job_family_made": _("kind of work"),
    "opportunities.success_defined": _("kind of work"),
    "opportunities": _("vacancy"),
    "organisations.invitation_accepted": _("invitation"),
    "organisations.invitation_withdrawn": _("invitation"),
    "organisations.member_invited": _("invitation"),
    "organisations.member_added": _("colleague"),
    "organisations.member_removed": _("colleague"),
    "organisations.roles_changed": _("colleague"),
    "organisations": _("organisation"),
    "outcomes.engagement_started": _("employment"),
    "outcomes.history_imported": _("history"),
    "outcomes": _("outcome"),
    "vacancies": _("vacancy"),
}


def said_of(kind: str) -> str:
    """Return what happened, in the language active now."""
    return str(_WORDS.get(kind, kind))


def thing_of(kind: str) -> str:
    """Return what the object of an event is called, in the language active now."""
    return str(_THINGS.get(kind) or _THINGS.get(kind.partition(".")[0], _("thing")))


def kinds() -> list[tuple[str, str]]:
    """Return every kind that has words, with them, in their order."""
    return sorted(((kind, str(words)) for kind, words in _WORDS.items()), key=lambda pair: pair[1])

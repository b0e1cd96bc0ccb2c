"""What each table about people holds, in the words of whom it is about: the contents of the file with everything."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_APPLYING = _("Your applications: where, when, which stage")
_TESTS = _("Tests you were asked to take, and when you took them")
_TALKS = _("Conversations with you: when, where, with whom")
_RATED = _("What interviewers wrote down and scored")
_MAIL = _("What was written to you, and what you wrote")
_LINKS = _("How your own pages open")
_WORK = _("Your work here, and how it goes")
_TITLES: dict[str, str | Promise] = {
    "people_identity": _("Your name and how to reach you"), "people_personrecord": _("Since when you are known here"),
    "people_personlink": _LINKS, "people_personkey": _LINKS, "people_person": _("Your key in the log"),
    "applications_application": _APPLYING, "applications_submission": _("What you answered when you applied"),
    "applications_draft": _("Applications you began"), "applications_document": _("Documents you sent"),
    "applications_decision": _("Decisions about you, with their reasons"),
    "applications_ownview": _("What colleagues thought before they saw the advice"),
    "applications_adviceseen": _("When colleagues looked at the advice about you"),
    "applications_labelled": _("Labels on your applications"), "applications_silenceclock": _("When you should hear something"),
    "applications_possibledouble": _("Whether you may be known twice"), "moving_pastfact": _("What another system knew of you"),
    "moving_sourcenumber": _("Your numbers in another system"),
    "advice_advice": _("Advice about you"), "advice_advicerequest": _("When advice about you was asked"),
    "advice_shortlist": _("Your place in lists"), "advice_trainingscore": _("Your part in what a model learned from"),
    "assessments_order": _TESTS, "assessments_assessmentsession": _TESTS, "assessments_response": _("Your answers to tests"),
    "assessments_scaleresult": _("Your results of tests"), "assessments_worksample": _("Work samples you handed in"),
    "assessments_workrating": _("How work samples were rated"),
    "assessments_accommodation": _("Extra time or help you were given"),
    "evidence_evidence": _("What counted in an advice, and where it came from"),
    "interviews_interview": _TALKS, "interviews_interviewer": _TALKS, "interviews_remark": _RATED,
    "interviews_score": _RATED, "interviews_scorecard": _RATED,
    "audits_protectedattribute": _("What you said of yourself for checks on unequal treatment"),
    "cases_case": _("What you asked or contested, and the answer"),
    "outbox_message": _MAIL, "outbox_notice": _MAIL, "outbox_post": _MAIL, "outbox_thread": _MAIL,
    "outbox_contactwish": _("How you want to be reached"), "outbox_mailtrouble": _("Mail to you that did not arrive"),
    "outbox_keptanswer": _("Answers kept for another system, for a day"),
    "outcomes_engagement": _WORK, "outcomes_followup": _WORK, "outcomes_outcome": _WORK,
    "journeys_consent": _("What you agreed to"), "journeys_carried": _("Results you took to another organisation"),
    "journeys_wish": _("Which work you want to hear of"), "vacancies_savedsearch": _("Searches you kept"),
    "vacancies_touchpoint": _("By which way you came to a vacancy"),
    "validity_assignment": _("Which steps you got by lot in an experiment"),
    "privacy_accesspackage": _("Files like this one"), "privacy_erasure": _("Removals that were ordered"),
    "privacy_incidentperson": _("Whether something went wrong with your data, and when you were told"),
    "privacy_hold": _("Disputes for which you are kept"), "privacy_keepchoice": _("Whether you want to be kept longer"),
}  # fmt: skip


def contents(tables: Mapping[str, int]) -> list[tuple[str, int, tuple[str, ...]]]:
    """Return what a file holds: each title with how many rows, and the tables they stand in; a table without one by its name."""
    found: dict[str, list[str]] = {}
    for table in tables:
        found.setdefault(str(_TITLES.get(table, table)), []).append(table)
    return [(title, sum(tables[one] for one in names), tuple(names)) for title, names in found.items()]

"""The front door of applications."""

from maatwerk.apps.applications.applying.attaching import DocumentRow, add_to_application, documents_of
from maatwerk.apps.applications.applying.rules import NOTICE_VERSION
from maatwerk.apps.applications.applying.sending import Agreed, AnswerRow, SentRow, keep_answers, sent_with
from maatwerk.apps.applications.elsewhere import Opening, alternatives, openings_for
from maatwerk.apps.applications.letters import Told
from maatwerk.apps.applications.models import Application, Decision, Stage
from maatwerk.apps.applications.operations import (
    Choice,
    apply_for,
    ask_advice,
    decide,
    record_own_view,
    record_viewing,
    register_application,
    see_advice,
    undo,
    withdraw,
)
from maatwerk.apps.applications.panels import Panel, application_panel, panels_for
from maatwerk.apps.applications.queries import (
    ApplicationRow,
    DecisionRow,
    application,
    applications,
    applications_of,
    decisions,
    own_view,
    saw_advice,
    told_of,
    undecided,
)
from maatwerk.apps.applications.rules import (
    ENDED,
    HIRING_ROLES,
    may_decide,
    may_register,
    may_see_names,
    next_stage,
)

__all__ = [
    "ENDED",
    "HIRING_ROLES",
    "NOTICE_VERSION",
    "Agreed",
    "AnswerRow",
    "Application",
    "ApplicationRow",
    "Choice",
    "Decision",
    "DecisionRow",
    "DocumentRow",
    "Opening",
    "Panel",
    "SentRow",
    "Stage",
    "Told",
    "add_to_application",
    "alternatives",
    "application",
    "application_panel",
    "applications",
    "applications_of",
    "apply_for",
    "ask_advice",
    "decide",
    "decisions",
    "documents_of",
    "keep_answers",
    "may_decide",
    "may_register",
    "may_see_names",
    "next_stage",
    "openings_for",
    "own_view",
    "panels_for",
    "record_own_view",
    "record_viewing",
    "register_application",
    "saw_advice",
    "see_advice",
    "sent_with",
    "told_of",
    "undecided",
    "undo",
    "withdraw",
]

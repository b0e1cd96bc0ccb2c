"""The front door of applications."""

from maatwerk.apps.applications.applying.attaching import DocumentRow, add_to_application, documents_of
from maatwerk.apps.applications.applying.brought import welcome_brought
from maatwerk.apps.applications.applying.rules import NOTICE_VERSION
from maatwerk.apps.applications.applying.sending import Agreed, AnswerRow, SentRow, keep_answers, sent_with
from maatwerk.apps.applications.elsewhere import Opening, alternatives, openings_for
from maatwerk.apps.applications.instants import Instant
from maatwerk.apps.applications.letters import Letter, Told
from maatwerk.apps.applications.models import Application, Decision, Stage
from maatwerk.apps.applications.operations import (
    Arrangement,
    Choice,
    apply_for,
    arrange,
    ask_advice,
    decide,
    may_be_taken_back,
    record_own_view,
    record_viewing,
    register_application,
    save_view,
    see_advice,
    undo,
    withdraw,
)
from maatwerk.apps.applications.operations.bringing import (
    Brought,
    bring_application,
    bring_known_person,
    note_advice_told,
    note_told,
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
    was_advised,
)
from maatwerk.apps.applications.queries.board import Card, card
from maatwerk.apps.applications.queries.timeline import Happened, on_timeline, timeline
from maatwerk.apps.applications.queries.told import (
    Among,
    ToldPerson,
    told_applications,
    told_people,
    told_person,
)
from maatwerk.apps.applications.rules import (
    ENDED,
    HIRING_ROLES,
    ORDER,
    may_decide,
    may_register,
    may_see_names,
    next_stage,
)
from maatwerk.apps.applications.tabs import vacancy_tabs

__all__ = [
    "ENDED",
    "HIRING_ROLES",
    "NOTICE_VERSION",
    "ORDER",
    "Agreed",
    "Among",
    "AnswerRow",
    "Application",
    "ApplicationRow",
    "Arrangement",
    "Brought",
    "Card",
    "Choice",
    "Decision",
    "DecisionRow",
    "DocumentRow",
    "Happened",
    "Instant",
    "Letter",
    "Opening",
    "Panel",
    "SentRow",
    "Stage",
    "Told",
    "ToldPerson",
    "add_to_application",
    "alternatives",
    "application",
    "application_panel",
    "applications",
    "applications_of",
    "apply_for",
    "arrange",
    "ask_advice",
    "bring_application",
    "bring_known_person",
    "card",
    "decide",
    "decisions",
    "documents_of",
    "keep_answers",
    "may_be_taken_back",
    "may_decide",
    "may_register",
    "may_see_names",
    "next_stage",
    "note_advice_told",
    "note_told",
    "on_timeline",
    "openings_for",
    "own_view",
    "panels_for",
    "record_own_view",
    "record_viewing",
    "register_application",
    "save_view",
    "saw_advice",
    "see_advice",
    "sent_with",
    "timeline",
    "told_applications",
    "told_of",
    "told_people",
    "told_person",
    "undecided",
    "undo",
    "vacancy_tabs",
    "was_advised",
    "welcome_brought",
    "withdraw",
]

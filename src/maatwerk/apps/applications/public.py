"""The front door of applications."""

from maatwerk.apps.applications.elsewhere import Opening, alternatives, openings_for
from maatwerk.apps.applications.models import Application, Decision, Stage
from maatwerk.apps.applications.operations import (
    Choice,
    apply_for,
    ask_advice,
    decide,
    record_own_view,
    register_application,
    see_advice,
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
    undecided,
)
from maatwerk.apps.applications.rules import ENDED, may_decide, may_register, next_stage

__all__ = [
    "ENDED",
    "Application",
    "ApplicationRow",
    "Choice",
    "Decision",
    "DecisionRow",
    "Opening",
    "Panel",
    "Stage",
    "alternatives",
    "application",
    "application_panel",
    "applications",
    "applications_of",
    "apply_for",
    "ask_advice",
    "decide",
    "decisions",
    "may_decide",
    "may_register",
    "next_stage",
    "openings_for",
    "own_view",
    "panels_for",
    "record_own_view",
    "register_application",
    "saw_advice",
    "see_advice",
    "undecided",
]

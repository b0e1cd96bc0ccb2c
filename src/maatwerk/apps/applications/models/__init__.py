"""Tables of applications, by subject."""

from maatwerk.apps.applications.models.applying import (
    ApplyingRules,
    Document,
    Draft,
    Intake,
    PossibleDouble,
    Submission,
)
from maatwerk.apps.applications.models.pipeline import Label, Labelled, SavedView, SignedClosing
from maatwerk.apps.applications.models.procedure import AdviceSeen, Application, Decision, OwnView, Stage
from maatwerk.apps.applications.models.silence import SilenceClock

__all__ = [
    "AdviceSeen",
    "Application",
    "ApplyingRules",
    "Decision",
    "Document",
    "Draft",
    "Intake",
    "Label",
    "Labelled",
    "OwnView",
    "PossibleDouble",
    "SavedView",
    "SignedClosing",
    "SilenceClock",
    "Stage",
    "Submission",
]

"""Tables of applications, by subject."""

from maatwerk.apps.applications.models.procedure import AdviceSeen, Application, Decision, OwnView, Stage

__all__ = ["AdviceSeen", "Application", "Decision", "OwnView", "Stage"]

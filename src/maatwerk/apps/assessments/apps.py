"""Tests that candidates take."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "maatwerk.apps.assessments"
    label = "assessments"

    def ready(self) -> None:
        """Listen to what happens below."""
        from maatwerk.apps.assessments import listening  # noqa: F401 - registers itself

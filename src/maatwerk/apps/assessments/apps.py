"""Tests that candidates take."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    name = "maatwerk.apps.assessments"
    label = "assessments"

    def ready(self) -> None:
        """Listen to what happens below, and show tests to those who make them."""
        from maatwerk.apps.assessments.rules import CONTENT_ROLES
        from maatwerk.apps.organisations.public import register_navigation

        from maatwerk.apps.assessments import listening, tiles  # noqa: F401 - they register themselves

        register_navigation(
            area="hire", label=_("Tests"), url_name="assessments:tests", roles=CONTENT_ROLES, order=40
        )

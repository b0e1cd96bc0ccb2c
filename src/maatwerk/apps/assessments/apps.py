"""Tests that candidates take."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    name = "maatwerk.apps.assessments"
    label = "assessments"

    def ready(self) -> None:
        """Listen to what happens below, and show tests to those who make them."""
        from maatwerk.apps.assessments import asking, listening, tiles  # noqa: F401 - they register themselves
        from maatwerk.apps.assessments.rules import CONTENT_ROLES, PACKAGE_ROLES
        from maatwerk.apps.organisations.public import register_navigation

        register_navigation(
            area="hire", label=_("Tests"), url_name="assessments:tests", roles=CONTENT_ROLES, order=40
        )
        register_navigation(
            area="hire",
            label=_("Test packages"),
            url_name="assessments:packages",
            roles=PACKAGE_ROLES,
            order=41,
        )

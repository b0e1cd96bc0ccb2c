"""Applications, their stages, and the decisions of people."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    name = "maatwerk.apps.applications"
    label = "applications"

    def ready(self) -> None:
        """Listen to what happens below."""
        from maatwerk.apps.applications import listening, tiles  # noqa: F401 - they register themselves
        from maatwerk.apps.applications.applying.doors import open_doors
        from maatwerk.apps.applications.talking.doors import open_doors as open_talking
        from maatwerk.apps.organisations.public import Role, register_navigation

        open_doors()
        open_talking()
        register_navigation(
            area="hire",
            label=_("Work list"),
            url_name="applications:work",
            roles=(Role.RECRUITER, Role.MANAGER),
            order=5,
        )

"""Applications, their stages, and the decisions of people."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "maatwerk.apps.applications"
    label = "applications"

    def ready(self) -> None:
        """Listen to what happens below."""
        from maatwerk.apps.applications import listening  # noqa: F401 - registers itself
        from maatwerk.apps.applications.applying.doors import open_doors

        open_doors()

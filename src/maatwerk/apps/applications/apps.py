"""Applications, their stages, and the decisions of people."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "maatwerk.apps.applications"
    label = "applications"

    def ready(self) -> None:
        """Listen to what happens below."""
        from maatwerk.apps.applications import listening  # noqa: F401 - registers itself
        from maatwerk.apps.applications.applying.doors import open_doors
        from maatwerk.apps.applications.talking.doors import open_doors as open_talking

        open_doors()
        open_talking()

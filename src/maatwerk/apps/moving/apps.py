"""Moving in from another system, and taking everything along."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MovingConfig(AppConfig):
    name = "maatwerk.apps.moving"
    label = "moving"

    def ready(self) -> None:
        """Put the pages into the navigation, and what came in onto the page of an application."""
        from maatwerk.apps.moving import panels, rules  # noqa: F401 - panels register themselves
        from maatwerk.apps.organisations.public import register_navigation

        register_navigation(
            area="hire",
            label=_("Moving in and out"),
            url_name="moving:list",
            roles=rules.MOVING_ROLES,
            order=60,
        )

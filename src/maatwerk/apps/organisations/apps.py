"""Organisations, their members and the accounts that sign in."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    """Whose data it is, and who may do what with it."""

    name = "maatwerk.apps.organisations"
    label = "organisations"

    def ready(self) -> None:
        """Put colleagues and settings into the navigation."""
        from maatwerk.apps.organisations import (  # noqa: F401 - they register themselves
            account_events,
            first_steps,
            sessions,
        )
        from maatwerk.apps.organisations.models import Role
        from maatwerk.apps.organisations.navigation import register

        register(area="govern", label=_("Colleagues"), url_name="organisations:members", order=80)
        register(
            area="govern",
            label=_("Settings"),
            url_name="organisations:settings",
            roles=(Role.ADMINISTRATOR,),
            order=85,
        )

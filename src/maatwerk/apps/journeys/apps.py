"""Pages and imports that join several apps."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JourneysConfig(AppConfig):
    name = "maatwerk.apps.journeys"
    label = "journeys"

    def ready(self) -> None:
        """Put the pages into the navigation, and what waits onto the start page."""
        from maatwerk.apps.journeys import own_parts, rules, start  # noqa: F401 - they register themselves
        from maatwerk.apps.organisations.public import register_navigation as register

        register(
            area="hire",
            label=_("Vacancies"),
            url_name="journeys:vacancies",
            roles=rules.HIRING_ROLES,
            order=10,
            also=("applications/", "doubles/", "register/stops/vacancies/"),
        )
        register(
            area="hire",
            label=_("Follow-ups"),
            url_name="journeys:follow_ups",
            roles=rules.FOLLOW_UP_ROLES,
            order=20,
        )
        register(
            area="govern", label=_("Models"), url_name="journeys:models", roles=rules.MODEL_ROLES, order=10
        )
        register(
            area="govern",
            label=_("Histories"),
            url_name="journeys:histories",
            roles=rules.HISTORY_ROLES,
            order=20,
        )
        register(
            area="govern", label=_("Event log"), url_name="journeys:log", roles=rules.LOG_ROLES, order=30
        )

"""What people ask and contest, and who answers before when."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "maatwerk.apps.cases"
    label = "cases"

    def ready(self) -> None:
        """Put the pages into the navigation and onto people's own pages."""
        from maatwerk.apps.cases import queries, rules, tiles  # noqa: F401 - tiles register themselves
        from maatwerk.apps.organisations.public import register_navigation
        from maatwerk.apps.people.public import OwnTab, own_tab

        register_navigation(
            area="govern", label=_("Cases"), url_name="cases:list", roles=rules.CASE_ROLES, order=5
        )
        own_tab(
            OwnTab(
                _("Your questions"),
                "cases:own",
                60,
                lambda own: queries.number_open_of(own.person_id) or None,
            )
        )

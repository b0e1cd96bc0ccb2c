"""What the whole journey comes to, in figures that lead to their rows."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FiguresConfig(AppConfig):
    name = "maatwerk.apps.figures"
    label = "figures"

    def ready(self) -> None:
        """Put the pages into the navigation."""
        from maatwerk.apps.figures import rules
        from maatwerk.apps.organisations.public import register_navigation as register

        register(
            area="hire",
            label=_("Figures"),
            url_name="figures:overview",
            roles=rules.SEEING_ROLES,
            order=40,
            also=("figures/",),
        )

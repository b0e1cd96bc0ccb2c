"""The register of what scores people: statements, bounds, stops, documents, reviews, risks, auditors from outside."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegisterConfig(AppConfig):
    name = "maatwerk.apps.register"
    label = "register"

    def ready(self) -> None:
        """Stand before versions that go live, listen to them, and put the pages into the navigation."""
        from maatwerk.apps.organisations.public import register_navigation
        from maatwerk.apps.register import clearing, listening, rules, tiles  # noqa: F401 - they register themselves

        register_navigation(
            area="govern",
            label=_("Register"),
            url_name="register:list",
            roles=rules.REGISTER_ROLES,
            order=12,
            also=("register/",),
        )

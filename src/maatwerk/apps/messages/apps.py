"""Outgoing mail: an outbox that loses nothing."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagesConfig(AppConfig):
    """The outbox; called so because Django has an app `messages` of its own."""

    name = "maatwerk.apps.messages"
    label = "outbox"

    def ready(self) -> None:
        """Carry the letters of organisations, and show the outbox to administrators."""
        from maatwerk.apps.messages import operations, rules, tiles  # noqa: F401 - tiles register themselves
        from maatwerk.apps.organisations.public import carry_letters, register_navigation

        carry_letters(operations.send_later)
        register_navigation(
            area="govern",
            label=_("Outgoing mail"),
            url_name="outbox:outbox",
            roles=rules.OUTBOX_ROLES,
            order=90,
        )
        register_navigation(
            area="govern",
            label=_("Connections"),
            url_name="outbox:connections",
            roles=rules.CONNECTION_ROLES,
            order=85,
            also=("deliveries/",),
        )

"""Outgoing mail: an outbox that loses nothing."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagesConfig(AppConfig):
    """The outbox; called so because Django has an app `messages` of its own."""

    name = "maatwerk.apps.messages"
    label = "outbox"

    def ready(self) -> None:
        """Carry the letters of organisations, and show the outbox to administrators."""
        from maatwerk.apps.messages import (  # noqa: F401 - listeners and tiles register themselves
            listening,
            operations,
            rules,
            tiles,
        )
        from maatwerk.apps.messages.thread_rows import unread_by_person
        from maatwerk.apps.organisations.public import carry_letters, register_navigation
        from maatwerk.apps.people.public import OwnTab, own_tab

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
        register_navigation(
            area="hire", label=_("Messages"), url_name="outbox:inbox", roles=rules.THREAD_ROLES, order=15
        )
        register_navigation(
            area="hire", label=_("Letters"), url_name="outbox:letters", roles=rules.LETTER_ROLES, order=40
        )
        own_tab(
            OwnTab(
                _("Messages"),
                "outbox:own_threads",
                order=20,
                count=lambda own: unread_by_person(own.person_id) or None,
            )
        )

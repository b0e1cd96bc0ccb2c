"""Outgoing mail: an outbox that loses nothing."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "maatwerk.apps.messages"
    label = "outbox"

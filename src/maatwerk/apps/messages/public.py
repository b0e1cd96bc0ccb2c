"""The front door of messages."""

from maatwerk.apps.messages.operations import send_later

__all__ = ["send_later"]

"""The front door of messages."""

from maatwerk.apps.messages.calls import announce, tell
from maatwerk.apps.messages.connections import (
    ConnectionRow,
    connection_by_token,
    connections_of_kind,
    is_at,
)
from maatwerk.apps.messages.operations import send_later
from maatwerk.apps.messages.rules import SCOPES, TOPICS

__all__ = [
    "SCOPES",
    "TOPICS",
    "ConnectionRow",
    "announce",
    "connection_by_token",
    "connections_of_kind",
    "is_at",
    "send_later",
    "tell",
]

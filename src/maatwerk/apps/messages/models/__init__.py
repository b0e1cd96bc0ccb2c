"""Tables of messages, by subject."""

from maatwerk.apps.messages.models.outgoing import Message
from maatwerk.apps.messages.models.systems import Connection, Delivery, KeptAnswer
from maatwerk.apps.messages.models.threads import ContactWish, LetterText, MailTrouble, Notice, Post, Thread

__all__ = [
    "Connection",
    "ContactWish",
    "Delivery",
    "KeptAnswer",
    "LetterText",
    "MailTrouble",
    "Message",
    "Notice",
    "Post",
    "Thread",
]

"""The front door of messages."""

from maatwerk.apps.messages.answering import answers_to
from maatwerk.apps.messages.calls import announce, announced, listens_since, tell
from maatwerk.apps.messages.connections import (
    ConnectionRow,
    Wish,
    close_connection,
    connection_by_token,
    connections_of_kind,
    is_at,
    open_connection,
)
from maatwerk.apps.messages.inbound import Taken, keep_attachments
from maatwerk.apps.messages.inbound import take as take_mail
from maatwerk.apps.messages.kept_answers import Answered, Asked, claim, keep_answer
from maatwerk.apps.messages.letter_texts import Filled, Letter, fill, filled, letter, letters
from maatwerk.apps.messages.listener import serve as receive_mail
from maatwerk.apps.messages.operations import send_later
from maatwerk.apps.messages.reading import Attachment
from maatwerk.apps.messages.rules import LARGEST_MAIL, LINK, REQUESTS, SCOPES, THREAD_ROLES, TOPICS
from maatwerk.apps.messages.subjects import Subject, Subjects, tell_subjects
from maatwerk.apps.messages.thread_rows import PostRow, last_heard, posts, thread_of
from maatwerk.apps.messages.threads import Words, answer, mark_read, say
from maatwerk.apps.messages.wishes import may_be_mailed

__all__ = [
    "LARGEST_MAIL",
    "LINK",
    "REQUESTS",
    "SCOPES",
    "THREAD_ROLES",
    "TOPICS",
    "Answered",
    "Asked",
    "Attachment",
    "ConnectionRow",
    "Filled",
    "Letter",
    "PostRow",
    "Subject",
    "Subjects",
    "Taken",
    "Wish",
    "Words",
    "announce",
    "announced",
    "answer",
    "answers_to",
    "claim",
    "close_connection",
    "connection_by_token",
    "connections_of_kind",
    "fill",
    "filled",
    "is_at",
    "keep_answer",
    "keep_attachments",
    "last_heard",
    "letter",
    "letters",
    "listens_since",
    "mark_read",
    "may_be_mailed",
    "open_connection",
    "posts",
    "receive_mail",
    "say",
    "send_later",
    "take_mail",
    "tell",
    "tell_subjects",
    "thread_of",
]

"""Reading mail that comes in, without a database: bytes in, what somebody said out."""

from maatwerk.apps.messages.reading._message import Attachment, Bounce, Incoming, read_mail
from maatwerk.apps.messages.reading._quotes import new_words
from maatwerk.apps.messages.reading._text import decoded, text_of_html

__all__ = ["Attachment", "Bounce", "Incoming", "decoded", "new_words", "read_mail", "text_of_html"]

"""How a message of the outbox stands in the mail: headers, text, calendar."""

import re
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from maatwerk.apps.messages.models import Message

_METHOD = re.compile(r"^METHOD:([A-Z]+)\r?$", re.MULTILINE)


def letter(message: Message) -> EmailMultiAlternatives:
    """Return the mail as it goes out; who sends it twice sends it under one Message-ID."""
    headers = {"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"}
    if message.references:
        headers |= {"References": message.references, "In-Reply-To": message.references.split()[-1]}
    mail = EmailMultiAlternatives(message.subject, message.body, to=[message.to], headers=headers)
    if message.reply_to:
        # what cannot be delivered comes back to where answers go (the envelope's sender), not to the site's own address
        mail.reply_to, mail.from_email = [message.reply_to], message.reply_to
        mail.extra_headers["From"] = settings.DEFAULT_FROM_EMAIL
    if message.calendar:
        found = _METHOD.search(message.calendar)
        method = found[1] if found else "PUBLISH"
        # RFC 6047, section 2.4: the method stands in the content type as well, or programs show a file and no question
        mail.attach_alternative(message.calendar, f"text/calendar; method={method}")
    return mail


def message_id(message: Message) -> str:
    """Return the Message-ID under which a message goes out."""
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{message.pk}@{host}>"

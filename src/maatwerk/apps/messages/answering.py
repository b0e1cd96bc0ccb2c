"""Letters that can be answered: answers to an invitation or a receipt come into the conversation, not to nobody."""

import uuid

from django.conf import settings

from maatwerk.apps.messages.addresses import reply_address
from maatwerk.apps.messages.subjects import subjects
from maatwerk.apps.messages.threads import thread_about


def answers_to(about: uuid.UUID) -> str:
    """Return the address at which answers about something come in; empty where this site takes no mail in."""
    subject = subjects().subject(about) if settings.MAIL_DOMAIN else None
    if subject is None:
        return ""
    thread = thread_about(subject)
    return reply_address(thread.organisation_id, thread.pk)

"""Mail that comes in: to the conversation its address names, once, and never answered by a machine."""

import datetime as dt
import enum
import logging
import uuid
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.utils import timezone

from maatwerk.apps.messages.addresses import read_address, tag_hash
from maatwerk.apps.messages.loops import are_too_many, came_by_mail, says_the_same_again
from maatwerk.apps.messages.models import Message, Post, Thread
from maatwerk.apps.messages.reading import Attachment, Incoming, read_mail
from maatwerk.apps.messages.rules import LARGEST_MAIL, MOST_HOPS
from maatwerk.apps.messages.threads import take_in
from maatwerk.apps.messages.wishes import mark_trouble
from maatwerk.apps.people.public import contact_of
from maatwerk.kernel import tenancy

logger = logging.getLogger(__name__)
#: Keeps a file that came along, and returns whether it did: (person, what it is about, file).
Keeper = Callable[[uuid.UUID, uuid.UUID, Attachment], bool]
_keepers: list[Keeper] = []


class Taken(enum.Enum):
    """What became of a mail; a server answers its sender by it."""

    KEPT = "kept"
    SEEN = "seen"  # it came in before
    AUTOMATIC = "automatic"  # kept as what it is, or dropped; never answered
    BOUNCE = "bounce"  # the address is marked
    UNKNOWN = "unknown"  # no such address
    TOO_LARGE = "too_large"
    LOOP = "loop"
    TOO_MANY = "too_many"  # later, perhaps


def keep_attachments(keeper: Keeper) -> Keeper:
    """Name who keeps files that come by mail (an app above that scans and seals them); without one they are only noted."""
    _keepers[:] = [keeper]
    return keeper


def knows(recipient: str) -> bool:
    """Whether an address leads to a conversation."""
    found = read_address(recipient)
    if found is None:
        return False
    organisation, tag = found
    with tenancy.acting(organisation=organisation):
        return Thread.objects.filter(tag_hash=tag_hash(tag)).exists()


def take(raw: bytes, *, recipient: str, sender: str | None = None) -> Taken:
    """Take in one mail for one address. `sender` is the envelope's, empty for a report about delivery."""
    if len(raw) > LARGEST_MAIL:
        return Taken.TOO_LARGE
    found = read_address(recipient)
    if found is None:
        return Taken.UNKNOWN
    organisation, tag = found
    mail = read_mail(raw)
    if mail.hops > MOST_HOPS:
        return Taken.LOOP
    with tenancy.acting(organisation=organisation):
        thread = Thread.objects.select_for_update().filter(tag_hash=tag_hash(tag)).first()
        if thread is None:
            return Taken.UNKNOWN
        return _take(thread, mail, is_null=sender is not None and not sender.strip("<> "))


def _take(thread: Thread, mail: Incoming, *, is_null: bool) -> Taken:
    if mail.bounce is not None:
        return _note_bounce(thread, mail)
    if _is_ours(mail.message_id):
        return Taken.LOOP
    if mail.message_id and Post.objects.filter(thread=thread, message_id=mail.message_id).exists():
        return Taken.SEEN
    if are_too_many(came_by_mail(thread.pk)):
        logger.warning("conversation %s: more mails than anybody types", thread.pk)
        return Taken.TOO_MANY
    automatic = mail.is_automatic or is_null or says_the_same_again(thread, mail)
    if automatic and _answered_by_itself_today(thread):
        return Taken.AUTOMATIC
    try:
        with transaction.atomic():
            take_in(
                thread,
                _content(thread, mail),
                via=Post.Via.MAIL,
                mail_id=mail.message_id,
                is_automatic=automatic,
            )
    except IntegrityError:  # the same mail at the same moment by another way
        return Taken.SEEN
    return Taken.AUTOMATIC if automatic else Taken.KEPT


def _content(thread: Thread, mail: Incoming) -> dict[str, object]:
    contact = contact_of(thread.person_id)
    kept = [one.name for one in mail.attachments if _kept(thread, one)]
    return {
        "text": mail.text,
        "files": [one.name for one in mail.attachments if one.name not in kept],
        "kept": kept,
        "from_elsewhere": contact is None or mail.sender != contact.email.strip().lower(),
        "was_cut": mail.was_cut,
    }


def _kept(thread: Thread, found: Attachment) -> bool:
    return bool(_keepers) and thread.about is not None and _keepers[0](thread.person_id, thread.about, found)


def _note_bounce(thread: Thread, mail: Incoming) -> Taken:
    """Mark the address where a server says that mail never arrives; a delay or a full mailbox is no such word.

    That a mail went there needs no proof: this conversation's address stands in mails alone.
    """
    contact = contact_of(thread.person_id)
    if mail.bounce and mail.bounce.is_final and contact and contact.email:
        mark_trouble(thread.person_id, contact.email, mail.bounce.code)
    return Taken.BOUNCE


def _is_ours(message_id: str) -> bool:
    """Whether a mail is one that we sent: it came back to us, and an answer would send it round again."""
    key = message_id.strip("<>").partition("@")[0]
    try:
        return Message.objects.filter(pk=uuid.UUID(key)).exists()
    except ValueError:
        return False


def _answered_by_itself_today(thread: Thread) -> bool:
    since = timezone.now() - dt.timedelta(days=1)
    return Post.objects.filter(thread=thread, is_automatic=True, written_at__gte=since).exists()

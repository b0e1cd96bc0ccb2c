"""Mail that a machine sends round and round: known by its number and by its words, where its headers do not say so."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from maatwerk.apps.messages.models import Post, Thread
from maatwerk.apps.messages.reading import Incoming
from maatwerk.apps.messages.rules import (
    FEWEST_SIGNS_AGAIN,
    LARGEST_LOGO,
    MOST_MAILS_PER_DAY,
    MOST_MAILS_PER_HOUR,
    SAME_WORDS_DAYS,
)
from maatwerk.apps.messages.thread_rows import opened

_COMPARED = 20  # posts of a conversation, the newest first


def came_by_mail(thread_id: uuid.UUID) -> list[dt.datetime]:
    """Return when mails came into a conversation within a day."""
    since = timezone.now() - dt.timedelta(days=1)
    found = Post.objects.filter(thread_id=thread_id, via=Post.Via.MAIL, written_at__gte=since)
    return list(found.values_list("written_at", flat=True))


def are_too_many(came: Iterable[dt.datetime]) -> bool:
    """Whether more mails came in than anybody types, so that new ones wait at the sender's mail server."""
    now = timezone.now()
    ages = [now - at for at in came]
    within_hour = sum(age <= dt.timedelta(hours=1) for age in ages)
    return (
        within_hour >= MOST_MAILS_PER_HOUR
        or sum(age <= dt.timedelta(days=1) for age in ages) >= MOST_MAILS_PER_DAY
    )


def says_the_same_again(thread: Thread, mail: Incoming) -> bool:
    """Whether a mail says word for word what stands in the conversation, or begins with what we said.

    That is an out-of-office whose headers do not say so, or our own mail on its way round. Short words people do
    repeat, and who sends a file along has something new; the small picture under a signature is no such file.
    """
    files = [
        one for one in mail.attachments if not (one.kind.startswith("image/") and one.size <= LARGEST_LOGO)
    ]
    if len(mail.text) < FEWEST_SIGNS_AGAIN or files:
        return False
    since = timezone.now() - dt.timedelta(days=SAME_WORDS_DAYS)
    found = Post.objects.filter(
        Q(side=Post.Side.OURS) | Q(via=Post.Via.MAIL), thread=thread, sent_at__gte=since
    ).order_by("-sent_at", "-id")[:_COMPARED]
    posts = list(found)
    return any(
        content is not None and _is_the_same(mail.text, content.text, ours=post.side == Post.Side.OURS)
        for post, content in zip(posts, opened(thread.person_id, posts), strict=True)
    )


def _is_the_same(text: str, before: str, *, ours: bool) -> bool:
    before = before.strip()
    if ours:
        return len(before) >= FEWEST_SIGNS_AGAIN and text.startswith(before)
    return text == before

"""What one viewer may see of conversations: the team of a vacancy theirs, a person their own."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from django.core.paginator import Page
from django.db.models import F, Max, Q, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from maatwerk.apps.messages.models import Message, Post, Thread
from maatwerk.apps.messages.models.threads import THEIR_WORD, UNREAD
from maatwerk.apps.messages.rules import LINK, may_write_to_persons
from maatwerk.apps.messages.subjects import subjects
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.organisations.public import names as account_names
from maatwerk.apps.people.public import KeyDestroyed, names, unseal_each
from maatwerk.kernel.counting import MOST_COUNTED, PaginatorUpTo, count_up_to

PAGE_SIZE = 30
MOST_POSTS = 200
#: How the inbox is divided: everything, what nobody of us read, who waits for us, who we wait for.
Part = Literal["all", "unread", "ours", "theirs"]

_SETTLED = Greatest("last_out_at", "settled_at")  # of PostgreSQL: what is null is left out
_PARTS: dict[str, Q] = {
    "all": Q(),
    "unread": UNREAD,
    "ours": THEIR_WORD & (Q(settled__isnull=True) | Q(last_in_at__gt=F("settled"))),
    "theirs": Q(last_out_at__isnull=False)
    & (Q(last_in_at__isnull=True) | Q(last_out_at__gt=F("last_in_at"))),
}


@dataclass(frozen=True, slots=True)
class Content:
    """What a post says, opened."""

    text: str
    subject: str = ""
    files: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    from_elsewhere: bool = False
    was_cut: bool = False


@dataclass(frozen=True, slots=True)
class PostRow:
    """One thing said, as a page shows it; `content` None after erasure."""

    id: uuid.UUID
    is_ours: bool
    by: str
    via: str
    content: Content | None
    at: dt.datetime
    is_automatic: bool
    is_planned: bool
    send_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """One conversation in a list."""

    id: uuid.UUID
    about: uuid.UUID | None
    person_id: uuid.UUID
    opportunity_id: uuid.UUID | None
    name: str
    title: str
    last_at: dt.datetime | None
    is_unread: bool
    waits_for_us: bool


#: The parts of the inbox that call for somebody.
_CALLING = ("unread", "ours", "theirs")


def readable(member: Member) -> QuerySet[Thread]:
    """Return the conversations a member may read: the only way to a list."""
    found = Thread.objects.annotate(settled=_SETTLED)
    if not may_write_to_persons(member):
        return found.none()
    allowed = subjects().readable(member)
    return found if allowed is None else found.filter(opportunity_id__in=allowed)


def inbox(member: Member, part: str, number: str | int | None) -> tuple[tuple[ThreadRow, ...], Page[Thread]]:
    """Return a page of conversations, the newest first."""
    rows = _within(member, part).order_by("-last_at", "-id")
    page = PaginatorUpTo(rows, PAGE_SIZE).get_page(number)
    return _rows(page.object_list), page


def inbox_counts(member: Member) -> dict[str, int]:
    """Count the conversations in each part of the inbox that calls for somebody, as far as anybody reads on; one question."""
    unread, *others = (
        _within(member, part).values_list(Value(part))[: MOST_COUNTED + 1] for part in _CALLING
    )
    counted = Counter(part for (part,) in unread.union(*others, all=True))
    return {part: counted[part] for part in _CALLING}


def number_to_answer(member: Member) -> int:
    """Count the conversations in which somebody waits for us, as far as anybody reads on."""
    return count_up_to(_within(member, "ours"))


def _within(member: Member, part: str) -> QuerySet[Thread]:
    return readable(member).filter(_PARTS.get(part, Q()), last_at__isnull=False)


def thread_row(thread_id: uuid.UUID, member: Member) -> ThreadRow:
    """Return one conversation; `Thread.DoesNotExist` where this member may not read it."""
    return _rows([readable(member).get(pk=thread_id)])[0]


def thread_of(about: uuid.UUID) -> uuid.UUID | None:
    """Return the conversation about something, if there is one."""
    return Thread.objects.filter(about=about).values_list("pk", flat=True).first()


def posts(thread_id: uuid.UUID, *, link: str = "") -> tuple[PostRow, ...]:
    """Return what was said, the oldest first, and what is planned; a person's own page sees nothing that is planned.

    `link` is the person's own, for the person; everybody else reads what stands there.
    """
    found = list(
        Post.objects.filter(thread_id=thread_id, cancelled_at__isnull=True).order_by("-written_at", "-id")[
            :MOST_POSTS
        ]
    )
    if not found:
        return ()
    found.sort(
        key=lambda post: (post.sent_at is None, post.sent_at or post.send_at or post.written_at, post.pk)
    )
    said = [
        _with_link(content, link) if content and post.side == Post.Side.OURS else content
        for post, content in zip(found, opened(found[0].person_id, found), strict=True)
    ]
    known = account_names({post.by_id for post in found if post.by_id})
    return tuple(
        PostRow(
            id=post.pk,
            is_ours=post.side == Post.Side.OURS,
            by=known.get(post.by_id, "") if post.by_id else "",
            via=str(post.get_via_display()) if post.via != Post.Via.PAGE else "",
            content=content,
            at=post.sent_at or post.written_at,
            is_automatic=post.is_automatic,
            is_planned=post.sent_at is None,
            send_at=post.send_at,
        )
        for post, content in zip(found, said, strict=True)
    )


def _with_link(content: Content, link: str) -> Content:
    words = link or f"({_('link to their own page')})"
    return replace(content, text=content.text.replace(LINK, words))


def opened(person_id: uuid.UUID, found: Iterable[Post]) -> list[Content | None]:
    """Return what posts of one person say; None for each once the person's key is gone."""
    found = list(found)
    try:
        said = unseal_each(person_id, (bytes(post.sealed) for post in found))
    except KeyDestroyed:
        return [None] * len(found)
    return [
        Content(
            text=each.get("text", ""),
            subject=each.get("subject", ""),
            files=tuple(each.get("files", ())),
            kept=tuple(each.get("kept", ())),
            from_elsewhere=bool(each.get("from_elsewhere")),
            was_cut=bool(each.get("was_cut")),
        )
        for each in said
    ]


@dataclass(frozen=True, slots=True)
class OwnThread:
    """A conversation as the person sees it in their list."""

    id: uuid.UUID
    title: str
    last_at: dt.datetime
    is_unread: bool


def own_threads(person_id: uuid.UUID) -> tuple[OwnThread, ...]:
    """Return a person's conversations in which something was said, the newest first."""
    found = Thread.objects.filter(person_id=person_id, last_at__isnull=False).order_by("-last_at")
    return tuple(
        OwnThread(row.pk, row.title, row.last_at, _is_new(row.last_out_at, row.their_read_at))
        for row in found
        if row.last_at is not None
    )


def unread_by_person(person_id: uuid.UUID) -> int:
    """Count the conversations in which there is something new for the person."""
    new = Q(their_read_at__isnull=True) | Q(last_out_at__gt=F("their_read_at"))
    return Thread.objects.filter(new, person_id=person_id, last_out_at__isnull=False).count()


def last_heard(abouts: Collection[uuid.UUID]) -> dict[uuid.UUID, dt.datetime]:
    """Return when persons last heard something about each of these; who heard nothing is absent."""
    told = Thread.objects.filter(about__in=abouts, last_out_at__isnull=False)
    found = {key: at for key, at in told.values_list("about", "last_out_at") if key and at}
    mailed = (
        Message.objects.filter(about__in=abouts, sent_at__isnull=False)
        .values("about")
        .annotate(at=Max("sent_at"))
    )
    for row in mailed:
        about: uuid.UUID | None = row["about"]
        if about is None:
            continue
        found[about] = max(row["at"], found.get(about, row["at"]))
    return found


def _rows(found: Iterable[Thread]) -> tuple[ThreadRow, ...]:
    found = list(found)
    known = names({row.person_id for row in found})
    return tuple(
        ThreadRow(
            id=row.pk,
            about=row.about,
            person_id=row.person_id,
            opportunity_id=row.opportunity_id,
            name=known[row.person_id],
            title=row.title,
            last_at=row.last_at,
            is_unread=_is_new(row.last_in_at, row.our_read_at),
            waits_for_us=_is_new(
                row.last_in_at, max((at for at in (row.last_out_at, row.settled_at) if at), default=None)
            ),
        )
        for row in found
    )


def _is_new(at: dt.datetime | None, since: dt.datetime | None) -> bool:
    return at is not None and (since is None or at > since)

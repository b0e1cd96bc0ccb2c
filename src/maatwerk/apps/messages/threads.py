"""Conversations: opening one, saying something now or later, taking in an answer, telling that there is something to read."""

import datetime as dt
import uuid
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from maatwerk.apps.messages.addresses import reply_address, tag_hash, tag_of
from maatwerk.apps.messages.letters import message_id
from maatwerk.apps.messages.models import Message, Post, Thread
from maatwerk.apps.messages.operations import send_later
from maatwerk.apps.messages.rules import (
    FIRST_HOUR,
    FURTHEST_DAYS,
    LAST_HOUR,
    LINK,
    MOST_WORDS,
    PLANNED,
    SAME_WITHIN,
    may_write_to_persons,
)
from maatwerk.apps.messages.subjects import Subject, subjects
from maatwerk.apps.messages.thread_rows import opened
from maatwerk.apps.messages.wishes import may_be_mailed, notify_phone, wish_of
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.people.public import Channel, contact_of, language_of, own_link, seal
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.ids import new_id
from maatwerk.kernel.refusals import NotAllowed, Refusal


@dataclass(frozen=True, slots=True)
class Words:
    """What is said: a text, its subject where it goes by mail, and which letter it began as."""

    text: str
    subject: str = ""
    kind: str = ""


def thread_about(subject: Subject) -> Thread:
    """Return the conversation about something, opened where there is none yet."""
    organisation = tenancy.current_organisation()
    fresh = Thread(
        id=new_id(),
        organisation_id=organisation,
        person_id=subject.person_id,
        about=subject.id,
        opportunity_id=subject.opportunity_id,
        title=subject.title[:200],
    )
    fresh.tag_hash = tag_hash(tag_of(fresh.pk))
    Thread.objects.bulk_create([fresh], ignore_conflicts=True)  # two at once: the first counts
    return Thread.objects.get(about=subject.id)


@transaction.atomic
def say(
    *, about: uuid.UUID, words: Words, by: Member | None, send_at: dt.datetime | None = None
) -> uuid.UUID:
    """Say something to a person, now or at `send_at`; `by` None where the platform itself does (a receipt).

    It stands on the person's own page and is told by the channel they chose: a mail holds all of it, a phone is told
    that there is something to read, and who wants quiet is sent nothing.
    """
    if by is not None and not may_write_to_persons(by):
        raise NotAllowed(_("Your role does not include writing to applicants."))
    subject = subjects().subject(about)
    if subject is None or (by is not None and not may_read(by, subject.opportunity_id)):
        raise Refusal(_("There is no such conversation."), code="no_thread", status=404)
    _check_words(words.text)
    now = timezone.now()
    if send_at is not None and send_at > now + dt.timedelta(days=FURTHEST_DAYS):
        raise Refusal(_("Plan a message at most 90 days ahead."), field="at")
    thread = thread_about(subject)
    post = Post.objects.create(
        organisation_id=thread.organisation_id,
        thread=thread,
        person_id=thread.person_id,
        side=Post.Side.OURS,
        by_id=by.user_id if by else None,
        kind=words.kind,
        sealed=seal(
            thread.person_id, {"text": words.text.strip(), "subject": words.subject.strip()}, using="default"
        ),
        send_at=send_at if send_at is not None and send_at > now else None,
    )
    if post.send_at is None:
        _send(thread, post, words)
    else:
        events.record("messages.post_planned", object_id=about, person_id=thread.person_id, post=str(post.pk))
        app.configure_task(PLANNED, queue="app", schedule_at=post.send_at).defer(
            organisation_id=str(post.organisation_id), post_id=str(post.pk)
        )
    return post.pk


def send_planned(*, organisation_id: uuid.UUID, post_id: uuid.UUID) -> None:
    """Send what was planned, unless it was cancelled or has gone; may run twice."""
    with tenancy.acting(organisation=organisation_id):
        post = Post.objects.select_for_update().get(pk=post_id)
        if post.sent_at or post.cancelled_at or (post.send_at and post.send_at > timezone.now()):
            return
        content = opened(post.person_id, [post])[0]
        if content is None:
            return  # the person was erased in the meantime
        thread = Thread.objects.get(pk=post.thread_id)
        _send(thread, post, Words(content.text, content.subject, post.kind))


@transaction.atomic
def cancel(*, post_id: uuid.UUID, by: Member) -> None:
    """Take back what was planned and has not gone yet."""
    post = Post.objects.select_for_update().get(pk=post_id)
    thread = Thread.objects.get(pk=post.thread_id)
    if not may_write_to_persons(by) or not may_read(by, thread.opportunity_id):
        raise NotAllowed(_("Your role does not include writing to applicants."))
    if post.cancelled_at:
        return
    if post.sent_at or post.send_at is None:
        raise Refusal(_("This message has gone already."), code="gone")
    post.cancelled_at = timezone.now()
    post.save(update_fields=["cancelled_at"])
    events.record(
        "messages.post_cancelled", object_id=thread.about, person_id=post.person_id, post=str(post.pk)
    )


@transaction.atomic
def answer(*, thread_id: uuid.UUID, text: str) -> None:
    """Take in what a person says on their own page; said twice in a row, it stands there once."""
    _check_words(text)
    thread = Thread.objects.select_for_update().get(pk=thread_id)
    if not _just_said(thread, text.strip()):
        take_in(thread, {"text": text.strip()}, via=Post.Via.PAGE)


@transaction.atomic
def begin(subject: Subject, *, text: str) -> Thread:
    """Take in what a person says first; said while the conversation began otherwise, it joins that one."""
    _check_words(text)
    thread = thread_about(subject)
    answer(thread_id=thread.pk, text=text)
    return thread


def _just_said(thread: Thread, text: str) -> bool:
    """Whether the last thing said in a conversation is this, from the same page a moment ago: a form that was sent again."""
    last = (
        Post.objects.filter(thread=thread, sent_at__isnull=False, is_automatic=False)
        .order_by("-sent_at", "-id")
        .first()
    )
    if last is None or last.side != Post.Side.THEIRS or last.via != Post.Via.PAGE:
        return False
    assert last.sent_at is not None
    if last.sent_at < timezone.now() - SAME_WITHIN:
        return False
    content = opened(thread.person_id, [last])[0]
    return content is not None and content.text == text


def take_in(
    thread: Thread,
    content: dict[str, object],
    *,
    via: Post.Via,
    mail_id: str = "",
    is_automatic: bool = False,
) -> Post:
    """Keep what came from a person; what their mail program said by itself counts as no answer."""
    now = timezone.now()
    post = Post.objects.create(
        organisation_id=thread.organisation_id,
        thread=thread,
        person_id=thread.person_id,
        side=Post.Side.THEIRS,
        via=via,
        is_automatic=is_automatic,
        sealed=seal(thread.person_id, content, using="default"),
        sent_at=now,
        message_id=mail_id,
    )
    thread.last_at = now
    if not is_automatic:
        thread.last_in_at = now
    thread.save(update_fields=["last_at", "last_in_at"])
    events.record(
        "messages.post_received",
        object_id=thread.about,
        person_id=thread.person_id,
        via=str(via),
        automatic=is_automatic,
    )
    return post


def settle(*, thread_id: uuid.UUID, by: Member) -> None:
    """Say that the person's last words need no answer."""
    thread = Thread.objects.get(pk=thread_id)
    if not may_write_to_persons(by) or not may_read(by, thread.opportunity_id):
        raise NotAllowed(_("Your role does not include writing to applicants."))
    now = timezone.now()
    Thread.objects.filter(pk=thread_id).update(settled_at=now, our_read_at=now)
    events.record("messages.thread_settled", object_id=thread.about, person_id=thread.person_id)


def mark_read(thread_id: uuid.UUID, *, by_person: bool) -> None:
    """Note that a side has seen what the other said; written only where there was something new."""
    seen, spoke = ("their_read_at", "last_out_at") if by_person else ("our_read_at", "last_at")
    unread = Q(**{f"{seen}__isnull": True}) | Q(**{f"{spoke}__gt": F(seen)})
    Thread.objects.filter(unread, pk=thread_id, **{f"{spoke}__isnull": False}).update(
        **{seen: timezone.now()}
    )


def may_read(member: Member, opportunity_id: uuid.UUID | None) -> bool:
    """Whether a member may read the conversations about a vacancy: its team, and recruiters."""
    if not may_write_to_persons(member):
        return False
    allowed = subjects().readable(member)
    return allowed is None or opportunity_id in allowed


def next_working_hour(person_id: uuid.UUID, now: dt.datetime | None = None) -> dt.datetime:
    """Return the next moment between nine and six on a working day, by the person's own clock."""
    zone = ZoneInfo(wish_of(person_id).time_zone)
    local = (now or timezone.now()).astimezone(zone)
    if local.weekday() < 5 and FIRST_HOUR <= local.hour < LAST_HOUR:
        return local.astimezone(dt.UTC)
    day = local.date() + dt.timedelta(days=0 if local.hour < FIRST_HOUR else 1)
    while day.weekday() >= 5:
        day += dt.timedelta(days=1)
    return dt.datetime.combine(day, dt.time(FIRST_HOUR), zone).astimezone(dt.UTC)


def _check_words(text: str) -> None:
    if not text.strip():
        raise Refusal(_("Write something first."), code="empty", field="text")
    if len(text) > MOST_WORDS:
        raise Refusal(_("A message has at most 5,000 signs."), code="too_long", field="text")


def _send(thread: Thread, post: Post, words: Words) -> None:
    """Let a post go: it appears on the person's page, and their channel tells."""
    now = timezone.now()
    post.sent_at = now
    contact = contact_of(thread.person_id)
    wish = wish_of(thread.person_id)
    if contact and not wish.is_quiet:
        by_phone = contact.channel in (Channel.SMS, Channel.WHATSAPP)
        told = by_phone and notify_phone(post, contact.channel)
        if not told and may_be_mailed(thread.person_id, contact.email):
            post.mail_id = _mail(thread, words, contact.email)
    post.save(update_fields=["sent_at", "mail"])
    Thread.objects.filter(pk=thread.pk).update(last_at=now, last_out_at=now)
    events.record("messages.post_sent", object_id=thread.about, person_id=post.person_id, post=str(post.pk))


def _mail(thread: Thread, words: Words, to: str) -> uuid.UUID:
    address = reply_address(thread.organisation_id, thread.pk)
    with override(language_of(thread.person_id)):
        link = own_link(thread.person_id, page="outbox:own_thread", args=(thread.pk,))
        own = own_link(thread.person_id)
        ask = (
            gettext("Answer this mail, or write on your own page: %(link)s")
            if address
            else gettext("You can answer on your own page: %(link)s")
        )
        quiet = gettext("There you also choose how you hear from us.")
        subject = words.subject or gettext("A message about %(title)s") % {"title": thread.title}
    return send_later(
        to=to,
        subject=subject,
        body=f"{words.text.strip().replace(LINK, own)}\n\n-- \n{ask % {'link': link}}\n{quiet}\n",
        is_confidential=True,
        reply_to=address,
        references=_before(thread),
    )


def _before(thread: Thread) -> str:
    """Return the Message-IDs of the conversation so far, so that mail programs show it as one; the last dozen."""
    said = (
        Post.objects.filter(thread=thread).order_by("-written_at").values_list("message_id", "mail_id")[:12]
    )
    found = [key or (message_id(Message(pk=mail)) if mail else "") for key, mail in said]
    return " ".join(key for key in reversed(found) if key)

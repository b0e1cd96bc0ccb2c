"""Messages for the team of a vacancy: who waits for us, one conversation, saying something now or later."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maatwerk.apps.messages import letter_texts, thread_rows
from maatwerk.apps.messages.loops import are_too_many
from maatwerk.apps.messages.models import Post
from maatwerk.apps.messages.rules import MOST_MAILS_PER_DAY, MOST_MAILS_PER_HOUR, THREAD_ROLES
from maatwerk.apps.messages.subjects import Subject, subjects
from maatwerk.apps.messages.thread_forms import WriteForm
from maatwerk.apps.messages.threads import (
    Words,
    cancel,
    mark_read,
    may_read,
    next_working_hour,
    say,
    settle,
)
from maatwerk.apps.messages.wishes import may_be_mailed, wish_of
from maatwerk.apps.organisations.public import MemberRequest, role_required
from maatwerk.apps.people.public import contact_of, language_of
from maatwerk.kernel.refusals import Refusal
from maatwerk.ui.shapes import Crumb, Tab


@require_safe
@role_required(*THREAD_ROLES)
def inbox(request: MemberRequest, organisation: str) -> HttpResponse:
    """Show the conversations this member may read."""
    part = request.GET.get("part", "all")
    rows, page = thread_rows.inbox(request.member, part, request.GET.get("page"))
    counts = thread_rows.inbox_counts(request.member)
    here = reverse("outbox:inbox", args=[organisation])
    parts = {
        "all": _("All"),
        "unread": _("Not read"),
        "ours": _("Waiting for us"),
        "theirs": _("Waiting for them"),
    }
    tabs = tuple(
        Tab(label, f"{here}?part={key}", current=key == part, count=counts.get(key))
        for key, label in parts.items()
    )
    context = {
        "rows": rows,
        "page": page,
        "query": f"part={part}",
        "tabs": tabs,
        "slug": organisation,
        "part": part,
    }
    return render(request, "messages/inbox.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*THREAD_ROLES)
def thread(request: MemberRequest, organisation: str, about: uuid.UUID) -> HttpResponse:
    """Show the conversation about something, and say something in it."""
    subject = _subject(request, about)
    wish = wish_of(subject.person_id)
    form = WriteForm(
        request.POST or None, time_zone=wish.time_zone, initial=_begun(request, subject, organisation)
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            say(
                about=about,
                words=Words(said["text"], said["subject"], said["kind"]),
                by=request.member,
                send_at=_when(said, subject.person_id),
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect(request.path + "#newest")
    return _page(request, subject, form, organisation)


@require_safe
@role_required(*THREAD_ROLES)
def posts(request: MemberRequest, organisation: str, about: uuid.UUID) -> HttpResponse:
    """Answer the page that looks for something new; nothing new, nothing sent."""
    subject = _subject(request, about)
    thread_id = thread_rows.thread_of(subject.id)
    found = thread_rows.posts(thread_id) if thread_id else ()
    if thread_id is None or request.GET.get("newest") == (str(found[-1].id) if found else ""):
        return HttpResponse(status=204)
    mark_read(thread_id, by_person=False)
    return render(request, "messages/_posts.html", conversation(subject, found, organisation))


@require_POST
@role_required(*THREAD_ROLES)
def take_back(request: MemberRequest, organisation: str, post_id: uuid.UUID) -> HttpResponse:
    """Cancel what was planned."""
    cancel(post_id=post_id, by=request.member)
    messages.success(request, _("The planned message is cancelled."))
    about = Post.objects.values_list("thread__about", flat=True).get(pk=post_id)
    return redirect("outbox:thread", organisation, about)


@require_POST
@role_required(*THREAD_ROLES)
def needs_no_answer(request: MemberRequest, organisation: str, about: uuid.UUID) -> HttpResponse:
    """Say that the person's last words need no answer."""
    subject = _subject(request, about)
    if thread_id := thread_rows.thread_of(subject.id):
        settle(thread_id=thread_id, by=request.member)
    return redirect("outbox:inbox", organisation)


def conversation(subject: Subject, found: "tuple[thread_rows.PostRow, ...]", slug: str) -> dict[str, object]:
    """Return what the part of a page needs that shows what was said."""
    return {
        "posts": found,
        "poll": reverse("outbox:posts", args=[slug, subject.id]),
        "their_side": False,
        "slug": slug,
    }


def _page(request: MemberRequest, subject: Subject, form: WriteForm, slug: str) -> HttpResponse:
    thread_id = thread_rows.thread_of(subject.id)
    found = thread_rows.posts(thread_id) if thread_id else ()
    row = thread_rows.thread_row(thread_id, request.member) if thread_id else None
    if thread_id:
        mark_read(thread_id, by_person=False)
    contact = contact_of(subject.person_id)
    language = language_of(subject.person_id)
    reaches = bool(contact and may_be_mailed(subject.person_id, contact.email))
    context = conversation(subject, found, slug) | {
        "subject": subject,
        "name": contact.name if contact else "",
        "language": language,
        "form": form,
        "row": row,
        "came_back": bool(contact and contact.email) and not reaches,
        "is_quiet": wish_of(subject.person_id).is_quiet,
        "is_full": are_too_many(one.at for one in found if not one.is_ours and one.via),
        "per_hour": MOST_MAILS_PER_HOUR,
        "per_day": MOST_MAILS_PER_DAY,
        "letters": letter_texts.letters(language),
        "back": subjects().address(subject.id, slug),
        "crumbs": [Crumb(_("Messages"), reverse("outbox:inbox", args=[slug]))],
        "more_open": bool(form.errors or form["subject"].value()),
    }
    return render(request, "messages/thread.html", context, status=422 if form.errors else 200)


def _subject(request: MemberRequest, about: uuid.UUID) -> Subject:
    found = subjects().subject(about)
    if found is None or not may_read(request.member, found.opportunity_id):
        raise Http404
    return found


def _begun(request: MemberRequest, subject: Subject, slug: str) -> dict[str, str]:
    """Return the letter that the writer begins with, filled in for this person, in the person's language."""
    key = request.GET.get("letter")
    if not key:
        return {}
    found = letter_texts.letter(key, language_of(subject.person_id))
    with_values = letter_texts.in_language(subject, found.language)
    filled = letter_texts.fill(
        found, subject=with_values, by=request.member, organisation=request.member.organisation.name
    )
    return {"text": filled.body, "subject": filled.subject, "kind": key}


def _when(said: dict[str, object], person_id: uuid.UUID) -> dt.datetime | None:
    if said["when"] == "hours":
        return next_working_hour(person_id)
    at = said["at"] if said["when"] == "at" else None
    return at if isinstance(at, dt.datetime) else None

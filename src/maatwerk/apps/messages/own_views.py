"""A person's own messages: read, answer, and choose how to hear of a new one. No account, no script needed."""

import uuid

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from maatwerk.apps.messages import thread_rows, wishes
from maatwerk.apps.messages.models import Thread
from maatwerk.apps.messages.subjects import subjects
from maatwerk.apps.messages.thread_forms import ChoicesForm, OwnAnswerForm
from maatwerk.apps.messages.threads import answer, begin, mark_read
from maatwerk.apps.people.public import Own, contact_of, own_page, render_own
from maatwerk.kernel.refusals import Refusal

HERE = "outbox:own_threads"
HOME = "journeys:own"  # where letters lead


@require_safe
@own_page
def own_threads(request: HttpRequest, own: Own) -> HttpResponse:
    """Show a person's conversations, or at once the only one."""
    rows = thread_rows.own_threads(own.person_id)
    if len(rows) == 1:
        return redirect(own.url("outbox:own_thread", rows[0].id))
    return render_own(request, own, "messages/own/threads.html", {"rows": rows}, current=HERE)


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def own_thread(request: HttpRequest, own: Own, thread_id: uuid.UUID) -> HttpResponse:
    """Show one conversation, and take in what the person says."""
    thread = _thread(own, thread_id)
    form = OwnAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer(thread_id=thread.pk, text=form.cleaned_data["text"])
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect(own.url("outbox:own_thread", thread.pk) + "#newest")
    mark_read(thread.pk, by_person=True)
    context = {
        "title": thread.title,
        "posts": thread_rows.posts(thread.pk, link=_home(own)),
        "poll": own.url("outbox:own_posts", thread.pk),
        "their_side": True,
        "form": form,
        "others": len(thread_rows.own_threads(own.person_id)) > 1,
        "choices": own.url("outbox:own_choices"),
        "all": own.url(HERE),
    }
    status = 422 if form.is_bound else 200
    return render_own(request, own, "messages/own/thread.html", context, current=HERE, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def own_begin(request: HttpRequest, own: Own, about: uuid.UUID) -> HttpResponse:
    """Let a person speak first; where there is a conversation already, lead to it."""
    subject = subjects().subject(about)
    if subject is None or subject.person_id != own.person_id:
        raise Http404
    known = Thread.objects.filter(about=about).first()
    form = OwnAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            known = begin(subject, text=form.cleaned_data["text"])
        except Refusal as refusal:
            form.refuse(refusal)
    if known is not None:
        return redirect(own.url("outbox:own_thread", known.pk) + "#newest")
    context = {"title": subject.title, "form": form, "choices": own.url("outbox:own_choices")}
    status = 422 if form.is_bound else 200
    return render_own(request, own, "messages/own/begin.html", context, current=HERE, status=status)


@require_safe
@own_page
def own_posts(request: HttpRequest, own: Own, thread_id: uuid.UUID) -> HttpResponse:
    """Answer the page that looks for something new; nothing new, nothing sent."""
    thread = _thread(own, thread_id)
    posts = thread_rows.posts(thread.pk, link=_home(own))
    if request.GET.get("newest") == (str(posts[-1].id) if posts else ""):
        return HttpResponse(status=204)
    mark_read(thread.pk, by_person=True)
    context = {"posts": posts, "poll": own.url("outbox:own_posts", thread.pk), "their_side": True, "own": own}
    return render(request, "messages/_posts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def own_choices(request: HttpRequest, own: Own) -> HttpResponse:
    """Let a person choose by which way they hear that there is a message, or that nothing is sent."""
    wish, contact = wishes.wish_of(own.person_id), contact_of(own.person_id)
    now = "quiet" if wish.is_quiet else (contact.channel if contact else "quiet")
    form = ChoicesForm(
        request.POST or None,
        channels=wishes.channels_for(own.person_id),
        initial={"channel": now, "time_zone": wish.time_zone or settings.TIME_ZONE},
    )
    if request.method == "POST" and form.is_valid():
        try:
            wishes.choose(own.person_id, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect(own.url("outbox:own_choices") + "?kept")
    trouble = bool(contact and contact.email) and not wishes.may_be_mailed(
        own.person_id, contact.email if contact else ""
    )
    context = {"form": form, "kept": "kept" in request.GET, "back": own.url(HERE), "trouble": trouble}
    status = 422 if form.is_bound else 200
    return render_own(request, own, "messages/own/choices.html", context, current=HERE, status=status)


def _home(own: Own) -> str:
    return settings.SITE_URL.rstrip("/") + own.url(HOME)


def _thread(own: Own, thread_id: uuid.UUID) -> Thread:
    found = Thread.objects.filter(pk=thread_id, person_id=own.person_id).first()
    if found is None:
        raise Http404
    return found

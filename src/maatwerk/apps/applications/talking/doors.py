"""Where talking hangs on the rest: messages, the page of an application, the start page, the log."""

import uuid

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.applications.models import Application, Decision
from maatwerk.apps.applications.panels import application_panel
from maatwerk.apps.applications.queries import ApplicationRow
from maatwerk.apps.applications.rules import ENDED
from maatwerk.apps.applications.talking.silence import begin, go_on, hear, promise_anew, stop
from maatwerk.apps.applications.talking.silence_rows import count_silent, heard_at
from maatwerk.apps.applications.talking.subjects import ApplicationsAsSubjects, keep_file
from maatwerk.apps.messages.public import (
    THREAD_ROLES,
    keep_attachments,
    posts,
    tell_subjects,
    thread_of,
)
from maatwerk.apps.organisations.public import Member, register_navigation, waiting
from maatwerk.apps.vacancies.public import visible_keys
from maatwerk.kernel import events
from maatwerk.kernel.models import Event
from maatwerk.ui.formats import counted
from maatwerk.ui.shapes import Tile

SHOWN = 4


def open_doors() -> None:
    """Tell messages what applications are, and put silence into the navigation; called once the apps are ready."""
    tell_subjects(ApplicationsAsSubjects())
    keep_attachments(keep_file)
    register_navigation(
        area="hire",
        label=_("Who hears nothing"),
        url_name="applications:silence",
        roles=THREAD_ROLES,
        order=16,
    )


@application_panel(
    "messages", title=_("Messages"), template="applications/talking/_panel.html", order=55, roles=THREAD_ROLES
)
def messages_panel(application: ApplicationRow, member: Member) -> dict[str, object] | None:
    """Show the last few words of the conversation."""
    thread_id = thread_of(application.id)
    found = posts(thread_id) if thread_id else ()
    clock = heard_at(application.id)
    return {
        "posts": found[-SHOWN:],
        "earlier": max(0, len(found) - SHOWN),
        "heard_at": clock[0] if clock else None,
        "due_at": clock[1] if clock else None,
    }


@waiting(*THREAD_ROLES, order=16)
def silent_people(member: Member) -> Tile | None:
    """People who heard nothing for longer than their vacancy promised."""
    number = count_silent(visible_keys(member))
    if not number:
        return None
    url = reverse("applications:silence", args=[member.organisation.slug])
    return Tile(_("People who hear nothing"), counted(number), _("longer than promised"), url)


@events.on("applications.application_received")
def _begin(event: Event) -> None:
    if event.object_id is not None:
        begin(Application.objects.get(pk=event.object_id))


@events.on("applications.decision_made")
def _moved(event: Event) -> None:
    if event.object_id is None:
        return
    if event.data["to"] in ENDED:
        stop(event.object_id)
    elif event.data["choice"] == Decision.Choice.UNDO:
        go_on(event.object_id)


@events.on("applications.application_withdrawn")
def _withdrawn(event: Event) -> None:
    if event.object_id is not None:
        stop(event.object_id)


@events.on("messages.post_sent")
def _told(event: Event) -> None:
    if event.object_id is not None:
        hear(event.object_id)


@events.on("messages.message_sent")
def _mailed(event: Event) -> None:
    if about := event.data.get("about"):
        hear(uuid.UUID(str(about)))


@events.on("vacancies.terms_set")
def _promised(event: Event) -> None:
    if event.object_id is not None:
        promise_anew(event.object_id)

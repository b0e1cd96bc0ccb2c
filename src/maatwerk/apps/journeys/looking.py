"""Who looked at a person's data and when, from the event log, as that person may read it."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.public import colleague_words
from maatwerk.kernel import tenancy
from maatwerk.kernel.models import Event

#: Events by which somebody looked at, or passed on, what is known of a person.
LOOKS: dict[str, str | Promise] = {
    "applications.person_viewed": _("opened your application"),
    "applications.advice_seen": _("opened the advice on you"),
    "applications.document_viewed": _("opened a document of yours"),
    "applications.own_view_recorded": _("wrote down a view before seeing the advice"),
    "applications.decision_made": _("decided on your application"),
}
#: Events by which another system was told something; nobody signed in did that.
TELLINGS: dict[str, str | Promise] = {
    "applications.person_told": _("was told your name and contact"),
    "applications.advice_told": _("was told the advice on you"),
}
MOST = 100


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked: who by name or role, at what, on which day, how often that day."""

    day: dt.date
    who: str
    what: str | Promise
    times: int


def looks_at(person_id: uuid.UUID) -> list[Look]:
    """Return who looked at what, newest day first."""
    seen = Q(kind__in=LOOKS, actor_id__isnull=False) | Q(kind__in=TELLINGS)
    found = Event.objects.filter(
        seen, organisation_id=tenancy.current_organisation(), person_id=person_id
    ).order_by("-at")[:MOST]
    counted: dict[tuple[dt.date, uuid.UUID | None, str], int] = {}
    for event in found:
        actor = event.actor_id if event.kind in LOOKS else None
        key = (timezone.localdate(event.at), actor, event.kind)
        counted[key] = counted.get(key, 0) + 1
    said = colleague_words({actor for _day, actor, _kind in counted if actor is not None})
    system = str(_("a linked system"))
    return [
        Look(day, said[actor] if actor else system, (LOOKS | TELLINGS)[kind], times)
        for (day, actor, kind), times in counted.items()
    ]

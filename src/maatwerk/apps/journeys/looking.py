"""Who looked at a person's data and when, from the event log, as that person may read it."""

import datetime as dt
import uuid
from dataclasses import dataclass

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
    found = Event.objects.filter(
        organisation_id=tenancy.current_organisation(),
        person_id=person_id,
        kind__in=LOOKS,
        actor_id__isnull=False,
    ).order_by("-at")[:MOST]
    counted: dict[tuple[dt.date, uuid.UUID, str], int] = {}
    for event in found:
        if event.actor_id is not None:
            key = (timezone.localdate(event.at), event.actor_id, event.kind)
            counted[key] = counted.get(key, 0) + 1
    said = colleague_words({actor for _day, actor, _kind in counted})
    return [Look(day, said[actor], LOOKS[kind], times) for (day, actor, kind), times in counted.items()]

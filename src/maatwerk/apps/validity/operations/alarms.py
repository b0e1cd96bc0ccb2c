"""The rubber stamp: looking each night whether somebody follows the advice nearly always and very fast."""

import datetime as dt
import uuid
from collections import defaultdict
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from maatwerk.apps.cases.public import Asked, Case, open_case
from maatwerk.apps.organisations.public import Organisation
from maatwerk.apps.validity.analysis import followed
from maatwerk.apps.validity.contracts import Stamp
from maatwerk.apps.validity.models import NightlyLook
from maatwerk.apps.validity.queries import Decided, decided, last_alarm
from maatwerk.apps.validity.queries.deciding import SUBJECT
from maatwerk.apps.validity.rules import LATEST_DAYS
from maatwerk.kernel import events, jobs, tenancy
from maatwerk.kernel.rules import rule
from maatwerk.ui.formats import number, percent

LOOK = "validity.look_at_following"
AT_NIGHT = dt.time(2, 40)


def expect_look() -> None:
    """Have this night's look made; once, however many decisions a day holds."""
    jobs.tonight(NightlyLook, task=LOOK, at=AT_NIGHT)


def look_at_following() -> list[uuid.UUID]:
    """Open a case for each colleague who follows the advice nearly always and very fast, and return their keys.

    Only decisions since the last alarm about the same colleague count, so that an answered case is not opened again for
    what it was about. Nobody answers a case about themselves.
    """
    stamp = thresholds()
    since = timezone.now() - dt.timedelta(days=LATEST_DAYS)
    by_decider: dict[uuid.UUID, list[Decided]] = defaultdict(list)
    for one in decided(since):
        by_decider[one.by].append(one)
    alarmed = []
    for decider, rows in by_decider.items():
        if _is_waiting(decider):
            continue
        before = last_alarm(decider)
        found = follow([one for one in rows if before is None or one.at > before], stamp)
        if found is None or not found["rubber_stamp"]:
            continue
        key = open_case(
            Asked(
                kind=Case.Kind.ALARM,
                text=_(
                    "A colleague followed the advice in %(share)s of %(n)s decisions, as a rule within %(seconds)s seconds. "
                    "Talk about how the advice is used. Good advice is followed often; deciding without looking is the "
                    "fault."
                )
                % {
                    "share": percent(found["followed"]["estimate"]),
                    "n": number(found["n"]),
                    "seconds": number(found["seconds"]),
                },
                subject=SUBJECT,
                object_id=decider,
                not_by=(decider,),
            )
        )
        events.record("validity.rubber_stamp_found", object_id=key, decisions=found["n"])
        alarmed.append(decider)
    return alarmed


def follow(rows: list[Decided], stamp: Stamp) -> dict[str, Any] | None:
    """Return the concordance of some decisions."""
    return followed(
        [one.advised for one in rows],
        [one.went_on for one in rows],
        seen=[one.seen for one in rows],
        seconds=[one.seconds for one in rows],
        stamp=stamp,
    )


def thresholds() -> Stamp:
    """Return the thresholds of the rubber stamp that hold here today."""
    organisation = Organisation.objects.get(pk=tenancy.current_organisation())
    return Stamp(
        *rule("oversight.rubber_stamp", jurisdiction=organisation.jurisdiction, on=timezone.localdate())
    )


def _is_waiting(decider: uuid.UUID) -> bool:
    return Case.objects.filter(
        kind=Case.Kind.ALARM, subject=SUBJECT, object_id=decider, state=Case.State.OPEN
    ).exists()

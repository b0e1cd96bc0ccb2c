"""New openings by mail for who wants to be told: looked for once a day, told once."""

import datetime as dt
import uuid

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from maatwerk.apps.journeys.alternatives import Alternative, alternatives_for
from maatwerk.apps.journeys.consents import wish_of
from maatwerk.apps.messages.public import send_later
from maatwerk.apps.organisations.public import Organisation
from maatwerk.apps.people.public import contact_of, language_of, own_link
from maatwerk.kernel import tenancy

TELL = "journeys.tell_openings"
HOUR = 7


def tell_tomorrow(person_id: uuid.UUID) -> None:
    """Look again tomorrow morning, unless that is planned already. Whoever calls holds the row of the wish."""
    organisation = tenancy.current_organisation()
    lock = f"{TELL}:{organisation}:{person_id}"
    if ProcrastinateJob.objects.filter(queueing_lock=lock, status="todo").exists():
        return
    at = timezone.localtime().replace(hour=HOUR, minute=0, second=0, microsecond=0) + dt.timedelta(days=1)
    app.configure_task(TELL, queue="app", schedule_at=at, queueing_lock=lock).defer(
        organisation_id=str(organisation), person_id=str(person_id)
    )


def tell_openings(person_id: uuid.UUID) -> int:
    """Mail what is new since the last time, if anything is; returns how many. Ends by itself once nobody wants it."""
    wish = wish_of(person_id)
    contact = contact_of(person_id)
    if wish is None or not wish.by_mail or contact is None or not contact.email:
        return 0
    now = timezone.now()
    with translation.override(language_of(person_id)):
        found = alternatives_for(person_id, search=wish.search, since=wish.told_until)
        if found:
            _send(person_id, contact.name, contact.email, found)
    wish.told_until = now
    wish.save(update_fields=["told_until"])
    tell_tomorrow(person_id)
    return len(found)


def _send(person_id: uuid.UUID, name: str, email: str, found: list[Alternative]) -> None:
    organisation = Organisation.objects.values_list("name", flat=True).get(pk=tenancy.current_organisation())
    context = {
        "name": name,
        "organisation": organisation,
        "openings": found,
        "url": own_link(person_id, page="journeys:own_openings"),
    }
    body = render_to_string("journeys/mail/openings.txt", context).strip() + "\n"
    send_later(to=email, subject=_("New openings for you"), body=body, is_confidential=True)

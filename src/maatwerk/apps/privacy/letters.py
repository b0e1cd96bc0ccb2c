"""Mail about keeping and erasing, in the language of who reads it."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from maatwerk.apps.messages.public import send_later
from maatwerk.apps.organisations.public import Organisation, User
from maatwerk.apps.people.public import ContactRow, contact_of, language_of, own_link
from maatwerk.kernel import tenancy
from maatwerk.kernel.dates import short_day
from maatwerk.ui import formats


def send_notice(person_id: uuid.UUID, *, until: dt.date) -> bool:
    """Tell a person on which day their data goes, and how to keep it or take it along; False where no address is known."""
    return _send(
        person_id, "notice", lambda: _("Your data will be removed soon"), {"until": lambda: short_day(until)}
    )


def send_package(person_id: uuid.UUID, *, until: dt.date) -> bool:
    """Tell a person that everything kept about them lies ready on their own page."""
    return _send(person_id, "package", lambda: _("Your data lies ready"), {"until": lambda: short_day(until)})


def _send(
    person_id: uuid.UUID, letter: str, subject: Callable[[], str], words: Mapping[str, Callable[[], str]]
) -> bool:
    contact = contact_of(person_id)
    if contact is None or not contact.email:
        return False
    organisation = Organisation.objects.get(pk=tenancy.current_organisation())
    with translation.override(language_of(person_id)):
        context = {
            "name": contact.name,
            "organisation": organisation.name,
            "url": own_link(person_id, page="privacy:own"),
            **{key: made() for key, made in words.items()},
        }
        body = render_to_string(f"privacy/mail/{letter}.txt", context).strip() + "\n"
        send_later(to=contact.email, subject=subject(), body=body, is_confidential=True)
    return True


def send_incident_letter(
    person_id: uuid.UUID, contact: ContactRow, *, words: Mapping[str, str], organisation: Organisation
) -> None:
    """Tell a person what went wrong with their data, in the words of who answers for it (GDPR 34)."""
    with translation.override(organisation.language):
        wanted = language_of(person_id)
    language = next(one for one in (wanted, organisation.language, *sorted(words)) if one in words)
    with translation.override(language):
        context = {
            "name": contact.name,
            "organisation": organisation.name,
            "words": words[language],
            "url": own_link(person_id, language=wanted),
        }
        body = render_to_string("privacy/mail/incident_letter.txt", context).strip() + "\n"
        send_later(
            to=contact.email,
            subject=_("Something went wrong with your data"),
            body=body,
            is_confidential=True,
        )


def warn_owner(
    owner: User, *, organisation: Organisation, incident_id: uuid.UUID, due_at: dt.datetime, is_exercise: bool
) -> None:
    """Tell who answers for an incident until when the authority is to be told."""
    with translation.override(owner.language or organisation.language):
        path = reverse("privacy:incident", args=[organisation.slug, incident_id])
        context = {
            "due_at": formats.moment(due_at),
            "url": settings.SITE_URL.rstrip("/") + path,
            "organisation": organisation.name,
            "is_exercise": is_exercise,
        }
        body = render_to_string("privacy/mail/incident.txt", context).strip() + "\n"
        subject = (
            _("Exercise: the clock of an incident runs out")
            if is_exercise
            else _("The clock of an incident runs out")
        )
        send_later(to=owner.email, subject=subject, body=body)

"""Mail about keeping and erasing, in the language of who reads it."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from maatwerk.apps.messages.public import send_later
from maatwerk.apps.organisations.public import Organisation
from maatwerk.apps.people.public import contact_of, language_of, own_link
from maatwerk.kernel import tenancy
from maatwerk.kernel.dates import short_day


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

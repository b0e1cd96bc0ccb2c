"""Mail about cases, each in the language of who reads it."""

import datetime as dt
import uuid
from collections.abc import Callable

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from maatwerk.apps.cases.models import Case
from maatwerk.apps.cases.rules import OWN_LABELS
from maatwerk.apps.messages.public import send_later
from maatwerk.apps.organisations.public import Organisation, User
from maatwerk.apps.people.public import contact_of, language_of, own_link
from maatwerk.kernel.dates import short_day

OWN_CASES = "cases:own"


def tell_received(case: Case) -> None:
    """Tell the person that it came in and until when an answer may take."""
    _tell_person(case, "received", _subject_received)


def tell_answered(case: Case, answer: str) -> None:
    """Send the person the answer; the mail is not kept after sending."""
    _tell_person(case, "answered", _subject_answered, answer=answer)


def tell_owner(case: Case, *, is_reminder: bool = False) -> None:
    """Tell the owner that a case is theirs, or that its day comes near. It says nothing of what was asked."""
    if case.owner_id is None:
        return
    owner = User.objects.get(pk=case.owner_id)
    organisation = Organisation.objects.get(pk=case.organisation_id)
    with translation.override(owner.language or organisation.language):
        path = reverse("cases:case", args=[organisation.slug, case.pk])
        context = {
            "kind": case.get_kind_display(),
            "due_on": _day(case.due_on),
            "url": settings.SITE_URL.rstrip("/") + path,
            "is_reminder": is_reminder,
        }
        subject = _("A case waits for your answer") if is_reminder else _("A case for you")
        send_later(to=owner.email, subject=subject, body=_written("owner", context))


def _tell_person(case: Case, letter: str, subject: Callable[[], str], answer: str = "") -> None:
    if case.person_id is None:
        return
    contact = contact_of(case.person_id)
    if contact is None or not contact.email:
        return
    with translation.override(language_of(case.person_id)):
        context: dict[str, object] = {
            "name": contact.name,
            "kind": OWN_LABELS[Case.Kind(case.kind)],
            "due_on": _day(case.due_on),
            "answer": answer,
            "organisation": _organisation(case.organisation_id),
            "url": own_link(case.person_id, page=OWN_CASES),
        }
        send_later(to=contact.email, subject=subject(), body=_written(letter, context), is_confidential=True)


def _written(letter: str, context: dict[str, object]) -> str:
    return render_to_string(f"cases/mail/{letter}.txt", context).strip() + "\n"


def _day(day: dt.date) -> str:
    return short_day(day)


def _organisation(key: uuid.UUID) -> str:
    return Organisation.objects.values_list("name", flat=True).get(pk=key)


def _subject_received() -> str:
    return _("We received your question")


def _subject_answered() -> str:
    return _("The answer to your question")

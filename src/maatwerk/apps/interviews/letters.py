"""What applicants and interviewers are told by mail, with an invitation for their calendars."""

import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from email.utils import parseaddr
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from maatwerk.apps.applications.public import application
from maatwerk.apps.interviews.calendar import Invitation, Method, calendar_text
from maatwerk.apps.interviews.models import Interview, Interviewer
from maatwerk.apps.interviews.times import home_zone, zone_or_home
from maatwerk.apps.messages.public import answers_to, send_later
from maatwerk.apps.opportunities.public import opportunity
from maatwerk.apps.organisations.public import Organisation, User, names
from maatwerk.apps.people.public import contact_of, language_of, own_link
from maatwerk.apps.people.public import names as person_names

OWN = "interviews:own"
_METHODS: dict[str, Method] = {
    "planned": "REQUEST",
    "moved": "REQUEST",
    "cancelled": "CANCEL",
    "freed": "CANCEL",
    "published": "PUBLISH",
}


def write_applicant(interview: Interview, letter: str) -> None:
    """Write to the applicant in their language and in the time of where they are; nothing where no address is known."""
    contact = contact_of(interview.person_id)
    if contact is None or not contact.email:
        return
    with _reading(language_of(interview.person_id), zone_or_home(interview.zone)):
        words = _words(interview) | {
            "name": contact.name,
            "link": own_link(interview.person_id, page=OWN),
            "zone": zone_or_home(interview.zone),
        }
        calendar = _calendar(interview, letter, words, guest=(contact.name, contact.email), url=words["link"])
        _send(contact.email, f"applicant_{letter}", words, calendar, about=interview.application_id)


def write_panel(interview: Interview, letter: str, *, only: Collection[uuid.UUID] | None = None) -> None:
    """Write to the interviewers, each in their own language."""
    here = Interviewer.objects.filter(interview=interview)
    here = here.filter(left_at__isnull=True) if only is None else here.filter(user_id__in=only)
    keys = list(here.values_list("user_id", flat=True))
    applicant = person_names([interview.person_id])[interview.person_id]
    for user in User.objects.filter(pk__in=keys).order_by("pk"):
        with _reading(user.language, home_zone()):
            words = _words(interview) | {"name": str(user), "applicant": applicant, "zone": home_zone()}
            path = reverse("interviews:interview", args=[words["slug"], interview.pk])
            words["link"] = settings.SITE_URL.rstrip("/") + path
            calendar = _calendar(interview, letter, words, guest=(str(user), user.email), url=words["link"])
            _send(user.email, f"panel_{letter}", words, calendar)


@contextmanager
def _reading(language: str, zone: str) -> Iterator[None]:
    with translation.override(language or settings.LANGUAGE_CODE), timezone.override(ZoneInfo(zone)):
        yield


def _words(interview: Interview) -> dict[str, str]:
    organisation = Organisation.objects.get(pk=interview.organisation_id)
    panel = Interviewer.objects.filter(interview=interview, left_at__isnull=True).values_list(
        "user_id", flat=True
    )
    return {
        "organisation": organisation.name,
        "slug": organisation.slug,
        "work": opportunity(application(interview.application_id).opportunity_id).title,
        "starts_at": timezone.localtime(interview.starts_at) if interview.starts_at else "",  # type: ignore[dict-item]
        "place": interview.place,
        "video_url": interview.video_url,
        "interviewers": ", ".join(sorted(names(set(panel)).values())),
    }


def _calendar(
    interview: Interview, letter: str, words: dict[str, str], *, guest: tuple[str, str], url: str
) -> str:
    method = _METHODS.get(letter)
    if method is None or interview.starts_at is None or interview.ends_at is None:
        return ""
    title = _("Interview: %(work)s, %(organisation)s") % words
    if "applicant" in words:
        title = _("Interview with %(applicant)s: %(work)s") % words
    return calendar_text(
        Invitation(
            uid=calendar_uid(interview.pk),
            sequence=interview.sequence,
            method=method,
            stamp=timezone.now(),
            starts_at=interview.starts_at,
            ends_at=interview.ends_at,
            summary=title,
            organiser=(words["organisation"], parseaddr(settings.DEFAULT_FROM_EMAIL)[1]),
            guest=guest,
            description=_("With %(interviewers)s.") % words if words["interviewers"] else "",
            location=interview.place or interview.video_url,
            url=interview.video_url or url,
        )
    )


def calendar_uid(interview_id: uuid.UUID) -> str:
    """Return the name of the meeting in everybody's calendar: the same whatever becomes of it."""
    return f"{interview_id}@interviews.maatwerk"


def _send(
    to: str, letter: str, words: dict[str, str], calendar: str, *, about: uuid.UUID | None = None
) -> None:
    text = render_to_string(f"interviews/mail/{letter}.txt", words)
    subject, _separator, body = text.strip().partition("\n")
    # it holds a key to the applicant's pages, or their name: the outbox does not keep it
    send_later(
        to=to,
        subject=subject,
        body=body.strip() + "\n",
        is_confidential=True,
        calendar=calendar,
        reply_to=answers_to(about) if about else "",
        about=about,  # the applicant heard something: the clock that watches for silence starts anew
    )


def own_calendar(interview: Interview) -> str:
    """Return an applicant's interview for their calendar, published and not asked for (RFC 5546, 3.2.1)."""
    contact = contact_of(interview.person_id)
    words = _words(interview)
    guest = (contact.name, contact.email) if contact else ("", "")
    return _calendar(interview, "published", words, guest=guest, url=own_link(interview.person_id, page=OWN))

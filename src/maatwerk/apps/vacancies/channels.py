"""Channels by which people come: one interface, an adapter each.

A channel is told of a vacancy that may be shown and of one that may not. Feeds are fetched: for these the public copy alone
decides. Whoever adds a channel writes a class with these two verbs and puts it into `CHANNELS`.
"""

import uuid
from dataclasses import dataclass
from typing import Protocol

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.messages.public import announce
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.vacancies.links import DIRECT, link_for
from maatwerk.apps.vacancies.models import Listing, Posting
from maatwerk.apps.vacancies.operations import must_open
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import Refusal


class Channel(Protocol):
    """What every channel can do. Both verbs are safe to repeat and run in the transaction of what they tell."""

    @property
    def key(self) -> str:
        """What links and listings call it."""

    @property
    def label(self) -> str | Promise:
        """What pages call it."""

    def show(self, vacancy_id: uuid.UUID) -> None:
        """Begin to show a vacancy, or show it as it is now."""

    def hide(self, vacancy_id: uuid.UUID) -> None:
        """Show it no longer."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A channel that fetches: a vacancy is in the feed as long as its public copy names the channel."""

    key: str
    label: str | Promise

    def show(self, vacancy_id: uuid.UUID) -> None:
        """Name the channel on the public copy."""
        posting = _posting(vacancy_id)
        if posting is not None:
            posting.channels = posting.channels | {
                self.key: link_for(vacancy_id=vacancy_id, channel=self.key)
            }
            posting.changed_at = timezone.now()
            posting.save(update_fields=["channels", "changed_at"])

    def hide(self, vacancy_id: uuid.UUID) -> None:
        """Take the channel off the public copy, if there still is one."""
        posting = _posting(vacancy_id)
        if posting is not None:
            posting.channels = {key: code for key, code in posting.channels.items() if key != self.key}
            posting.save(update_fields=["channels"])


@dataclass(frozen=True, slots=True)
class Webhook:
    """The organisation's own systems, told by signed calls that are tried again."""

    key: str
    label: str | Promise

    def show(self, vacancy_id: uuid.UUID) -> None:
        """Say that a vacancy is public; who wants more reads the open feed."""
        announce("vacancy.published", object_id=vacancy_id, data={"vacancy": str(vacancy_id)})

    def hide(self, vacancy_id: uuid.UUID) -> None:
        """Say that it is no longer."""
        announce("vacancy.closed", object_id=vacancy_id, data={"vacancy": str(vacancy_id)})


INDEED = Feed("indeed", _("Indeed, by feed"))
LINKEDIN = Feed("linkedin", _("LinkedIn, by feed"))
WEBHOOK = Webhook("webhook", _("Webhook to your own systems"))
CHANNELS: dict[str, Channel] = {one.key: one for one in (INDEED, LINKEDIN, WEBHOOK)}
#: Shared by hand, and paid: no adapter of their own, but links and costs.
SOCIAL, PAID = "social", "paid"
#: Channels one chooses per vacancy; webhooks are told of every one.
CHOSEN = (INDEED.key, LINKEDIN.key)


def channel_labels() -> dict[str, str | Promise]:
    """Return every channel by which people may come, with its name."""
    return {
        DIRECT: _("Own board and open feeds"),
        **{key: CHANNELS[key].label for key in CHOSEN},
        "rss": "RSS",
        "xml": _("Open feed (XML)"),
        "json": _("Open feed (JSON)"),
        SOCIAL: _("Social media"),
        PAID: _("Paid campaign"),
    }


@transaction.atomic
def offer_on(*, vacancy_id: uuid.UUID, channel: str, by: Member) -> None:
    """Offer a public vacancy on one channel; safe to repeat."""
    must_open(by)
    if channel not in CHOSEN:
        raise Refusal(_("There is no such channel."), code="no_channel", status=422)
    if _posting(vacancy_id) is None:
        raise Refusal(_("Put the vacancy on the board first."), code="not_public")
    Listing.objects.update_or_create(
        organisation_id=tenancy.current_organisation(),
        opportunity_id=vacancy_id,
        channel=channel,
        defaults={"state": Listing.State.OFFERED, "told_at": timezone.now()},
    )
    CHANNELS[channel].show(vacancy_id)
    events.record("vacancies.channel_offered", object_id=vacancy_id, channel=channel)


@transaction.atomic
def take_from(*, vacancy_id: uuid.UUID, channel: str, by: Member) -> None:
    """Offer a vacancy on one channel no longer; safe to repeat."""
    must_open(by)
    listed = Listing.objects.filter(opportunity_id=vacancy_id, channel=channel)
    if listed.exclude(state=Listing.State.GONE).update(state=Listing.State.GONE, told_at=timezone.now()):
        CHANNELS[channel].hide(vacancy_id)
        events.record("vacancies.channel_left", object_id=vacancy_id, channel=channel)


def _posting(vacancy_id: uuid.UUID) -> Posting | None:
    own = Posting.objects.filter(pk=vacancy_id, organisation_id=tenancy.current_organisation())
    return own.select_for_update().first()

"""How a person wants to hear that there is a message, and whether mail reaches them."""

import hashlib
import uuid
from dataclasses import dataclass
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from maatwerk.apps.messages.models import Connection, ContactWish, MailTrouble, Notice, Post
from maatwerk.apps.messages.rules import NOTICE
from maatwerk.apps.people.public import Channel, choose_channel, contact_of
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import Refusal
from maatwerk.kernel.site_key import site_secret


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person chose: their clock, and whether nothing at all is sent."""

    is_quiet: bool
    time_zone: str


def wish_of(person_id: uuid.UUID) -> Wish:
    """Return what a person chose; mail and the site's clock where they chose nothing."""
    row = ContactWish.objects.filter(person_id=person_id).first()
    return Wish(bool(row and row.is_quiet), (row.time_zone if row else "") or settings.TIME_ZONE)


def channels_for(person_id: uuid.UUID) -> tuple[Channel, ...]:
    """Return the ways by which this organisation can reach this person now."""
    contact = contact_of(person_id)
    if contact is None:
        return ()
    open_kinds = set(
        Connection.objects.filter(
            kind__in=(Connection.Kind.SMS, Connection.Kind.WHATSAPP), closed_at__isnull=True
        ).values_list("kind", flat=True)
    )
    mail = (Channel.MAIL,) if contact.email else ()
    phone = tuple(one for one in (Channel.SMS, Channel.WHATSAPP) if contact.phone and str(one) in open_kinds)
    return mail + phone


def choose(person_id: uuid.UUID, *, channel: str, time_zone: str) -> None:
    """Keep how a person wants to hear: by one of the ways that exist, or ``quiet`` for not at all."""
    if time_zone not in available_timezones():
        raise Refusal(_("Choose one of the time zones in the list."), field="time_zone")
    ZoneInfo(time_zone)
    if channel != "quiet" and channel not in channels_for(person_id):
        raise Refusal(_("We cannot reach you that way."), field="channel")
    row, _made = ContactWish.objects.get_or_create(
        person_id=person_id, defaults={"organisation_id": tenancy.current_organisation()}
    )
    row.is_quiet, row.time_zone = channel == "quiet", time_zone
    row.save(update_fields=["is_quiet", "time_zone"])
    if channel != "quiet":
        choose_channel(person_id, channel)
    events.record("messages.wish_chosen", person_id=person_id, channel=channel)


def may_be_mailed(person_id: uuid.UUID, address: str) -> bool:
    """Whether there is an address, and mail to it has not come back for good."""
    if not address:
        return False
    return not MailTrouble.objects.filter(
        person_id=person_id, address_hash=address_hash(address), code__startswith="5"
    ).exists()


def mark_trouble(person_id: uuid.UUID, address: str, code: str) -> None:
    """Note that mail to an address came back."""
    _row, made = MailTrouble.objects.update_or_create(
        person_id=person_id,
        address_hash=address_hash(address),
        defaults={"code": code[:12]},
        create_defaults={"code": code[:12], "organisation_id": tenancy.current_organisation()},
    )
    if made:
        events.record("messages.mail_came_back", person_id=person_id, code=code[:12])


def address_hash(address: str) -> str:
    """Return what is kept of an address that does not work."""
    return hashlib.blake2b(
        address.strip().lower().encode(), key=site_secret("messages.address"), digest_size=32
    ).hexdigest()


def notify_phone(post: Post, channel: str) -> bool:
    """Queue a notice to the person's phone; False where no gateway for that is linked."""
    contact = contact_of(post.person_id)
    gateway = Connection.objects.filter(kind=channel, closed_at__isnull=True).order_by("created_at").first()
    if gateway is None or contact is None or not contact.phone:
        return False
    notice = Notice.objects.create(
        organisation_id=post.organisation_id, person_id=post.person_id, post=post, connection=gateway
    )
    app.configure_task(NOTICE, queue="app").defer(
        organisation_id=str(notice.organisation_id), notice_id=str(notice.pk)
    )
    return True

"""Inviting people to take a package: place, notice, remind, accommodate, stop, expire."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.assessments.clock import GRACE
from maatwerk.apps.assessments.dealing import module_left_out
from maatwerk.apps.assessments.links import link, token_of
from maatwerk.apps.assessments.models import Accommodation, Module, Order, Package
from maatwerk.apps.assessments.operations.alarms import EXPIRE, REMIND, alarm
from maatwerk.apps.assessments.operations.ending import end_part, end_parts
from maatwerk.apps.assessments.rules import EXTRA_TIMES, NOTICE_VERSION, may_accommodate, may_invite
from maatwerk.apps.messages.public import send_later
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.people.public import contact_of
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.ids import new_id
from maatwerk.kernel.link_tokens import token_hash
from maatwerk.kernel.refusals import NotAllowed, Refusal

OPEN_STATES = (Order.State.INVITED, Order.State.STARTED)
LANGUAGES = ("nl", "en")


@dataclass(frozen=True, slots=True)
class Partner:
    """Which other system ordered, and how it calls this order."""

    name: str
    reference: str
    callback: str = ""


def place_order(
    package_id: uuid.UUID,
    person_id: uuid.UUID,
    *,
    language: str,
    by: Member | None,
    partner: Partner | None = None,
    with_mail: bool = True,
) -> tuple[Order, str]:
    """Ask one person to take a ready package, by a link that needs no account; the mail goes with this transaction.

    `by` is the colleague who asks; None where a partner's system does. Returns the order and the token of its link.
    """
    if by is not None and not may_invite(by):
        raise NotAllowed(_("Your role does not include inviting people to tests."))
    package = Package.objects.select_for_update().get(pk=package_id)
    if package.state != Package.State.READY:
        raise Refusal(_("This package is not ready: nobody can be invited to it."), code="not_ready")
    if Order.objects.filter(package=package, person_id=person_id, state__in=OPEN_STATES).exists():
        raise Refusal(_("This person was invited already, and can still take the test."), code="invited")
    key = new_id()
    token = token_of(key, 1)
    order = Order.objects.create(
        id=key,
        organisation_id=tenancy.current_organisation(),
        package=package,
        person_id=person_id,
        token_hash=token_hash(token),
        language=language if language in LANGUAGES else "nl",
        invited_by_id=by.user_id if by else None,
        due_at=timezone.now() + dt.timedelta(days=package.valid_days),
        partner=partner.name if partner else "",
        partner_reference=partner.reference if partner else "",
        partner_callback=partner.callback if partner else "",
        left_out=module_left_out(package, person_id),
    )
    order.refresh_from_db(fields=["invited_at"])
    events.record("assessments.order_placed", object_id=order.pk, person_id=person_id)
    if with_mail:
        _write(order, "invitation")
    _set_alarms(order)
    return order, token


def new_link(*, order_id: uuid.UUID, by: Member) -> str:
    """Make a new link and mail it; the one before it works no more. For a mail that went astray."""
    if not may_invite(by):
        raise NotAllowed(_("Your role does not include inviting people to tests."))
    order = _open_order(order_id)
    order.link_number += 1
    token = token_of(order.pk, order.link_number)
    order.token_hash = token_hash(token)
    order.save(update_fields=["link_number", "token_hash"])
    events.record("assessments.link_renewed", object_id=order.pk, person_id=order.person_id)
    _write(order, "invitation")
    return token


def read_notice(*, order_id: uuid.UUID) -> None:
    """Keep the receipt of the notice: which version, and when. No test starts without it (AIA-15)."""
    order = _open_order(order_id)
    if order.noticed_at is not None and order.notice_version == NOTICE_VERSION:
        return
    order.notice_version, order.noticed_at = NOTICE_VERSION, timezone.now()
    order.save(update_fields=["notice_version", "noticed_at"])
    events.record(
        "assessments.notice_read", object_id=order.pk, person_id=order.person_id, version=NOTICE_VERSION
    )


def choose_language(*, order_id: uuid.UUID, language: str) -> None:
    """Show the pages around the test in another language; the test keeps its own."""
    if language in LANGUAGES:
        Order.objects.filter(pk=order_id).update(language=language)


def accommodate(
    *, order_id: uuid.UUID, extra_time: float = 0, without_clock: bool = False, by: Member
) -> None:
    """Grant what somebody needs to show what they can. Nobody can read it back, who grants it included."""
    if not may_accommodate(by):
        raise NotAllowed(_("Only a psychologist or an administrator grants this."))
    if extra_time not in EXTRA_TIMES or not (extra_time or without_clock):
        raise Refusal(_("Choose how much more time, or no clock at all."), field="extra_time")
    order = Order.objects.select_for_update().get(pk=order_id)
    if order.state != Order.State.INVITED:
        raise Refusal(
            _("This test has begun or is over; the clock cannot change any more. Invite the person anew."),
            code="begun",
        )
    Accommodation.objects.bulk_create(
        [
            Accommodation(
                organisation_id=order.organisation_id,
                person_id=order.person_id,
                order=order,
                extra_time=extra_time,
                without_clock=without_clock,
            )
        ],
        ignore_conflicts=True,  # a refusal would tell that one was granted before
    )


def stop_orders_of(opportunity_id: uuid.UUID) -> int:
    """Stop, with a kind letter, whatever is still open of the packages of work that closed."""
    packages = Package.objects.select_for_update().filter(opportunity_id=opportunity_id)
    packages.update(state=Package.State.CLOSED)
    orders = Order.objects.select_for_update().filter(
        package__opportunity_id=opportunity_id, state__in=OPEN_STATES
    )
    count = 0
    for order in orders.select_related("package__opportunity").order_by("pk"):
        _stop(order)
        count += 1
    return count


def stop_order(*, order_id: uuid.UUID, by: Member) -> None:
    """Withdraw one invitation."""
    if not may_invite(by):
        raise NotAllowed(_("Your role does not include inviting people to tests."))
    _stop(_open_order(order_id))


def make_whole(instrument_id: uuid.UUID, people: Collection[uuid.UUID]) -> int:
    """Put a part back that was left out for these people, where they have not begun; return for how many."""
    modules = Module.objects.filter(instrument_id=instrument_id).values("pk")
    waiting = Order.objects.filter(
        state=Order.State.INVITED, person_id__in=list(people), left_out__in=modules
    )
    return waiting.update(left_out=None)


def remind(*, order_id: uuid.UUID) -> None:
    """Remind somebody who has not finished, once."""
    order = Order.objects.select_for_update().select_related("package").get(pk=order_id)
    if order.state not in OPEN_STATES or order.reminded_at is not None or timezone.now() > order.due_at:
        return
    order.reminded_at = timezone.now()
    order.save(update_fields=["reminded_at"])
    events.record("assessments.order_reminded", object_id=order.pk, person_id=order.person_id)
    _write(order, "reminder")


def expire(*, order_id: uuid.UUID) -> None:
    """End an invitation whose time is over; who has begun has a day more, and what they finished counts."""
    order = Order.objects.get(pk=order_id)
    begun = order.state == Order.State.STARTED
    grace = GRACE if begun else dt.timedelta(0)
    if order.state not in OPEN_STATES:
        return
    if timezone.now() < order.due_at + grace:
        _alarm(EXPIRE, order, order.due_at + grace)
        return
    with tenancy.acting(person=order.person_id):
        counted = end_parts(order_id)
        order = Order.objects.select_for_update().get(pk=order_id)
        if order.state in OPEN_STATES:  # where its clock ended the last part, the order is complete
            order.state, order.completed_at = Order.State.EXPIRED, timezone.now() if counted else None
            order.save(update_fields=["state", "completed_at"])
            events.record("assessments.order_expired", object_id=order.pk, person_id=order.person_id)
    if begun:
        _write(order, "over", counted=counted)


def end_by_clock(*, order_id: uuid.UUID, session_id: uuid.UUID) -> None:
    """End a part that was left alone until its clock ran out; tell the person where that was the last one."""
    order = Order.objects.get(pk=order_id)
    if order.state != Order.State.STARTED:
        return
    with tenancy.acting(person=order.person_id):
        ended = end_part(session_id)
        order.refresh_from_db()
    if ended and order.state == Order.State.COMPLETED:
        _write(order, "over", counted=1)


def _open_order(order_id: uuid.UUID) -> Order:
    order = Order.objects.select_for_update().select_related("package").get(pk=order_id)
    if order.state not in OPEN_STATES:
        raise Refusal(_("This test is over."), code="over")
    return order


def _stop(order: Order) -> None:
    order.state, order.stopped_at = Order.State.STOPPED, timezone.now()
    order.save(update_fields=["state", "stopped_at"])
    events.record("assessments.order_stopped", object_id=order.pk, person_id=order.person_id)
    _write(order, "stopped")


def _write(order: Order, letter: str, **more: object) -> None:
    """Write a letter in the language of the order; its link is a key, so the outbox does not keep it."""
    contact = contact_of(order.person_id)
    if contact is None or not contact.email:
        return
    package = Package.objects.select_related("opportunity", "organisation").get(pk=order.package_id)
    words = {
        "name": contact.name,
        "organisation": package.organisation.name,
        "work": package.opportunity.title if package.opportunity else "",
        "due_at": timezone.localtime(order.due_at),
        "link": link(order.organisation_id, token_of(order.pk, order.link_number)),
        **more,
    }
    with translation.override(order.language):
        text = render_to_string(f"assessments/mail/{letter}.txt", words)
    subject, _separator, body = text.strip().partition("\n")
    send_later(to=contact.email, subject=subject, body=body.strip() + "\n", is_confidential=True)


def _set_alarms(order: Order) -> None:
    halfway = order.invited_at + (order.due_at - order.invited_at) / 2
    _alarm(REMIND, order, halfway)
    _alarm(EXPIRE, order, order.due_at)


def _alarm(name: str, order: Order, at: dt.datetime) -> None:
    alarm(name, order.organisation_id, at, order_id=order.pk)

"""Orders that another system places: one package, one person, one order, whatever shape the system speaks.

What is not needed to invite somebody is dropped before it gets here; here it is written down that it was.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from maatwerk.apps.assessments.models import Order, Package
from maatwerk.apps.assessments.operations.orders import Partner, _stop, place_order
from maatwerk.apps.assessments.queries.orders_told import OPEN, told
from maatwerk.apps.messages.public import ConnectionRow, announce, connections_of_kind, is_at, tell
from maatwerk.apps.organisations.public import Organisation
from maatwerk.apps.people.public import Contact, person_by_external_id, register_person
from maatwerk.kernel import events
from maatwerk.kernel.models import Event
from maatwerk.kernel.refusals import Refusal

#: What other systems are told, by the event that it follows from. Not when somebody began: how long they took would tell of
#: extra time, which no decider may find out.
TOPICS: Mapping[str, str] = {
    "assessments.order_placed": "order.placed",
    "assessments.order_completed": "order.completed",
    "assessments.order_stopped": "order.stopped",
    "assessments.results_released": "results.released",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An order as a partner's system places it; only this much of what it sent came through the border."""

    package_key: str
    external_id: str
    name: str = field(repr=False)
    email: str = field(repr=False)
    reference: str
    callback: str = ""
    language: str = ""
    dropped: tuple[str, ...] = ()
    dropped_unknown: int = 0


def order_for(wanted: Wanted, *, connection: ConnectionRow) -> uuid.UUID:
    """Place an order; asked twice with the same reference it is the same order."""
    package = Package.objects.filter(key=wanted.package_key, state=Package.State.READY).first()
    if package is None:
        raise Refusal(
            _("There is no such test, or nobody can be invited to it now."), code="no_package", status=404
        )
    if wanted.callback and not is_at(wanted.callback, connection.url):
        raise Refusal(
            _("The address to call back does not lie at %(home)s.") % {"home": connection.url},
            code="callback",
            status=422,
            field="url",
        )
    there = Order.objects.filter(partner=connection.kind, partner_reference=wanted.reference).first()
    if there is not None:
        _note_dropped(wanted, there, connection)
        return there.pk
    order, _token = place_order(
        package.pk,
        _person(wanted, connection),
        language=wanted.language or Organisation.objects.get(pk=connection.organisation_id).language,
        by=None,
        partner=Partner(connection.kind, wanted.reference, wanted.callback),
    )
    _note_dropped(wanted, order, connection)
    return order.pk


def cancel_for(order_id: uuid.UUID, *, connection: ConnectionRow) -> None:
    """Stop an order that this system placed, unless it is over already."""
    order = (
        Order.objects.select_for_update().select_related("package").get(pk=order_id, partner=connection.kind)
    )
    if order.state in OPEN:
        _stop(order)


def note_partner_error(order_id: uuid.UUID | None, *, connection: ConnectionRow, count: int) -> None:
    """Write down that a partner could not read our answer; what it says may hold names, so only how much it says."""
    there = order_id and Order.objects.filter(pk=order_id, partner=connection.kind).exists()
    events.record(
        "assessments.partner_refused",
        object_id=order_id if there else connection.id,
        system=connection.kind,
        errors=count,
    )


def tell_others(event: Event) -> None:
    """Tell webhooks, and the partner that ordered, what happened with an order."""
    topic = TOPICS[event.kind]
    if event.object_id is None:
        return
    order = Order.objects.get(pk=event.object_id)
    announce(
        topic,
        object_id=order.pk,
        data={"order": str(order.pk), "person": str(order.person_id), "state": order.state},
    )
    calling = told(order.pk, topic)
    if calling is None:
        return
    for row in connections_of_kind(order.partner)[:1]:
        url = order.partner_callback or row.url.rstrip("/") + calling.path
        tell(row.id, topic, object_id=order.pk, method=calling.method, url=url, body=calling.body)


def _person(wanted: Wanted, connection: ConnectionRow) -> uuid.UUID:
    """Return the person this system calls so; never guessed from name or address."""
    external = f"{connection.kind}:{wanted.external_id}"
    known = person_by_external_id(external)
    return known or register_person(
        contact=Contact(name=wanted.name, email=wanted.email), external_id=external
    )


def _note_dropped(wanted: Wanted, order: Order, connection: ConnectionRow) -> None:
    if wanted.dropped or wanted.dropped_unknown:
        events.record(
            "assessments.personal_data_dropped",
            object_id=order.pk,
            person_id=order.person_id,
            system=connection.kind,
            fields=sorted(wanted.dropped),
            others=wanted.dropped_unknown,
        )

"""A person's tests at one organisation, for that person's own pages: where each stands and the link to go on by."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.urls import reverse

from maatwerk.apps.assessments.links import token_of
from maatwerk.apps.assessments.models import Order
from maatwerk.apps.assessments.queries.report import own_data


@dataclass(frozen=True, slots=True)
class OwnTest:
    """A test that somebody was asked to take. `url` leads to the test, or to the report once it is done."""

    name: str
    opportunity_id: uuid.UUID | None
    state: str
    due_at: dt.datetime
    url: str
    is_open: bool
    is_done: bool
    may_release: bool


def own_tests(person_id: uuid.UUID) -> list[OwnTest]:
    """Return what a person was asked to take here, newest first."""
    found = Order.objects.filter(person_id=person_id).select_related("package").order_by("-invited_at", "id")
    return [_own_test(order) for order in found]


def _own_test(order: Order) -> OwnTest:
    is_done = order.completed_at is not None  # complete, or ended half done with parts that count
    page = "assessments:report" if is_done else "assessments:take"
    undecided = order.released_at is None and order.withheld_at is None and order.results_deleted_at is None
    return OwnTest(
        name=order.package.name,
        opportunity_id=order.package.opportunity_id,
        state=order.get_state_display(),
        due_at=order.due_at,
        url=reverse(page, args=[order.organisation_id, token_of(order.pk, order.link_number)]),
        is_open=order.state in {Order.State.INVITED, Order.State.STARTED},
        is_done=is_done,
        may_release=is_done and order.package.grants_nip_right and undecided,
    )


def own_test_data(person_id: uuid.UUID) -> list[dict[str, object]]:
    """Return everything held about how a person took their tests; no item text and no key."""
    orders = Order.objects.filter(person_id=person_id).order_by("invited_at", "id")
    return [own_data(key) for key in orders.values_list("pk", flat=True)]

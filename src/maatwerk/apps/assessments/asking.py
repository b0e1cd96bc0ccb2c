"""What a case is about that somebody opened from their report: the tests they took."""

import uuid

from django.urls import reverse

from maatwerk.apps.assessments.models import Order
from maatwerk.apps.assessments.rules import PACKAGE_ROLES, SUBJECT
from maatwerk.apps.cases.public import case_subject
from maatwerk.apps.organisations.public import Member
from maatwerk.ui.shapes import Action


def _tests_taken(order_id: uuid.UUID, member: Member) -> Action | None:
    """Name the package, for who may open it; whose tests they are the case says itself."""
    order = Order.objects.select_related("package").filter(pk=order_id).first()
    if order is None or not member.has(*PACKAGE_ROLES):
        return None
    page = reverse("assessments:package", args=[member.organisation.slug, order.package_id])
    return Action(order.package.name, page)


case_subject(SUBJECT, _tests_taken)

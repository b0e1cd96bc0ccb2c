"""What cases about tests are about: the tests somebody took, or a test whose norms grow old."""

import uuid

from django.urls import reverse

from maatwerk.apps.assessments.models import Order
from maatwerk.apps.assessments.rules import CONTENT_ROLES, NORMS, PACKAGE_ROLES, SUBJECT
from maatwerk.apps.cases.public import case_subject
from maatwerk.apps.evidence.public import Instrument
from maatwerk.apps.organisations.public import Member
from maatwerk.ui.shapes import Action


def _tests_taken(order_id: uuid.UUID, member: Member) -> Action | None:
    """Name the package, for who may open it; whose tests they are the case says itself."""
    order = Order.objects.select_related("package").filter(pk=order_id).first()
    if order is None or not member.has(*PACKAGE_ROLES):
        return None
    page = reverse("assessments:package", args=[member.organisation.slug, order.package_id])
    return Action(order.package.name, page)


def _test_with_norms(instrument_id: uuid.UUID, member: Member) -> Action | None:
    """Name the test, for who may open it."""
    test = Instrument.objects.filter(pk=instrument_id).first()
    if test is None or not member.has(*CONTENT_ROLES):
        return None
    return Action(test.name, reverse("assessments:test", args=[member.organisation.slug, instrument_id]))


case_subject(SUBJECT, _tests_taken)
case_subject(NORMS, _test_with_norms)

"""A SETU assignment goes out for somebody who began work that a staffing order asked for."""

import uuid
from typing import Any

from django.utils.translation import gettext_lazy as _

from maatwerk.apps.moving.models import StaffingOrder
from maatwerk.apps.moving.rules import may_move_in
from maatwerk.apps.moving.setu.checking import findings
from maatwerk.apps.moving.setu.shapes import ASSIGNMENT
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.outcomes.public import Engagement
from maatwerk.apps.vacancies.public import requisition_of
from maatwerk.kernel import events
from maatwerk.kernel.refusals import NotAllowed, Refusal

#: What an assignment takes over from its order as it stands.
_PARTS = ("supplier", "customer", "resourceClassificationInclusion", "customerSpecificRequirements")
_POSITION = (
    "positionId", "positionTitle", "positionTask", "positionOfferingTypes", "workingPeriods", "shiftDescription",
    "collectiveLabourAgreement",
)  # fmt: skip


def assignment_for(*, engagement_id: uuid.UUID, by: Member) -> dict[str, Any]:
    """Return the assignment that confirms a placement: what the order asked, who does it, from when.

    The worker goes out as a number, never by name: the standard asks no more.
    """
    if not may_move_in(by):
        raise NotAllowed(_("Your role does not include writing assignments."))
    engagement = Engagement.objects.filter(pk=engagement_id).first()
    requisition = (
        requisition_of(engagement.opportunity_id) if engagement and engagement.opportunity_id else None
    )
    order = StaffingOrder.objects.filter(requisition_id=requisition).first() if requisition else None
    if engagement is None or order is None or engagement.started_on is None:
        raise Refusal(
            _("This work was not asked for by a staffing order, so there is nothing to confirm."),
            code="no_order",
            status=404,
        )
    message = _message(engagement, order.message)
    wrong = [one for one in findings(message, ASSIGNMENT) if one.is_wrong]
    if wrong:
        raise RuntimeError(f"an assignment of our own is wrong: {[str(one) for one in wrong]}")
    events.record("moving.assignment_written", object_id=engagement.pk, person_id=engagement.person_id)
    return message


def _message(engagement: Engagement, order: dict[str, Any]) -> dict[str, Any]:
    position = order["positionProfile"]
    assert engagement.started_on is not None
    period = {"start": engagement.started_on.isoformat()}
    if position["positionPeriod"].get("end"):
        period["expectedEnd"] = position["positionPeriod"]["end"]
    message: dict[str, Any] = {
        "documentId": {"value": str(engagement.pk), "schemeAgencyId": "Supplier"},
        **{part: order[part] for part in _PARTS if part in order},
        "payRates": order["payRates"],
        "positionProfile": {
            **{part: position[part] for part in _POSITION if part in position},
            "positionLocation": [position["positionLocation"]],
            "positionPeriod": period,
        },
        "assignedWorker": {
            "workerId": [{"value": str(engagement.person_id), "schemeAgencyId": "Supplier"}],
            "recruitedBy": "Supplier",
        },
    }
    asked = (
        order["documentId"]
        if order["orderType"] == "RFQ"
        else order.get("staffingIds", {}).get("requestForQuotationId")
    )
    if asked:
        message["staffingIds"] = {"requestForQuotationId": asked}
    return message

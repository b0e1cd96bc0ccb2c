"""A SETU staffing order comes in as a requisition; all it says is kept, and given back as it came."""

import uuid
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.moving.models import StaffingOrder
from maatwerk.apps.moving.rules import may_move_in
from maatwerk.apps.moving.setu.checking import Finding, findings, read_message
from maatwerk.apps.moving.setu.shapes import STAFFING_ORDER
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.vacancies.public import Need, ask_for_colleague
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.dates import short_day
from maatwerk.kernel.refusals import NotAllowed, Refusal

SHOWN = 10
#: What a rate is per, as a requisition states pay: the period, and how often the interval fits into it.
_PER: dict[str, tuple[str, float]] = {
    "HourlyConsolidated": ("hour", 1),
    "HourlySplit": ("hour", 1),
    "Weekly": ("month", 52 / 12),
    "FourWeekly": ("month", 13 / 12),
    "Monthly": ("month", 1),
    "Yearly": ("year", 1),
}


@dataclass(frozen=True, slots=True)
class Received:
    """A staffing order that came in; `kept` says what the standard does not know and is given back."""

    requisition_id: uuid.UUID
    number: str
    title: str
    kept: tuple[Finding, ...]


class WrongMessage(Refusal):
    """A message that is not as the standard says; `problems` name every place."""

    code = "not_the_standard"
    status = 422

    def __init__(self, problems: Sequence[Finding]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(one) for one in self.problems[:SHOWN]))


@transaction.atomic
def receive_order(content: bytes, *, by: Member) -> Received:
    """Take an order in as a requisition that somebody else approves; the same order again is refused."""
    if not may_move_in(by):
        raise NotAllowed(_("Your role does not include taking orders in."))
    message = read_message(content)
    found = list(findings(message, STAFFING_ORDER))
    if wrong := [one for one in found if one.is_wrong]:
        raise WrongMessage(wrong)
    number = _number(message)
    before = StaffingOrder.objects.filter(number=number).first()
    if before is not None:
        raise Refusal(
            _("Order %(number)s came in on %(day)s already.")
            % {
                "number": message["documentId"]["value"],
                "day": short_day(timezone.localtime(before.received_at)),
            },
            code="came_in_before",
        )
    need = need_of(message)
    requisition = ask_for_colleague(need=need, by=by)
    kept = StaffingOrder.objects.create(
        organisation_id=tenancy.current_organisation(),
        number=number,
        requisition_id=requisition,
        message=without_person(message),
    )
    events.record("moving.order_received", object_id=kept.pk, requisition=str(requisition))
    return Received(
        requisition,
        message["documentId"]["value"],
        need.title,
        tuple(one for one in found if not one.is_wrong),
    )


def _number(message: dict[str, Any]) -> str:
    given = message["documentId"]
    number = f"{given['schemeAgencyId']}:{given['value']}"
    if len(number) > 120:
        raise Refusal(_("The number of this order is too long."), code="long_number", status=422)
    return number


def without_person(message: dict[str, Any]) -> dict[str, Any]:
    """Return an order without the name of a worker it asks for: a person comes in by applying, not by an order."""
    kept = deepcopy(message)
    kept["positionProfile"].get("requestedWorker", {}).pop("person", None)
    return kept


def need_of(message: dict[str, Any]) -> Need:
    """Return what an order asks, as a requisition states it.

    Raises
    ------
    Refusal
        It names no rate in euros, so nobody could say what the post may cost.
    """
    position = message["positionProfile"]
    number = message["documentId"]["value"]
    task = position.get("positionTask", {}).get("description", {}).get("value", "")
    title = (position.get("positionTitle") or task or say("Staffing order %(number)s") % {"number": number})[
        :160
    ]
    cents, period = _most(message.get("payRates", []))
    return Need(
        job_family=title[:120],
        title=title,
        reason="temporary",
        why=_why(message),
        pay_most_cents=cents,
        pay_period=period,
        people=int(position.get("positionOpenQuantity", 1)) or 1,
    )


def _most(rates: Sequence[dict[str, Any]]) -> tuple[int, str]:
    """Return the highest rate that is paid for time, in cents, and per what."""
    found = []
    for rate in rates:
        per = _PER.get(rate["intervalCode"]["value"])
        if rate["rateType"] == "TimeInterval" and per and rate["amount"]["currency"]["value"] == "EUR":
            cents = rate["amount"]["value"] * rate.get("multiplier", 1) * per[1] * 100
            found.append((round(cents), per[0]))
    periods = {period for _cents, period in found}
    if not found or len(periods) != 1 or max(found)[0] <= 0:
        raise Refusal(
            _(
                "/payRates: this order names no rate in euros for time worked, or several that cannot be compared."
                " Ask the customer what the post may cost."
            ),
            code="no_rate",
            status=422,
        )
    return max(found)


def _why(message: dict[str, Any]) -> str:
    position = message["positionProfile"]
    start, end = position["positionPeriod"]["start"], position["positionPeriod"].get("end")
    period = f"{start} – {end}" if end else start
    told = [
        say("Staffing order %(number)s, %(period)s.")
        % {"number": message["documentId"]["value"], "period": period},
        position.get("positionReason", ""),
        message.get("comments", ""),
    ]
    return " ".join(filter(None, told))[:2_000]


def order_as_it_came(number: str) -> dict[str, Any]:
    """Return an order as it came in, with what the standard does not know, by its number there."""
    found = StaffingOrder.objects.filter(number__endswith=f":{number}").first()
    if found is None:
        raise Refusal(_("There is no order %(number)s.") % {"number": number}, code="no_order", status=404)
    message: dict[str, Any] = found.message
    return message

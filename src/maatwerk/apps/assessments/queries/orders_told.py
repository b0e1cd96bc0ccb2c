"""What other systems may know of an order: how far it is, and what its person released. Never an answer, never a bare score."""

import datetime as dt
import uuid
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from maatwerk.apps.assessments.models import Order, Package
from maatwerk.apps.evidence.public import Evidence
from maatwerk.apps.skills.public import concepts

OPEN = (Order.State.INVITED, Order.State.STARTED)
#: How wide a band is told: with this chance it holds the person's place in the norm group.
CONFIDENCE = 0.8


@dataclass(frozen=True, slots=True)
class Offer:
    """A package that can be ordered."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class ReleasedScore:
    """One released result: a band of places in the norm group (0 to 100), and what it rests on."""

    scale: str
    label: str
    low: int
    high: int
    estimate: float
    standard_error: float | None
    valid_until: dt.date | None


@dataclass(frozen=True, slots=True)
class ToldOrder:
    """An order as another system may know it."""

    id: uuid.UUID
    package_key: str
    package: str
    state: str
    invited_at: dt.datetime
    due_at: dt.datetime
    completed_at: dt.datetime | None
    results_released: bool
    results: tuple[ReleasedScore, ...]
    partner: str
    reference: str

    @property
    def is_over(self) -> bool:
        """Whether nothing more will be answered."""
        return self.state not in OPEN


@dataclass(frozen=True, slots=True)
class Calling:
    """How a partner wants to be told something."""

    method: str
    path: str
    body: dict[str, Any]


def offers() -> list[Offer]:
    """Return the packages that can be ordered, by name."""
    found = Package.objects.filter(state=Package.State.READY).order_by("name", "key")
    return [Offer(row.key, row.name) for row in found]


def package_named(key: str) -> uuid.UUID | None:
    """Return the package of this key; None where the organisation has none."""
    return Package.objects.filter(key=key).values_list("pk", flat=True).first()


def told_order(order_id: uuid.UUID, *, partner: str | None = None) -> ToldOrder:
    """Return one order (of one partner, where given); `Order.DoesNotExist` where there is none."""
    found = Order.objects.select_related("package").filter(pk=order_id)
    row = (found if partner is None else found.filter(partner=partner)).get()
    return ToldOrder(
        row.pk,
        row.package.key,
        row.package.name,
        _state(row),
        row.invited_at,
        row.due_at,
        row.completed_at,
        row.released_at is not None,
        _released(row) if row.released_at else (),
        row.partner,
        row.partner_reference,
    )


def result_page(order_id: uuid.UUID) -> str:
    """Return where a colleague with a role finds the order."""
    row = Order.objects.select_related("organisation").get(pk=order_id)
    return f"{settings.SITE_URL.rstrip('/')}/o/{row.organisation.slug}/"


def told(order_id: uuid.UUID, topic: str) -> Calling | None:
    """Return how the partner that placed an order is told, or None: no partner, or it does not ask to know this."""
    row = told_order(order_id)
    if row.partner == "greenhouse" and topic in ("order.completed", "results.released"):
        body = {"partner_interview_id": str(row.id), "partner_status": "complete"}
        return Calling("PATCH", "", body)
    if row.partner == "ashby" and topic != "order.placed":
        return Calling("POST", "/assessment.update", ashby_update(row, topic))
    if row.partner == "workable" and topic in ("order.completed", "results.released"):
        return Calling("PUT", "", workable_result(row))
    return None


def summary(row: ToldOrder) -> dict[str, str]:
    """Return released results in words, flat: scale by scale a band."""
    if not row.results_released:
        return {_("Results"): _("The candidate has not released the results.")} if row.completed_at else {}
    return {
        each.label: _("%(low)d to %(high)d of 100") % {"low": each.low, "high": each.high}
        for each in row.results
    }


def ashby_update(row: ToldOrder, topic: str) -> dict[str, Any]:
    """Return an `assessment.update` of Ashby."""
    body: dict[str, Any] = {
        "assessment_id": str(row.id),
        "timestamp": int(timezone.now().timestamp() * 1000),
    }
    if topic == "order.stopped":
        body["cancelled_reason"] = _field("cancelled", _("Stopped"), _("The test was stopped."))
        return body
    body["assessment_status"] = _field("status", "Status", "Completed")
    if topic == "results.released":
        body["assessment_profile_url"] = _field("profile", _("Results"), result_page(row.id), kind="url")
        text = "; ".join(f"{label}: {band}" for label, band in summary(row).items())
        body["assessment_result"] = _field("result", _("Results"), text)
        body["metadata"] = [
            _field(f"scale-{each.scale}", each.label, f"{each.low}-{each.high}") for each in row.results
        ]
    return body


def workable_result(row: ToldOrder) -> dict[str, Any]:
    """Return a result as Workable takes it."""
    return {
        "status": "completed",
        "assessment": {
            "summary": "; ".join(f"{label}: {band}" for label, band in summary(row).items()),
            "details": [{"title": each.label, "score": f"{each.low}-{each.high}"} for each in row.results],
        },
        "results_url": result_page(row.id),
    }


def _field(name: str, label: str, value: str, *, kind: str = "string") -> dict[str, str]:
    return {"identifier": name, "label": label, "type": kind, "value": value}


def _state(row: Order) -> str:
    late = row.state == Order.State.INVITED and timezone.now() > row.due_at
    return str(Order.State.EXPIRED if late else row.state)


def _released(row: Order) -> tuple[ReleasedScore, ...]:
    occasion = uuid.uuid5(row.pk, "results")
    found = list(
        Evidence.objects.filter(occasion=occasion, value__isnull=False).order_by("recorded_at", "id")
    )
    labels = {each.id: each for each in concepts({piece.concept_id for piece in found})}
    wide = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    return tuple(
        ReleasedScore(
            labels[piece.concept_id].key,
            labels[piece.concept_id].label,
            *_band(piece.value, wide * (piece.standard_error or 0)),
            piece.value,
            piece.standard_error,
            piece.valid_until,
        )
        for piece in found
        if piece.value is not None
    )


def _band(value: float, half: float) -> tuple[int, int]:
    """Return the places in the norm group that a score may stand for, rounded outwards."""
    low, high = (100 * NormalDist().cdf(value + shift) for shift in (-half, half))
    return int(low), min(100, int(high) + 1)

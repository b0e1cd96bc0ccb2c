"""Where somebody is in an order: read on the person's own request, shown to the person alone."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone

from maatwerk.apps.assessments.clock import GRACE, Granted, seconds_left
from maatwerk.apps.assessments.models import (
    Accommodation,
    AssessmentSession,
    Module,
    Order,
    Response,
)


@dataclass(frozen=True, slots=True)
class TakerRow:
    """An order as its own person meets it."""

    order_id: uuid.UUID
    organisation_id: uuid.UUID
    organisation: str
    is_simulated: bool
    person_id: uuid.UUID
    package_id: uuid.UUID
    left_out: uuid.UUID | None
    package: str
    work: str
    language: str
    state: str
    due_at: dt.datetime
    noticed: bool
    grants_nip_right: bool
    completed_at: dt.datetime | None

    @property
    def is_over(self) -> bool:
        """Whether no answers come any more and those that came count: it is complete, or ended half done."""
        return self.completed_at is not None

    @property
    def is_late(self) -> bool:
        """Whether the invitation ended; who has begun gets a day more."""
        grace = GRACE if self.state == Order.State.STARTED else dt.timedelta(0)
        return self.is_open and timezone.now() > self.due_at + grace

    @property
    def is_open(self) -> bool:
        """Whether it can still be taken, were it in time."""
        return self.state in {Order.State.INVITED, Order.State.STARTED}


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One module being taken."""

    id: uuid.UUID
    module_id: uuid.UUID
    state: str
    seed: int
    calibrations: dict[str, str]
    excluded: frozenset[str]
    started_at: dt.datetime
    paused_seconds: float

    def seconds_left(self, seconds: int | None, granted: Granted) -> float | None:
        """Return how long it still runs; None where no clock runs."""
        return seconds_left(
            seconds,
            granted,
            started_at=self.started_at,
            paused_seconds=self.paused_seconds,
            now=timezone.now(),
        )


def taker(hashed: str) -> TakerRow | None:
    """Return the order whose link's token has this hash; None where this organisation has none."""
    found = (
        Order.objects.filter(token_hash=hashed).select_related("package__opportunity", "organisation").first()
    )
    return None if found is None else _taker(found)


def taker_of(order_id: uuid.UUID) -> TakerRow:
    """Return an order as its own person meets it."""
    return _taker(Order.objects.select_related("package__opportunity", "organisation").get(pk=order_id))


def _taker(found: Order) -> TakerRow:
    package = found.package
    return TakerRow(
        order_id=found.pk,
        organisation_id=found.organisation_id,
        organisation=found.organisation.name,
        is_simulated=found.organisation.is_simulated,
        person_id=found.person_id,
        package_id=package.pk,
        left_out=found.left_out,
        package=package.name,
        work=package.opportunity.title if package.opportunity else "",
        language=found.language,
        state=found.state,
        due_at=found.due_at,
        noticed=found.noticed_at is not None,
        grants_nip_right=package.grants_nip_right,
        completed_at=found.completed_at,
    )


def modules_of(package_id: uuid.UUID, *, without: uuid.UUID | None = None) -> list[uuid.UUID]:
    """Return a package's modules in the order in which they are taken, `without` the one left out for somebody."""
    found = Module.objects.filter(package_id=package_id).order_by("position", "id")
    return [key for key in found.values_list("pk", flat=True) if key != without]


def sessions_of(order_id: uuid.UUID) -> dict[uuid.UUID, SessionRow]:
    """Return what was begun of an order, by module."""
    rows = AssessmentSession.objects.filter(order_id=order_id)
    return {row.module_id: session_row(row) for row in rows}


def session_row(row: AssessmentSession) -> SessionRow:
    """Return a session without the row behind it."""
    return SessionRow(
        row.pk,
        row.module_id,
        row.state,
        row.seed,
        row.calibrations,
        frozenset(row.excluded),
        row.started_at,
        row.paused_seconds,
    )


def granted(order_id: uuid.UUID) -> Granted:
    """Return what was granted for an order: nothing at all, except on the person's own request."""
    found = Accommodation.objects.filter(order_id=order_id).first()
    return Granted(found.extra_time, found.without_clock) if found else Granted()


def given_so_far(session_id: uuid.UUID, *, using: str = "default") -> tuple[list[str], list[int | None]]:
    """Return the items of a session and the categories of their answers, in order."""
    rows = Response.objects.using(using).filter(session_id=session_id).order_by("position")
    found = list(rows.values_list("item_id", "category"))
    return [str(item) for item, _category in found], [category for _item, category in found]


def last_answer_at(session_id: uuid.UUID) -> dt.datetime | None:
    """Return when the last answer of a session came in, from when the next item was on the screen."""
    found: dt.datetime | None = Response.objects.filter(session_id=session_id).aggregate(last=Max("at"))[
        "last"
    ]
    return found

"""Taking a module: open, answer, pause, go on, finish. Everything runs on the person's own request."""

import secrets
import uuid
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.assessments import playing
from maatwerk.apps.assessments.links import seal_screen
from maatwerk.apps.assessments.models import AssessmentSession, Order
from maatwerk.apps.assessments.operations.alarms import alarm_clock
from maatwerk.apps.assessments.playing import Place
from maatwerk.apps.assessments.queries.playing import (
    ModuleContent,
    PlayItem,
    approved_calibrations,
    items_out,
)
from maatwerk.apps.assessments.queries.taking import (
    SessionRow,
    given_so_far,
    last_answer_at,
    modules_of,
    session_row,
)
from maatwerk.kernel import events
from maatwerk.kernel.refusals import Refusal

MOST_DEVICES = 20


@dataclass(frozen=True, slots=True)
class Screen:
    """One item on the screen, and all that its form must bring back."""

    session_id: uuid.UUID
    module_id: uuid.UUID
    place: int
    item: PlayItem
    seal: str
    most: int
    seconds_left: float | None


def open_session(*, order_id: uuid.UUID, module_id: uuid.UUID, device: str = "") -> SessionRow:
    """Begin a module, or find it where it was begun: calibrations and items in force are fixed here."""
    order = Order.objects.select_for_update().select_related("package").get(pk=order_id)
    if order.state not in {Order.State.INVITED, Order.State.STARTED}:
        raise Refusal(_("This test is over."), code="over")
    if order.noticed_at is None:
        raise Refusal(_("Read first what happens with your answers."), code="no_notice")
    if module_id not in modules_of(order.package_id, without=order.left_out):
        raise Refusal(_("This part does not belong to your test."), code="no_module", status=404)
    content = playing.content_of(Place(order.organisation_id, module_id))
    session, made = AssessmentSession.objects.get_or_create(
        organisation_id=order.organisation_id,
        order=order,
        module_id=module_id,
        defaults={
            "person_id": order.person_id,
            "seed": secrets.randbelow(2**63),
            "calibrations": approved_calibrations(content.instrument_id),
            "excluded": items_out(content.instrument_id),
            "devices": _with_device([], device),
        },
    )
    if made:
        session.refresh_from_db()
        events.record("assessments.session_started", object_id=session.pk, person_id=order.person_id)
        alarm_clock(order.organisation_id, order_id=order.pk, session_id=session.pk, seconds=content.seconds)
    if order.state == Order.State.INVITED:
        order.state, order.started_at = Order.State.STARTED, timezone.now()
        order.save(update_fields=["state", "started_at"])
        events.record("assessments.order_started", object_id=order.pk, person_id=order.person_id)
    return session_row(session)


def note_device(*, session_id: uuid.UUID, device: str) -> None:
    """Write down on what kind of device a session goes on (PSY-13): a word, no fingerprint."""
    session = AssessmentSession.objects.select_for_update().get(pk=session_id)
    devices = _with_device(session.devices, device)
    if devices != session.devices:
        session.devices = devices
        session.save(update_fields=["devices"])


def _with_device(devices: list[dict[str, str]], device: str) -> list[dict[str, str]]:
    if not device or (devices and devices[-1]["kind"] == device) or len(devices) >= MOST_DEVICES:
        return devices
    return [*devices, {"kind": device, "at": timezone.now().isoformat(timespec="seconds")}]


def screen_of(
    organisation_id: uuid.UUID, session: SessionRow, *, seconds_left: float | None
) -> Screen | None:
    """Return what a session shows now; None where nothing is left to show."""
    items, categories = given_so_far(session.id)
    place = Place(organisation_id, session.module_id)
    giver = playing.giver_of(place, session.calibrations)
    step = giver.step(session.seed, items, categories, session.excluded)
    if step.item is None:
        return None
    content = playing.content_of(place)
    item = content.items[step.item]
    return make_screen(content, session.id, len(items), item, most=giver.most, seconds_left=seconds_left)


def make_screen(
    content: ModuleContent,
    session_id: uuid.UUID,
    place: int,
    item: PlayItem,
    *,
    most: int,
    seconds_left: float | None,
) -> Screen:
    """Return the screen of an item, sealed."""
    seal = seal_screen(content.organisation_id, session_id, content.id, place, item.id)
    return Screen(session_id, content.id, place, item, seal, most, seconds_left)


def reason_to_end(organisation_id: uuid.UUID, session: SessionRow) -> str:
    """Say why a session has no next item."""
    items, categories = given_so_far(session.id)
    giver = playing.giver_of(Place(organisation_id, session.module_id), session.calibrations)
    return giver.step(session.seed, items, categories, session.excluded).ended_by


def pause_session(*, session_id: uuid.UUID) -> None:
    """Stop the clock where the module allows it; what was on the screen comes back afterwards."""
    session = AssessmentSession.objects.select_for_update().get(pk=session_id)
    content = playing.content_of(Place(session.organisation_id, session.module_id))
    if not content.may_pause:
        raise Refusal(_("This part cannot be paused: take it in one go."), code="no_pause")
    if session.state != AssessmentSession.State.RUNNING:
        return
    session.state, session.paused_at = AssessmentSession.State.PAUSED, timezone.now()
    session.save(update_fields=["state", "paused_at"])
    events.record("assessments.session_paused", object_id=session.pk, person_id=session.person_id)


def resume_session(*, session_id: uuid.UUID) -> None:
    """Let the clock run again from where it stood."""
    session = AssessmentSession.objects.select_for_update().get(pk=session_id)
    if session.state != AssessmentSession.State.PAUSED or session.paused_at is None:
        return
    away = timezone.now() - session.paused_at
    session.state, session.paused_at = AssessmentSession.State.RUNNING, None
    session.paused_seconds += away.total_seconds()
    session.shown_at = (
        last_answer_at(session.pk) or session.shown_at
    ) + away  # an answer's time leaves it out
    session.save(update_fields=["state", "paused_at", "paused_seconds", "shown_at"])
    events.record("assessments.session_resumed", object_id=session.pk, person_id=session.person_id)
    content = playing.content_of(Place(session.organisation_id, session.module_id))
    alarm_clock(
        session.organisation_id, order_id=session.order_id, session_id=session.pk, seconds=content.seconds
    )


def finish_session(*, session_id: uuid.UUID, ended_by: str) -> None:
    """End a module; with the last one the whole order is done. Safe to repeat."""
    session = AssessmentSession.objects.select_for_update().get(pk=session_id)
    if session.state in {AssessmentSession.State.COMPLETED, AssessmentSession.State.STOPPED}:
        return
    session.state, session.completed_at = AssessmentSession.State.COMPLETED, timezone.now()
    session.ended_by = ended_by
    session.save(update_fields=["state", "completed_at", "ended_by"])
    events.record(
        "assessments.session_completed",
        object_id=session.pk,
        person_id=session.person_id,
        ended_by=ended_by,
    )
    _finish_order(session.order_id)


def _finish_order(order_id: uuid.UUID) -> None:
    """Complete an order when every module of it is done."""
    order = Order.objects.select_for_update().get(pk=order_id)
    done = AssessmentSession.objects.filter(order=order, state=AssessmentSession.State.COMPLETED)
    if order.state != Order.State.STARTED or set(done.values_list("module_id", flat=True)) != set(
        modules_of(order.package_id, without=order.left_out)
    ):
        return
    order.state, order.completed_at = Order.State.COMPLETED, timezone.now()
    order.save(update_fields=["state", "completed_at"])
    events.record("assessments.order_completed", object_id=order.pk, person_id=order.person_id)

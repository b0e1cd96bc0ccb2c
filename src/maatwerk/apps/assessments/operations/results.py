"""What becomes of results: seen by the person first, released or withheld, questioned, removed. On the person's own request."""

import logging
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maatwerk.apps.assessments.models import (
    AssessmentSession,
    Order,
    Response,
    ScaleResult,
    WorkSample,
)
from maatwerk.apps.assessments.operations.alarms import SCORE, alarm
from maatwerk.apps.assessments.operations.replaying import forget_replays
from maatwerk.apps.assessments.operations.scoring import score_order, score_session
from maatwerk.apps.assessments.rules import SUBJECT
from maatwerk.apps.cases.public import Asked, Case, open_case
from maatwerk.apps.evidence.public import Kind, Measurement, record_evidence
from maatwerk.kernel import events
from maatwerk.kernel.refusals import Refusal

__all__ = [
    "ask_explanation",
    "contest",
    "delete_results",
    "note_export",
    "release",
    "score_session",
    "settle",
    "settle_or_later",
    "settle_session",
    "try_to_settle",
    "withhold",
]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Released:
    """What a release gave: how many results, on which occasion."""

    pieces: int
    occasion: uuid.UUID


def settle(order_id: uuid.UUID) -> None:
    """Score an order that is over; where the person has no right to see results first, pass them on."""
    order = _order(order_id)
    if order.completed_at is None or order.results_deleted_at:
        return
    score_order(order)
    if order.released_at or not order.package.grants_nip_right:
        _pass_on(order)


def try_to_settle(order_id: uuid.UUID) -> bool:
    """Settle an order; False where that cannot be done now, whatever the reason."""
    try:
        with transaction.atomic():
            settle(order_id)
    except Exception:  # a mistake in scoring, or in what it reads, must not cost anybody their answers
        logger.exception("order %s could not be scored", order_id)
        return False
    return True


def settle_or_later(order_id: uuid.UUID) -> None:
    """Settle an order that just ended; where that fails its end stands, and a job goes on trying."""
    if try_to_settle(order_id):
        return
    order = Order.objects.get(pk=order_id)
    events.record("assessments.scoring_postponed", object_id=order.pk, person_id=order.person_id)
    alarm(SCORE, order.organisation_id, None, order_id=order.pk)


def settle_session(session_id: uuid.UUID) -> None:
    """Score the order of a session further, once people judged what it waited for."""
    settle(AssessmentSession.objects.values_list("order_id", flat=True).get(pk=session_id))


def release(order_id: uuid.UUID) -> Released:
    """Let the organisation have the results: they become evidence. Who withheld them may still release them."""
    order = _order(order_id)
    _with_results(order)
    score_order(order)
    return _pass_on(order)


def withhold(order_id: uuid.UUID) -> None:
    """Keep the results from the organisation (NIP code): allowed until they were released."""
    order = _order(order_id)
    _with_results(order)
    if not order.package.grants_nip_right:
        raise Refusal(
            _("For this test your results went to the organisation directly, as the notice said."),
            code="no_right_to_withhold",
        )
    if order.released_at:
        raise Refusal(
            _("The organisation has these results already. Ask it to remove them."), code="released_already"
        )
    if order.withheld_at is None:
        order.withheld_at = timezone.now()
        order.save(update_fields=["withheld_at"])
        events.record("assessments.results_withheld", object_id=order.pk, person_id=order.person_id)


def ask_explanation(order_id: uuid.UUID, text: str = "") -> None:
    """Ask a psychologist of the organisation what the results mean."""
    order = _order(order_id)
    _with_results(order)
    _ask(order, Case.Kind.TEST_QUESTION, text)
    events.record("assessments.explanation_asked", object_id=order.pk, person_id=order.person_id)


def contest(order_id: uuid.UUID, text: str) -> None:
    """Say that a result is wrong, and why: a psychologist looks at it and answers."""
    order = _order(order_id)
    _with_results(order)
    _ask(order, Case.Kind.TEST_CONTEST, text)
    events.record("assessments.results_contested", object_id=order.pk, person_id=order.person_id)


def delete_results(order_id: uuid.UUID) -> None:
    """Remove the answers and the results of an order for good. What was released stays with the organisation until
    its own term ends or it is asked to remove it."""
    order = _order(order_id)
    _with_results(order)
    sessions = AssessmentSession.objects.filter(order=order)
    for rows in (
        ScaleResult.objects.filter(session__in=sessions),
        WorkSample.objects.filter(session__in=sessions),
        Response.objects.filter(session__in=sessions),
    ):
        rows.delete()
    forget_replays(order.pk)
    order.results_deleted_at = timezone.now()
    order.save(update_fields=["results_deleted_at"])
    events.record("assessments.results_deleted", object_id=order.pk, person_id=order.person_id)


def _order(order_id: uuid.UUID) -> Order:
    return Order.objects.select_for_update(of=("self",)).select_related("package").get(pk=order_id)


def _with_results(order: Order) -> None:
    if order.completed_at is None:
        raise Refusal(_("There are no results yet: the test is not complete."), code="not_complete")
    if order.results_deleted_at:
        raise Refusal(_("Your answers and results were removed, as you asked."), code="results_deleted")


def _ask(order: Order, kind: str, text: str) -> None:
    open_case(Asked(kind=kind, text=text, person_id=order.person_id, subject=SUBJECT, object_id=order.pk))


def _pass_on(order: Order) -> Released:
    """Write results that are no evidence yet as evidence; work samples may add some later."""
    occasion = uuid.uuid5(order.pk, "results")
    results = (
        ScaleResult.objects.filter(session__order=order, estimate__isnull=False)
        .select_related("scale", "session__module")
        .order_by("session__module__position", "scale__position", "scale__key")
    )
    first = order.released_at is None
    fresh = [row for row in results if first or (order.released_at and row.scored_at > order.released_at)]
    if fresh:
        record_evidence(
            person_id=order.person_id,
            measurements=[_measurement(row) for row in fresh],
            source="assessments",
            occasion=occasion,
            measured_on=timezone.localdate(order.completed_at),
        )
    if first or fresh:
        order.released_at, order.withheld_at = timezone.now(), None
        order.save(update_fields=["released_at", "withheld_at"])
        events.record(
            "assessments.results_released", object_id=order.pk, person_id=order.person_id, pieces=len(fresh)
        )
    return Released(len(fresh), occasion)


def _measurement(row: ScaleResult) -> Measurement:
    return Measurement(
        concept_id=row.scale.concept_id,
        kind=Kind.INSTRUMENT_RESULT,
        value=row.estimate,
        standard_error=row.standard_error,
        instrument_id=row.session.module.instrument_id,
        valid_until=row.valid_until,
        unit="sd",
        caveats=tuple(row.caveats),
    )


def note_export(order_id: uuid.UUID) -> None:
    """Write down that the person took their results along."""
    order = Order.objects.get(pk=order_id)
    events.record("assessments.results_exported", object_id=order.pk, person_id=order.person_id)

"""What a QTI results report holds: a person's own answers and scores, or the scores that they released."""

import uuid

from maatwerk.apps.assessments.models import AssessmentSession, Module, Order, Response, ScaleResult
from maatwerk.apps.assessments.qti import Answered, Outcome, ReportContent, Taken
from maatwerk.apps.evidence.public import Evidence
from maatwerk.apps.people.public import pseudonym
from maatwerk.apps.skills.public import concepts

SOURCE = "https://maatwerk.example/qti"


def own_report(order_id: uuid.UUID) -> ReportContent:
    """Return everything of an order; rows of answers are reached on the person's own request alone."""
    order = Order.objects.select_related("package").get(pk=order_id)
    sessions = AssessmentSession.objects.filter(order=order).select_related("module__instrument")
    return _report(order, [_own(session) for session in sessions.order_by("module__position", "pk")])


def released_report(order_id: uuid.UUID) -> ReportContent:
    """Return the scores that became evidence when the person released them."""
    order = Order.objects.select_related("package").get(pk=order_id)
    found = list(
        Evidence.objects.filter(occasion=uuid.uuid5(order.pk, "results"), value__isnull=False).order_by(
            "recorded_at", "id"
        )
    )
    names = {row.id: row.key for row in concepts({piece.concept_id for piece in found})}
    modules = Module.objects.filter(package_id=order.package_id).select_related("instrument")
    return _report(
        order,
        [
            Taken(
                test=module.instrument.key,
                version=module.instrument.version,
                language=module.instrument.language,
                completed_at=order.completed_at or order.invited_at,
                outcomes=tuple(
                    Outcome(
                        name=names[piece.concept_id], value=piece.value, standard_error=piece.standard_error
                    )
                    for piece in found
                    if piece.instrument_id == module.instrument_id and piece.value is not None
                ),
            )
            for module in modules.order_by("position", "id")
            if module.pk != order.left_out
        ],
    )


def _report(order: Order, taken: list[Taken]) -> ReportContent:
    return ReportContent(
        person=pseudonym(order.person_id),
        session=str(order.pk),
        source=SOURCE,
        package=order.package.key,
        taken=tuple(taken),
    )


def _own(session: AssessmentSession) -> Taken:
    instrument = session.module.instrument
    results = ScaleResult.objects.filter(session=session, estimate__isnull=False).select_related("scale")
    answers = Response.objects.filter(session=session).select_related("item").order_by("position")
    return Taken(
        test=instrument.key,
        version=instrument.version,
        language=instrument.language,
        completed_at=session.completed_at or session.started_at,
        outcomes=tuple(
            Outcome(name=row.scale.key, value=row.estimate, standard_error=row.standard_error)
            for row in results.order_by("scale__position", "scale__key")
            if row.estimate is not None
        ),
        answers=tuple(
            Answered(
                item=row.item.key,
                kind=row.item.kind,
                answer=row.answer,
                category=row.category,
                at=row.at,
                seconds=None if row.milliseconds is None else row.milliseconds / 1000,
            )
            for row in answers
        ),
    )

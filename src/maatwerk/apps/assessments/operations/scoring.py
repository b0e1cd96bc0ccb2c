"""Scoring a session: from answers to `ScaleResult`, on the person's own request. Safe to repeat; a score never changes."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from maatwerk.apps.assessments.analysis.flags import FEWEST_ITEMS, GivenAnswer, answer_flags
from maatwerk.apps.assessments.analysis.scoring import ScaleFacts, Scored, score_scale
from maatwerk.apps.assessments.models import (
    AssessmentSession,
    Calibration,
    FactSheet,
    Item,
    Order,
    Response,
    Scale,
    ScaleResult,
    WorkRating,
    WorkSample,
)
from maatwerk.apps.assessments.rules import RATERS
from maatwerk.apps.organisations.public import Organisation
from maatwerk.kernel import events
from maatwerk.kernel.rules import rule


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer with what scoring needs of its item."""

    item: Item
    row: Response


@dataclass(frozen=True, slots=True)
class _Rated:
    """What raters made of the work samples of a session, by item."""

    categories: Mapping[uuid.UUID, int]
    waiting: frozenset[uuid.UUID]
    differ: bool


def score_session(session_id: uuid.UUID) -> list[ScaleResult]:
    """Score every scale of a session that can be scored now, and return all results it has.

    A scale with work samples that still wait for a rater is scored when they come. Runs as the person.
    """
    session = (
        AssessmentSession.objects.select_for_update(of=("self",))
        .select_related("module", "order")
        .get(pk=session_id)
    )
    done = {row.scale_id: row for row in ScaleResult.objects.filter(session=session)}
    answers = _answers(session)
    _hand_in(session, answers)
    rated = _ratings(session)
    sheet = FactSheet.objects.filter(instrument_id=session.module.instrument_id).first()
    scales = Scale.objects.filter(instrument_id=session.module.instrument_id).order_by("position", "key")
    new = 0
    for scale in scales:
        own = [one for one in answers if one.item.scale_id == scale.pk]
        if scale.pk in done or not own or rated.waiting & {one.item.pk for one in own}:
            continue
        done[scale.pk] = _score(session, scale, own, rated, sheet)
        new += 1
    if new:
        events.record(
            "assessments.session_scored", object_id=session.pk, person_id=session.person_id, scales=new
        )
    return [done[scale.pk] for scale in scales if scale.pk in done]


def _answers(session: AssessmentSession) -> list[_Answer]:
    rows = Response.objects.filter(session=session).select_related("item").order_by("position")
    return [_Answer(row.item, row) for row in rows if not row.item.is_practice]


def _hand_in(session: AssessmentSession, answers: Sequence[_Answer]) -> None:
    """Put work samples where a rater finds them, without a word about whose they are."""
    for one in answers:
        if one.item.kind == "work_sample" and one.row.answer is not None:
            WorkSample.objects.get_or_create(
                organisation_id=session.organisation_id,
                session=session,
                item=one.item,
                defaults={"text": str(one.row.answer)},
            )


def _ratings(session: AssessmentSession) -> _Rated:
    """Return the mean score per work sample, halves rounded up, and which samples wait."""
    samples = dict(WorkSample.objects.filter(session=session).values_list("pk", "item_id"))
    scores: dict[uuid.UUID, list[int]] = {item: [] for item in samples.values()}
    for sample, score in WorkRating.objects.filter(sample_id__in=samples).values_list("sample_id", "score"):
        scores[samples[sample]].append(score)
    enough = {item: found for item, found in scores.items() if len(found) >= RATERS}
    return _Rated(
        categories={item: int(sum(found) / len(found) + 0.5) for item, found in enough.items()},
        waiting=frozenset(scores.keys() - enough.keys()),
        differ=any(max(found) - min(found) > 1 for found in enough.values()),
    )


def _score(
    session: AssessmentSession,
    scale: Scale,
    own: Sequence[_Answer],
    rated: _Rated,
    sheet: FactSheet | None,
) -> ScaleResult:
    calibration = _calibration(session, scale)
    answers = {one.item.key: rated.categories.get(one.item.pk, one.row.category) for one in own}
    scored = score_scale(answers, facts_of(calibration))
    return ScaleResult.objects.create(
        organisation_id=session.organisation_id,
        session=session,
        person_id=session.person_id,
        scale=scale,
        calibration=calibration,
        estimate=scored.estimate,
        standard_error=scored.standard_error,
        norm_low=scored.norm_low,
        norm_high=scored.norm_high,
        caveats=_caveats(session, scored, own, calibration, sheet, rated),
        valid_until=_valid_until(session),
    )


def _calibration(session: AssessmentSession, scale: Scale) -> Calibration | None:
    """Return the calibration that was in force when the session began."""
    known = session.calibrations.get(scale.key)
    return Calibration.objects.get(pk=known) if known else None


def facts_of(calibration: Calibration | None) -> ScaleFacts | None:
    """Return what scoring needs of a calibration."""
    if calibration is None:
        return None
    return ScaleFacts(
        model=calibration.model,
        parameters=calibration.parameters,
        reliability=calibration.reliability,
        norm=calibration.norm,
    )


def _caveats(
    session: AssessmentSession,
    scored: Scored,
    own: Sequence[_Answer],
    calibration: Calibration | None,
    sheet: FactSheet | None,
    rated: _Rated,
) -> list[str]:
    given = [GivenAnswer(one.item.kind, _option(one.row.answer), one.row.milliseconds) for one in own]
    found = [*answer_flags(given), *scored.odd]
    if session.ended_by == "time":
        found.append("out_of_time")
    if scored.n_items < FEWEST_ITEMS:
        found.append("short")
    if not session.is_supervised:
        found.append("unsupervised")
    if calibration is not None and (calibration.is_simulated or (sheet and sheet.is_simulated)):
        found.append("simulated")
    elif calibration is not None and not calibration.norm.get("n"):
        found.append("no_norms")
    if sheet is None or not sheet.is_validated_in_language:
        found.append("not_validated")
    if rated.differ and any(one.item.pk in rated.categories for one in own):
        found.append("raters_differ")
    return list(dict.fromkeys(found))


def _option(answer: Any) -> str | None:
    return None if answer is None else str(answer)


def _valid_until(session: AssessmentSession) -> dt.date:
    organisation = Organisation.objects.get(pk=session.organisation_id)
    measured = timezone.localdate(session.completed_at or session.started_at)
    days = rule("tests.result_valid_days", jurisdiction=organisation.jurisdiction, on=measured)
    return measured + dt.timedelta(days=days)


def score_order(order: Order) -> list[ScaleResult]:
    """Score all sessions of an order that are done."""
    sessions = AssessmentSession.objects.filter(order=order, state=AssessmentSession.State.COMPLETED)
    return [
        result
        for key in sessions.order_by("module__position", "pk").values_list("pk", flat=True)
        for result in score_session(key)
    ]

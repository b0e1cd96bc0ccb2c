"""What somebody's own report says: every scale as a band with its uncertainty, strengths first, and what may be done."""

import datetime as dt
import math
import uuid
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from maatwerk.apps.assessments.models import (
    AssessmentSession,
    Order,
    Response,
    Scale,
    ScaleResult,
    WorkRating,
    WorkSample,
)
from maatwerk.apps.assessments.result_words import CONFIDENCE, band_words, caveat_sentences, place_words
from maatwerk.apps.cases.public import own_cases
from maatwerk.kernel.languages import language_now
from maatwerk.kernel.rules import NoSuchRule, rule

MOST_STRENGTHS = 3
#: Above this many deviations a score is called a strength in itself; below, only the strongest of what was measured.
STRENGTH = 0.25


@dataclass(frozen=True, slots=True)
class ReportScale:
    """One scale as the person reads it."""

    key: str
    name: str
    instrument: str
    version: str
    language: str
    low_text: str
    high_text: str
    estimate: float | None
    standard_error: float | None
    low: int | None
    high: int | None
    place: str
    compared_with: str
    caveats: tuple[str, ...]
    caveat_codes: tuple[str, ...]
    valid_until: dt.date | None

    @property
    def is_placed(self) -> bool:
        """Whether there is a band to show."""
        return self.low is not None

    @property
    def sentence(self) -> str:
        """The band among a hundred people."""
        if self.low is None or self.high is None:
            return _("There is no score yet that can be compared.")
        return _(
            "Of 100 people in the comparison, between %(low)d and %(high)d score lower than you (%(sure)d%% certain)."
        ) % {"low": self.low, "high": self.high, "sure": round(100 * CONFIDENCE)}


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """What the person asked, and the answer once there is one."""

    kind: str
    kind_label: str
    text: str
    asked_on: dt.date
    due_on: dt.date
    answer: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything on a report."""

    order_id: uuid.UUID
    organisation: str
    is_simulated: bool
    work: str
    language: str
    completed_on: dt.date | None
    is_whole: bool
    n_parts: int
    scales: tuple[ReportScale, ...]
    shared_caveats: tuple[str, ...]
    strengths: tuple[str, ...]
    n_awaiting: int
    grants_nip_right: bool
    released_on: dt.date | None
    withheld_on: dt.date | None
    deleted_on: dt.date | None
    retention_weeks: int | None
    questions: tuple[QuestionRow, ...]

    @property
    def may_release(self) -> bool:
        """Whether the person decides now."""
        return self.grants_nip_right and self.released_on is None and self.deleted_on is None

    @property
    def may_withhold(self) -> bool:
        """Whether withholding is still a choice."""
        return self.may_release and self.withheld_on is None


def report_of(order_id: uuid.UUID) -> Report:
    """Return the report of an order in the language active now; on the person's own request alone."""
    order = Order.objects.select_related("package__opportunity", "organisation").get(pk=order_id)
    package = order.package
    rows = list(
        ScaleResult.objects.filter(session__order=order)
        .select_related("scale__concept", "calibration", "session__module__instrument")
        .order_by("session__module__position", "scale__position", "scale__key")
    )
    shared = _shared([row.caveats for row in rows])
    scales = tuple(_scale(row, shared) for row in rows)
    return Report(
        order_id=order.pk,
        organisation=order.organisation.name,
        is_simulated=order.organisation.is_simulated,
        work=package.opportunity.title if package.opportunity else "",
        language=language_now(),
        completed_on=_day(order.completed_at),
        is_whole=order.state == Order.State.COMPLETED,
        n_parts=AssessmentSession.objects.filter(
            order=order, state=AssessmentSession.State.COMPLETED
        ).count(),
        scales=scales,
        shared_caveats=tuple(caveat_sentences(shared)),
        strengths=_strengths(scales),
        n_awaiting=_awaiting(order) if not order.results_deleted_at else 0,
        grants_nip_right=package.grants_nip_right,
        released_on=_day(order.released_at),
        withheld_on=_day(order.withheld_at),
        deleted_on=_day(order.results_deleted_at),
        retention_weeks=_retention(order),
        questions=_questions(order),
    )


def _day(moment: dt.datetime | None) -> dt.date | None:
    return timezone.localdate(moment) if moment else None


def _shared(caveats: list[list[str]]) -> list[str]:
    """Return the caveats that all scales carry: said once, at the top."""
    if len(caveats) < 2:
        return []
    return [code for code in caveats[0] if all(code in others for others in caveats[1:])]


def _scale(row: ScaleResult, shared: list[str]) -> ReportScale:
    scale, language = row.scale, language_now()
    instrument = row.session.module.instrument
    dutch = language == "nl"
    placed = row.norm_low is not None and row.norm_high is not None
    own = [code for code in row.caveats if code not in shared]
    return ReportScale(
        key=scale.key,
        name=scale.concept.label_nl if dutch else scale.concept.label_en,
        instrument=instrument.name,
        version=instrument.version,
        language=instrument.language,
        low_text=scale.low_nl if dutch else scale.low_en,
        high_text=scale.high_nl if dutch else scale.high_en,
        estimate=row.estimate,
        standard_error=row.standard_error,
        low=math.floor(100 * row.norm_low) if placed and row.norm_low is not None else None,
        high=math.ceil(100 * row.norm_high) if placed and row.norm_high is not None else None,
        place=band_words(row.norm_low, row.norm_high)
        if row.norm_low is not None and row.norm_high is not None
        else "",
        compared_with=_compared(row),
        caveats=tuple(caveat_sentences(own)),
        caveat_codes=tuple(row.caveats),
        valid_until=row.valid_until,
    )


def _compared(row: ScaleResult) -> str:
    """Say with whom: the norm group of the calibration in force."""
    norm = row.calibration.norm if row.calibration else {}
    if not norm.get("n"):
        return ""
    population = str(norm.get("population", "")).strip().rstrip(".")
    if not population:
        return _("Compared with %(n)d people.") % {"n": norm["n"]}
    return _("Compared with %(n)d people: %(population)s.") % {"n": norm["n"], "population": population}


def _strengths(scales: tuple[ReportScale, ...]) -> tuple[str, ...]:
    """Return up to three strengths in concrete words, the strongest first."""
    placed = [scale for scale in scales if scale.estimate is not None]
    found = []
    for scale in sorted(placed, key=lambda one: -(one.estimate or 0.0))[:MOST_STRENGTHS]:
        if (scale.estimate or 0.0) >= STRENGTH and scale.high_text:
            found.append(f"{scale.name}: {scale.high_text}")
        elif (scale.estimate or 0.0) >= STRENGTH:
            place = place_words(((scale.low or 0) + (scale.high or 100)) / 200)
            found.append(_("%(name)s: your score is %(place)s.") % {"name": scale.name, "place": place})
        elif not found:
            found.append(_("%(name)s came out strongest of what was measured.") % {"name": scale.name})
    return tuple(found)


def _awaiting(order: Order) -> int:
    """Return how many scales still wait for people to judge written answers."""
    sessions = AssessmentSession.objects.filter(order=order)
    waiting = Scale.objects.filter(
        pk__in=WorkSample.objects.filter(session__in=sessions).values("item__scale_id")
    ).exclude(pk__in=ScaleResult.objects.filter(session__in=sessions).values("scale_id"))
    return waiting.count()


def _retention(order: Order) -> int | None:
    try:
        weeks: int = rule(
            "retention.rejected_applicant_weeks",
            jurisdiction=order.organisation.jurisdiction,
            on=timezone.localdate(),
        )
    except NoSuchRule:
        return None
    return weeks


def _questions(order: Order) -> tuple[QuestionRow, ...]:
    return tuple(
        QuestionRow(
            one.row.kind,
            one.row.kind_label,
            one.asked or "",
            timezone.localdate(one.row.opened_at),
            one.row.due_on,
            one.answer or "",
        )
        for one in own_cases(order.person_id)
        if one.row.object_id == order.pk
    )


def own_data(order_id: uuid.UUID) -> dict[str, object]:
    """Return everything held about how somebody took their tests (GDPR article 15): answers, scores, raters' notes.

    No item text and no key: the item is named by its code alone, so the test can still be given to others (C-434/16).
    """
    order = Order.objects.select_related("package").get(pk=order_id)
    sessions = AssessmentSession.objects.filter(order=order).select_related("module__instrument")
    return {
        "order": str(order.pk),
        "package": order.package.name,
        "invited_at": order.invited_at.isoformat(),
        "notice": order.notice_version,
        "completed_at": order.completed_at.isoformat() if order.completed_at else None,
        "released_at": order.released_at.isoformat() if order.released_at else None,
        "questions": [
            {"kind": row.kind, "text": row.text, "asked_on": row.asked_on.isoformat(), "answer": row.answer}
            for row in _questions(order)
        ],
        "sessions": [_own_session(session) for session in sessions.order_by("module__position", "pk")],
    }


def _own_session(session: AssessmentSession) -> dict[str, object]:
    results = ScaleResult.objects.filter(session=session).select_related("scale").order_by("scale__key")
    ratings = WorkRating.objects.filter(sample__session=session).order_by("sample__item__key", "at")
    return {
        "test": session.module.instrument.name,
        "version": session.module.instrument.version,
        "language": session.module.instrument.language,
        "started_at": session.started_at.isoformat(),
        "completed_at": session.completed_at.isoformat() if session.completed_at else None,
        "ended_by": session.ended_by,
        "devices": session.devices,
        "answers": [
            {"item": key, "answer": answer, "milliseconds": ms, "at": at.isoformat()}
            for key, answer, ms, at in Response.objects.filter(session=session)
            .order_by("position")
            .values_list("item__key", "answer", "milliseconds", "at")
        ],
        "scores": [
            {
                "scale": row.scale.key,
                "estimate": row.estimate,
                "standard_error": row.standard_error,
                "norm_low": row.norm_low,
                "norm_high": row.norm_high,
                "caveats": row.caveats,
                "valid_until": row.valid_until.isoformat() if row.valid_until else None,
            }
            for row in results
        ],
        "ratings": [
            {"item": key, "score": score, "note": note}
            for key, score, note in ratings.values_list("sample__item__key", "score", "note")
        ],
    }

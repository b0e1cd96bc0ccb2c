"""Scores: given once by each interviewer, locked, and made into evidence when the last one is in."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.applications.public import application
from maatwerk.apps.evidence.public import Kind, Measurement, record_evidence
from maatwerk.apps.interviews.analysis import error_of_one, measured
from maatwerk.apps.interviews.models import Interview, Interviewer, Kit, KitQuestion, Remark, Score, Scorecard
from maatwerk.apps.interviews.queries import scores_of_interview, scores_of_vacancy
from maatwerk.apps.interviews.rules import HIGHEST, LEAST_ADDENDUM, LOWEST, may_plan
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.vacancies.public import visible_vacancy
from maatwerk.kernel import events
from maatwerk.kernel.refusals import NotAllowed, Refusal

UNIT = "points"  # of the scale from 1 to 5


@dataclass(frozen=True, slots=True)
class ScoreGiven:
    """What an interviewer gives one answer; None where it was not asked."""

    value: int | None
    note: str = ""


@transaction.atomic
def submit_scorecard(
    *,
    interview_id: uuid.UUID,
    kit_id: uuid.UUID,
    scores: Mapping[uuid.UUID, ScoreGiven],
    summary: str,
    by: Member,
) -> None:
    """Keep an interviewer's scores for good. From then on they read those of the others, and correct in an addendum only."""
    interview = Interview.objects.select_for_update().get(pk=interview_id)
    _may_score(interview, by)
    questions = _questions(interview, kit_id)
    _check(questions, scores)
    here = {"organisation_id": interview.organisation_id, "interview_id": interview.pk, "by_id": by.user_id}
    Scorecard.objects.create(kit_id=kit_id, **here)
    Score.objects.bulk_create(
        Score(question_id=key, value=scores[key].value, note=scores[key].note.strip(), **here)
        for key in questions
    )
    if summary.strip():
        Remark.objects.bulk_create([Remark(is_addendum=False, text=summary.strip(), **here)])
    if interview.kit_id is None:
        interview.kit_id = kit_id
        interview.save(update_fields=["kit"])
    events.record("interviews.scorecard_kept", object_id=interview.pk, person_id=interview.person_id)
    _conclude(interview)


def _may_score(interview: Interview, by: Member) -> None:
    mine = Interviewer.objects.filter(interview=interview, user_id=by.user_id, left_at__isnull=True)
    if not mine.exists():
        raise NotAllowed(_("Only the interviewers of this interview score it."))
    begun = interview.starts_at is not None and interview.starts_at <= timezone.now()
    if interview.state != Interview.State.PLANNED or not begun:
        raise Refusal(_("You can score once the interview has begun."), code="too_early")
    if Scorecard.objects.filter(interview=interview, by_id=by.user_id).exists():
        raise Refusal(_("Your scores are in and locked. Add what is missing as an addendum."), code="locked")


def _questions(interview: Interview, kit_id: uuid.UUID) -> set[uuid.UUID]:
    """Return the questions to score: of the version used before, else of the newest, which nobody changes meanwhile."""
    vacancy = application(interview.application_id).opportunity_id
    newest = Kit.objects.select_for_update().filter(opportunity_id=vacancy).order_by("-number").first()
    wanted = interview.kit_id or (newest.pk if newest else None)
    if wanted != kit_id:
        raise Refusal(
            _("The questions changed while you were writing. Look them over and keep your scores again."),
            code="changed",
        )
    return set(KitQuestion.objects.filter(kit_id=kit_id).values_list("pk", flat=True))


def _check(questions: set[uuid.UUID], scores: Mapping[uuid.UUID, ScoreGiven]) -> None:
    if questions != scores.keys():
        raise Refusal(
            _("The questions changed while you were writing. Look them over and keep your scores again."),
            code="changed",
        )
    given = [one.value for one in scores.values() if one.value is not None]
    if not given:
        raise Refusal(_("Score at least one answer."), code="nothing_scored", status=422)
    if not all(LOWEST <= value <= HIGHEST for value in given):
        raise Refusal(_("Choose one of the five scores."), code="no_score", status=422)


@transaction.atomic
def add_addendum(*, interview_id: uuid.UUID, text: str, by: Member) -> None:
    """Add to one's own scorecard in words; the scores stay."""
    if not Scorecard.objects.filter(interview_id=interview_id, by_id=by.user_id).exists():
        raise NotAllowed(_("You add to your own scorecard only, once it is in."))
    if len(text.strip()) < LEAST_ADDENDUM:
        raise Refusal(_("Say in a few words what you add."), code="too_short", field="text", status=422)
    interview = Interview.objects.get(pk=interview_id)
    row = Remark(
        organisation_id=interview.organisation_id,
        interview=interview,
        by_id=by.user_id,
        is_addendum=True,
        text=text.strip(),
    )
    row.save(force_insert=True)
    events.record("interviews.addendum_kept", object_id=interview.pk, person_id=interview.person_id)


@transaction.atomic
def excuse_interviewer(*, interview_id: uuid.UUID, user_id: uuid.UUID, by: Member) -> None:
    """Wait no longer for the scores of somebody who was not there; they do not come back to this panel."""
    if not may_plan(by):
        raise NotAllowed(_("Your role does not include planning interviews."))
    interview = Interview.objects.select_for_update().get(pk=interview_id)
    visible_vacancy(application(interview.application_id).opportunity_id, by)
    if user_id == by.user_id:
        raise Refusal(
            _("A colleague takes you off, so that nobody reads the others' scores that way."), code="oneself"
        )
    row = Interviewer.objects.get(interview=interview, user_id=user_id, left_at__isnull=True)
    if Scorecard.objects.filter(interview=interview, by_id=user_id).exists():
        raise Refusal(_("Their scores are in and stay."), code="locked")
    if Interviewer.objects.filter(interview=interview, left_at__isnull=True).count() == 1:
        raise Refusal(
            _("Somebody must ask the questions. Call the interview off, or choose somebody else."),
            code="last",
        )
    row.left_at, row.starts_at, row.ends_at = timezone.now(), None, None
    row.save(update_fields=["left_at", "starts_at", "ends_at"])
    events.record("interviews.interviewer_excused", object_id=interview.pk)
    _conclude(interview)


def _conclude(interview: Interview) -> None:
    """Make the scores evidence once everybody's are in; an interview is measured once."""
    panel = set(
        Interviewer.objects.filter(interview=interview, left_at__isnull=True).values_list(
            "user_id", flat=True
        )
    )
    cards = set(Scorecard.objects.filter(interview=interview).values_list("by_id", flat=True))
    if interview.evidence_at is not None or not cards or not panel <= cards:
        return
    interview.evidence_at = timezone.now()
    interview.save(update_fields=["evidence_at"])
    vacancy = application(interview.application_id).opportunity_id
    found = measured(scores_of_interview(interview.pk), error_of_one(scores_of_vacancy(vacancy)))
    if not found:
        return
    record_evidence(
        person_id=interview.person_id,
        measurements=[
            Measurement(
                concept_id=concept,
                kind=Kind.INTERVIEW_SCORECARD,
                value=round(one.value, 2),
                standard_error=round(one.standard_error, 2),
                unit=UNIT,
                caveats=("interview_error_assumed",) if one.is_assumed else (),
            )
            for concept, one in found.items()
        ],
        source="interview",
        occasion=interview.pk,
        measured_on=timezone.localdate(interview.starts_at),
    )

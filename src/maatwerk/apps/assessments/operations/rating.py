"""Judging work samples: blind, on anchors, by two people; then the waiting scale is scored."""

import uuid

from django.db.models import Count
from django.utils.translation import gettext as _

from maatwerk.apps.assessments.models import Item, ItemKey, WorkRating, WorkSample
from maatwerk.apps.assessments.rules import RATERS, may_rate
from maatwerk.apps.organisations.public import Member
from maatwerk.kernel import events, jobs
from maatwerk.kernel.refusals import NotAllowed, Refusal
from maatwerk.kernel.turns import take_turn

SCORE_RATED = "assessments.score_rated"


def rate_work(*, sample_id: uuid.UUID, score: int, note: str = "", by: Member) -> WorkRating:
    """Give a work sample one rater's score; with the last rating its session is scored further, by a job."""
    if not may_rate(by):
        raise NotAllowed(_("Your role does not include judging work samples."))
    take_turn(f"rating {sample_id}")  # two raters at once: one of them is the last
    sample = WorkSample.objects.select_related("item").get(pk=sample_id)
    if not 0 <= score < len(anchors_of(sample.item)):
        raise Refusal(_("Choose one of the descriptions."), field="score")
    given = WorkRating.objects.filter(sample=sample)
    if given.filter(rater_id=by.user_id).exists():
        raise Refusal(_("You judged this already."), code="judged_already")
    if given.count() >= RATERS:
        raise Refusal(_("This was judged by others meanwhile."), code="judged_already")
    made = WorkRating.objects.create(
        organisation_id=sample.organisation_id,
        sample=sample,
        rater_id=by.user_id,
        score=score,
        note=note.strip(),
    )
    events.record("assessments.work_rated", object_id=sample.pk)
    if given.count() >= RATERS:
        jobs.enqueue(SCORE_RATED, object_id=sample.session_id)
    return made


def anchors_of(item: Item) -> tuple[str, ...]:
    """Return what each score of a work sample means, the lowest first."""
    key = ItemKey.objects.get(item=item).key
    return tuple(str(anchor) for anchor in key["anchors"])


def ratings_in_pairs() -> tuple[list[list[int]], int]:
    """Return the scores of the samples that two people judged, and the number of possible scores at most."""
    complete = (
        WorkRating.objects.values("sample_id")
        .annotate(n=Count("pk"))
        .filter(n__gte=RATERS)
        .values("sample_id")
    )
    found: dict[uuid.UUID, list[int]] = {}
    rows = WorkRating.objects.filter(sample_id__in=complete).order_by("sample_id", "at")
    for sample, score in rows.values_list("sample_id", "score"):
        found.setdefault(sample, []).append(score)
    pairs = [scores[:RATERS] for scores in found.values()]
    return pairs, max((score for pair in pairs for score in pair), default=0) + 1

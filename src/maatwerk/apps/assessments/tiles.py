"""What waits for people after tests: questions about results, and work samples to judge."""

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.assessments.models import ReportQuestion, WorkRating, WorkSample
from maatwerk.apps.assessments.rules import CALIBRATION_ROLES, RATERS, RATING_ROLES
from maatwerk.apps.organisations.public import Member, waiting
from maatwerk.ui.shapes import Tile


@waiting(*CALIBRATION_ROLES, order=40)
def open_questions(member: Member) -> Tile | None:
    """What people ask and contest about their results."""
    number = ReportQuestion.objects.filter(answered_at__isnull=True).count()
    if not number:
        return None
    url = reverse("assessments:questions", args=[member.organisation.slug])
    return Tile(_("Questions about results"), str(number), _("People wait for your answer."), url)


@waiting(*RATING_ROLES, order=41)
def work_samples(member: Member) -> Tile | None:
    """Work samples that this member has not judged, as far as they still need somebody."""
    own = WorkRating.objects.filter(rater_id=member.user_id).values("sample_id")
    judged = WorkRating.objects.values("sample_id").annotate(n=Count("pk")).filter(n__gte=RATERS)
    number = WorkSample.objects.exclude(pk__in=own).exclude(pk__in=judged.values("sample_id")).count()
    if not number:
        return None
    url = reverse("assessments:rate", args=[member.organisation.slug])
    return Tile(
        _("Work samples to judge"), str(number), _("Two people judge each, without knowing whose it is."), url
    )

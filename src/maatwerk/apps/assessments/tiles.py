"""What waits for people after tests: work samples to judge."""

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.assessments.models import WorkRating, WorkSample
from maatwerk.apps.assessments.rules import RATERS, RATING_ROLES
from maatwerk.apps.organisations.public import Member, waiting
from maatwerk.ui.shapes import Tile


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

"""What comes after the answers: work samples scored by people."""

from django.db import models
from django.db.models.functions import Now

from maatwerk.apps.organisations.public import TenantModel, User


class WorkSample(TenantModel):
    """An answer that a person must score. Blind: it says neither whose it is nor how the rest went.

    The session can be read on its person's own request alone, so no rater finds out who wrote it.
    """

    session = models.ForeignKey("assessments.AssessmentSession", on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey("assessments.Item", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    handed_in_on = models.DateField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "item"], name="one_sample_per_item")]


class WorkRating(TenantModel):
    """One rater's score of one work sample, on the anchors of the item. Never changed."""

    sample = models.ForeignKey(WorkSample, on_delete=models.CASCADE, related_name="+")
    rater = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField()  # the anchor chosen, from 0
    note = models.TextField(blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sample", "rater"], name="one_rating_per_rater")]

"""What comes after the answers: work samples scored by people, and questions about a report that people answer."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

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


class ReportQuestion(TenantModel):
    """What somebody asks or contests about their results; a human answers."""

    class Kind(models.TextChoices):
        EXPLANATION = "explanation", _("asks for an explanation")
        CONTEST = "contest", _("contests the results")

    order = models.ForeignKey("assessments.Order", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    text = models.TextField(blank=True)
    asked_at = models.DateTimeField(db_default=Now())
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "answered_at"], name="open_report_questions")]

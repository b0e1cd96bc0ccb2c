"""What became of people who were hired: engagements, the questions asked about them, and the answers."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.public import TenantModel


class History(TenantModel):
    """A file of people once hired, as it came in: where from, how they were sampled, what was left out."""

    class Sampling(models.TextChoices):
        EVERYONE_HIRED = "everyone_hired", _("everybody who was hired")
        BY_OUTCOME = "by_outcome", _("chosen by outcome")

    job_family = models.ForeignKey("opportunities.JobFamily", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    sampling = models.CharField(max_length=16, choices=Sampling.choices)
    fingerprint = models.CharField(max_length=64)
    report = models.JSONField(default=dict)
    imported_by = models.UUIDField(null=True)
    imported_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "job_family", "fingerprint"], name="one_import_per_file"
            )
        ]


class Engagement(TenantModel):
    """A person at work. Tenure is what has been observed so far; `separated` false means censored, not “stays”."""

    class Kind(models.TextChoices):
        EMPLOYMENT = "employment", _("employment")

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    job_family = models.ForeignKey("opportunities.JobFamily", on_delete=models.PROTECT, related_name="+")
    opportunity = models.ForeignKey(
        "opportunities.Opportunity", on_delete=models.PROTECT, related_name="+", null=True
    )
    history = models.ForeignKey(History, on_delete=models.PROTECT, related_name="+", null=True)
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.EMPLOYMENT)
    started_on = models.DateField(null=True)
    tenure_months = models.FloatField(null=True)
    separated = models.BooleanField(null=True)
    voluntary = models.BooleanField(null=True)
    entry_months = models.FloatField(default=0)  # under observation only from here (left truncation)
    performance = models.FloatField(null=True)  # last rating on the job family's scale
    evidence_occasion = models.UUIDField(null=True)
    source = models.CharField(max_length=120, blank=True)
    under_advice = models.BooleanField(default=False)  # hired with advice in view: feedback-loop mark
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["organisation", "job_family"], name="engagement_of_family")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(tenure_months__isnull=True)
                | models.Q(tenure_months__gt=models.F("entry_months")),
                name="tenure_after_entry",
            )
        ]


class FollowUp(TenantModel):
    """A question due at a moment after the start; answered, or recorded as missing with the reason."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ANSWERED = "answered", _("answered")
        MISSING = "missing", _("missing")

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="+")
    months = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    asked = models.UUIDField(null=True)  # account of the manager

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["engagement", "months"], name="one_follow_up_per_month")
        ]


class Outcome(TenantModel):
    """One answer: still here, how well, why left. Kept apart from every score until it is final."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="+")
    follow_up = models.OneToOneField(FollowUp, on_delete=models.PROTECT, related_name="+", null=True)
    observed_on = models.DateField()
    still_here = models.BooleanField(null=True)
    separated_on = models.DateField(null=True)
    voluntary = models.BooleanField(null=True)
    performance = models.FloatField(null=True)
    reason_code = models.CharField(max_length=40, blank=True)
    reason_note = models.TextField(blank=True)
    missing_reason = models.CharField(max_length=200, blank=True)
    rated_by = models.UUIDField(null=True)
    rater_saw_advice = models.BooleanField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())

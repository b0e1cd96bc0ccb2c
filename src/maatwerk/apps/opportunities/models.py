"""Work on offer (a vacancy now; shifts, courses and event slots later) and what it requires."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.public import TenantModel


class JobFamily(TenantModel):
    """Jobs so alike that one model speaks for them; here “success” and the smallest useful skill are defined."""

    name = models.CharField(_("name"), max_length=120)
    horizons_months = models.JSONField(default=list)
    smallest_useful_skill = models.FloatField(default=0.02)
    succeeds_at_rating = models.FloatField(null=True)  # on the job's own scale; empty: staying alone counts
    rating_low = models.FloatField(default=1)
    rating_high = models.FloatField(default=5)
    isco = models.CharField(max_length=4, blank=True)  # unit group of ISCO-08
    occupation_uri = models.URLField(blank=True)  # the occupation in ESCO
    created_at = models.DateTimeField(db_default=Now())
    import_id = models.UUIDField(null=True)  # what it came in with; only such a row can be taken back

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="one_job_family_per_name")
        ]


class Opportunity(TenantModel):
    class Kind(models.TextChoices):
        VACANCY = "vacancy", _("vacancy")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        FILLED = "filled", _("filled")
        WITHDRAWN = "withdrawn", _("withdrawn")

    job_family = models.ForeignKey(JobFamily, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.VACANCY)
    title = models.CharField(_("title"), max_length=160)
    place = models.CharField(_("place"), max_length=120, blank=True)
    description = models.TextField(_("description"), blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True)
    import_id = models.UUIDField(null=True)  # what it came in with; only such a row can be taken back


class Requirement(TenantModel):
    """What an opportunity asks, and why: this is the job analysis that advice rests on."""

    class Need(models.TextChoices):
        ESSENTIAL = "essential", _("essential")
        LEARNABLE = "learnable", _("can be learned on the job")

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="+")
    concept = models.ForeignKey("skills.Concept", on_delete=models.PROTECT, related_name="+")
    need = models.CharField(max_length=12, choices=Need.choices, default=Need.ESSENTIAL)
    level = models.FloatField(null=True)
    weight = models.FloatField(default=1)
    justification = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "concept"], name="one_requirement_per_concept")
        ]

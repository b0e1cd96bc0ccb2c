"""The concept scheme: constructs (what a test measures) and skills (what work asks) are the same kind of node."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.public import Organisation, TenantModel
from maatwerk.kernel.ids import new_id


class Concept(models.Model):
    """A construct, skill or job fact with labels in both languages; published for all where organisation is empty."""

    class Kind(models.TextChoices):
        CONSTRUCT = "construct", _("construct")
        SKILL = "skill", _("skill")
        JOB_FACT = "job_fact", _("fact about the job")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    key = models.SlugField(max_length=80)
    label_en = models.CharField(max_length=200)
    label_nl = models.CharField(max_length=200)
    description_en = models.TextField(blank=True)
    description_nl = models.TextField(blank=True)
    uri = models.URLField(blank=True)  # ESCO, ISCO or CompetentNL
    alt_labels_en = models.JSONField(default=list)  # other words for the same, by which texts are searched
    alt_labels_nl = models.JSONField(default=list)
    broader = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "key"], name="one_concept_per_key", nulls_distinct=False
            )
        ]


class Occupation(TenantModel):
    """An occupation of the official classification, loaded by the organisation from its own copy of ESCO."""

    uri = models.URLField()
    isco = models.CharField(max_length=4)  # unit group of ISCO-08
    label_en = models.CharField(max_length=200)
    label_nl = models.CharField(max_length=200)
    alt_labels_en = models.JSONField(default=list)
    alt_labels_nl = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uri"], name="one_occupation_per_uri")]

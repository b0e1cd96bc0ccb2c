"""Protected attributes, readable across people by *audit* alone, and the tables of counts that leave it."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.public import TenantModel


class ProtectedAttribute(TenantModel):
    """Sex, birth year or a voluntary self-description. No score, no page of a decider and no model ever reads it."""

    class Name(models.TextChoices):
        SEX = "sex", _("sex")
        BIRTH_YEAR = "birth_year", _("year of birth")
        AGE = "age", _("age at hire")
        MANAGER_SEX = "manager_sex", _("sex of the manager")
        SELF_DESCRIPTION = "self_description", _("self-description")

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    attribute = models.CharField(max_length=24, choices=Name.choices)
    value = models.CharField(max_length=80)
    source = models.CharField(max_length=120)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["organisation", "attribute", "person"], name="attribute_of_person")]


class ImpactTable(TenantModel):
    """Counts by group for one model version, small cells already suppressed: all that leaves the wall."""

    version = models.ForeignKey("advice.ModelVersion", on_delete=models.PROTECT, related_name="+")
    attribute = models.CharField(max_length=24)
    table = models.JSONField()
    computed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "attribute"], name="one_impact_table")]


class ChannelImpact(TenantModel):
    """Counts by channel and group, small cells suppressed; renewed monthly at most, so that nobody can be subtracted."""

    attribute = models.CharField(max_length=24)
    table = models.JSONField()
    computed_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["organisation", "computed_at"], name="channel_impact_by_date")]

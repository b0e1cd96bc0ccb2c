"""Protected attributes, readable across people by *audit* alone, and the tables of counts that leave it."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.public import TenantModel, User


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


class ImpactAudit(TenantModel):
    """Everything that ended in one period, counted by group once the period is over, and never again."""

    start = models.DateField()
    end = models.DateField()
    people = models.PositiveIntegerField()
    withdrew = models.PositiveIntegerField()
    erased = models.PositiveIntegerField(default=0)  # of the people: erased before the period was counted
    computed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "start"], name="one_impact_audit_of_a_period"),
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("start")), name="impact_audit_ends_later"
            ),
        ]


class AuditTable(TenantModel):
    """One table of an audit: everybody, or one stage, channel, kind of work, test or model version; small cells left out."""

    class Outcome(models.TextChoices):
        SELECTED = "selected", _("selected")
        SCORED = "scored", _("scored above the median")

    audit = models.ForeignKey(ImpactAudit, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    part = models.CharField(max_length=12, blank=True)  # empty: everybody
    level = models.CharField(max_length=120, blank=True)  # which channel, stage, …: a key where there is one
    label = models.CharField(max_length=200, blank=True)
    attributes = models.CharField(max_length=60)  # "sex" or "sex+age"
    table = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["audit", "outcome", "part", "level", "attributes"], name="one_audit_table"
            )
        ]


class TrendPoint(TenantModel):
    """Where one group stands beside everybody else by the end of a month; it holds however often one looks."""

    attribute = models.CharField(max_length=24)
    group = models.CharField(max_length=80)
    until = models.DateField()
    ratio_low = models.FloatField()
    ratio_high = models.FloatField(null=True)  # empty: no upper end yet
    people = models.PositiveIntegerField()  # of the group and everybody else

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "attribute", "group", "until"], name="one_trend_point_a_month"
            )
        ]


class ImpactAlarm(TenantModel):
    """A group is selected less often than everybody else, and not by chance. A case is opened about it."""

    attribute = models.CharField(max_length=24)
    group = models.CharField(max_length=80)
    since = models.DateField()  # the first week counted
    week = models.DateField()  # the week in which it became clear
    ratio_low = models.FloatField()
    ratio_high = models.FloatField()
    people = models.PositiveIntegerField()
    raised_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "attribute", "group", "since"], name="one_impact_alarm_of_a_group"
            )
        ]


class AlarmStep(TenantModel):
    """What somebody thinks is behind an alarm, what is done about it, and what came of it. Kept as it was said."""

    class Kind(models.TextChoices):
        HYPOTHESIS = "hypothesis", _("what may be behind it")
        ACTION = "action", _("what is done about it")
        EFFECT = "effect", _("what came of it")

    alarm = models.ForeignKey(ImpactAlarm, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())


class ImpactLook(TenantModel):
    """A look in the night that is planned: one a day, however much happens on it."""

    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "on"], name="one_impact_look_a_night")]


class WaitingGroups(TenantModel):
    """What audits need of somebody who was erased, under no key, until it is counted. *Audit* alone reads it.

    `period` is the first day of the period that counts it; what is summed in batches has none.
    """

    id = models.UUIDField(primary_key=True, editable=False)  # random: a key by time would tell who it was
    kind = models.CharField(max_length=10)  # as `kept` calls it
    period = models.DateField(null=True)
    row = models.JSONField()


class KeptCounts(TenantModel):
    """Counts over a batch of people who were erased: group → week or channel → people and hired. *Audit* alone reads it."""

    kind = models.CharField(max_length=10)
    attribute = models.CharField(max_length=24)
    n = models.PositiveIntegerField()
    cells = models.JSONField()


class SteeringStudy(TenantModel):
    """What other weightings of a version would be worth and do, for the applicants of one period that is over; drawn once."""

    version = models.ForeignKey("advice.ModelVersion", on_delete=models.PROTECT, related_name="+")
    start = models.DateField(null=True)  # of the period; empty where none is over
    end = models.DateField(null=True)
    why_not = models.CharField(max_length=24, blank=True)  # a code of words.WHY_NOT; empty: it was drawn
    study = models.JSONField()
    computed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "start"], condition=models.Q(why_not=""), name="one_study_of_a_period"
            )
        ]

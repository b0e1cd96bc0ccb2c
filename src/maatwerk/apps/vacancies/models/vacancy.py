"""A vacancy: the opportunity's terms, its questions and steps, its hiring team, its requisition, its templates."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.public import TenantModel, User


class HiringTeamMember(TenantModel):
    """Who works on a vacancy, and as what."""

    class Task(models.TextChoices):
        RECRUITER = "recruiter", _("recruiter")
        MANAGER = "manager", _("hiring manager")
        INTERVIEWER = "interviewer", _("interviewer")

    opportunity = models.ForeignKey("opportunities.Opportunity", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    task = models.CharField(max_length=12, choices=Task.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "user", "task"], name="one_task_per_member")
        ]


class Requisition(TenantModel):
    """An approved need: why somebody is needed, how many, and what it may cost. Asked by one, approved by another."""

    class Reason(models.TextChoices):
        REPLACEMENT = "replacement", _("somebody left")
        GROWTH = "growth", _("there is more work")
        TEMPORARY = "temporary", _("it is busy for a while")

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")

    job_family = models.ForeignKey("opportunities.JobFamily", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    reason = models.CharField(max_length=12, choices=Reason.choices)
    people = models.PositiveSmallIntegerField(default=1)
    pay_most_cents = models.PositiveBigIntegerField()
    pay_period = models.CharField(max_length=5)
    why = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)


class Vacancy(TenantModel):
    """What the employer promises: pay, hours, contract, place, and how long people wait."""

    class Period(models.TextChoices):
        HOUR = "hour", _("per hour")
        MONTH = "month", _("per month")
        YEAR = "year", _("per year")

    class Contract(models.TextChoices):
        PERMANENT = "permanent", _("permanent contract")
        TEMPORARY = "temporary", _("temporary contract")
        PROSPECT = "prospect", _("temporary contract, permanent if all goes well")
        ON_CALL = "on_call", _("on-call contract")
        TRAINEE = "trainee", _("traineeship or apprenticeship")
        AGENCY = "agency", _("through an employment agency")
        FREELANCE = "freelance", _("self-employed")

    class Remote(models.TextChoices):
        NO = "no", _("at the workplace")
        PARTLY = "partly", _("partly from home")
        FULLY = "fully", _("from home")

    opportunity = models.OneToOneField(
        "opportunities.Opportunity", on_delete=models.CASCADE, related_name="+"
    )
    requisition = models.ForeignKey(Requisition, on_delete=models.PROTECT, related_name="+", null=True)
    language = models.CharField(max_length=5, default="nl")
    pay_low_cents = models.PositiveBigIntegerField(null=True)
    pay_high_cents = models.PositiveBigIntegerField(null=True)
    pay_period = models.CharField(max_length=5, choices=Period.choices, default=Period.MONTH)
    currency = models.CharField(max_length=3, default="EUR")
    hours_low = models.FloatField(null=True)  # per week
    hours_high = models.FloatField(null=True)
    contract = models.CharField(max_length=12, choices=Contract.choices, blank=True)
    contract_months = models.PositiveSmallIntegerField(null=True)
    remote = models.CharField(max_length=8, choices=Remote.choices, default=Remote.NO)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    starts_on = models.DateField(null=True)
    apply_until = models.DateField(null=True)
    answer_days = models.PositiveSmallIntegerField(default=5)  # within so many days everybody hears something
    contact_email = models.EmailField(blank=True)
    isco = models.CharField(max_length=4, blank=True)
    occupation_uri = models.URLField(blank=True)
    package_id = models.UUIDField(null=True)  # the assessment package, which its own app keeps
    exceptions = models.JSONField(default=dict)  # ground → reason that law allows, by who may say so
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pay_low_cents__lte=models.F("pay_high_cents"))
                | models.Q(pay_low_cents__isnull=True, pay_high_cents__isnull=True),
                name="pay_from_low_to_high",
            ),
            models.CheckConstraint(
                condition=models.Q(hours_low__lte=models.F("hours_high"))
                | models.Q(hours_low__isnull=True, hours_high__isnull=True),
                name="hours_from_low_to_high",
            ),
        ]


class Question(TenantModel):
    """Something asked in the post. There is no kind for pay that somebody earned before, and none can be made."""

    class Kind(models.TextChoices):
        YES_NO = "yes_no", _("yes or no")
        CHOICE = "choice", _("a choice")
        NUMBER = "number", _("a number")
        SHORT_TEXT = "short_text", _("a short text")
        DATE = "date", _("a date")

    opportunity = models.ForeignKey("opportunities.Opportunity", on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.CharField(max_length=300)
    choices = models.JSONField(default=list)
    is_required = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "position"],
                name="one_question_per_place",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]


class Step(TenantModel):
    """One step of the procedure, as the candidate sees it ahead: what happens, and within how many days."""

    opportunity = models.ForeignKey("opportunities.Opportunity", on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=12)
    label = models.CharField(max_length=120)
    expected_days = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "position"],
                name="one_step_per_place",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]


class VacancyTemplate(TenantModel):
    """A vacancy kept to begin the next one with: terms, text, requirements, questions and steps as they were."""

    job_family = models.ForeignKey("opportunities.JobFamily", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    content = models.JSONField()
    is_default = models.BooleanField(default=False)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="one_template_per_name"),
            models.UniqueConstraint(
                fields=["organisation", "job_family"],
                condition=models.Q(is_default=True),
                name="one_default_template_per_family",
            ),
        ]

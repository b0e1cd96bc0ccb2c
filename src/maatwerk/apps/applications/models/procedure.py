"""A person at a vacancy: where it stands, who thought what, who decided and why."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.public import TenantModel, User


class Stage(models.TextChoices):
    """The steps of a procedure; `hired`, `rejected` and `withdrawn` end it."""

    APPLIED = "applied", _("applied")
    ASSESSED = "assessed", _("assessed")
    INTERVIEW = "interview", _("interview")
    OFFER = "offer", _("offer")
    HIRED = "hired", _("hired")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Application(TenantModel):
    """A person at a vacancy."""

    opportunity = models.ForeignKey("opportunities.Opportunity", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.APPLIED)
    source = models.CharField(max_length=120, blank=True)
    applied_at = models.DateTimeField(db_default=Now())
    stage_since = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "person"], name="one_application_per_person")
        ]


class OwnView(TenantModel):
    """What a recruiter thought before the advice was shown."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opinion = models.PositiveSmallIntegerField()  # 1 (surely not) to 5 (surely)
    note = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "by"], name="one_own_view")]


class AdviceSeen(TenantModel):
    """Somebody opened the advice on an application: when first, and for how long in all."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    advice_id = models.UUIDField()
    first_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "by", "advice_id"], name="one_first_look")
        ]


class Decision(TenantModel):
    """A human's choice with their own reason. No application leaves the procedure without one."""

    class Choice(models.TextChoices):
        ADVANCE = "advance", _("advance")
        HIRE = "hire", _("hire")
        REJECT = "reject", _("reject")

    class Deviation(models.TextChoices):
        NONE = "", _("in line with the advice, or no advice")
        KNOWS_MORE = "knows_more", _("I know something the advice does not")
        DOUBTS_EVIDENCE = "doubts_evidence", _("I doubt the evidence")
        TEAM_NEED = "team_need", _("what the team needs now")
        OTHER = "other", _("another reason")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=10, choices=Choice.choices)
    from_stage = models.CharField(max_length=12, choices=Stage.choices)
    to_stage = models.CharField(max_length=12, choices=Stage.choices)
    reason = models.TextField()
    deviation = models.CharField(max_length=20, choices=Deviation.choices, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    advice_id = models.UUIDField(null=True)
    advice_seen = models.BooleanField(default=False)
    seconds_looked = models.PositiveIntegerField(null=True)

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
    due_at = models.DateTimeField(
        null=True
    )  # by when the vacancy promised the next step; empty once it ended
    owner = models.ForeignKey(User, on_delete=models.SET_NULL, related_name="+", null=True)
    next_action = models.CharField(max_length=160, blank=True)
    next_on = models.DateField(null=True)
    import_id = models.UUIDField(
        null=True
    )  # what it came in with; only such an application can be taken back
    # by a declared experiment: the interview comes before the tests (`order_steps`)
    interview_first = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "person"], name="one_application_per_person")
        ]
        indexes = [
            # a column of the board in its order, and its count, without touching the table
            models.Index(
                fields=["opportunity", "stage", "stage_since", "id"],
                include=["organisation", "due_at"],
                name="application_in_column",
            ),
            models.Index(fields=["opportunity", "applied_at", "id"], name="application_by_arrival"),
            # everybody at some stages of all vacancies, page after page: what other systems read
            models.Index(fields=["organisation", "stage", "id"], name="application_by_stage"),
            # who moved since: what other systems ask again and again
            models.Index(fields=["organisation", "stage_since"], name="application_by_move"),
            models.Index(
                fields=["owner", "due_at"],
                condition=models.Q(closed_at__isnull=True),
                name="application_of_owner",
            ),
            # who waits too long or is planned for today, of everybody under way; and that there are so many
            models.Index(
                fields=["organisation", "due_at", "id"],
                include=["opportunity", "owner"],
                condition=models.Q(closed_at__isnull=True),
                name="application_by_promise",
            ),
            models.Index(
                fields=["organisation", "next_on", "id"],
                condition=models.Q(closed_at__isnull=True, next_on__isnull=False),
                name="application_by_plan",
            ),
            # who applied in a period, over all vacancies: what figures count, without touching the table
            models.Index(
                fields=["organisation", "applied_at", "id"],
                include=["opportunity", "person", "import_id"],
                name="application_received",
            ),
            models.Index(
                fields=["import_id"],
                condition=models.Q(import_id__isnull=False),
                name="application_of_import",
            ),
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
        CLOSE = "close", _("closed with the vacancy")
        UNDO = "undo", _("taken back")

    class Kind(models.TextChoices):
        """Why somebody does not go on, in a word that can be counted; one's own reason stands beside it."""

        REQUIREMENT = "requirement", _("something the work cannot do without is missing")
        FITS_LESS = "fits_less", _("somebody else fits this work better")
        TERMS = "terms", _("hours, pay, place or start do not fit")
        OTHER_WORK = "other_work", _("other work here fits better")
        NO_CONTACT = "no_contact", _("the person could not be reached")
        OTHER = "other", _("another reason")
        FILLED = "filled", _("the vacancy is filled")
        WITHDRAWN = "withdrawn", _("the vacancy is withdrawn")

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
    kind = models.CharField(max_length=12, choices=Kind.choices, blank=True)  # of who does not go on
    deviation = models.CharField(max_length=20, choices=Deviation.choices, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    advice_id = models.UUIDField(null=True)
    advice_seen = models.BooleanField(default=False)
    seconds_looked = models.PositiveIntegerField(null=True)
    batch_id = models.UUIDField(null=True)  # decisions on several people under one stated reason
    undoes = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    told = models.BinaryField(null=True)  # the letter that went out, sealed under the person's key

    class Meta:
        indexes = [models.Index(fields=["application", "made_at"], name="decision_in_order")]

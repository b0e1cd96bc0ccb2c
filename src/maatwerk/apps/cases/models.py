"""Questions, contests and alarms that a human answers before a day that a rule sets."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.public import TenantModel, User


class Case(TenantModel):
    """What somebody asks or contests. Words by and to a person are sealed under that person's key."""

    class Kind(models.TextChoices):
        CONTEST = "contest", _("contests a decision")
        EXPLANATION = "explanation", _("asks for an explanation")
        ACCOMMODATION = "accommodation", _("asks for an adjustment")
        ACCESS = "access", _("wants to see everything")
        RECTIFICATION = "rectification", _("wants something corrected")
        ERASURE = "erasure", _("wants to be removed")
        OBJECTION = "objection", _("objects to the use of data")
        TEST_QUESTION = "test_question", _("asks about test results")
        TEST_CONTEST = "test_contest", _("contests test results")
        ALARM = "alarm", _("alarm")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ANSWERED = "answered", _("answered")
        UPHELD = "upheld", _("agreed, still to be carried out")
        CLOSED = "closed", _("closed")

    kind = models.CharField(max_length=14, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", null=True)
    subject = models.CharField(max_length=20, blank=True)  # what `object_id` is: "application"
    object_id = models.UUIDField(null=True)
    asked = models.BinaryField(null=True)  # sealed; empty where the case is about nobody
    alarm = models.TextField(blank=True)  # the words of a case about nobody
    not_by = ArrayField(models.UUIDField(), default=list)  # accounts that may neither own nor answer it
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    opened_at = models.DateTimeField(db_default=Now())
    due_on = models.DateField()
    answer = models.BinaryField(null=True)  # sealed likewise
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    closed_at = models.DateTimeField(null=True)
    closing = models.TextField(blank=True)  # what was done, for colleagues: codes and facts, nothing personal

    class Meta:
        indexes = [models.Index(fields=["organisation", "state", "due_on"], name="cases_by_deadline")]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person", "kind", "object_id"],
                condition=models.Q(state="open", person__isnull=False),
                nulls_distinct=False,
                name="one_open_case_of_a_kind",
            ),
            models.CheckConstraint(
                condition=RawSQL(
                    "(owner_id IS NULL OR NOT owner_id = ANY (not_by))"
                    " AND (answered_by_id IS NULL OR NOT answered_by_id = ANY (not_by))",
                    (),
                    output_field=models.BooleanField(),
                ),
                name="another_human_answers",
            ),
        ]

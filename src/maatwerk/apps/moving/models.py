"""Files of another system on their way in, what was told there of applications, and what an organisation takes along."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.public import TenantModel


class Move(TenantModel):
    """Files that somebody brought: how they are to be read, what a check found, and how far it is."""

    class State(models.TextChoices):
        CHECKED = "checked", _("to be looked at")
        IMPORTED = "imported", _("came in")
        UNDONE = "undone", _("taken back")

    filename = models.CharField(max_length=255)
    product = models.CharField(max_length=20, blank=True)  # empty for a general export
    fingerprint = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.CHECKED)
    reading = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    work_id = models.UUIDField(null=True)
    brought_by = models.UUIDField()
    brought_at = models.DateTimeField(db_default=Now())
    imported_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "fingerprint"],
                condition=models.Q(state="imported"),
                name="one_move_per_file",
            )
        ]


class SourceNumber(TenantModel):
    """The number of a vacancy or application in the system it came from: what came in once is known again."""

    class Kind(models.TextChoices):
        VACANCY = "vacancy"
        APPLICATION = "application"

    move = models.ForeignKey(Move, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    number = models.CharField(max_length=120)  # with the product before it
    object_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "number"], name="one_source_number")
        ]
        indexes = [models.Index(fields=["object_id"], name="source_of_object")]


class PastFact(TenantModel):
    """What another system told of an application, in its words. Nobody decided it here."""

    class Kind(models.TextChoices):
        APPLIED = "applied", _("applied")
        STAGE = "stage", _("stage")
        HIRED = "hired", _("hired")
        REJECTED = "rejected", _("turned down")
        WITHDRAWN = "withdrawn", _("withdrew")
        REASON = "reason", _("reason")

    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField(null=True)
    words = models.CharField(max_length=700, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "position"], name="one_past_fact_per_place")
        ]


class Export(TenantModel):
    """Everything an organisation has here, as one file for its administrators; gone again after some days."""

    work_id = models.UUIDField(null=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField(db_default=Now())
    ready_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)


class StaffingOrder(TenantModel):
    """A SETU staffing order that came in: the message as it was, and the requisition it became."""

    number = models.CharField(max_length=120)  # who gave it, and which
    requisition = models.ForeignKey("vacancies.Requisition", on_delete=models.PROTECT, related_name="+")
    message = models.JSONField()
    received_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "number"], name="one_staffing_order")]

"""How a team keeps hold of many applications: labels of its own, and views of the pipeline worth keeping."""

from django.db import models
from django.db.models.functions import Now

from maatwerk.apps.applications.models.procedure import Application
from maatwerk.apps.organisations.public import TenantModel, User


class SignedClosing(TenantModel):
    """The signature under closing a vacancy for all who remain; `reason` and `letters` are emptied once all have heard."""

    opportunity = models.ForeignKey("opportunities.Opportunity", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12)  # what happened to the vacancy
    reason = models.TextField(blank=True)
    letters = models.JSONField(default=dict)  # by language: subject and body, without anybody's name
    people = models.PositiveIntegerField()
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    work_id = models.UUIDField(null=True)  # where a worker carries it out
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity"],
                condition=models.Q(ended_at__isnull=True),
                name="one_closing_under_way",
            )
        ]


class Label(TenantModel):
    """A word that the organisation sticks on applications; no protected ground can be one."""

    name = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="one_label_per_name")]

    def __str__(self) -> str:
        return self.name


class Labelled(TenantModel):
    """A label on an application."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    label = models.ForeignKey(Label, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "label"], name="one_label_on_application")
        ]


class SavedView(TenantModel):
    """A filter of a vacancy's pipeline under a name; private, or shared with who works on the vacancy."""

    opportunity = models.ForeignKey("opportunities.Opportunity", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=600)
    is_shared = models.BooleanField(default=False)
    made_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "made_by", "name"], name="one_saved_view_per_name")
        ]

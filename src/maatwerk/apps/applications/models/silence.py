"""The clock of silence: when somebody last heard something, and by when the vacancy promised that they hear again."""

from django.db import models

from maatwerk.apps.applications.models.procedure import Application
from maatwerk.apps.organisations.public import TenantModel


class SilenceClock(TenantModel):
    """One application's clock. It begins when somebody applies and anew whenever they are told something."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="+")
    opportunity = models.ForeignKey("opportunities.Opportunity", on_delete=models.CASCADE, related_name="+")
    heard_at = models.DateTimeField()  # the receipt of the application itself is no word from a human
    due_at = models.DateTimeField(null=True)  # empty once the application ended: nobody waits any more
    warned_at = models.DateTimeField(null=True)  # once per silence
    words = models.PositiveIntegerField(default=0)  # how often they heard something
    late_words = models.PositiveIntegerField(default=0)  # and how often later than promised

    class Meta:
        indexes = [
            models.Index(fields=["opportunity", "due_at"], name="silence_by_vacancy"),
            # who waits longest, of everybody under way, without looking at all who ever applied
            models.Index(
                fields=["organisation", "due_at", "id"],
                include=["opportunity"],
                condition=models.Q(due_at__isnull=False),
                name="silence_by_promise",
            ),
        ]

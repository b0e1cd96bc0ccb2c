"""Who works on a vacancy. The vacancy itself is an opportunity."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.public import TenantModel, User


class HiringTeamMember(TenantModel):
    class Task(models.TextChoices):
        RECRUITER = "recruiter", _("recruiter")
        MANAGER = "manager", _("hiring manager")

    opportunity = models.ForeignKey("opportunities.Opportunity", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    task = models.CharField(max_length=12, choices=Task.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "user", "task"], name="one_task_per_member")
        ]
